import type { CategoryCodes } from '../shapes/table-columns.js';

/**
 * What a bin keeps of the points in it.
 * - `mixture`: sums of what a lookup has for their codes, so that colours mix by their shares.
 * - `rarest`: the greatest of what a lookup has for their codes.
 * - `mean`, `largest`: the sum, or the greatest, of their numbers.
 */
export type PointAggregate = 'mixture' | 'rarest' | 'mean' | 'largest';

/** Bins of one pixel each. Every point is a disc of `diameter` pixels, 1 to 64, about its place: it lies in all bins of its disc. */
export interface PointBinsSpec {
  readonly aggregate: PointAggregate;
  readonly width: number;
  readonly height: number;
  readonly diameter: number;
}

/** Some points of a map, all *lent*. */
export interface PointRun {
  readonly dims: 1 | 2 | 3;
  /** `coordinates[point · dims + dimension]`, taken as 32-bit floats; a point with a NaN is nowhere. */
  readonly coordinates: Float32Array | Float64Array;
  /** Points `from` to `to`, exclusive. */
  readonly from: number;
  readonly to: number;
  /** One byte a point, 0 hidden; absent where all are shown. */
  readonly shown?: Uint8Array | undefined;
  /**
   * From coordinates to pixels, y down, pixel (0, 0) from 0 to 1: 2 rows of dims + 1 numbers, row-major, the last of a row
   * is added. In double precision.
   */
  readonly projection: readonly number[];
}

/**
 * Bins as they lie in memory: 16 bytes each, pixel (x, y) at bin `first + y · stride + x`. *Lent* until the next call.
 *
 * `mixture`: `words[4 · bin + lane]`, sums of the lookup's lanes. `rarest`: `words[4 · bin]` the greatest, `words[4 · bin + 3]`
 * how many points. `mean`, `largest`: `numbers[2 · bin]` the sum or the greatest of the numbers, `words[4 · bin + 2]` how many
 * points have one, `words[4 · bin + 3]` how many points there are.
 */
export interface BinGrid {
  readonly stride: number;
  readonly first: number;
  readonly words: Uint32Array;
  readonly numbers: Float64Array;
}

/** Sums points into bins. */
export interface PointBins {
  readonly spec: PointBinsSpec;
  /** Empties the bins. */
  begin(): void;
  /**
   * Adds points by their codes, of `mixture` and `rarest` only. `lookup`: 4 words a code; a code beyond takes the last. Of a
   * `mixture` they are added lane by lane: red, green, blue and 1, or zeros for what is hidden. Of `rarest`: a priority of 1 and
   * more, or 0 for what is hidden, then three that are not read. No codes: all are 0. Throws `too-large` for more points since
   * `begin` than sums of 32 bits can hold.
   */
  addCodes(run: PointRun, codes: CategoryCodes | undefined, lookup: Uint32Array): void;
  /** Adds points by their numbers, of `mean` and `largest` only; NaN is none. */
  addNumbers(run: PointRun, values: Float32Array | Float64Array): void;
  grid(): BinGrid;
  /** Gives the memory back; the bins are not used again. Ones that are merely forgotten are reclaimed later. */
  release(): void;
}

/** Kernels for the points of a map. */
export interface PointKernels {
  /** Throws `out-of-range` for a size that no bins can have, `too-large` where the memory has no room for them. */
  pointBins(spec: PointBinsSpec): PointBins;
}
