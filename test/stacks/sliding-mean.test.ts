import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedSamples } from '../../src/kernels/plane-kernels.js';
import type { SampleType } from '../../src/shapes/plane-samples.js';
import { SlidingMean } from '../../src/stacks/sliding-mean.js';
import { blitzSliding, placesIn, planWindowMove, type SlidingReference, slidingWindow } from '../../src/stacks/sliding-window.js';
import { builds } from '../kernels/builds.js';

const sliding = (planes: number, placement: SlidingReference['placement'], gap = 0): SlidingReference => ({
  kind: 'sliding',
  planes,
  placement,
  gap,
});

/** Places of a window, one by one. */
function places(reference: SlidingReference, at: number, length: number): number[] {
  return slidingWindow(reference, at, length).flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

describe('windows', () => {
  it('lie before, after or around a plane, with a gap', () => {
    expect(places(sliding(3, 'trailing'), 5, 20)).toEqual([3, 4, 5]);
    expect(places(sliding(3, 'trailing', 2), 5, 20)).toEqual([1, 2, 3]);
    expect(places(sliding(3, 'leading'), 5, 20)).toEqual([5, 6, 7]);
    expect(places(sliding(3, 'leading', 4), 5, 20)).toEqual([9, 10, 11]);
    expect(places(sliding(5, 'centred'), 5, 20)).toEqual([3, 4, 5, 6, 7]);
    expect(places(sliding(4, 'centred'), 5, 20)).toEqual([3, 4, 5, 6]);
    expect(places(sliding(7, 'centred', 2), 5, 20)).toEqual([2, 3, 7, 8]);
    expect(places(sliding(3, 'centred', 2), 5, 20)).toEqual([]);
  });

  it('leave out what is beyond the ends, or all', () => {
    expect(places(sliding(10, 'trailing'), 2, 20)).toEqual([0, 1, 2]);
    expect(places(sliding(10, 'trailing', 3), 2, 20)).toEqual([]);
    expect(places(sliding(10, 'leading', 1), 19, 20)).toEqual([]);
    expect(places(sliding(6, 'centred', 1), 0, 20)).toEqual([1, 2]);
  });

  it('move by one plane that enters and one that leaves, or begin afresh where that takes fewer', () => {
    const at = (n: number) => slidingWindow(sliding(10, 'trailing'), n, 100);
    expect(planWindowMove(at(50), at(51))).toEqual({ entering: [51], leaving: [41], afresh: false });
    expect(planWindowMove(at(50), at(49))).toEqual({ entering: [40], leaving: [50], afresh: false });
    expect(planWindowMove(at(50), at(50))).toEqual({ entering: [], leaving: [], afresh: false });
    expect(planWindowMove(at(50), at(80)).afresh).toBe(true);
    expect(planWindowMove(at(50), at(56)).entering).toHaveLength(10);
    expect(planWindowMove([], at(3))).toEqual({ entering: [0, 1, 2, 3], leaving: [], afresh: true });
  });
});

describe.each(builds)('sliding means (%s)', (_name, kernels) => {
  /** Means along a series, plane after plane, of one that is made as it is asked for. */
  function means(series: (t: number) => TypedSamples, reference: SlidingReference, length: number, at: readonly number[]): number[][] {
    const first = series(0);
    const mean = new SlidingMean(kernels, reference, first.samples.length, first.type);
    const found = at.map((t) => [...(mean.move(t, length, series) ?? [])]);
    mean.release();
    return found;
  }

  const pixel =
    (type: SampleType, values: (t: number) => number) =>
    (t: number): TypedSamples => ({
      samples: type === 'uint8' ? Uint8Array.of(values(t)) : Float32Array.of(values(t)),
      type,
    });

  const every = (length: number) => Array.from({ length }, (_, t) => t);

  it('are the means of their windows, in any order of planes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('trailing' as const, 'centred' as const, 'leading' as const),
        fc.nat(4),
        fc.array(fc.nat(29), { minLength: 1, maxLength: 40 }),
        (planes, placement, gap, at) => {
          const reference = sliding(planes, placement, gap);
          const value = (t: number) => (t % 7 === 3 ? Number.NaN : t * t - 40);
          const found = means(pixel('float32', value), reference, 30, at);
          const expected = at.map((t) => {
            const window = places(reference, t, 30);
            const finite = window.map(value).filter(Number.isFinite);
            return window.length === 0 ? [] : [Math.fround(finite.reduce((sum, v) => sum + v, 0) / finite.length)];
          });
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it.each(['float32', 'uint8'] as const)('do not drift in 20,000 planes of 0 to 255 (%s)', (type) => {
    const value = (t: number) => Math.floor(((t * 7919) % 1009) / 4) % 256;
    const found = means(pixel(type, value), sliding(10, 'trailing'), 20_000, every(20_000));
    for (let t = 9; t < 20_000; t += 1) {
      let sum = 0;
      for (let k = t - 9; k <= t; k += 1) sum += value(k);
      if (found[t]![0] !== Math.fround(sum / 10)) throw new Error(`Plane ${t}: ${found[t]![0]} for ${sum / 10}`);
    }
  });

  it('are themselves again once a spike has left the window', () => {
    for (const spike of [1e8, -1e8, 1e20]) {
      const found = means(
        pixel('float32', (t) => (t === 50 ? spike : 0.1)),
        sliding(10, 'trailing'),
        100,
        every(100),
      );
      expect(found[49]).toEqual([Math.fround(0.1)]);
      expect(found[55]![0]).toBeCloseTo(spike / 10, -Math.log10(Math.abs(spike)) + 6);
      expect(found.slice(60)).toEqual(Array.from({ length: 40 }, () => [Math.fround(0.1)]));
    }
  });

  it('leave out what is not a number, and nothing of it stays', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const found = means(
        pixel('float32', (t) => (t === 5 ? odd : t)),
        sliding(3, 'trailing'),
        12,
        every(12),
      );
      expect(found.map(([mean]) => mean)).toEqual([0, 0.5, 1, 2, 3, 3.5, 5, 6.5, 7, 8, 9, 10]);
    }
    const never = means(
      pixel('float32', () => Number.NaN),
      sliding(3, 'trailing'),
      3,
      [2],
    );
    expect(never).toEqual([[Number.NaN]]);
  });

  it('keep their window when a plane cannot be read, and go on', () => {
    const mean = new SlidingMean(kernels, sliding(4, 'trailing'), 1, 'float32');
    const series = pixel('float32', (t) => t);
    mean.move(10, 100, series);
    const broken = () => {
      throw new Error('unreadable');
    };
    expect(() => mean.move(11, 100, broken)).toThrow('unreadable');
    expect([...mean.move(12, 100, series)!]).toEqual([10.5]);
    mean.release();
  });

  it('repeat those of BLITZ, whose lag moves nothing', () => {
    const preview = (lag: number) => {
      const { reference, range } = blitzSliding(3, lag, 20);
      const at = every(20).slice(range!.first, range!.last + 1);
      return means(
        pixel('float32', (t) => t * t),
        reference,
        20,
        at,
      ).map(([mean], i) => Math.fround(at[i]! ** 2 - mean!));
    };
    // (t² minus the mean of t², (t + 1)², (t + 2)²) from plane 1 on; with a lag of 5 the same, five planes later.
    expect(preview(0).slice(0, 3)).toEqual([-11 / 3, -17 / 3, -23 / 3].map((value) => expect.closeTo(value, 4)));
    expect(preview(0)).toHaveLength(17);
    expect(preview(5)).toEqual(preview(0).slice(5));
    expect(blitzSliding(18, 2, 20).range).toBeUndefined();
  });

  it('with a gap compare planes that far apart: a lag is a lag', () => {
    const trailing = (gap: number) =>
      means(
        pixel('float32', (t) => t * t),
        sliding(3, 'trailing', gap),
        20,
        [15],
      )[0]![0];
    expect(trailing(0)).toBe(Math.fround((225 + 196 + 169) / 3));
    expect(trailing(5)).toBe(Math.fround((100 + 81 + 64) / 3));
    // What BLITZ 1.2 compared plane n with: planes n + lag + 1 to n + lag + window.
    const reference = sliding(3, 'leading', 5 + 1);
    expect(places(reference, 4, 20)).toEqual([10, 11, 12]);
  });
});

it('counts the planes of a window', () => {
  expect(placesIn(slidingWindow(sliding(7, 'centred', 2), 5, 20))).toBe(4);
});
