import type { EventKernels, FrameAccumulator, FramePixels } from '../kernels/event-kernels.js';
import { pixelRange } from '../picture/levels.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { FrameAccumulators } from './frame-accumulators.js';
import type { FrameWant } from './frame-want.js';

/** A frame and what was counted beside it. */
export interface ReducedFrame {
  readonly width: number;
  readonly height: number;
  readonly events: number;
  readonly on: number;
  /** Time of the first event in file order, NaN where there is none. */
  readonly firstMicros: number;
  readonly least: number;
  readonly greatest: number;
  /** Counts (ON, OFF) in each wanted region. */
  readonly regions: [number, number][];
  /** *Given.* */
  readonly pixels: FramePixels;
}

/** Columns → frame: sums the events of one window, handed over in the order of the file. */
export class FrameReducer {
  readonly #kernels: EventKernels;
  readonly #accumulators: FrameAccumulators;
  readonly #accumulator: FrameAccumulator;
  readonly #want: FrameWant;
  readonly #regions: [number, number][];
  #events = 0;
  #on = 0;
  #firstMicros = Number.NaN;

  constructor(kernels: EventKernels, accumulators: FrameAccumulators, want: FrameWant, width: number, height: number) {
    this.#kernels = kernels;
    this.#accumulators = accumulators;
    this.#want = want;
    this.#regions = want.regions.map(() => [0, 0]);
    this.#accumulator = accumulators.take(want.representation, width, height);
    if (want.representation === 'timeSurface') this.#accumulator.begin({ endMicros: want.endMicros, tauMicros: want.tauMicros });
    else this.#accumulator.begin();
  }

  /** Adds events `from` to `to` (exclusive); columns are lent. */
  add(columns: EventColumns, from: number, to: number): void {
    if (this.#events === 0) this.#firstMicros = columns.baseMicros + columns.t[from]!;
    this.#accumulator.add(columns, from, to);
    this.#events += to - from;
    const { p } = columns;
    let on = 0;
    for (let i = from; i < to; i += 1) on += p[i]!;
    this.#on += on;
    for (const [i, { x0, y0, x1, y1 }] of this.#want.regions.entries()) {
      const [regionOn, regionOff] = this.#kernels.countInRectangle(columns, from, to, x0, y0, x1, y1);
      this.#regions[i]![0] += regionOn;
      this.#regions[i]![1] += regionOff;
    }
  }

  /** The frame as far as it got. */
  glance(): ReducedFrame {
    const pixels = this.#accumulator.pixels().slice();
    const { width, height } = this.#accumulator;
    const [least, greatest] = pixelRange(this.#want.representation, pixels);
    return {
      width,
      height,
      events: this.#events,
      on: this.#on,
      firstMicros: this.#firstMicros,
      least,
      greatest,
      regions: this.#regions.map(([on, off]) => [on, off]),
      pixels,
    };
  }

  /** The frame; nothing may be added afterwards. */
  finish(): ReducedFrame {
    const frame = this.glance();
    this.#accumulators.give(this.#accumulator);
    return frame;
  }

  /** Gives the accumulator back without a frame. */
  abandon(): void {
    this.#accumulators.give(this.#accumulator);
  }
}
