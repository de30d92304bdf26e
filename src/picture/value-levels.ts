/** Values shown: `lo` and below is the first colour, `hi` and above the last. `hi` is greater than `lo`. */
export interface ValueLevels {
  readonly lo: number;
  readonly hi: number;
}

/** How values are spread: counts in equal bins from `from` to `to`, least and greatest value (null or NaN where there is none). */
export interface ValueSpread {
  readonly least: number | null;
  readonly greatest: number | null;
  readonly histogram: { readonly from: number; readonly to: number; readonly counts: Uint32Array };
}

/** Share of the values on each side that automatic levels leave to the first and the last colour. */
const automaticShare = 0.0035;

/** From the least to the greatest value. */
export function fullLevels({ least, greatest }: Pick<ValueSpread, 'least' | 'greatest'>): ValueLevels {
  return spreadLevels(least ?? Number.NaN, greatest ?? Number.NaN);
}

/**
 * From the `percent`-th percentile to the (100 − `percent`)-th, 0 to 50; 0 is the least and the greatest value. Between the bounds of
 * a bin values are taken to be spread evenly.
 */
export function percentileLevels(values: ValueSpread, percent: number): ValueLevels {
  if (percent <= 0) return fullLevels(values);
  return spreadLevels(valueAtShare(values, percent / 100), valueAtShare(values, 1 - percent / 100));
}

/**
 * Levels that fit most values: all of them where they are few kinds (a mask, labels), from −m to m where they are signed and about
 * zero (differences), else all but 0.35 % on either side.
 */
export function automaticLevels(values: ValueSpread): ValueLevels {
  const kinds = values.histogram.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  if (kinds <= 4) return fullLevels(values);
  const { lo, hi } = percentileLevels(values, 100 * automaticShare);
  const middle = valueAtShare(values, 0.5);
  const signed = lo < 0 && hi > 0 && Math.abs(middle) < 0.25 * Math.min(-lo, hi);
  if (!signed) return { lo, hi };
  const reach = Math.max(-lo, hi);
  return { lo: -reach, hi: reach };
}

/** The value that a share (0 to 1) of the values does not pass. NaN where there is none. */
export function valueAtShare({ histogram, least, greatest }: ValueSpread, share: number): number {
  const { from, to, counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 || least === null || greatest === null) return Number.NaN;
  const width = (to - from) / counts.length;
  let before = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin]!;
    if (count > 0 && before + count >= share * total) {
      const inside = Math.max(0, share * total - before) / count;
      return Math.min(greatest, Math.max(least, from + width * (bin + inside)));
    }
    before += count;
  }
  return greatest;
}

function spreadLevels(lo: number, hi: number): ValueLevels {
  if (Number.isNaN(lo) || Number.isNaN(hi)) return { lo: 0, hi: 1 };
  if (hi > lo) return { lo, hi };
  // Values of one kind lie in the middle.
  const half = Math.max(0.5, Math.abs(lo) * 2 ** -20);
  return { lo: lo - half, hi: lo + half };
}
