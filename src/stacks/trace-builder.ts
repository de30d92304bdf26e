import type { PlaneKernels } from '../kernels/plane-kernels.js';
import type { ChainResult } from './chain-runner.js';
import type { PlaneShape, SeriesRange } from './plane-want.js';
import { shapeSpans } from './shape-spans.js';
import type { PlaneSize } from './stack-sizes.js';

/** One number a plane; NaN where the plane was not measured yet or has no finite sample in the shape. */
export interface Trace {
  readonly first: number;
  readonly mean: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** Standard deviation of the population. */
  readonly deviation: Float64Array;
  /** Planes measured so far. */
  readonly done: number;
}

/** Measures a shape in the planes of a range, in any order. Samples that are not finite, masked ones among them, do not count. */
export class TraceBuilder {
  readonly #kernels: PlaneKernels;
  readonly #spans: Uint32Array;
  readonly #known: Uint8Array;
  readonly #trace: Trace;
  #done = 0;

  /** `shape` in pixels of planes of `size`, those that the chain makes; nothing: all of them. */
  constructor(kernels: PlaneKernels, { first, last }: SeriesRange, shape: PlaneShape | undefined, size: PlaneSize) {
    this.#kernels = kernels;
    this.#spans = shapeSpans(shape, size);
    const unknown = () => new Float64Array(last - first + 1).fill(Number.NaN);
    this.#known = new Uint8Array(last - first + 1);
    this.#trace = { first, mean: unknown(), least: unknown(), greatest: unknown(), deviation: unknown(), done: 0 };
  }

  /** Bytes that one keeps for a number of planes. */
  static byteLength(planes: number): number {
    return 33 * planes;
  }

  /** Whether the plane at a place was measured. */
  has(place: number): boolean {
    return this.#known[place - this.#trace.first] === 1;
  }

  get done(): number {
    return this.#done;
  }

  get complete(): boolean {
    return this.#done === this.#known.length;
  }

  /** Measures the plane at a place, lent for the call; one that was measured before is measured anew. */
  add(place: number, plane: ChainResult): void {
    const { first, mean, least, greatest, deviation } = this.#trace;
    const at = place - first;
    const moments = this.#kernels.measureSpans(plane, this.#spans);
    mean[at] = moments.mean;
    least[at] = moments.least;
    greatest[at] = moments.greatest;
    deviation[at] = Math.sqrt(moments.squares / moments.count);
    if (this.#known[at] === 0) this.#done += 1;
    this.#known[at] = 1;
  }

  /** The trace as far as it got. *Given.* */
  glance(): Trace {
    const { first, mean, least, greatest, deviation } = this.#trace;
    return {
      first,
      mean: mean.slice(),
      least: least.slice(),
      greatest: greatest.slice(),
      deviation: deviation.slice(),
      done: this.#done,
    };
  }
}
