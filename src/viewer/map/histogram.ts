/** How the numbers of a column are spread: equal bins between two numbers, or equal bins of their logarithms. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
  readonly counts: Uint32Array;
  /** Of the cells that were asked for beside all; as many bins. */
  readonly some: Uint32Array | undefined;
}

/** Counts numbers; `bits` name some of the cells, a bit each, lowest first. NaN is in no bin, the last bin is closed. */
export function countValues(
  values: Float32Array,
  from: number,
  to: number,
  log: boolean,
  bins: number,
  bits: Uint8Array | undefined,
): Histogram {
  const counts = new Uint32Array(bins);
  const some = bits === undefined ? undefined : new Uint32Array(bins);
  const [low, high] = log ? [Math.log1p(from), Math.log1p(to)] : [from, to];
  const perUnit = high > low ? bins / (high - low) : 0;
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell]!;
    if (!(value >= from && value <= to)) continue;
    const bin = Math.min(bins - 1, Math.floor(((log ? Math.log1p(value) : value) - low) * perUnit));
    counts[bin]! += 1;
    if (some !== undefined && ((bits![cell >> 3]! >> (cell & 7)) & 1) === 1) some[bin]! += 1;
  }
  return { from, to, log, counts, some };
}

/** The share of the way from the first to the last value at which a value lies. */
export function shareOf({ from, to, log }: Histogram, value: number): number {
  const scale = (one: number): number => (log ? Math.log1p(Math.max(0, one)) : one);
  return to > from ? (scale(value) - scale(from)) / (scale(to) - scale(from)) : 0.5;
}

/** The inverse of {@link shareOf}. */
export function valueAt({ from, to, log }: Histogram, share: number): number {
  if (!log) return from + share * (to - from);
  return Math.expm1(Math.log1p(from) + share * (Math.log1p(to) - Math.log1p(from)));
}

/** The count that fills the height: the greatest, but for one bin that dwarfs all others, as that of genes that are silent. */
export function fullHeight(counts: Uint32Array): number {
  let first = 0;
  let second = 0;
  for (const count of counts) {
    if (count > first) [first, second] = [count, first];
    else if (count > second) second = count;
  }
  return first > 4 * second && second > 0 ? second * 1.25 : first;
}
