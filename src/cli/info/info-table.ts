import type { Quantity } from '../../base/quantity.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import { type InfoSubject, isPartial } from './info-record.js';

const sourceNames: Readonly<Record<string, string>> = {
  header: 'from the header',
  sidecar: 'from a file beside it',
  option: 'as you said',
  name: 'from the file name',
  system: 'of the camera named in the header',
  sampled: 'largest coordinates seen; give --geometry to set it',
  unknown: 'unknown',
};

/** What is in a recording, set for people: one fact a line, numbers grouped, what is not certain marked. */
export function infoTable(subject: InfoSubject & { readonly byteLength: number }): string {
  const { facts } = subject;
  const rows: [string, string][] = [
    ['format', facts.format],
    ['sensor', sensorText(facts)],
    ['events', quantityText(facts.events)],
    ...onRow(facts),
    ...timeRows(facts),
    ['triggers', quantityText(facts.triggers)],
    ...columnRow(facts),
    ['size', `${grouped(subject.byteLength)} bytes, ${grouped(subject.bytesRead)} read`],
    ...integrityRow(facts),
    ...(subject.sha256 === undefined ? [] : [['sha-256', subject.sha256] satisfies [string, string]]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const notices = facts.notices.map(({ message }) => `  ! ${message}`);
  if (isPartial(facts)) notices.push('  ! This is a part of the recording: bytes are missing or damaged.');
  return `${[subject.path, ...lines, ...notices].join('\n')}\n`;
}

/** 1234567 → `1,234,567`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A duration with the unit that fits: `8.801 ms`, `12.5 s`, `1 h 02 min 03 s`. */
export function durationText(micros: number): string {
  const magnitude = Math.abs(micros);
  if (magnitude < 1000) return `${micros} µs`;
  if (magnitude < 1e6) return `${trimmed(micros / 1e3)} ms`;
  if (magnitude < 1e8) return `${trimmed(micros / 1e6)} s`;
  const seconds = Math.round(micros / 1e6);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${two(Math.floor(seconds / 60) % 60)} min ${two(seconds % 60)} s`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)} h ${minutes}`;
}

/** 24951000 → `24.95 M `, to be followed by a unit. */
export function shortCount(value: number): string {
  for (const [size, sign] of [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const) {
    if (value >= size) return `${trimmed(value / size)}${sign} `;
  }
  return `${trimmed(value)} `;
}

function sensorText({ geometry }: EventFacts): string {
  if (geometry === undefined) return 'unknown';
  return `${geometry.width} × ${geometry.height}, ${sourceNames[geometry.source] ?? geometry.source}`;
}

function quantityText({ value, exactness, growing }: Quantity): string {
  const text = exactness === 'exact' ? grouped(value) : `about ${grouped(value)} (${exactness})`;
  return growing === true ? `${text}, growing` : text;
}

function onRow({ on, events }: EventFacts): [string, string][] {
  if (on === undefined) return [];
  const share = events.value > 0 ? ` (${((100 * on.value) / events.value).toFixed(1)} %)` : '';
  return [['on', `${quantityText(on)}${share}`]];
}

function timeRows({ firstMicros, lastMicros, events, timeBase }: EventFacts): [string, string][] {
  if (firstMicros === undefined || lastMicros === undefined) return [['time', 'no event']];
  const span = lastMicros.value - firstMicros.value;
  const doubt = lastMicros.exactness === 'exact' ? '' : ` (end ${lastMicros.exactness})`;
  const rows: [string, string][] = [
    ['time', `${secondsText(firstMicros.value)} to ${secondsText(lastMicros.value)}${timeBase === 'unix' ? ' since 1970' : ''}${doubt}`],
    ['duration', durationText(span)],
  ];
  if (span > 0) rows.push(['rate', `${shortCount((events.value * 1e6) / span)}events/s`]);
  return rows;
}

function columnRow({ columns }: EventFacts): [string, string][] {
  if (columns === undefined) return [];
  const polarity = columns.polarity === '01' ? 'polarity 0 and 1' : 'polarity -1 and 1';
  const source = columns.source === 'option' ? 'as you said' : columns.source === 'header' ? 'from the header' : 'guessed from the data';
  return [['columns', `${columns.order.join(', ')}; time in ${columns.timeUnit}; ${polarity}; ${source}`]];
}

function integrityRow({ integrity }: EventFacts): [string, string][] {
  if (integrity === undefined) return [];
  const counts: readonly (readonly [number, string])[] = [
    [integrity.outOfRange, 'outside the sensor'],
    [integrity.timeDecreases, 'steps back in time'],
    [integrity.wraps, 'wraps of the clock'],
    [integrity.droppedWords, 'dropped words'],
    [integrity.unknownWords, 'unknown words'],
    [integrity.truncatedBytes, 'bytes cut off at the end'],
  ];
  const found = counts.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`);
  return [['integrity', found.length === 0 ? 'nothing wrong' : found.join(', ')]];
}

function secondsText(micros: number): string {
  return `${(micros / 1e6).toFixed(6)} s`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(4)));
}
