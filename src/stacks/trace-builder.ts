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
    const moments = this.#kernels.measureSpans(plane, this.#spans);
    this.#put(place, [moments.mean, moments.least, moments.greatest, Math.sqrt(moments.squares / moments.count)]);
  }

  /** Takes what another builder measured of planes at some places: all means, then all least, greatest, deviations; lent for the call. */
  merge(places: readonly number[], measured: Float64Array): void {
    for (const [at, place] of places.entries())
      this.#put(
        place,
        [0, 1, 2, 3].map((part) => measured[part * places.length + at]!),
      );
  }

  #put(place: number, [mean, least, greatest, deviation]: readonly number[]): void {
    const at = place - this.#trace.first;
    this.#trace.mean[at] = mean!;
    this.#trace.least[at] = least!;
    this.#trace.greatest[at] = greatest!;
    this.#trace.deviation[at] = deviation!;
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
