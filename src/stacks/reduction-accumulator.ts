import { momentGroup, type PlaneKernels, type TypedSamples } from '../kernels/plane-kernels.js';
import { countRoom, doubleRoom, floatRoom, type Room } from './kernel-room.js';
import type { Reduction } from './plane-want.js';

/** Reductions that take plane after plane; a median needs all planes of some rows at once, see `MedianBlock`. */
export type RunningReduction = Exclude<Reduction, 'median'>;

/** Planes that are best added in one call. */
export const planesTogether: number = momentGroup;

/** What an accumulator knows, plain: safe to post. Which arrays are there depends on the reduction. */
export interface ReductionState {
  readonly planes: number;
  readonly missing?: Uint32Array | undefined;
  /** Sums of a mean, means of a standard deviation. */
  readonly means?: Float64Array | undefined;
  readonly squares?: Float64Array | undefined;
  readonly extremes?: Float32Array | undefined;
}

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

  /** What is known so far, *copied*. */
  state(): ReductionState {
    return {
      planes: this.#planes,
      missing: this.#missing?.values.slice(),
      means: this.#means?.values.slice(),
      squares: this.#squares?.values.slice(),
      extremes: this.#extremes?.values.slice(),
    };
  }

  /** Adds what another accumulator of the same reduction knows of other planes, lent for the call (Chan, Golub, LeVeque 1979). */
  merge({ planes, missing, means, squares, extremes }: ReductionState): void {
    if (this.#extremes !== undefined) {
      const { values } = this.#extremes;
      const least = this.of === 'min';
      for (let i = 0; i < values.length; i += 1) {
        const other = extremes![i]!;
        if (least ? other < values[i]! : other > values[i]!) values[i] = other;
      }
    } else if (this.#squares !== undefined) this.#mergeMoments(planes, missing!, means!, squares!);
    else {
      const [sums, left] = [this.#means!.values, this.#missing!.values];
      for (let i = 0; i < sums.length; i += 1) sums[i]! += means![i]!;
      for (let i = 0; i < left.length; i += 1) left[i]! += missing![i]!;
    }
    this.#planes += planes;
  }

  #mergeMoments(planes: number, missing: Uint32Array, means: Float64Array, squares: Float64Array): void {
    const [ownMeans, ownSquares, ownMissing] = [this.#means!.values, this.#squares!.values, this.#missing!.values];
    for (let i = 0; i < ownMeans.length; i += 1) {
      const own = this.#planes - ownMissing[i]!;
      const other = planes - missing[i]!;
      ownMissing[i]! += missing[i]!;
      if (other === 0) continue;
      const apart = means[i]! - ownMeans[i]!;
      ownMeans[i]! += (apart * other) / (own + other);
      ownSquares[i]! += squares[i]! + (apart * apart * own * other) / (own + other);
    }
  }

  /** The reduction of the planes added so far. *Given.* */
  result(): Float32Array {
    const { values } = (this.#extremes ?? this.#squares ?? this.#means)!;
    const result = new Float32Array(values.length);
    if (values instanceof Float64Array) {
      this.#kernels.shareSums(values, this.#missing!.values, this.#planes, this.of === 'std', result);
    } else {
      for (let i = 0; i < result.length; i += 1) result[i] = values[i]! - values[i]! === 0 ? values[i]! : Number.NaN;
    }
    return result;
  }

  release(): void {
    for (const room of [this.#missing, this.#means, this.#squares, this.#extremes]) room?.release();
  }
}
