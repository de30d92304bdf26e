import type { TimeUnit } from '../../shapes/event-facts.js';
import type { ColumnRole } from './array-column.js';
import { type ElementKind, isFloat } from './element-type.js';

export type ColumnOrder = readonly (ColumnRole | '-')[];

/** Times beyond this cannot be microseconds: they would lie 3,000 years ahead. */
const leastNanos = 1e17;
/** A recording does not last this many seconds. */
const mostSeconds = 1e7;
const mostCoordinate = 16_384;

/**
 * Which of several columns are t, x, y and p, from samples of their numbers: p takes at most −1, 0 and 1; t hardly ever
 * decreases and spans most, or is the only one that holds no coordinates; of the others that can be coordinates the first is x, the next y. `undefined` when the
 * numbers fit no such reading.
 */
export function guessColumnOrder(samples: readonly Float64Array[]): ColumnOrder | undefined {
  const order: (ColumnRole | '-')[] = samples.map(() => '-');
  const polarity = samples.findLastIndex((column) => column.every((value) => value === 0 || value === 1 || value === -1));
  if (polarity < 0) return undefined;
  order[polarity] = 'p';
  const rising = samples
    .map((column, at) => ({ at, span: span(column) }))
    .filter(({ at }) => at !== polarity && ascends(samples[at]!))
    .sort((a, b) => b.span - a.span || a.at - b.at);
  const risen = rising.find(({ at }) => !isCoordinate(samples[at]!));
  const time = risen?.at ?? onlyOther(samples, polarity) ?? rising[0]?.at;
  if (time === undefined) return undefined;
  order[time] = 't';
  const coordinates = samples.flatMap((column, at) => (order[at] === '-' && isCoordinate(column) ? [at] : []));
  if (coordinates.length < 2) return undefined;
  order[coordinates[0]!] = 'x';
  order[coordinates[1]!] = 'y';
  return order;
}

/** Whether a column never decreases, but for one step in a hundred: sensors and merged streams are not always in order. */
function ascends(column: Float64Array): boolean {
  let decreases = 0;
  for (let i = 1; i < column.length; i += 1) if (!(column[i]! >= column[i - 1]!)) decreases += 1;
  return decreases * 100 <= column.length;
}

/** The only column beside the polarity that holds other numbers than coordinates. */
function onlyOther(samples: readonly Float64Array[], polarity: number): number | undefined {
  const others = samples.flatMap((column, at) => (at !== polarity && !isCoordinate(column) ? [at] : []));
  return others.length === 1 ? others[0] : undefined;
}

function span(column: Float64Array): number {
  return column.length === 0 ? 0 : column[column.length - 1]! - column[0]!;
}

function isCoordinate(column: Float64Array): boolean {
  return column.every((value) => value >= 0 && value < mostCoordinate && Number.isInteger(value));
}

/** The unit of times of a kind, from samples: integers are microseconds; floats with fractions are seconds. */
export function guessTimeUnit(kind: ElementKind, times: Float64Array): TimeUnit {
  const greatest = times.reduce((most, time) => Math.max(most, Math.abs(time)), 0);
  if (greatest >= leastNanos) return 'ns';
  if (!isFloat(kind)) return 'us';
  const fractions = times.some((time) => !Number.isInteger(time));
  return fractions && span(times) < mostSeconds ? 's' : 'us';
}

/** Whether polarity is stored as −1 and 1. */
export function guessPolarity(values: Float64Array): '01' | 'signed' {
  return values.some((value) => value < 0) ? 'signed' : '01';
}
