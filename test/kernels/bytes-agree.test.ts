import { deflateRawSync, deflateSync, gzipSync, constants as zlib } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.js';
import { assemblies, builds, twin } from './builds.js';

const packers = { zlib: deflateSync, gzip: gzipSync, raw: deflateRawSync } as const;
const container = fc.constantFrom<'zlib' | 'gzip' | 'raw'>('zlib', 'gzip', 'raw');

/** Bytes with runs, repeats and noise, as columns of events have them. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40, size: 'max' }),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(60))
        .map(([unit, times]) => Uint8Array.from({ length: unit.length * times }, (_, i) => unit[i % unit.length]!)),
    ),
    { maxLength: 30, size: 'max' },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

const packing = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED),
});

function outcome(kernels: Kernels, input: Uint8Array, capacity: number, kind: 'zlib' | 'gzip' | 'raw'): unknown {
  const output = new Uint8Array(capacity);
  try {
    const written = kernels.inflate(input, output, kind);
    return { written, output };
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

describe.each(assemblies)('%s', (_name, kernels) => {
  it('inflates what zlib deflates, and stops when the output is full', () => {
    fc.assert(
      fc.property(content, container, packing, fc.double({ min: 0, max: 1.2, noNaN: true }), (bytes, kind, options, part) => {
        const packed = packers[kind](bytes, options);
        const whole = new Uint8Array(bytes.length);
        expect(kernels.inflate(packed, whole, kind)).toBe(bytes.length);
        expect(whole).toEqual(bytes);
        const capacity = Math.floor(part * bytes.length);
        const some = new Uint8Array(capacity);
        const written = kernels.inflate(packed, some, kind);
        expect(written).toBe(Math.min(capacity, bytes.length));
        expect(some.subarray(0, written)).toEqual(bytes.subarray(0, written));
      }),
      { numRuns: 300 },
    );
  });

  it('does as the twin with damaged, cut and random data', () => {
    fc.assert(
      fc.property(
        content,
        container,
        packing,
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 1, max: 255 })), {
          maxLength: 2,
        }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
        (bytes, kind, options, flips, kept, part) => {
          const packed = packers[kind](bytes, options);
          for (const [place, flip] of flips) packed[Math.floor(place * packed.length)]! ^= flip;
          const input = packed.subarray(0, Math.ceil(kept * packed.length));
          const capacity = Math.floor(part * bytes.length);
          expect(outcome(kernels, input, capacity, kind)).toEqual(outcome(twin, input, capacity, kind));
          expect(outcome(kernels, input, bytes.length + 400, kind)).toEqual(outcome(twin, input, bytes.length + 400, kind));
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), fc.nat(2000), (input, capacity) => {
        expect(outcome(kernels, input, capacity, 'raw')).toEqual(outcome(twin, input, capacity, 'raw'));
      }),
      { numRuns: 1000 },
    );
  });

  it('inflates megabytes', () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i % 7 === 0 ? (i * 2654435761) >>> 24 : (i >> 8) & 255));
    for (const kind of ['zlib', 'gzip', 'raw'] as const) {
      const output = kernels.lendInput(bytes.length);
      expect(kernels.inflate(packers[kind](bytes), output, kind)).toBe(bytes.length);
      expect(Buffer.compare(output, bytes)).toBe(0);
    }
  });

  it('undoes a shuffle as the twin does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700, size: 'max' }), fc.constantFrom(1, 2, 3, 4, 8, 16), fc.nat(4), (input, size, missing) => {
        const [ours, theirs] = [new Uint8Array(Math.max(0, input.length - missing)), new Uint8Array(Math.max(0, input.length - missing))];
        kernels.unshuffle(input, ours, size);
        twin.unshuffle(input, theirs, size);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(builds)('unshuffle (%s)', (_name, kernels) => {
  it('puts the bytes of an element together and copies what is left over', () => {
    const output = new Uint8Array(7);
    kernels.unshuffle(Uint8Array.of(1, 2, 3, 11, 12, 13, 99), output, 2);
    expect([...output]).toEqual([1, 11, 2, 12, 3, 13, 99]);
  });
});
