import type { SampleArray, SampleType } from '../shapes/plane-samples.js';

/** Samples and the number type they are of; see `viewSamples`. */
export interface TypedSamples {
  readonly samples: SampleArray;
  readonly type: SampleType;
}

/** Bytes in the kernels' memory: arrays over them are used where they lie, all others are copied piece by piece. */
export interface KernelBlock {
  /** Starts at a multiple of 64; its content is whatever was there. */
  readonly bytes: Uint8Array;
  /** Gives the bytes back; arrays over them are not used again. They stay taken until then: nobody can tell whether arrays are left. */
  release(): void;
}

/** What is subtracted from values or divides them, one number for each of theirs. */
export interface Correction {
  readonly by: Float32Array;
  /** 0 to 1. */
  readonly amount: number;
}

/**
 * Sums over the planes of a window. `high` + `low` is the sum of the finite samples of each pixel, `missing` counts those that
 * are not. `low` holds what single additions in double precision lose; without it sums are exact as long as all numbers are
 * integers below 2⁵³, or halves. All zero to begin with.
 */
export interface SlidingSums {
  readonly high: Float64Array;
  readonly low?: Float64Array | undefined;
  readonly missing: Uint32Array;
}

/** Pixels of a plane, and samples of a pixel, which lie side by side. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** How a plane is turned: rows and columns change places first (`transpose`), then it is flipped. */
export interface PlaneTurn {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

/** Where finite values lie: how many there are, the least and the greatest, NaN where there is none. */
export interface ValueRange {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
}

/** What finite values amount to; `squares` is the sum of squared deviations from their mean, which is NaN where there is none. */
export interface ValueMoments extends ValueRange {
  readonly mean: number;
  readonly squares: number;
}

/**
 * Kernels on planes of samples. All numbers are worked on in single precision (64-bit integers and doubles are rounded to it;
 * doubles beyond it become infinite), sums are kept in double precision. Samples that are not finite are left out of every
 * sum, extreme, median and histogram. Planes are given as lists of equal length; arrays are *lent* for the call.
 */
export interface PlaneKernels {
  /** Errors: `too-large` where the kernels' memory has no room. */
  allocateBlock(byteLength: number): KernelBlock;

  /** Samples of any type as single precision. `output` has as many. */
  widenSamples(input: TypedSamples, output: Float32Array): void;

  /**
   * Subtracts, then divides, each where it is given: v = x − a · S; d = b · D + (1 − b), v = d = 0 ? 0 : v / d; after either,
   * what is not finite is 0. `output` may be the array of the input.
   */
  correctValues(input: TypedSamples, subtract: Correction | undefined, divide: Correction | undefined, output: Float32Array): void;

  /** Writes a plane turned. `output` is another array of the same kind and length. */
  turnPlane(input: SampleArray, grid: PixelGrid, turn: PlaneTurn, output: SampleArray): void;

  /** Adds planes to the sum of each pixel; `missing` counts the samples left out. */
  addToSums(planes: readonly TypedSamples[], sums: Float64Array, missing: Uint32Array): void;

  /**
   * Adds planes to the running mean and sum of squared deviations of each pixel (Chan, Golub, LeVeque 1979: groups of
   * {@link momentGroup} planes are taken together). `planesBefore` planes were added before, `missing` counts the samples left out.
   */
  addToMoments(
    planes: readonly TypedSamples[],
    planesBefore: number,
    means: Float64Array,
    squares: Float64Array,
    missing: Uint32Array,
  ): void;

  /**
   * Means of the planes summed up: each sum through `planes` less what is missing of its pixel; of sums of squares, with `root`, the
   * standard deviation. NaN where nothing was summed up.
   */
  shareSums(sums: Float64Array, missing: Uint32Array, planes: number, root: boolean, output: Float32Array): void;

  /** Keeps the least or the greatest sample of each pixel; `extremes` begins as ∞ or −∞. */
  keepExtremes(planes: readonly TypedSamples[], which: 'least' | 'greatest', extremes: Float32Array): void;

  /**
   * Moves a window: one plane enters, one leaves, either may be missing. `planes` are in the window afterwards. Where `means` is
   * given, the mean of each pixel is written to it: NaN where the window has no finite sample.
   */
  slideSums(
    sums: SlidingSums,
    entering: TypedSamples | undefined,
    leaving: TypedSamples | undefined,
    planes: number,
    means: Float32Array | undefined,
  ): void;

  /**
   * The median of each pixel over `planes` rows of `stride` values in `block`, of which as many as `output` holds are looked at;
   * of an even number of finite values the mean of the middle two, of none NaN.
   */
  findMedians(block: Float32Array, planes: number, stride: number, output: Float32Array): void;

  /** Where the values lie. */
  findRange(input: TypedSamples): ValueRange;

  /** Moments of the values in `spans`: pairs of first and last + 1, ascending. */
  measureSpans(input: TypedSamples, spans: Uint32Array): ValueMoments;

  /** Adds counts of values from `from` to `to` (included) in equal bins; others are left out. `bins` is at most 65,536 long. */
  countInBins(input: TypedSamples, from: number, to: number, bins: Uint32Array): void;

  /** Adds counts of each number; bin 0 is the least number of the type. 8-bit samples need 256 bins, 16-bit ones 65,536. */
  countIntegers(samples: Uint8Array | Int8Array | Uint16Array | Int16Array, bins: Uint32Array): void;
}

/** Planes that `addToMoments` takes together; adding as many at once is fastest. */
export const momentGroup = 8;

/** Values that are measured together before they are merged into the moments of a span. */
export const measuredTogether = 2048;
