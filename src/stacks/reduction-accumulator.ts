import { momentGroup, type PlaneKernels, type TypedSamples } from '../kernels/plane-kernels.js';
import { countRoom, doubleRoom, floatRoom, type Room } from './kernel-room.js';
import type { Reduction } from './plane-want.js';

/** Reductions that take plane after plane; a median needs all planes of some rows at once, see `MedianBlock`. */
export type RunningReduction = Exclude<Reduction, 'median'>;

/** Planes that are best added in one call. */
export const planesTogether: number = momentGroup;

/**
 * Brings planes down to one, in any order, as many at a time as are at hand. Samples that are not finite, masked ones among them,
 * are left out of their pixel; a pixel without any is NaN. `std` is of the population.
 */
export class ReductionAccumulator {
  readonly of: RunningReduction;
  readonly #kernels: PlaneKernels;
  readonly #missing: Room<Uint32Array> | undefined;
  readonly #means: Room<Float64Array> | undefined;
  readonly #squares: Room<Float64Array> | undefined;
  readonly #extremes: Room<Float32Array> | undefined;
  #planes = 0;

  /** For planes of `samples` numbers. `release` gives its memory back. */
  constructor(kernels: PlaneKernels, of: RunningReduction, samples: number) {
    this.of = of;
    this.#kernels = kernels;
    if (of === 'min' || of === 'max') {
      this.#extremes = floatRoom(kernels, samples);
      this.#extremes.values.fill(of === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
      return;
    }
    this.#missing = countRoom(kernels, samples);
    this.#means = doubleRoom(kernels, samples);
    this.#missing.values.fill(0);
    this.#means.values.fill(0);
    if (of !== 'std') return;
    this.#squares = doubleRoom(kernels, samples);
    this.#squares.values.fill(0);
  }

  /** Bytes that one keeps for planes of `samples` numbers. */
  static byteLength(of: RunningReduction, samples: number): number {
    if (of === 'min' || of === 'max') return 4 * samples;
    return samples * (of === 'std' ? 20 : 12);
  }

  /** Planes added so far. */
  get planes(): number {
    return this.#planes;
  }

  /** Adds planes, lent for the call; {@link planesTogether} at a time are fastest. */
  add(planes: readonly TypedSamples[]): void {
    const kernels = this.#kernels;
    if (this.#extremes !== undefined) kernels.keepExtremes(planes, this.of === 'min' ? 'least' : 'greatest', this.#extremes.values);
    else if (this.#squares !== undefined) {
      kernels.addToMoments(planes, this.#planes, this.#means!.values, this.#squares.values, this.#missing!.values);
    } else kernels.addToSums(planes, this.#means!.values, this.#missing!.values);
    this.#planes += planes.length;
  }

  /** The reduction of the planes added so far. *Given.* */
  result(): Float32Array {
    if (this.#extremes !== undefined) return this.#extremes.values.map((value) => (value - value === 0 ? value : Number.NaN));
    const missing = this.#missing!.values;
    const numbers = this.#squares?.values ?? this.#means!.values;
    const result = new Float32Array(numbers.length);
    for (let i = 0; i < result.length; i += 1) {
      const share = numbers[i]! / (this.#planes - missing[i]!);
      result[i] = this.of === 'std' ? Math.sqrt(share) : share;
    }
    return result;
  }

  release(): void {
    for (const room of [this.#missing, this.#means, this.#squares, this.#extremes]) room?.release();
  }
}
