import type { EventKernels } from '../kernels/event-kernels.js';
import type { EventColumns } from '../shapes/event-columns.js';

/** The events of one pixel in a window. */
export interface PixelEvents {
  readonly on: number;
  readonly off: number;
  /** Time and polarity of the earliest and the latest; of those at one time the first, or the last, in file order. */
  readonly first?: PixelEvent;
  readonly last?: PixelEvent;
}

export interface PixelEvent {
  readonly micros: number;
  readonly polarity: 0 | 1;
}

/** Events that are looked at one by one where a kernel found some of the pixel among them. */
const stretch = 4096;

/** Finds the events of one pixel among many. Coordinates are the sensor's. */
export class PixelTally {
  readonly #kernels: Pick<EventKernels, 'countInRectangle'>;
  readonly #x: number;
  readonly #y: number;
  #on = 0;
  #off = 0;
  #first: PixelEvent | undefined;
  #last: PixelEvent | undefined;

  constructor(kernels: Pick<EventKernels, 'countInRectangle'>, x: number, y: number) {
    this.#kernels = kernels;
    this.#x = x;
    this.#y = y;
  }

  /** Looks at events `from` to `to` (exclusive) of a run, *lent*. Runs come in file order. */
  add(columns: EventColumns, from: number, to: number): void {
    for (let start = from; start < to; start += stretch) {
      const end = Math.min(to, start + stretch);
      const [on, off] = this.#kernels.countInRectangle(columns, start, end, this.#x, this.#y, this.#x + 1, this.#y + 1);
      if (on + off === 0) continue;
      this.#on += on;
      this.#off += off;
      this.#lookAt(columns, start, end);
    }
  }

  finish(): PixelEvents {
    const [first, last] = [this.#first, this.#last];
    return { on: this.#on, off: this.#off, ...(first === undefined || last === undefined ? {} : { first, last }) };
  }

  #lookAt({ baseMicros, t, x, y, p }: EventColumns, from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      if (x[i] !== this.#x || y[i] !== this.#y) continue;
      const event: PixelEvent = { micros: baseMicros + t[i]!, polarity: p[i] === 1 ? 1 : 0 };
      if (this.#first === undefined || event.micros < this.#first.micros) this.#first = event;
      if (this.#last === undefined || event.micros >= this.#last.micros) this.#last = event;
    }
  }
}
