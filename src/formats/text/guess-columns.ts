import { FirstlightError } from '../../base/errors.js';
import type { ColumnReading, EventOpenOptions, Geometry, TimeUnit } from '../../shapes/event-facts.js';
import { type ColumnRole, namesEveryRole } from './column-names.js';
import type { Preamble, UsualColumns } from './read-preamble.js';

/** Rows of numbers from the head, places between and the tail of a file, in file order. */
export interface ColumnSample {
  /** Equally long rows. */
  readonly rows: readonly (readonly string[])[];
  /** About how many events the whole file holds. */
  readonly events: number;
}

/** Orders without names, likeliest first: UZH, Prophesee, evlib and friends; x before y unless nothing else fits. */
const knownOrders: readonly (readonly ColumnRole[])[] = [
  'txyp',
  'xypt',
  'xytp',
  'tpxy',
  'ptxy',
  'pxyt',
  'xtyp',
  'tyxp',
  'yxpt',
  'yxtp',
].map((order) => [...order] as ColumnRole[]);

/**
 * How the columns are to be read: what the person says, else what names say, else what fits the sample. Errors:
 * `unsupported` when nothing fits or the options do not.
 */
export function chooseColumns(
  options: EventOpenOptions,
  preamble: Preamble,
  sample: ColumnSample,
  geometry: Geometry | undefined,
): ColumnReading {
  const width = preamble.fields.length;
  const chosen = options.columns;
  if (chosen !== undefined && (!namesEveryRole(chosen) || chosen.length !== width)) {
    throw new FirstlightError(
      'unsupported',
      `The columns ${chosen.join(',')} do not fit lines of ${width} columns that need t, x, y and p`,
    );
  }
  const order = chosen ?? preamble.names?.order ?? guessOrder(sample, width, geometry, preamble.usual);
  const timeUnit = options.timeUnit ?? preamble.names?.timeUnit ?? preamble.usual?.timeUnit ?? guessTimeUnit(sample, order.indexOf('t'));
  const signs = sample.rows.some((row) => Number(row[order.indexOf('p')]) < 0);
  const polarity = options.polarity ?? (signs ? 'signed' : '01');
  const source = chosen !== undefined ? 'option' : preamble.names !== undefined ? 'header' : 'guessed';
  return { order, timeUnit, polarity, source };
}

function guessOrder(
  sample: ColumnSample,
  width: number,
  geometry: Geometry | undefined,
  usual: UsualColumns | undefined,
): readonly ColumnRole[] {
  if (width !== 4) {
    throw new FirstlightError('unsupported', `Lines have ${width} columns without names`, {
      advice: 'Say which is which, e.g. --columns t,x,y,p,-.',
    });
  }
  const columns = Array.from({ length: width }, (_, index) => sample.rows.map((row) => Number(row[index])));
  const orders = usual === undefined ? knownOrders : [usual.order, ...knownOrders];
  for (const checkOrder of [fitsWell, fitsUnsorted]) {
    const order = orders.find((candidate) => checkOrder(columns, candidate, geometry));
    if (order !== undefined) return order;
  }
  throw new FirstlightError('unsupported', 'No order of t, x, y and p fits the columns', {
    advice: 'Say which is which with --columns t,x,y,p.',
  });
}

function fitsWell(columns: readonly (readonly number[])[], order: readonly ColumnRole[], geometry: Geometry | undefined): boolean {
  const t = columns[order.indexOf('t')] ?? [];
  let decreases = 0;
  for (let i = 1; i < t.length; i += 1) if (t[i]! < t[i - 1]!) decreases += 1;
  return decreases * 100 <= t.length && fitsUnsorted(columns, order, geometry);
}

function fitsUnsorted(columns: readonly (readonly number[])[], order: readonly ColumnRole[], geometry: Geometry | undefined): boolean {
  const column = (role: ColumnRole): readonly number[] => columns[order.indexOf(role)] ?? [];
  const isCoordinate = (side: number) => (value: number) => Number.isInteger(value) && value >= 0 && value < side;
  return (
    mostly(column('p'), (value) => value === 0 || value === 1 || value === -1) &&
    mostly(column('x'), isCoordinate(geometry?.width ?? 65536)) &&
    mostly(column('y'), isCoordinate(geometry?.height ?? 65536))
  );
}

/** All but one in a hundred. */
function mostly(values: readonly number[], holds: (value: number) => boolean): boolean {
  let others = 0;
  for (const value of values) if (!holds(value)) others += 1;
  return others * 100 <= values.length;
}

const unixNanos = 1e17;
/** A day in microseconds: longer integer times are taken for nanoseconds. */
const dayMicros = 86_400e6;
/** Integer times further apart than this on average are taken for nanoseconds: 200 events a second otherwise. */
const widestMicros = 5000;
/** Integer times in whole thousands are nanoseconds of a microsecond clock if they are at least so far apart on average. */
const closestThousands = 50;
/** With fewer events their mean interval says nothing. */
const enoughEvents = 64;

/** Fractions are seconds unless that makes less than an event a second; integers are microseconds unless that is absurd. */
function guessTimeUnit(sample: ColumnSample, timeColumn: number): TimeUnit {
  const times = sample.rows.map((row) => Number(row[timeColumn]));
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const interval = sample.events < enoughEvents ? Number.NaN : span / (sample.events - 1);
  if (!times.every(Number.isInteger)) {
    if (interval > 1000) return 'us';
    return interval > 1 ? 'ms' : 's';
  }
  const inThousands = interval >= closestThousands && times.every((time) => time % 1000 === 0);
  if (Math.abs(times[0] ?? 0) >= unixNanos || span > dayMicros || interval > widestMicros || inThousands) return 'ns';
  return interval > 0 && interval < 1e-3 ? 'ms' : 'us';
}
