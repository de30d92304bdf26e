import type { ChainReference, SeriesRange } from './plane-want.js';

export type SlidingReference = Extract<ChainReference, { kind: 'sliding' }>;

/** The places that a sliding mean takes for the plane at `at` in a series of `length`: up to two runs, ascending. */
export function slidingWindow(
  { planes, placement, gap }: Omit<SlidingReference, 'kind'>,
  at: number,
  length: number,
): readonly SeriesRange[] {
  switch (placement) {
    case 'trailing':
      return within([{ first: at - gap - planes + 1, last: at - gap }], length);
    case 'leading':
      return within([{ first: at + gap, last: at + gap + planes - 1 }], length);
    case 'centred': {
      const first = at - Math.floor(planes / 2);
      const last = first + planes - 1;
      if (gap === 0) return within([{ first, last }], length);
      return within(
        [
          { first, last: Math.min(last, at - gap) },
          { first: Math.max(first, at + gap), last },
        ],
        length,
      );
    }
  }
}

function within(runs: readonly SeriesRange[], length: number): SeriesRange[] {
  return runs
    .map(({ first, last }) => ({ first: Math.max(0, first), last: Math.min(length - 1, last) }))
    .filter(({ first, last }) => first <= last);
}

/** Places in some runs. */
export function placesIn(runs: readonly SeriesRange[]): number {
  return runs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** What changes between two windows, each in ascending order. */
export interface WindowMove {
  readonly entering: readonly number[];
  readonly leaving: readonly number[];
  /** Whether the sums begin again from nothing, because that takes fewer planes. */
  readonly afresh: boolean;
}

/** How a window is brought from `before` to `after`: with the fewest planes. */
export function planWindowMove(before: readonly SeriesRange[], after: readonly SeriesRange[]): WindowMove {
  const entering = outside(after, before);
  const leaving = outside(before, after);
  if (before.length > 0 && entering.length + leaving.length < placesIn(after)) return { entering, leaving, afresh: false };
  return { entering: outside(after, []), leaving: [], afresh: true };
}

function outside(runs: readonly SeriesRange[], others: readonly SeriesRange[]): number[] {
  const places: number[] = [];
  for (const { first, last } of runs) {
    for (let at = first; at <= last; at += 1) if (!others.some((other) => at >= other.first && at <= other.last)) places.push(at);
  }
  return places;
}

/**
 * The sliding mean of BLITZ 2.1 as it is computed there: each plane against the mean of itself and the next `window` − 1. Its
 * lag moves nothing, it only leaves out the first `lag` + 1 planes; planes without a whole window are left out too. The
 * planes that have a result are `first` to `last`, none where the series is too short.
 */
export function blitzSliding(
  window: number,
  lag: number,
  length: number,
): { readonly reference: SlidingReference; readonly range: SeriesRange | undefined } {
  const reference: SlidingReference = { kind: 'sliding', planes: window, placement: 'leading', gap: 0 };
  const [first, last] = [lag + 1, length - window];
  return { reference, range: first <= last ? { first, last } : undefined };
}
