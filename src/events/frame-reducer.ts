import type { EventKernels, FrameAccumulator, FramePixels } from '../kernels/event-kernels.js';
import type { PlaneKernels } from '../kernels/plane-kernels.js';
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

type ReducingKernels = EventKernels & Pick<PlaneKernels, 'findRange'>;

/** Columns → frame: sums the events of one window, handed over in the order of the file. */
export class FrameReducer {
  readonly #kernels: ReducingKernels;
  readonly #accumulators: FrameAccumulators;
  readonly #accumulator: FrameAccumulator;
  readonly #want: FrameWant;
  readonly #regions: [number, number][];
  #events = 0;
  #on = 0;
  #firstMicros = Number.NaN;

  constructor(kernels: ReducingKernels, accumulators: FrameAccumulators, want: FrameWant, width: number, height: number) {
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
    this.#on += this.#kernels.countOnes(columns.p, from, to);
    for (const [i, { x0, y0, x1, y1 }] of this.#want.regions.entries()) {
      const [regionOn, regionOff] = this.#kernels.countInRectangle(columns, from, to, x0, y0, x1, y1);
      this.#regions[i]![0] += regionOn;
      this.#regions[i]![1] += regionOff;
    }
  }

  /** The frame as far as it got. */
  glance(): ReducedFrame {
    const drawn = this.#accumulator.pixels();
    const { width, height } = this.#accumulator;
    const [least, greatest] = this.#rangeOf(drawn);
    return {
      width,
      height,
      events: this.#events,
      on: this.#on,
      firstMicros: this.#firstMicros,
      least,
      greatest,
      regions: this.#regions.map(([on, off]) => [on, off]),
      pixels: drawn.slice(),
    };
  }

  /** Least and greatest pixel; of representations whose range is fixed, that range. */
  #rangeOf(pixels: FramePixels): readonly [least: number, greatest: number] {
    const { representation } = this.#want;
    if (representation === 'polarity') return [0, 2];
    if (representation === 'timeSurface') return [-32_767, 32_767];
    const type = representation === 'signedCount' ? 'int16' : 'uint16';
    const { least, greatest } = this.#kernels.findRange({ samples: pixels, type });
    return [least, greatest];
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
