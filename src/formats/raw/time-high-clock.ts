import { evt2LoopMicros } from '../../kernels/evt2-state.js';
import { notHeld } from './record-writer.js';

/** TIME_HIGH values in one loop of 2³⁴ µs. */
const loopHighs = evt2LoopMicros / 64;
/** More loops of the clock than this, 13 days, are not written out. */
const mostLoops = 64;

/**
 * Which TIME_HIGH words an EVT2 or EVT2.1 writer has to write before an event. Where the clock wraps, its last and its
 * first value are written, so that any reader sees the wrap.
 */
export class TimeHighClock {
  readonly #format: string;
  #high = -1;

  constructor(format: string) {
    this.#format = format;
  }

  /** Whether the last TIME_HIGH written was `high` × 64 µs. */
  isAt(high: number): boolean {
    return high === this.#high;
  }

  /** The 28 bits of the next TIME_HIGH to write on the way to `high` × 64 µs: itself once more when the clock is there. */
  step(high: number): number {
    this.#high = this.#next(high);
    return this.#high % loopHighs;
  }

  #next(high: number): number {
    const loop = Math.floor(high / loopHighs);
    const from = Math.floor(this.#high / loopHighs);
    if (high < 0 || loop > mostLoops) throw notHeld(this.#format, `a time of ${high * 64} µs`);
    if (this.#high < 0) return loop === 0 ? high : 0;
    if (loop === from) return high;
    if (loop < from) throw notHeld(this.#format, `a time that goes back to ${high * 64} µs over a wrap of its clock`);
    const lastOfLoop = (from + 1) * loopHighs - 1;
    return this.#high < lastOfLoop ? lastOfLoop : lastOfLoop + 1;
  }
}
