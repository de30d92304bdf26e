import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DoublingBins } from '../../src/events/rate-bins.js';
import { addToCurve, curveOfBins, curveOfSamples, emptyCurve } from '../../src/events/rate-curve.js';

const events = fc.array(fc.record({ t: fc.integer({ min: -5000, max: 200_000 }), p: fc.constantFrom(0 as const, 1 as const) }), {
  maxLength: 200,
});
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

function binsOf(list: readonly { readonly t: number; readonly p: 0 | 1 }[], maxBins: number): DoublingBins {
  const bins = new DoublingBins(maxBins, 1);
  for (const { t, p } of list) {
    bins.cover(t, t);
    bins.addPairs(Math.floor(t / bins.binMicros) * bins.binMicros, bins.binMicros, p === 1 ? [1, 0] : [0, 1]);
  }
  return bins;
}

describe('bins that double their width', () => {
  it('hold every event in the bin of its time, however they grew', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 2, max: 64 }), (list, maxBins) => {
        const bins = binsOf(list, maxBins);
        expect(bins.on.length).toBeLessThanOrEqual(maxBins);
        const on = new Float64Array(bins.on.length);
        const off = new Float64Array(bins.off.length);
        for (const { t, p } of list) (p === 1 ? on : off)[Math.floor(t / bins.binMicros) - bins.fromMicros / bins.binMicros]! += 1;
        expect(bins.on).toEqual(on);
        expect(bins.off).toEqual(off);
      }),
    );
  });

  it('are the same when parts are counted apart and added', () => {
    fc.assert(
      fc.property(events, fc.nat(200), (list, cut) => {
        const whole = binsOf(list, 64);
        const sums = new DoublingBins(64, 1);
        sums.addBins(binsOf(list.slice(0, cut), 16));
        sums.addBins(binsOf(list.slice(cut), 32));
        expect(sum(sums.on) + sum(sums.off)).toBe(list.length);
        const coarse = Math.max(whole.binMicros, sums.binMicros);
        const times = list.map(({ t }) => t);
        const fromMicros = Math.floor(Math.min(...times, 2 ** 20) / coarse) * coarse;
        const bins = Math.ceil((Math.max(...times, fromMicros) + 1 - fromMicros) / coarse);
        const range = { fromMicros, toMicros: fromMicros + bins * coarse, bins };
        expect(curveOfBins(sums, range)).toEqual(curveOfBins(whole, range));
      }),
    );
  });
});

describe('rate curves', () => {
  it('hold exact counts in bins that are whole numbers of the bins at hand', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 300 }), (list, wanted) => {
        const bins = binsOf(list, 128);
        const curve = curveOfBins(bins, { fromMicros: -5000, toMicros: 200_001, bins: wanted });
        expect(curve.on.length).toBeLessThanOrEqual(wanted + 2);
        const expected = { ...curve, on: new Float32Array(curve.on.length), off: new Float32Array(curve.off.length) };
        for (const { t, p } of list) (p === 1 ? expected.on : expected.off)[Math.floor((t - curve.fromMicros) / curve.binMicros)]! += 1;
        expect(curve).toEqual(expected);
      }),
    );
  });

  it('count events one by one, inside a region', () => {
    const curve = emptyCurve({ fromMicros: 100, toMicros: 140, bins: 4 });
    const columns = {
      baseMicros: 100,
      length: 5,
      t: Uint32Array.of(0, 9, 10, 39, 40),
      x: Uint16Array.of(1, 2, 1, 1, 1),
      y: Uint16Array.of(1, 1, 1, 1, 1),
      p: Uint8Array.of(1, 1, 0, 1, 1),
    };
    addToCurve(curve, columns, { x0: 1, y0: 0, x1: 2, y1: 2 });
    expect([...curve.on]).toEqual([1, 0, 0, 1]);
    expect([...curve.off]).toEqual([0, 1, 0, 0]);
  });

  it('are estimated from a few places, and keep the number of events', () => {
    const samples = [
      { position: 0, micros: 0 },
      { position: 5, micros: 100 },
      { position: 6, micros: 900 },
    ];
    const curve = curveOfSamples(samples, { position: 10, micros: 1000 }, 1000, 0.25, { fromMicros: 0, toMicros: 1000, bins: 10 });
    expect(sum(curve.on)).toBeCloseTo(250, 2);
    expect(sum(curve.off)).toBeCloseTo(750, 2);
    expect(curve.on[0]! + curve.off[0]!).toBeCloseTo(500, 2);
    expect(curve.on[5]! + curve.off[5]!).toBeCloseTo(12.5, 2);
    expect(curve.on[9]! + curve.off[9]!).toBeCloseTo(400, 2);
  });

  it('of an even recording are even, also where the last chunk is short', () => {
    const samples = [0, 0.2, 0.4].map((position) => ({ position, micros: position * 1_000_000 }));
    const { on, off } = curveOfSamples(samples, { position: 0.6, micros: 600_000 }, 6_000, 0.5, {
      fromMicros: 0,
      toMicros: 600_000,
      bins: 6,
    });
    for (const bin of [...on, ...off]) expect(bin).toBeCloseTo(500, 3);
  });
});
