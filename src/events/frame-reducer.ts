import type { EventKernels, FrameAccumulator, FramePixels } from '../kernels/event-kernels.js';
import type { PlaneKernels } from '../kernels/plane-kernels.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { FrameAccumulators } from './frame-accumulators.js';
import type { FrameWant, Representation } from './frame-want.js';

/** Values of pixels in one representation. */
export interface ReducedPixels {
  readonly representation: Representation;
  readonly least: number;
  readonly greatest: number;
  /** *Given.* */
  readonly pixels: FramePixels;
}

/** A frame and what was counted beside it. */
export interface ReducedFrame extends ReducedPixels {
  readonly width: number;
  readonly height: number;
  readonly events: number;
  readonly on: number;
  /** Time of the first event in file order, NaN where there is none. */
  readonly firstMicros: number;
  /** Counts (ON, OFF) in each wanted region. */
  readonly regions: [number, number][];
  /** The other pictures that were wanted of the same events. */
  readonly beside: ReducedPixels[];
}

type ReducingKernels = EventKernels & Pick<PlaneKernels, 'findRange'>;

/** Columns → frame: sums the events of one window, handed over in the order of the file, into all pictures that are wanted of it. */
export class FrameReducer {
  readonly #kernels: ReducingKernels;
  readonly #accumulators: FrameAccumulators;
  readonly #accumulator: FrameAccumulator;
  readonly #beside: readonly FrameAccumulator[];
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
    const begin = (representation: Representation): FrameAccumulator => {
      const accumulator = accumulators.take(representation, width, height);
      if (representation === 'timeSurface') accumulator.begin({ endMicros: want.endMicros, tauMicros: want.tauMicros });
      else accumulator.begin();
      return accumulator;
    };
    this.#accumulator = begin(want.representation);
    this.#beside = (want.beside ?? []).map(begin);
  }

  /** Adds events `from` to `to` (exclusive); columns are lent. */
  add(columns: EventColumns, from: number, to: number): void {
    if (this.#events === 0) this.#firstMicros = columns.baseMicros + columns.t[from]!;
    for (const accumulator of this.#all) accumulator.add(columns, from, to);
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
    const { width, height } = this.#accumulator;
    return {
      ...this.#pixelsOf(this.#accumulator),
      width,
      height,
      events: this.#events,
      on: this.#on,
      firstMicros: this.#firstMicros,
      regions: this.#regions.map(([on, off]) => [on, off]),
      beside: this.#beside.map((accumulator) => this.#pixelsOf(accumulator)),
    };
  }

  get #all(): readonly FrameAccumulator[] {
    return [this.#accumulator, ...this.#beside];
  }

  #pixelsOf(accumulator: FrameAccumulator): ReducedPixels {
    const drawn = accumulator.pixels();
    const [least, greatest] = this.#rangeOf(accumulator.kind, drawn);
    return { representation: accumulator.kind, least, greatest, pixels: drawn.slice() };
  }

  /** Least and greatest pixel; of representations whose range is fixed, that range. */
  #rangeOf(representation: Representation, pixels: FramePixels): readonly [least: number, greatest: number] {
    if (representation === 'polarity') return [0, 2];
    if (representation === 'timeSurface') return [-32_767, 32_767];
    const type = representation === 'signedCount' ? 'int16' : 'uint16';
    const { least, greatest } = this.#kernels.findRange({ samples: pixels, type });
    return [least, greatest];
  }

  /** The frame; nothing may be added afterwards. */
  finish(): ReducedFrame {
    const frame = this.glance();
    this.abandon();
    return frame;
  }

  /** Gives the accumulators back without a frame. */
  abandon(): void {
    for (const accumulator of this.#all) this.#accumulators.give(accumulator);
  }
}
