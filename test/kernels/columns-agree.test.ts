import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblies, builds, twin } from './builds.js';

const blockEvents = 40_000;

/** Times that mostly ascend, as pairs of words behind so many others. */
const anyTimes = fc.tuple(
  fc.nat(3),
  fc.constantFrom(0n, 0x7fff_ff00n, 0xffff_ff00n, 5n * 2n ** 32n),
  fc.array(fc.oneof({ weight: 30, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.integer({ min: -3, max: 2 ** 31 }) }), {
    minLength: 1,
    maxLength: 60,
  }),
);

describe.each(assemblies)('columns (%s)', (_name, kernels) => {
  it('narrows times as the twin does', () => {
    const [ours, theirs] = [kernels.columnBlock(100), twin.columnBlock(100)];
    fc.assert(
      fc.property(anyTimes, fc.integer(), fc.nat(30), ([before, origin, steps], shift, at) => {
        const words = new Int32Array(2 * (before + steps.length));
        const times = new BigInt64Array(words.buffer);
        let time = origin;
        for (const [i, step] of steps.entries()) times[before + i] = time += BigInt(step);
        const found = kernels.narrowTimes(words, 2 * before, steps.length, shift, ours.t, at);
        expect(found).toBe(twin.narrowTimes(words, 2 * before, steps.length, shift, theirs.t, at));
        if (found) expect(ours.t.subarray(at, at + steps.length)).toEqual(theirs.t.subarray(at, at + steps.length));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the greatest number and counts ones as the twin does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff), { maxLength: 80 }),
        fc.array(fc.oneof({ weight: 50, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(255) }), { maxLength: 80 }),
        fc.nat(20),
        (numbers, bytes, from) => {
          const [values, flags] = [Uint16Array.from(numbers), Uint8Array.from(bytes)];
          expect(kernels.greatest(values, from, values.length)).toBe(twin.greatest(values, from, values.length));
          expect(kernels.countOnes(flags, from, flags.length)).toBe(twin.countOnes(flags, from, flags.length));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe.each(builds)('long columns (%s)', (_name, kernels) => {
  it('are looked at to their ends, wherever they lie', () => {
    const block = kernels.columnBlock(blockEvents);
    block.x.fill(3);
    block.x[blockEvents - 1] = 65_535;
    block.p.fill(1);
    expect(kernels.greatest(block.x, 0, blockEvents)).toBe(65_535);
    expect(kernels.greatest(block.x.slice(), 0, blockEvents - 1)).toBe(3);
    expect(kernels.countOnes(block.p, 1, blockEvents)).toBe(blockEvents - 1);
    expect(kernels.countOnes(new Uint8Array(600_000).fill(1), 0, 600_000)).toBe(600_000);
    block.p[blockEvents - 1] = 2;
    expect(kernels.countOnes(block.p, 0, blockEvents)).toBe(-1);
    const words = new Int32Array(2 * blockEvents).map((_, i) => (i % 2 === 0 ? i : 7));
    expect(kernels.narrowTimes(words, 0, blockEvents, 5, block.t, 0)).toBe(true);
    expect([block.t[0], block.t[blockEvents - 1]]).toEqual([5, 2 * blockEvents + 3]);
  });
});
