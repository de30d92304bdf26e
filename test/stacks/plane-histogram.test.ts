import { describe, expect, it } from 'vitest';
import { automaticLevels, fullLevels, percentileLevels, valueAtShare } from '../../src/picture/value-levels.js';
import { measurePlane } from '../../src/stacks/plane-histogram.js';
import { builds } from '../kernels/builds.js';

const { NaN: none } = Number;

describe.each(builds)('histograms (%s)', (_name, kernels) => {
  it('count floats in equal bins, the last closed, without what is not finite', () => {
    const samples = Float32Array.of(0, 0.5, 1, 2, 3.9, 4, none, Number.POSITIVE_INFINITY);
    expect(measurePlane(kernels, { samples, type: 'float32' }, 4)).toEqual({
      least: 0,
      greatest: 4,
      notFinite: 2,
      histogram: { from: 0, to: 4, counts: Uint32Array.of(2, 1, 1, 2) },
    });
  });

  it('count whole numbers exactly', () => {
    const bytes = measurePlane(kernels, { samples: Uint8Array.of(3, 3, 4, 9), type: 'uint8' }, 16);
    expect(bytes.histogram).toEqual({ from: 3, to: 10, counts: Uint32Array.of(2, 1, 0, 0, 0, 0, 1) });
    const words = measurePlane(kernels, { samples: Int16Array.of(-1000, -999, 0, 1000), type: 'int16' }, 100);
    expect(words.histogram.to - words.histogram.from).toBe(words.histogram.counts.length * 21);
    expect([words.histogram.from, words.histogram.counts[0], words.least, words.greatest]).toEqual([-1000, 2, -1000, 1000]);
    const [full] = [measurePlane(kernels, { samples: Uint16Array.from({ length: 65_536 }, (_, i) => i), type: 'uint16' }, 256)];
    expect(full.histogram).toEqual({ from: 0, to: 65_536, counts: new Uint32Array(256).fill(256) });
    expect(measurePlane(kernels, { samples: Int8Array.of(-128, 127), type: 'int8' }, 256).histogram.counts.at(-1)).toBe(1);
  });

  it('of planes of one value, or of none', () => {
    expect(measurePlane(kernels, { samples: Float32Array.of(7, 7), type: 'float32' }, 4)).toMatchObject({
      least: 7,
      greatest: 7,
    });
    const empty = measurePlane(kernels, { samples: Float32Array.of(none), type: 'float32' }, 4);
    expect(empty).toMatchObject({ least: none, greatest: none, notFinite: 1, histogram: { counts: new Uint32Array(4) } });
    expect(automaticLevels(empty)).toEqual({ lo: 0, hi: 1 });
  });

  it('give levels by percentile and by themselves', () => {
    const even = measurePlane(kernels, { samples: Float32Array.from({ length: 10_001 }, (_, i) => i / 10), type: 'float32' }, 1000);
    expect(percentileLevels(even, 0)).toEqual({ lo: 0, hi: 1000 });
    const { lo, hi } = percentileLevels(even, 1);
    expect(lo).toBeCloseTo(10, 1);
    expect(Math.abs(hi - 990)).toBeLessThan(0.2);
    expect(Math.abs(valueAtShare(even, 0.5) - 500)).toBeLessThan(0.2);
    const automatic = automaticLevels(even);
    expect(Math.abs(automatic.lo - 3.5)).toBeLessThan(0.2);
    // A few hot pixels do not darken the rest.
    const hot = measurePlane(
      kernels,
      { samples: Float32Array.from({ length: 10_000 }, (_, i) => (i < 3 ? 1e6 : i % 100)), type: 'float32' },
      65_536,
    );
    expect(automaticLevels(hot).hi).toBeLessThan(120);
    expect(fullLevels(hot).hi).toBe(1e6);
    const difference = measurePlane(
      kernels,
      { samples: Float32Array.from({ length: 1001 }, (_, i) => (i - 500) / (i < 500 ? 2 : 1)), type: 'float32' },
      512,
    );
    const signed = automaticLevels(difference);
    expect(signed.lo).toBe(-signed.hi);
    const mask = measurePlane(kernels, { samples: Uint8Array.from({ length: 1000 }, (_, i) => (i === 7 ? 255 : 0)), type: 'uint8' }, 256);
    expect(automaticLevels(mask)).toEqual({ lo: 0, hi: 255 });
    const flat = measurePlane(kernels, { samples: Uint8Array.of(9, 9, 9), type: 'uint8' }, 256);
    expect(automaticLevels(flat)).toEqual({ lo: 8.5, hi: 9.5 });
  });
});
