import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMissed, type PlaySpec, playMoment } from '../../src/events/play-clock.js';

const spec: PlaySpec = { startMicros: 1000, speed: 1, strideMicros: 0, displayHz: 50, firstMicros: 0, lastMicros: 999_999 };

describe('the playhead', () => {
  it('keeps time, and stops just after the last event', () => {
    expect(playMoment(spec, 0)).toEqual({ endMicros: 1000, step: 0, last: false });
    expect(playMoment(spec, 3)).toEqual({ endMicros: 61_000, step: 3, last: false });
    expect(playMoment({ ...spec, speed: 0.25 }, 4)).toMatchObject({ endMicros: 21_000 });
    expect(playMoment(spec, 50)).toMatchObject({ endMicros: 1_000_000, last: true });
    expect(playMoment(spec, 5000)).toMatchObject({ endMicros: 1_000_000, last: true });
    expect(playMoment({ ...spec, speed: -1, startMicros: 50_000 }, 2)).toEqual({ endMicros: 10_000, step: 2, last: false });
    expect(playMoment({ ...spec, speed: -1, startMicros: 50_000 }, 3)).toMatchObject({ endMicros: 0, last: true });
  });

  it('moves by whole strides', () => {
    const strided = { ...spec, strideMicros: 7000 };
    expect([1, 2, 3].map((tick) => playMoment(strided, tick).endMicros)).toEqual([15_000, 36_000, 57_000]);
    const slow = { ...spec, strideMicros: 50_000 };
    expect([0, 1, 2, 3, 5].map((tick) => playMoment(slow, tick).step)).toEqual([0, 0, 0, 1, 2]);
  });

  it('goes round a loop, forwards and backwards', () => {
    const loop = { fromMicros: 1000, toMicros: 41_000 };
    const ends = (speed: number): number[] =>
      [0, 1, 2, 3, 4].map((tick) => playMoment({ ...spec, speed, loop, startMicros: 11_000 }, tick).endMicros);
    expect(ends(1)).toEqual([11_000, 31_000, 11_000, 31_000, 11_000]);
    expect(ends(-1)).toEqual([11_000, 31_000, 11_000, 31_000, 11_000]);
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.nat(10_000),
        fc.integer({ min: 1000, max: 41_000 }),
        (speed, tick, startMicros) => {
          const { endMicros, last } = playMoment({ ...spec, speed, loop, startMicros }, tick);
          expect(last).toBe(false);
          expect(endMicros).toBeGreaterThanOrEqual(1000);
          expect(endMicros).toBeLessThanOrEqual(41_000);
        },
      ),
    );
  });

  it('tells windows that were never due from windows that were not ready', () => {
    // 20 ms a display frame, strides of 5 ms: three of four are never due.
    const fine = { ...spec, strideMicros: 5000 };
    expect(countMissed(fine, { tick: 10, step: 40 }, { tick: 11, step: 44 })).toEqual({ skipped: 3, dropped: 0 });
    expect(countMissed(fine, { tick: 10, step: 40 }, { tick: 13, step: 52 })).toEqual({ skipped: 9, dropped: 2 });
    // Strides of 50 ms: each is due.
    const coarse = { ...spec, strideMicros: 50_000 };
    expect(countMissed(coarse, { tick: 0, step: 0 }, { tick: 8, step: 3 })).toEqual({ skipped: 0, dropped: 2 });
    expect(countMissed(spec, { tick: 4, step: 4 }, { tick: 5, step: 5 })).toEqual({ skipped: 0, dropped: 0 });
    expect(countMissed(spec, { tick: 4, step: 4 }, { tick: 9, step: 9 })).toEqual({ skipped: 0, dropped: 4 });
  });
});
