import { FirstlightError } from '../../base/errors.js';
import { estimated, exact, provisional } from '../../base/quantity.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import type { ColumnReading, EventFacts, Geometry, Notice } from '../../shapes/event-facts.js';
import type { EventFormat, EventLayout, OpenInput, SniffProbe } from '../event-format.js';
import { geometryFromName, geometryFromSample, geometryOf } from '../raw/find-geometry.js';
import { type ColumnSample, chooseColumns } from './guess-columns.js';
import { type Preamble, readPreamble } from './read-preamble.js';
import { readTime, TextLayout } from './text-layout.js';
import { fieldsOf, findBinaryByte, isComment, isNumber, linesOf, separatorOf, separators } from './text-lines.js';
import { roundToUsualSensor } from './usual-sensor.js';

/** Bytes looked at in each place between the head and the tail, and at the tail. */
const probeBytes = 8192;
/** Places between the head and the tail. */
const probePlaces = 6;
/** Below this a Unix time in microseconds would lie before September 2001. */
const unixMicros = 1e15;

/** Events as text, one a line: UZH `t x y p`, Prophesee CSV `x,y,p,t`, and tables with named columns. */
export const textEventFormat: EventFormat = {
  id: 'text',
  decoderVersion: 1,
  sniff: sniffText,
  open: (input) => openText(input),
};

/** A name that ends like text, or text whose first line of data has four numbers or more. */
function sniffText({ name, byteLength, head }: SniffProbe): boolean {
  if (/\.(txt|csv|tsv)$/i.test(name)) return true;
  if (byteLength === 0 || findBinaryByte(head.subarray(0, 4096)) >= 0) return false;
  for (const { text } of linesOf(head, { atLineStart: true, atEnd: head.length === byteLength })) {
    if (isComment(text)) continue;
    const fields = fieldsOf(text, separatorOf(text));
    return fields.length >= 4 && fields.every(isNumber);
  }
  return false;
}

/**
 * Opens a text recording: beyond the head one round, which reads six places and the tail, 56 KiB together. `chunkBytes`
 * is there for tests.
 */
export function* openText(input: OpenInput, chunkBytes: number = 1 << 20): Plan<EventLayout> {
  const preamble = readPreamble(input.head, input.byteLength);
  const sample = yield* readSample(input, preamble);
  const stated = statedGeometry(input, preamble);
  const columns = chooseColumns(input.options, preamble, sample, stated);
  const geometry = stated ?? sampledGeometry(sample, columns);
  const [first, last] = [sample.rows[0], sample.rows.at(-1)].map((row) => readTime(row ?? [], columns));
  if (first === undefined || last === undefined) throw new FirstlightError('corrupt', 'The times are no numbers that fit microseconds');
  const facts: EventFacts = {
    kind: 'events',
    format: preamble.separator === separators.tab ? 'TSV' : preamble.separator === separators.space ? 'TXT' : 'CSV',
    ...(geometry === undefined ? {} : { geometry }),
    events: estimated(sample.events),
    firstMicros: exact(first),
    lastMicros: sample.reachesEnd ? exact(last) : provisional(last),
    triggers: exact(0),
    timeBase: Math.abs(first) >= unixMicros ? 'unix' : 'recording',
    columns,
    notices: noticesOf(columns, preamble, input, geometry),
  };
  return new TextLayout({
    facts,
    columns,
    separator: preamble.separator,
    dataOffset: preamble.dataOffset,
    byteLength: input.byteLength,
    chunkBytes,
  });
}

interface TextSample extends ColumnSample {
  /** The last row is that of the file. */
  readonly reachesEnd: boolean;
}

function* readSample(input: OpenInput, preamble: Preamble): Plan<TextSample> {
  const { head, byteLength } = input;
  const ranges: ByteRange[] = [];
  const rest = byteLength - head.length;
  if (rest > 0) {
    const places = rest > probeBytes * (probePlaces + 1) ? probePlaces : 0;
    for (let place = 0; place < places; place += 1) {
      ranges.push({ offset: head.length + Math.floor((rest * place) / (places + 1)), length: probeBytes });
    }
    const tail = Math.min(rest, probeBytes * (places === 0 ? probePlaces + 1 : 1));
    ranges.push({ offset: byteLength - tail, length: tail });
  }
  const runs = ranges.length === 0 ? [] : yield ranges;
  const rows: (readonly string[])[] = [];
  let sampledBytes = 0;
  let tailRows = 0;
  const read = (bytes: Uint8Array, atLineStart: boolean, atEnd: boolean): number => {
    const before = rows.length;
    for (const { text } of linesOf(bytes, { atLineStart, atEnd })) {
      if (isComment(text)) continue;
      const fields = fieldsOf(text, preamble.separator);
      if (fields.length !== preamble.fields.length || !isEvent(fields, preamble)) continue;
      rows.push(fields);
      sampledBytes += text.length + 1;
    }
    return rows.length - before;
  };
  tailRows = read(head.subarray(preamble.dataOffset), true, rest === 0);
  runs.forEach((run, index) => {
    tailRows = read(run, false, index === runs.length - 1);
  });
  if (rows.length === 0) throw new FirstlightError('corrupt', 'No line of the text is an event');
  const meanLine = sampledBytes / rows.length;
  const events = rest === 0 ? rows.length : Math.max(rows.length, Math.round((byteLength - preamble.dataOffset) / meanLine));
  return { rows, events, reachesEnd: tailRows > 0 };
}

function isEvent(fields: readonly string[], preamble: Preamble): boolean {
  const roles = preamble.names?.order;
  return fields.every((field, index) => roles?.[index] === '-' || isNumber(field));
}

function statedGeometry(input: OpenInput, preamble: Preamble): Geometry | undefined {
  const { geometry } = input.options;
  const option = geometry === undefined ? undefined : geometryOf(geometry[0], geometry[1], 'option');
  return option ?? preamble.geometry ?? geometryFromName(input.name);
}

function sampledGeometry(sample: ColumnSample, columns: ColumnReading): Geometry | undefined {
  const largest = (column: number): number => {
    let most = 0;
    for (const row of sample.rows) most = Math.max(most, Number(row[column]));
    return most;
  };
  const geometry = geometryFromSample(largest(columns.order.indexOf('x')), largest(columns.order.indexOf('y')));
  return geometry === undefined ? undefined : roundToUsualSensor(geometry);
}

function noticesOf(columns: ColumnReading, preamble: Preamble, input: OpenInput, geometry: Geometry | undefined): readonly Notice[] {
  const notices: Notice[] = [];
  const guesses: string[] = [];
  const polarity = columns.polarity === '01' ? '0/1' : '−1/+1';
  if (columns.source === 'guessed') guesses.push(`columns ${columns.order.join(' ')}`);
  if (input.options.timeUnit === undefined && preamble.names?.timeUnit === undefined && preamble.usual === undefined)
    guesses.push(`times in ${columns.timeUnit}`);
  if (input.options.polarity === undefined) guesses.push(`polarity ${polarity}`);
  if (guesses.length > 0) notices.push({ code: 'columns-guessed', message: `Guessed from the data: ${guesses.join(', ')}` });
  if (geometry?.source === 'sampled') {
    notices.push({
      code: 'geometry-sampled',
      message:
        'The file does not say how large its sensor is; the size is that of the events looked at, or of the usual sensor that they fill',
    });
  }
  return notices;
}
