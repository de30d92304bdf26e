import type { EventColumns } from '../shapes/event-columns.js';
import type { SensorRectangle } from './frame-want.js';
import type { RateCounts } from './rate-bins.js';

/** A rate curve as it is drawn: events per bin, NaN where nothing is known. *Given.* */
export interface RateCurve {
  readonly fromMicros: number;
  readonly binMicros: number;
  readonly on: Float32Array;
  readonly off: Float32Array;
}

/** A time range in so many bins. */
export interface RateRange {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly bins: number;
}

/** The width of the bins that were asked for, microseconds, at least 1. */
export function wantedBinMicros({ fromMicros, toMicros, bins }: RateRange): number {
  return Math.max(1, (toMicros - fromMicros) / bins);
}

/**
 * The curve from aligned counts. Its bins hold a whole number of theirs and start at one of them, so that every count is
 * exact; they are at least as wide as wanted and as theirs.
 */
export function curveOfBins(counts: RateCounts, range: RateRange): RateCurve {
  const width = counts.binMicros;
  const perBin = Math.max(1, Math.ceil(wantedBinMicros(range) / width));
  const binMicros = width * perBin;
  const first = Math.floor(range.fromMicros / binMicros);
  const length = Math.max(1, Math.ceil(range.toMicros / binMicros) - first);
  const on = new Float32Array(length);
  const off = new Float32Array(length);
  const origin = Math.round(counts.fromMicros / width);
  for (let i = 0; i < counts.on.length; i += 1) {
    const bin = Math.floor((origin + i) / perBin) - first;
    if (bin < 0 || bin >= length) continue;
    on[bin]! += counts.on[i]!;
    off[bin]! += counts.off[i]!;
  }
  return { fromMicros: first * binMicros, binMicros, on, off };
}

/** A place in a recording whose time is known: `position` counts chunks, fractional. */
export interface TimePlace {
  readonly position: number;
  readonly micros: number;
}

/**
 * An estimate of the curve from a few places: between two of them events are spread evenly over time, as many as lie
 * between them if all chunks held equally many. `onShare` is the share of ON events, as far as one knows.
 */
export function curveOfSamples(
  samples: readonly TimePlace[],
  end: TimePlace,
  events: number,
  onShare: number,
  range: RateRange,
): RateCurve {
  const binMicros = wantedBinMicros(range);
  const on = new Float32Array(range.bins);
  const off = new Float32Array(range.bins);
  const places = [...samples.filter(({ position, micros }) => position < end.position && micros <= end.micros), end];
  for (let i = 1; i < places.length; i += 1) {
    const from = places[i - 1]!;
    const to = places[i]!;
    const count = (events * (to.position - from.position)) / end.position;
    const span = Math.max(1, to.micros - from.micros);
    const firstBin = Math.max(0, Math.floor((from.micros - range.fromMicros) / binMicros));
    const lastBin = Math.min(range.bins - 1, Math.floor((from.micros + span - range.fromMicros) / binMicros));
    for (let bin = firstBin; bin <= lastBin; bin += 1) {
      const left = Math.max(from.micros, range.fromMicros + bin * binMicros);
      const right = Math.min(from.micros + span, range.fromMicros + (bin + 1) * binMicros);
      const share = (count * Math.max(0, right - left)) / span;
      on[bin]! += share * onShare;
      off[bin]! += share * (1 - onShare);
    }
  }
  return { fromMicros: range.fromMicros, binMicros, on, off };
}

/** Counts the events of a run into the bins of a curve, those inside `region` only where there is one. */
export function addToCurve(curve: RateCurve, columns: EventColumns, region?: SensorRectangle): void {
  const { baseMicros, length, t, x, y, p } = columns;
  const offset = baseMicros - curve.fromMicros;
  const { x0, y0, x1, y1 } = region ?? { x0: 0, y0: 0, x1: 65_536, y1: 65_536 };
  for (let i = 0; i < length; i += 1) {
    if (x[i]! < x0 || x[i]! >= x1 || y[i]! < y0 || y[i]! >= y1) continue;
    const bin = Math.floor((offset + t[i]!) / curve.binMicros);
    if (bin < 0 || bin >= curve.on.length) continue;
    if (p[i] === 1) curve.on[bin]! += 1;
    else curve.off[bin]! += 1;
  }
}

/** An empty curve over a range. */
export function emptyCurve(range: RateRange, value = 0): RateCurve {
  const on = new Float32Array(range.bins).fill(value);
  return { fromMicros: range.fromMicros, binMicros: wantedBinMicros(range), on, off: on.slice() };
}
