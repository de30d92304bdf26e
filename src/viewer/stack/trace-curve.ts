import type { PlaceRange, TraceBand } from '../state/stack-state.js';
import type { Trace } from './trace-model.js';

/** A trace brought down to the columns of a canvas. */
export interface TraceCurve {
  /** Ends of the band in each column; NaN where nothing is known. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** x and mean in turn, for the line; a mean of NaN breaks it, where nothing is finite. What is not known yet is passed over. */
  readonly mean: Float64Array;
  /** Of all that is drawn; `least` is greater than `greatest` where there is nothing. */
  readonly least: number;
  readonly greatest: number;
}

/**
 * The columns of a trace: where places are narrower than columns, the line goes through the least and the greatest mean of
 * each column, so that no peak is lost. *Given.*
 */
export function traceCurve(trace: Trace, shown: PlaceRange, width: number, band: TraceBand): TraceCurve {
  const across = shown.last - shown.first + 1;
  const low = new Float64Array(width).fill(Number.NaN);
  const high = new Float64Array(width).fill(Number.NaN);
  const leastMean = new Float64Array(width).fill(Number.NaN);
  const greatestMean = new Float64Array(width).fill(Number.NaN);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  const line: number[] = [];
  const narrow = across > width;
  const first = Math.max(shown.first, trace.first);
  const last = Math.min(shown.last, trace.first + trace.mean.length - 1);
  for (let place = first; place <= last; place += 1) {
    const at = place - trace.first;
    const mean = trace.mean[at]!;
    const left = ((place - shown.first) / across) * width;
    if (!narrow && (trace.final || !Number.isNaN(mean))) line.push(left + width / across / 2, mean);
    if (Number.isNaN(mean)) continue;
    const [from, to] = bandOf(trace, at, mean, band);
    least = Math.min(least, from, mean);
    greatest = Math.max(greatest, to, mean);
    const start = Math.max(0, Math.floor(left));
    const end = Math.min(width, Math.max(start + 1, Math.ceil(left + width / across - 1e-9)));
    for (let x = start; x < end; x += 1) {
      low[x] = lesser(low[x]!, from);
      high[x] = -lesser(-high[x]!, -to);
      if (narrow) {
        leastMean[x] = lesser(leastMean[x]!, mean);
        greatestMean[x] = -lesser(-greatestMean[x]!, -mean);
      }
    }
  }
  if (narrow) {
    for (let x = 0; x < width; x += 1) {
      if (!trace.final && Number.isNaN(leastMean[x]!)) continue;
      const [first, second] = x % 2 === 0 ? [leastMean[x]!, greatestMean[x]!] : [greatestMean[x]!, leastMean[x]!];
      line.push(x + 0.5, first, x + 0.5, second);
    }
  }
  if (band === 'none') {
    low.fill(Number.NaN);
    high.fill(Number.NaN);
  }
  return { low, high, mean: Float64Array.from(line), least, greatest };
}

function bandOf(trace: Trace, at: number, mean: number, band: TraceBand): readonly [number, number] {
  if (band === 'range') return [trace.least[at]!, trace.greatest[at]!];
  if (band === 'none') return [mean, mean];
  const deviation = trace.deviation[at]!;
  return [mean - deviation, mean + deviation];
}

function lesser(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}
