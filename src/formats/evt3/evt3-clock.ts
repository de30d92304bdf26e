import { notHeld } from '../raw/record-writer.js';

/** TIME_HIGH values in one loop of 2²⁴ µs. */
const loopHighs = 4096;
/** Silences up to this many loops, a minute, are written step by step; longer ones by the ends of each loop alone. */
const steppedLoops = 4;
/** More loops of the clock than this, 12 days, are not written out. */
const mostLoops = 1 << 16;
/** Lower by half a loop is a wrap. */
const mostBack = loopHighs / 2;

/** Which TIME_HIGH words an EVT3 writer has to write before an event, so that every reader counts the clock's wraps right. */
export class Evt3Clock {
  #high = -1;

  /** Whether the last TIME_HIGH written was `high` × 4,096 µs. */
  isAt(high: number): boolean {
    return high === this.#high;
  }

  /** The 12 bits of the next TIME_HIGH to write on the way to `high` × 4,096 µs: itself once more when the clock is there. */
  step(high: number): number {
    this.#high = this.#next(high);
    return this.#high % loopHighs;
  }

  #next(high: number): number {
    const before = this.#high;
    const loop = Math.floor(high / loopHighs);
    if (high < 0 || loop > mostLoops) throw notHeld('EVT3', `a time of ${high * 4096} µs`);
    if (before < 0) return loop === 0 ? high : 0;
    if (high <= before) {
      if (loop === Math.floor(before / loopHighs) && before - high < mostBack) return high;
      throw notHeld('EVT3', `a time that goes back to ${high * 4096} µs from ${before * 4096} µs`);
    }
    if (high - before <= steppedLoops * loopHighs) return before + 1;
    const lastOfLoop = Math.floor(before / loopHighs) * loopHighs + loopHighs - 1;
    return before < lastOfLoop ? lastOfLoop : before + 1;
  }
}
