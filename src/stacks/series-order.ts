import { planMedianBlocks, type RowRange } from './median-block.js';
import type { Reduction, SeriesRange, TraceWant } from './plane-want.js';
import { type PlaneSize, rangeWithin } from './stack-sizes.js';

/** In which order the planes of a range are taken: an even sample of them, whose answer comes at once, then all others, ascending. */
export interface SeriesOrder extends SeriesRange {
  /** Ascending, the first and the last of the range among them. */
  readonly sample: readonly number[];
  /** Planes in the range. */
  readonly total: number;
}

/** Planes that a first, coarse answer is made of. */
const coarsePlanes = 16;

/** Points that a first, coarse trace is made of. */
const coarsePoints = 64;

/** Orders a range that lies inside its series. Pure. */
export function orderSeries({ first, last }: SeriesRange, sampled: number): SeriesOrder {
  const total = last - first + 1;
  const count = Math.min(total, Math.max(1, sampled));
  const sample = Array.from({ length: count }, (_, i) => first + (count === 1 ? 0 : Math.round((i * (total - 1)) / (count - 1))));
  return { first, last, sample, total };
}

/** The planes that follow the sample, ascending. */
export function* remainingPlanes({ first, last, sample }: SeriesOrder): Iterable<number> {
  let next = 0;
  for (let at = first; at <= last; at += 1) {
    if (sample[next] === at) next += 1;
    else yield at;
  }
}

/**
 * How a reduction is made. `running`: every plane is added once, the sample first. `blocks`: the median of the sample is a first
 * answer; the exact one takes a pass over all planes of the range for each block of rows.
 */
export type ReductionPlan =
  | { readonly kind: 'running'; readonly order: SeriesOrder }
  | { readonly kind: 'blocks'; readonly order: SeriesOrder; readonly blocks: readonly RowRange[] };

/**
 * Plans the reduction of a range of planes of `size` (that of what the chain makes), with `budgetBytes` for a median's block.
 * Pure. Errors: `out-of-range`, `too-large`.
 */
export function planReduction(
  { of, ...range }: { readonly of: Reduction } & SeriesRange,
  length: number,
  size: PlaneSize,
  budgetBytes: number,
): ReductionPlan {
  const order = orderSeries(rangeWithin(range, length), coarsePlanes);
  if (of !== 'median') return { kind: 'running', order };
  return { kind: 'blocks', order, blocks: planMedianBlocks(size, order.total, budgetBytes) };
}

/** Plans a trace: which planes first. Pure. Errors: `out-of-range`. */
export function planTrace(want: Pick<TraceWant, 'first' | 'last'>, length: number): SeriesOrder {
  return orderSeries(rangeWithin(want, length), coarsePoints);
}
