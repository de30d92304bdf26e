import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { decayRate, decayValue } from '../../src/kernels/decay.js';
import type { FrameAccumulator, FrameKind } from '../../src/kernels/event-kernels.js';
import { instantiateKernels } from '../../src/kernels/load-kernels.js';
import type { EventColumns } from '../../src/shapes/event-columns.js';
import { assemblies, builds, builtModule, twin } from './builds.js';
import type { PlainEvent } from './collect-events.js';

function columnsOf(baseMicros: number, events: readonly PlainEvent[]): EventColumns {
  return {
    baseMicros,
    length: events.length,
    t: Uint32Array.from(events, ([t]) => t),
    x: Uint16Array.from(events, ([, x]) => x),
    y: Uint16Array.from(events, ([, , y]) => y),
    p: Uint8Array.from(events, ([, , , p]) => p),
  };
}

const kinds: readonly FrameKind[] = ['polarity', 'signedCount', 'perPolarityCount', 'timeSurface'];
const window = { endMicros: 1000, tauMicros: 500 };

const anyColumns = fc
  .tuple(
    fc.constantFrom(0, 2 ** 31, 5 * 2 ** 40, -(2 ** 31)),
    fc.array(
      fc.tuple(
        fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 0xffff_ffff })),
        fc.oneof(fc.nat(20), fc.nat(0xffff)),
        fc.oneof(fc.nat(12), fc.nat(0xffff)),
        fc.nat(1),
      ),
      { maxLength: 300, size: 'max' },
    ),
  )
  .map(([base, events]) => columnsOf(base, events));

describe.each(builds)('accumulators (%s)', (_name, kernels) => {
  it('keeps the last polarity, counts, and decays', () => {
    const columns = columnsOf(0, [
      [1000, 1, 0, 1],
      [1000, 1, 0, 0],
      [500, 0, 1, 0],
      [1500, 0, 1, 1],
      [500, 2, 1, 0],
      [500, 3, 0, 1],
      [500, 0, 2, 1],
      [900, 1, 0, 0],
    ]);
    const drawn = Object.fromEntries(
      kinds.map((kind) => {
        const accumulator = kernels.accumulator(kind, 3, 2);
        accumulator.begin(window);
        accumulator.add(columns, 1, columns.length - 1);
        const pixels = [...accumulator.pixels()];
        accumulator.release();
        return [kind, pixels];
      }),
    );
    expect(drawn).toEqual({
      polarity: [0, 1, 0, 2, 0, 1],
      signedCount: [0, -1, 0, 0, 0, -1],
      perPolarityCount: [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1],
      timeSurface: [0, -32767, 0, 32767, 0, -Math.round(32767 / Math.E)],
    });
  });

  it('saturates', () => {
    const many = columnsOf(
      0,
      Array.from({ length: 70_000 }, (): PlainEvent => [0, 0, 0, 1]),
    );
    const signed = kernels.accumulator('signedCount', 1, 1);
    const both = kernels.accumulator('perPolarityCount', 1, 1);
    for (const accumulator of [signed, both]) {
      accumulator.begin();
      accumulator.add(many, 0, many.length);
    }
    expect([...signed.pixels(), ...both.pixels()]).toEqual([32_767, 65_535, 0]);
    signed.begin();
    expect([...signed.pixels()]).toEqual([0]);
    const off = columnsOf(
      0,
      Array.from({ length: 40_000 }, (): PlainEvent => [0, 0, 0, 0]),
    );
    signed.add(off, 0, off.length);
    expect([...signed.pixels()]).toEqual([-32_768]);
  });

  it('refuses frames and windows that cannot be', () => {
    expect(() => kernels.accumulator('polarity', 0, 10)).toThrow(FirstlightError);
    expect(() => kernels.accumulator('polarity', 10, Number.NaN)).toThrow(FirstlightError);
    const surface = kernels.accumulator('timeSurface', 2, 2);
    expect(() => surface.begin()).toThrow(FirstlightError);
    expect(() => surface.begin({ endMicros: 1, tauMicros: 0 })).toThrow(FirstlightError);
  });

  it('counts events in a rectangle and in time bins', () => {
    const columns = columnsOf(100, [
      [0, 5, 5, 1],
      [9, 5, 5, 0],
      [10, 9, 5, 1],
      [19, 10, 5, 1],
      [20, 5, 10, 1],
      [400, 5, 9, 0],
    ]);
    expect(kernels.countInRectangle(columns, 0, 6, 5, 5, 10, 10)).toEqual([2, 2]);
    expect(kernels.countInRectangle(columns, 1, 3, 0, 0, 10, 10)).toEqual([1, 1]);
    expect(kernels.countInRectangle(columns, 0, 6, 5, 5, 5, 10)).toEqual([0, 0]);
    const bins = Uint32Array.of(1, 0, 0, 0, 0, 0);
    kernels.addToRate({ fromMicros: 105, binMicros: 10, bins }, columns, 0, 6);
    expect([...bins]).toEqual([2, 1, 2, 0, 0, 0]);
  });
});

const bytesOf = (accumulator: FrameAccumulator) => {
  const pixels = accumulator.pixels();
  return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
};

describe.each(assemblies)('%s', (_name, kernels) => {
  for (const kind of kinds) {
    it(`draws ${kind} as the twin does`, () => {
      fc.assert(
        fc.property(
          fc.array(anyColumns, { maxLength: 4, size: 'max' }),
          fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 12 })),
          fc.constantFrom(0, 50_000, 2 ** 31 + 70_000, 5 * 2 ** 40 + 90_000),
          fc.double({ min: 1, max: 1e7, noNaN: true }),
          (batches, [width, height], endMicros, tauMicros) => {
            const [ours, theirs] = [kernels.accumulator(kind, width, height), twin.accumulator(kind, width, height)];
            for (const accumulator of [ours, theirs]) {
              accumulator.begin({ endMicros, tauMicros });
              for (const columns of batches) accumulator.add(columns, Math.min(1, columns.length), columns.length);
            }
            expect([...ours.pixels()]).toEqual([...theirs.pixels()]);
            ours.release();
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  it('counts sums that leave 16 bits as the twin does, whenever the pixels are looked at', () => {
    const [width, height] = [40, 3];
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1),
        fc.integer({ min: 32_500, max: 32_800 }),
        fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 700 }), fc.constantFrom(0, 1)), { maxLength: 12, size: 'max' }),
        fc.nat(12),
        (first, many, runs, look) => {
          const [ours, theirs] = [kernels.accumulator('signedCount', width, height), twin.accumulator('signedCount', width, height)];
          for (const accumulator of [ours, theirs]) accumulator.begin();
          for (const [i, [x, count, p]] of ([[0, many, first], ...runs] as const).entries()) {
            const columns = columnsOf(
              0,
              Array.from({ length: count }, (_, k): PlainEvent => [k, k % 7 === 0 ? 1 - (x % 2) : x, 0, p]),
            );
            ours.add(columns, 0, count);
            theirs.add(columns, 0, count);
            if (i === look) expect(ours.pixels()).toEqual(theirs.pixels());
          }
          expect(ours.pixels()).toEqual(theirs.pixels());
          ours.release();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('draws frames of any width as the twin does', () => {
    const height = 3;
    for (const kind of kinds) {
      for (const width of [8191, 8192, 16_383, 16_384, 32_767, 32_768, 65_535]) {
        const columns = columnsOf(
          0,
          Array.from({ length: 2000 }, (_, k): PlainEvent => [k, (k * 7919) % 65_536, k % 5, k % 2]),
        );
        const [ours, theirs] = [kernels.accumulator(kind, width, height), twin.accumulator(kind, width, height)];
        for (const accumulator of [ours, theirs]) {
          accumulator.begin(window);
          accumulator.add(columns, 0, columns.length);
        }
        expect(Buffer.compare(bytesOf(ours), bytesOf(theirs))).toBe(0);
        ours.release();
      }
    }
  });

  it('counts rates and rectangles as the twin does', () => {
    fc.assert(
      fc.property(
        anyColumns,
        fc.constantFrom(0, -5000, 2 ** 31, 5 * 2 ** 40),
        fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0.5, max: 1e8, noNaN: true })),
        fc.nat(40),
        fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }),
        (columns, fromMicros, binMicros, count, [x0, y0, x1, y1]) => {
          const ours = new Uint32Array(2 * count).fill(3);
          const theirs = ours.slice();
          kernels.addToRate({ fromMicros, binMicros, bins: ours }, columns, 0, columns.length);
          twin.addToRate({ fromMicros, binMicros, bins: theirs }, columns, 0, columns.length);
          expect(ours).toEqual(theirs);
          const corners = [x0!, y0!, x1!, y1!] as const;
          expect(kernels.countInRectangle(columns, 0, columns.length, ...corners)).toEqual(
            twin.countInRectangle(columns, 0, columns.length, ...corners),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('decay', () => {
  it('stays within 0.6 of the exponential and rounds to it within 1', () => {
    for (const tau of [1, 17, 1000, 30_000, 1e7]) {
      const rate = decayRate(tau);
      for (let i = 0; i < 20_000; i++) {
        const age = Math.floor((i / 20_000) * 12 * tau);
        const value = decayValue(age, rate);
        const exact = 32_767 * Math.exp(-age / tau);
        if (Math.abs(value - exact) > 0.6) throw new Error(`Age ${age} with τ ${tau}: ${value} for ${exact}`);
      }
    }
    expect(decayValue(0, decayRate(5))).toBe(32_767);
    expect(decayValue(Number.MAX_SAFE_INTEGER, decayRate(1))).toBe(0);
  });
});

describe('memory', () => {
  it('throws too-large where a frame does not fit, and takes released frames back', () => {
    const small = instantiateKernels(builtModule('kernels.wasm'), { maximumBytes: 4 * 1024 * 1024 });
    expect(() => small.accumulator('perPolarityCount', 1920, 1080)).toThrow(expect.objectContaining({ code: 'too-large' }));
    for (let i = 0; i < 20; i++) small.accumulator('signedCount', 1280, 720).release();
    expect(() => small.lendInput(1e9)).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(small.lendInput(1000).length).toBe(1000);
  });
});
