import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedSamples } from '../../src/kernels/plane-kernels.js';
import { MedianBlock, medianRowBytes, planMedianBlocks } from '../../src/stacks/median-block.js';
import { type Reduction, reductions } from '../../src/stacks/plane-want.js';
import { planesTogether, ReductionAccumulator } from '../../src/stacks/reduction-accumulator.js';
import { orderSeries, planReduction, planTrace, remainingPlanes } from '../../src/stacks/series-order.js';
import { builds } from '../kernels/builds.js';

const { NaN: none, POSITIVE_INFINITY: infinite } = Number;

/** Seven planes of six pixels, some samples not finite. */
const stack = [
  [944, 625, none, 897, 578, 775],
  [833, 225, none, 300, 285, 873],
  [912, none, none, 821, 131, 797],
  [119, 467, none, 303, 341, 278],
  [719, 254, none, infinite, 478, 504],
  [582, 553, none, 995, 807, 792],
  [700, 622, none, 988, 466, 215],
].map((values): TypedSamples => ({ samples: Float32Array.from(values), type: 'float32' }));

/** What NumPy makes of the finite samples (nanmean, nanmax, nanmin, nanstd, nanmedian in double precision). */
const expected: Readonly<Record<Reduction, readonly number[]>> = {
  mean: [687, 457.6666564941406, none, 717.3333129882812, 440.8571472167969, 604.8571166992188],
  max: [944, 625, none, 995, 807, 873],
  min: [119, 225, none, 300, 131, 215],
  std: [259.8988952636719, 163.19483947753906, none, 299.78472900390625, 201.83262634277344, 251.22183227539062],
  median: [719, 510, none, 859, 466, 775],
};

const size = { width: 3, height: 2, channels: 1 };

describe.each(builds)('reductions (%s)', (_name, kernels) => {
  /** A reduction of planes that come `together` at a time. */
  function reduce(of: Reduction, planes: readonly TypedSamples[], together: number): number[] {
    const samples = planes[0]!.samples.length;
    if (of === 'median') {
      const output = new Float32Array(samples);
      const block = new MedianBlock(kernels, planes.length * samples);
      block.begin({ fromRow: 0, toRow: 1 }, { width: samples, height: 1, channels: 1 });
      for (const plane of planes) block.add(plane);
      while (!block.finishSome(output));
      block.release();
      return [...output];
    }
    const accumulator = new ReductionAccumulator(kernels, of, samples);
    for (let at = 0; at < planes.length; at += together) accumulator.add(planes.slice(at, at + together));
    expect(accumulator.planes).toBe(planes.length);
    const result = [...accumulator.result()];
    accumulator.release();
    return result;
  }

  it.each(reductions)('%s leaves out what is not finite, pixel by pixel', (of) => {
    for (const together of [1, 3, planesTogether]) expect(reduce(of, stack, together)).toEqual(expected[of]);
  });

  it.each(reductions)('%s of planes in another order is the same', (of) => {
    const order = orderSeries({ first: 0, last: 6 }, 3);
    const planes = [...order.sample, ...remainingPlanes(order)].map((at) => stack[at]!);
    expect(planes).toHaveLength(7);
    expect(reduce(of, planes, 2)).toEqual(expected[of]);
  });

  it('std of a single plane is 0, of large offsets as exact as of none', () => {
    expect(reduce('std', stack.slice(0, 1), 1)).toEqual([0, 0, none, 0, 0, 0]);
    const far = Array.from({ length: 40 }, (_, t): TypedSamples => ({ samples: Float32Array.of(2 ** 24 - (t % 2) * 2), type: 'float32' }));
    expect(reduce('std', far, 1)).toEqual([1]);
    expect(reduce('std', far, 8)).toEqual([1]);
  });

  it('the mean of many bright planes is exact', () => {
    const planes = Array.from({ length: 3000 }, (_, t): TypedSamples => ({ samples: Uint16Array.of(65_535 - (t % 2)), type: 'uint16' }));
    expect(reduce('mean', planes, 8)).toEqual([65_534.5]);
  });

  it('the median of an even number of samples is the mean of the middle two', () => {
    expect(reduce('median', stack.slice(0, 6), 1)).toEqual([776, 467, none, 821, 409.5, 783.5]);
  });

  it('the median comes block by block of rows, each within the budget', () => {
    const planes = stack.map(({ samples }): TypedSamples => ({ samples: Int16Array.from(samples as Float32Array), type: 'int16' }));
    const blocks = planMedianBlocks(size, 7, 7 * 3 * 4);
    expect(blocks).toEqual([
      { fromRow: 0, toRow: 1 },
      { fromRow: 1, toRow: 2 },
    ]);
    const output = new Float32Array(6);
    const block = new MedianBlock(kernels, 7 * 3);
    for (const rows of blocks) {
      block.begin(rows, size);
      for (const plane of planes) block.add(plane);
      while (!block.finishSome(output));
    }
    block.release();
    expect([...output]).toEqual([719, 467, 0, 821, 466, 775]);
  });

  it('the median of very many planes is found a few pixels at a time', () => {
    const planes = 80_000;
    const [block, output] = [new MedianBlock(kernels, 40 * planes), new Float32Array(40)];
    block.begin({ fromRow: 0, toRow: 1 }, { width: 40, height: 1, channels: 1 });
    const samples = new Uint16Array(40);
    for (let t = 0; t < planes; t += 1) block.add({ samples: samples.fill(t % 50_001), type: 'uint16' });
    let calls = 1;
    while (!block.finishSome(output)) calls += 1;
    block.release();
    expect([calls, ...new Set(output)]).toEqual([3, 19_999.5]);
  });

  it('has a result at any time', () => {
    const accumulator = new ReductionAccumulator(kernels, 'mean', 6);
    expect([...accumulator.result()]).toEqual([none, none, none, none, none, none]);
    accumulator.add(stack.slice(0, 2));
    expect([...accumulator.result()]).toEqual([888.5, 425, none, 598.5, 431.5, 824]);
    accumulator.add(stack.slice(2));
    expect([...accumulator.result()]).toEqual(expected.mean);
    accumulator.release();
  });
});

it('blocks of a median hold every row once, within the budget', () => {
  const few = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(few, few, few, fc.integer({ min: 1, max: 20 }), (width, height, planes, rows) => {
      const budgetBytes = rows * medianRowBytes({ width, channels: 1 }, planes) + 3;
      const blocks = planMedianBlocks({ width, height, channels: 1 }, planes, budgetBytes);
      expect(blocks[0]!.fromRow).toBe(0);
      expect(blocks.at(-1)!.toRow).toBe(height);
      for (const [i, { fromRow, toRow }] of blocks.entries()) {
        expect(toRow - fromRow).toBeGreaterThan(0);
        expect(toRow - fromRow).toBeLessThanOrEqual(rows);
        if (i > 0) expect(blocks[i - 1]!.toRow).toBe(fromRow);
      }
    }),
  );
});

describe('order', () => {
  it('begins with an even sample, then goes through all others', () => {
    const order = orderSeries({ first: 10, last: 109 }, 4);
    expect(order).toEqual({ first: 10, last: 109, total: 100, sample: [10, 43, 76, 109] });
    const rest = [...remainingPlanes(order)];
    expect(rest).toHaveLength(96);
    expect([...rest, ...order.sample].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => 10 + i));
    expect(orderSeries({ first: 5, last: 5 }, 4).sample).toEqual([5]);
    expect(orderSeries({ first: 5, last: 7 }, 16).sample).toEqual([5, 6, 7]);
  });

  it('cuts ranges to the series, and refuses those outside', () => {
    expect(planTrace({ first: 2, last: 900 }, 20)).toMatchObject({ first: 2, last: 19, total: 18 });
    expect(planTrace({ first: 9, last: 3 }, 20)).toMatchObject({ first: 3, last: 9 });
    expect(() => planTrace({ first: 20, last: 30 }, 20)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });

  it('reduces part of a series that is cut short: never an empty one', () => {
    expect(planReduction({ of: 'mean', first: 4, last: 8 }, 20, size, 1e6)).toEqual({
      kind: 'running',
      order: { first: 4, last: 8, total: 5, sample: [4, 5, 6, 7, 8] },
    });
    expect(planReduction({ of: 'median', first: 0, last: 6 }, 20, size, 100)).toMatchObject({ kind: 'blocks', blocks: [{}, {}] });
    expect(() => planReduction({ of: 'median', first: 0, last: 19 }, 20, size, 100)).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});
