import { FirstlightError } from '../../base/errors.js';
import { exact, provisional, type Quantity } from '../../base/quantity.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { Trigger } from '../../shapes/event-columns.js';
import type { EventFacts, EventOpenOptions, Geometry, Notice, TimeUnit } from '../../shapes/event-facts.js';
import type { EventLayout } from '../event-format.js';
import type { ChunkDecoding } from '../hdf5/filters.js';
import { geometryFromName, geometryFromSample, geometryOf } from '../raw/find-geometry.js';
import { type ArrayColumn, columnRoles, type EventArrays } from './array-column.js';
import { ArrayLayout, chooseChunkEvents, plainChunkBytes, type TimeTable } from './array-layout.js';
import { type ColumnOrder, guessColumnOrder, guessPolarity, guessTimeUnit } from './guess-columns.js';
import { isTimeCostly, readNumbers, readTimesAt } from './read-column.js';
import type { TimeCoding } from './time-coding.js';

/** Columns found in a file, before their meaning is settled. */
export interface FoundArrays {
  /** As people call it: `HDF5 evlib`, `NPY`, … */
  readonly formatName: string;
  /** Names the decoder in a job's `spec`. */
  readonly decoder: string;
  readonly events: number;
  /** Of the whole file. */
  readonly byteLength: number;
  /** Columns in file order. */
  readonly columns: readonly ArrayColumn[];
  /** Roles of `columns`, where the file names them. */
  readonly order: ColumnOrder | undefined;
  readonly timeUnit: TimeUnit | undefined;
  /** Added to every time. */
  readonly offsetMicros: number;
  readonly geometry: Geometry | undefined;
  readonly table?: TimeTable | undefined;
  readonly triggers?: readonly Trigger[];
  readonly triggerCount?: Quantity;
  /** Bytes at the end that make no whole record. */
  readonly truncatedBytes?: number;
  readonly notices: readonly Notice[];
}

/** Events looked at in each place that is sampled. */
const sampleEvents = 2048;
/** Chunks looked at from either end where the ends are damaged. */
const endProbes = 16;
/** A float of 32 bits holds integers up to here. */
const float32Integers = 2 ** 24;

/**
 * Settles what columns mean (options before names before guesses), samples a few places, reads the first and the last
 * time, and makes the layout. Errors: `corrupt` for an empty recording; `unsupported` where columns cannot be told apart;
 * what reading throws.
 */
export function* openArrays(found: FoundArrays, fileName: string, options: EventOpenOptions, decoding: ChunkDecoding): Plan<EventLayout> {
  if (found.events === 0) throw new FirstlightError('corrupt', 'The recording is empty: it holds no event');
  const places = samplePlaces(found.events);
  const parts = yield* joinPlans(
    places.map(([from, to]) =>
      attemptPlan(joinPlans(found.columns.map((column) => readNumbers(column, from, to, decoding, found.byteLength)))),
    ),
  );
  const readable: (readonly Float64Array[])[] = [];
  for (const part of parts) {
    if (!(part instanceof FirstlightError)) readable.push(part);
    else if (part === parts.at(-1) && readable.length === 0) throw part;
  }
  const samples = found.columns.map((_, column) => concatenate(readable.map((part) => part[column]!)));
  const notices: Notice[] = [...found.notices];
  const { order, source } = settleOrder(found, samples, options, notices);
  const at = (role: 't' | 'x' | 'y' | 'p'): number => order.indexOf(role);
  const [t, x, y, p] = columnRoles.map((role) => found.columns[at(role)]!) as [ArrayColumn, ArrayColumn, ArrayColumn, ArrayColumn];
  const columns: EventArrays = { t, x, y, p };
  const unit = options.timeUnit ?? found.timeUnit ?? guessTimeUnit(t.element.kind, samples[at('t')]!);
  const polarity = options.polarity ?? guessPolarity(samples[at('p')]!);
  noteFloat32(t, unit, samples[at('t')]!, notices);
  const geometry = settleGeometry(found, fileName, samples[at('x')]!, samples[at('y')]!, options, notices);
  const sized = geometry?.source === 'sampled' ? undefined : geometry;
  const coding = { unit, offsetMicros: found.offsetMicros };
  const reading = { format: found.decoder, coding, width: sized?.width ?? 0, height: sized?.height ?? 0 };
  const eventsPerChunk = chooseChunkEvents(columns);
  const [probe] = yield* t.planRuns(0, 1);
  const ends = yield* readEnds(found, t, coding, eventsPerChunk, decoding);
  if (readable.length < parts.length || ends.some(({ exactness }) => exactness !== 'exact')) {
    notices.push({ code: 'damaged', message: 'Parts of the recording cannot be read; the rest is shown' });
  }
  const facts: EventFacts = {
    kind: 'events',
    format: found.formatName,
    ...(geometry === undefined ? {} : { geometry }),
    events: exact(found.events),
    firstMicros: ends[0],
    lastMicros: ends[1],
    triggers: found.triggerCount ?? exact(0),
    timeBase: 'recording',
    columns: { order, timeUnit: unit, polarity, source },
    notices,
  };
  return new ArrayLayout({
    facts,
    reading,
    columns,
    events: found.events,
    eventsPerChunk,
    chunkBytes: plainChunkBytes(columns, eventsPerChunk),
    costlyTimes: isTimeCostly(probe, decoding),
    decoding,
    byteLength: found.byteLength,
    table: found.table,
    triggers: found.triggers ?? [],
    truncatedBytes: found.truncatedBytes ?? 0,
  });
}

/** The first and the last time; where those are damaged, of the nearest chunk that starts well. */
function* readEnds(
  found: FoundArrays,
  t: ArrayColumn,
  coding: TimeCoding,
  eventsPerChunk: number,
  decoding: ChunkDecoding,
): Plan<readonly [Quantity, Quantity]> {
  const last = found.events - 1;
  const ends = yield* readTimesAt(t, [0, last], coding, decoding, found.byteLength);
  if (!Number.isNaN(ends[0]!) && !Number.isNaN(ends[1]!)) return [exact(ends[0]!), exact(ends[1]!)];
  if (Number.isNaN(ends[0]!) && Number.isNaN(ends[1]!)) yield* readNumbers(t, 0, 1, decoding, found.byteLength);
  const lastChunk = Math.floor(last / eventsPerChunk);
  const chunks = Array.from({ length: Math.min(lastChunk + 1, endProbes) }, (_, at) => at);
  const starts = chunks.map((chunk) => chunk * eventsPerChunk);
  const near = yield* readTimesAt(
    t,
    [...starts, ...chunks.map((chunk) => (lastChunk - chunk) * eventsPerChunk)],
    coding,
    decoding,
    found.byteLength,
  );
  const pick = (own: number, others: Float64Array): Quantity => {
    const other = others.find((micros) => !Number.isNaN(micros));
    if (!Number.isNaN(own)) return exact(own);
    if (other !== undefined) return provisional(other);
    throw new FirstlightError('out-of-range', 'The times of the recording are no numbers of microseconds below 2^53');
  };
  return [pick(ends[0]!, near.subarray(0, chunks.length)), pick(ends[1]!, near.subarray(chunks.length))];
}

/** Beginning, middle and end. */
function samplePlaces(events: number): (readonly [from: number, to: number])[] {
  if (events <= 3 * sampleEvents) return [[0, events]];
  const middle = Math.floor(events / 2);
  return [
    [0, sampleEvents],
    [middle, middle + sampleEvents],
    [events - sampleEvents, events],
  ];
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function settleOrder(
  found: FoundArrays,
  samples: readonly Float64Array[],
  { columns }: EventOpenOptions,
  notices: Notice[],
): { order: ColumnOrder; source: 'header' | 'option' | 'guessed' } {
  if (columns !== undefined && found.order === undefined) {
    if (columns.length !== found.columns.length) {
      throw new FirstlightError(
        'unsupported',
        `The array has ${found.columns.length} columns, ${columns.length} are named: ${columns.join(',')}`,
      );
    }
    requireRoles(columns);
    return { order: columns, source: 'option' };
  }
  if (found.order !== undefined) return { order: found.order, source: 'header' };
  const order = guessColumnOrder(samples);
  if (order === undefined) {
    throw new FirstlightError('unsupported', `Which of the ${samples.length} columns are t, x, y and p cannot be told from their numbers`, {
      advice: 'Name the columns in their order, such as t,x,y,p.',
    });
  }
  notices.push({ code: 'columns-guessed', message: `The columns are not named; their numbers read as ${order.join(',')}` });
  return { order, source: 'guessed' };
}

function requireRoles(order: ColumnOrder): void {
  for (const role of columnRoles) {
    if (order.filter((name) => name === role).length !== 1) {
      throw new FirstlightError('unsupported', `Each of t, x, y and p must be named once: ${order.join(',')}`);
    }
  }
}

function noteFloat32(t: ArrayColumn, unit: TimeUnit, times: Float64Array, notices: Notice[]): void {
  if (t.element.kind !== 'f32') return;
  const greatest = times.reduce((most, time) => Math.max(most, Math.abs(time)), 0);
  const tick = unit === 's' ? 1e-6 : unit === 'ms' ? 1e-3 : 1;
  const lost = greatest / tick > float32Integers;
  const seconds = (float32Integers / 1e6).toFixed(1);
  notices.push({
    code: 'float32-time',
    message: lost
      ? `Times are stored as 32-bit floats and have lost microsecond ticks: those end after ${seconds} s`
      : `Times are stored as 32-bit floats, which lose microsecond ticks after ${seconds} s`,
  });
}

function settleGeometry(
  found: FoundArrays,
  fileName: string,
  xs: Float64Array,
  ys: Float64Array,
  { geometry }: EventOpenOptions,
  notices: Notice[],
): Geometry | undefined {
  const greatest = (values: Float64Array): number => values.reduce((most, value) => (value < 65_535 ? Math.max(most, value) : most), -1);
  const maxX = Math.floor(greatest(xs));
  const maxY = Math.floor(greatest(ys));
  const stated = geometry === undefined ? undefined : geometryOf(geometry[0], geometry[1], 'option');
  const known = stated ?? found.geometry ?? geometryFromName(fileName);
  if (known !== undefined) return known;
  const sampled = geometryFromSample(maxX, maxY);
  if (sampled !== undefined) {
    notices.push({
      code: 'geometry-sampled',
      message: 'The file does not say how large its sensor is; the size is that of the events seen',
    });
  }
  return sampled;
}
