/** What a range of planes is brought down to; `std` is of the population (ddof = 0), 0 for a single plane. */
export const reductions = ['mean', 'max', 'min', 'std', 'median'] as const;
export type Reduction = (typeof reductions)[number];

/** Axes that can be played and reduced along. */
export const seriesAxes = ['T', 'Z', 'C'] as const;
export type SeriesAxis = (typeof seriesAxes)[number];

/** Places along the axis that plays, both ends included. */
export interface SeriesRange {
  readonly first: number;
  readonly last: number;
}

/** Columns `x0` to `x1` and rows `y0` to `y1` of a plane, ends exclusive, in pixels of the file. */
export interface PlaneRectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A rectangle, or the ellipse that touches its four sides: a pixel is inside when its centre is. */
export interface PlaneShape extends PlaneRectangle {
  readonly kind: 'rectangle' | 'ellipse';
}

/**
 * Which planes a sliding mean takes for the plane at n, in a series of T planes. `trailing`: n − gap − planes + 1 … n − gap;
 * `leading`: n + gap … n + gap + planes − 1; `centred`: `planes` around n (one more before it where they are even), without
 * those nearer than `gap`. Planes beyond the ends are left out; where none is left the reference is missing and the plane
 * stays as it is.
 */
export type SlidingPlacement = 'trailing' | 'centred' | 'leading';

/**
 * What is subtracted or divided by. Ranges and sliding means are of the planes as stored, not of what earlier steps made of
 * them. `file`: another entry of the library, one plane of the same size.
 */
export type ChainReference =
  | ({ readonly kind: 'range'; readonly of: Reduction } & SeriesRange)
  | { readonly kind: 'file'; readonly recording: string }
  | { readonly kind: 'sliding'; readonly planes: number; readonly placement: SlidingPlacement; readonly gap: number };

/**
 * One step of what is done to each plane before it is shown, in single precision.
 *
 * `subtract`: v = x − amount · S. `divide`: d = amount · D + (1 − amount), v = d = 0 ? 0 : x / d. After either, what is not
 * finite is 0 (tested as v − v = 0). A step with amount 0 or without its reference changes nothing. `crop` keeps a
 * rectangle; `mask` makes what is outside of a shape (inside, with `inverted`), or 0 in a file of the same size, NaN;
 * masked pixels count in no trace, histogram or reduction, and no correction brings them back. `rotate` is by 90° clockwise.
 */
export type ChainStep =
  | { readonly kind: 'subtract' | 'divide'; readonly by: ChainReference; readonly amount: number }
  | { readonly kind: 'crop'; readonly rectangle: PlaneRectangle }
  | { readonly kind: 'mask'; readonly shape: PlaneShape; readonly inverted: boolean }
  | { readonly kind: 'maskFile'; readonly recording: string }
  | { readonly kind: 'flipX' | 'flipY' | 'rotate' };

/** One plane, or one reduction, after the chain. */
export interface PlaneWant {
  /** Place on each axis that counts planes; those the stack does not have are 0. */
  readonly place: { readonly t: number; readonly c: number; readonly z: number };
  /** The axis that plays: ranges, sliding means and reductions go along it, the other axes stay. */
  readonly axis: SeriesAxis;
  readonly chain: readonly ChainStep[];
  /** Shown instead of the plane: the chain's results over a range, brought down to one plane. */
  readonly reduction?: ({ readonly of: Reduction } & SeriesRange) | undefined;
}

/** Mean, least, greatest and standard deviation in a shape, for each plane of a range, after the chain. */
export interface TraceWant extends SeriesRange {
  readonly place: PlaneWant['place'];
  readonly axis: SeriesAxis;
  readonly chain: readonly ChainStep[];
  /** In pixels of what the chain makes; nothing: the whole plane. */
  readonly shape?: PlaneShape | undefined;
}
