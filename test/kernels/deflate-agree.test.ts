import { deflateSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCodeLengths } from '../../src/kernels/twin/code-lengths.js';
import { assemblies, builds, twin } from './builds.js';

const unpackers = { zlib: inflateSync, gzip: gunzipSync, raw: inflateRawSync } as const;
const containers = ['zlib', 'gzip', 'raw'] as const;

/** Numbers that look random and are the same on every machine. */
function noise(length: number, most: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  });
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Each byte rarer than the one before by the golden ratio: Huffman's code of those would be as long as can be. */
function fewerAndFewer(length: number): Uint8Array {
  return noise(length, 256).map((_, i, all) => {
    const chance = (all[i]! * 256 + all[(i * 7 + 3) % length]!) / 65_536;
    return Math.min(30, Math.floor(-Math.log2(1 - chance) / 0.694));
  });
}

/** Times in microseconds as 64 bits. */
function times(count: number): Uint8Array {
  const steps = noise(count, 5);
  let micros = 4_294_000_000n;
  return new Uint8Array(BigInt64Array.from({ length: count }, (_, i) => (micros += BigInt(steps[i]!))).buffer);
}

const large: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['times of events', times(30_000)],
  ['coordinates', new Uint8Array(Uint16Array.from(noise(50_000, 256), (value, i) => value + ((i >> 9) & 3) * 256).buffer)],
  ['polarities', noise(100_000, 2)],
  ['noise of every byte', noise(200_000, 256)],
  ['noise of few bytes', noise(90_000, 5)],
  ['bytes with codes of every length', fewerAndFewer(60_000)],
  ['one byte', new Uint8Array(300_000).fill(7)],
  ['bytes that change in the middle of a block', joined(noise(20_000, 256), noise(20_000, 3), noise(20_000, 40))],
  ['noise, then zeros', joined(noise(70_000, 256), new Uint8Array(70_000))],
  ['what repeats after 32,767 bytes', joined(noise(32_767, 256), noise(32_767, 256))],
  ['what repeats after 32,768 bytes', joined(noise(32_768, 256), noise(32_768, 256))],
  ['what repeats after 40,000 bytes', joined(noise(40_000, 256), noise(40_000, 256))],
];

/** Bytes with runs, repeats and noise. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60, size: 'max' }),
      fc.tuple(fc.nat(255), fc.nat(600)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(60))
        .map(([unit, repeats]) => Uint8Array.from({ length: unit.length * repeats }, (_, i) => unit[i % unit.length]!)),
      fc.tuple(fc.integer({ min: 1, max: 256 }), fc.nat(3000), fc.nat(1e6)).map(([most, length, seed]) => noise(length, most, seed)),
    ),
    { maxLength: 30, size: 'max' },
  )
  .map((parts) => joined(...parts));

describe('findCodeLengths', () => {
  it('gives a complete code within the limit, the shortest first to what is frequent', () => {
    const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 32_768 })), {
      minLength: 2,
      maxLength: 288,
      size: 'max',
    });
    fc.assert(
      fc.property(counts, fc.constantFrom(9, 15), (numbers, most) => {
        const lengths = findCodeLengths(Uint32Array.from(numbers), most);
        const used = numbers.filter((count) => count > 0).length;
        expect(lengths.reduce((sum, length) => sum + (length > 0 ? 2 ** (most - length) : 0), 0)).toBe(2 ** most);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
        expect(lengths.filter((length) => length > 0).length).toBe(Math.max(2, used));
        const byCount = [...numbers.entries()].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
        for (const [at, [symbol, count]] of byCount.entries()) {
          const next = byCount[at + 1];
          if (next !== undefined && next[1] < count) expect(lengths[symbol]).toBeLessThanOrEqual(lengths[next[0]]!);
        }
      }),
    );
  });

  it("is Huffman's where that is short enough, and cut where it is not", () => {
    expect([...findCodeLengths(Uint32Array.of(45, 13, 12, 16, 9, 5), 15)]).toEqual([1, 3, 3, 3, 4, 4]);
    const fibonacci = [1, 1];
    while (fibonacci.length < 22) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
    expect(Math.max(...findCodeLengths(Uint32Array.from(fibonacci), 30))).toBe(21);
    expect(Math.max(...findCodeLengths(Uint32Array.from(fibonacci), 15))).toBe(15);
  });
});

describe.each(builds)('deflate (%s)', (_name, kernels) => {
  it.each(containers)('makes %s of any bytes that zlib and this inflate', (container) => {
    fc.assert(
      fc.property(content, (bytes) => {
        const packed = kernels.deflate(bytes, container);
        expect(Buffer.compare(unpackers[container](packed), bytes)).toBe(0);
        const whole = new Uint8Array(bytes.length);
        expect(kernels.inflate(packed, whole, container)).toBe(bytes.length);
        expect(Buffer.compare(whole, bytes)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each(large)('%s: read by zlib', (_, bytes) => {
    for (const container of containers) expect(Buffer.compare(unpackers[container](kernels.deflate(bytes, container)), bytes)).toBe(0);
  });

  it('every short length', () => {
    for (let length = 0; length < 40; length += 1) {
      for (const bytes of [noise(length, 256), noise(length, 2), new Uint8Array(length)]) {
        expect(Buffer.compare(inflateSync(kernels.deflate(bytes, 'zlib')), bytes)).toBe(0);
      }
    }
  });

  it('leaves its input as it is', () => {
    const bytes = noise(5000, 9);
    const before = bytes.slice();
    kernels.deflate(bytes, 'gzip');
    expect(bytes).toEqual(before);
  });

  it('stores what does not get shorter', () => {
    const bytes = noise(200_000, 256);
    expect(kernels.deflate(bytes, 'raw').length).toBeLessThanOrEqual(bytes.length + 6 * 50);
    expect(kernels.deflate(new Uint8Array(0), 'raw')).toEqual(Uint8Array.of(3, 0));
  });

  it('is as small as zlib, or nearly', () => {
    for (const [name, bytes] of large) {
      const zlib = deflateSync(bytes, { level: 6 }).length;
      expect(kernels.deflate(bytes, 'zlib').length, name).toBeLessThan(1.06 * zlib + 40);
    }
  });
});

describe.each(assemblies)('%s', (_name, kernels) => {
  it.each(large)('%s: the bytes of the twin', (_, bytes) => {
    expect(Buffer.compare(kernels.deflate(bytes, 'raw'), twin.deflate(bytes, 'raw'))).toBe(0);
  });

  it('gives the bytes of the twin for any', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(...containers), (bytes, container) => {
        expect(Buffer.compare(kernels.deflate(bytes, container), twin.deflate(bytes, container))).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('gives them for bytes in its own memory, whatever follows them', () => {
    const bytes = noise(3000, 6);
    const lent = kernels.lendInput(4000);
    for (const after of [0, 1, 255]) {
      lent.fill(after);
      lent.set(bytes);
      expect(kernels.deflate(lent.subarray(0, 3000), 'zlib')).toEqual(twin.deflate(bytes, 'zlib'));
    }
  });

  it('has no memory for too much, and goes on', () => {
    expect(() => kernels.deflate(new Uint8Array(100 << 20), 'zlib')).toThrow(/no \d+ bytes left/);
    expect(kernels.deflate(Uint8Array.of(1, 2, 3), 'zlib')).toEqual(twin.deflate(Uint8Array.of(1, 2, 3), 'zlib'));
  });
});
