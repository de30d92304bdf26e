import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import type { Kernels } from '../../src/kernels/kernels.js';
import type { PointAggregate, PointBinsSpec, PointRun } from '../../src/kernels/point-kernels.js';
import { assemblies, builds, twin } from './builds.js';

interface Points {
  readonly run: PointRun;
  readonly codes: Uint16Array;
  readonly values: Float64Array;
  readonly lookup: Uint32Array;
}

const coordinate = fc.oneof(fc.double({ min: -30, max: 60, noNaN: true }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e30));
const anyPoints: fc.Arbitrary<Points> = fc
  .tuple(fc.constantFrom(1, 2, 3), fc.nat(400))
  .chain(([dims, count]) =>
    fc.record({
      coordinates: fc.array(coordinate, { minLength: dims * count, maxLength: dims * count }),
      wide: fc.boolean(),
      shown: fc.option(fc.uint8Array({ minLength: count, maxLength: count, max: 2 }), { nil: undefined }),
      projection: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2 * dims + 2, maxLength: 2 * dims + 2 }),
      from: fc.nat(count),
      codes: fc.uint16Array({ minLength: count, maxLength: count, max: 9 }),
      values: fc.array(fc.oneof(fc.double(), fc.integer()), { minLength: count, maxLength: count }),
      lookup: fc.array(fc.nat(255), { minLength: 32, maxLength: 32 }),
      dims: fc.constant(dims),
      count: fc.constant(count),
    }),
  )
  .map(({ coordinates, wide, shown, projection, from, codes, values, lookup, dims, count }) => ({
    run: {
      dims: dims === 1 ? 1 : dims === 2 ? 2 : 3,
      coordinates: wide ? Float64Array.from(coordinates) : Float32Array.from(coordinates),
      from,
      to: count,
      shown,
      projection,
    },
    codes,
    values: Float64Array.from(values),
    lookup: Uint32Array.from(lookup),
  }));

const anySpec: fc.Arbitrary<PointBinsSpec> = fc.record({
  aggregate: fc.constantFrom<PointAggregate>('mixture', 'rarest', 'mean', 'largest'),
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  diameter: fc.integer({ min: 1, max: 7 }),
});

function binned(kernels: Kernels, spec: PointBinsSpec, { run, codes, values, lookup }: Points): Uint32Array {
  const bins = kernels.pointBins(spec);
  try {
    if (spec.aggregate === 'mean' || spec.aggregate === 'largest') bins.addNumbers(run, values);
    else bins.addCodes(run, codes, lookup);
    const { stride, first, words } = bins.grid();
    const rows = Array.from({ length: spec.height }, (_, y) =>
      words.slice(4 * (first + y * stride), 4 * (first + y * stride + spec.width)),
    );
    return Uint32Array.from(rows.flatMap((row) => [...row]));
  } finally {
    bins.release();
  }
}

describe.each(assemblies)('bins of points (%s)', (_name, kernels) => {
  it('are those of the twin, bit for bit', () => {
    fc.assert(
      fc.property(anySpec, anyPoints, (spec, points) => {
        expect(binned(kernels, spec, points)).toEqual(binned(twin, spec, points));
      }),
    );
  });

  it('are those of the twin for more points than are copied at once', () => {
    const count = 20_000;
    const coordinates = Float32Array.from({ length: 2 * count }, (_, i) => ((i * 7919) % 1000) / 20);
    const points: Points = {
      run: { dims: 2, coordinates, from: 3, to: count, projection: [1, 0, 0, 0, 1, 0] },
      codes: Uint16Array.from({ length: count }, (_, i) => i % 5),
      values: Float64Array.from({ length: count }, (_, i) => i / 3),
      lookup: Uint32Array.from({ length: 20 }, (_, i) => i),
    };
    for (const aggregate of ['mixture', 'rarest', 'mean', 'largest'] as const) {
      const spec: PointBinsSpec = { aggregate, width: 50, height: 48, diameter: 3 };
      expect(binned(kernels, spec, points)).toEqual(binned(twin, spec, points));
    }
  });
});

describe.each(builds)('bins of points (%s)', (_name, kernels) => {
  const one = (projection: readonly number[], coordinates: readonly number[]): PointRun => ({
    dims: 2,
    coordinates: Float32Array.from(coordinates),
    from: 0,
    to: coordinates.length / 2,
    projection,
  });
  const same = [1, 0, 0, 0, 1, 0];
  const counts = (spec: PointBinsSpec, run: PointRun): number[][] => {
    const bins = kernels.pointBins(spec);
    bins.addCodes(run, undefined, Uint32Array.of(0, 0, 0, 1));
    const { stride, first, words } = bins.grid();
    return Array.from({ length: spec.height }, (_, y) =>
      Array.from({ length: spec.width }, (_, x) => words[4 * (first + y * stride + x) + 3]!),
    );
  };

  it('put a point into the pixel it lies in, and a disc about it', () => {
    const spec: PointBinsSpec = { aggregate: 'mixture', width: 4, height: 3, diameter: 1 };
    expect(counts(spec, one(same, [2.5, 1.5, 3.999, 2.999, 4, 0, -0.001, 0]))).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
    expect(counts({ ...spec, diameter: 2 }, one(same, [2.1, 1.1]))).toEqual([
      [0, 1, 1, 0],
      [0, 1, 1, 0],
      [0, 0, 0, 0],
    ]);
    // A disc whose middle lies outside reaches in.
    expect(counts({ ...spec, diameter: 3 }, one(same, [-0.5, -0.5]))).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('follow the projection', () => {
    const spec: PointBinsSpec = { aggregate: 'mixture', width: 3, height: 3, diameter: 1 };
    expect(counts(spec, one([0, 1, 0.5, -1, 0, 2.5], [0, 1]))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ]);
  });

  it('refuse what cannot be', () => {
    const spec: PointBinsSpec = { aggregate: 'mean', width: 4, height: 3, diameter: 1 };
    expect(() => kernels.pointBins({ ...spec, diameter: 0 })).toThrow(FirstlightError);
    expect(() => kernels.pointBins({ ...spec, width: 0 })).toThrow(FirstlightError);
    const bins = kernels.pointBins(spec);
    expect(() => bins.addNumbers(one([1, 0, 0], [0, 0]), Float32Array.of(1))).toThrow(FirstlightError);
  });
});
