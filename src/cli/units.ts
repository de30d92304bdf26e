import { InvalidArgumentError } from 'commander';
import type { EventWindow } from '../events/frame-want.js';
import type { EventOpenOptions, TimeUnit } from '../shapes/event-facts.js';

/** Parsers of option values. Each throws commander's `InvalidArgumentError`, which ends the program with status 2. */

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `512MB`, `1.5GiB`, `1e9` → bytes. */
export function parseBytes(text: string): number {
  const [, digits, unit] = /^([\d.]+(?:e\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = byteUnits[(unit ?? '?').toLowerCase()];
  const bytes = Math.round(Number(digits) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new InvalidArgumentError('Expected bytes, like 512MB or 2GiB.');
  return bytes;
}

const timeUnits: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1e3, s: 1e6, min: 6e7, h: 3.6e9 };

/** `10ms`, `2.5s`, `300us`, `-1s`; a bare number is microseconds → whole microseconds. */
export function parseMicros(text: string): number {
  const [, digits, unit] = /^([+-]?[\d.]+(?:e\d+)?)\s*([a-zµ]*)$/i.exec(text.trim()) ?? [];
  const factor = timeUnits[unit === '' ? 'us' : (unit ?? '?').toLowerCase()];
  const micros = Math.round(Number(digits) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(micros)) throw new InvalidArgumentError('Expected a time, like 10ms, 2.5s or 300us.');
  return micros;
}

/** Less than this no engine works with. */
const leastMemory = 16e6;

/** Bytes of memory for an engine. */
export function parseMemory(text: string): number {
  const bytes = parseBytes(text);
  if (bytes < leastMemory) throw new InvalidArgumentError(`${bytes} bytes are too few: expected 16MB at least, like 512MB.`);
  return bytes;
}

/** A length of time above zero → whole microseconds. */
export function parsePositiveMicros(text: string): number {
  const micros = parseMicros(text);
  if (micros <= 0) throw new InvalidArgumentError('Expected a time above zero, like 10ms.');
  return micros;
}

/** What to say of a `--from` that is not before its `--to`; undefined where there is nothing to say. */
export function emptySpan({ from, to }: { readonly from?: number; readonly to?: number }): string | undefined {
  if (from === undefined || to === undefined || from < to) return undefined;
  return `error: --from ${from}us is not before --to ${to}us`;
}

/** `10ms`, or `5000ev` for a number of events. */
export function parseWindow(text: string): EventWindow {
  const events = /^([\d._e]+)\s*ev(?:ents)?$/i.exec(text.trim())?.[1];
  return events === undefined ? { kind: 'time', micros: parsePositiveMicros(text) } : { kind: 'count', events: parseCount(events) };
}

/** `1e8`, `250000` → whole number of at least one. */
export function parseCount(text: string): number {
  const count = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Expected a whole number above zero, like 1e8.');
  return count;
}

/** A number above zero. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above zero.');
  return value;
}

/** A TCP port, 0 for any free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || text.trim() === '') {
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  }
  return port;
}

/** `1280x720` → width and height. */
export function parseSize(text: string): readonly [width: number, height: number] {
  const [, width, height] = /^(\d+)x(\d+)$/i.exec(text.trim()) ?? [];
  const size = [Number(width), Number(height)] as const;
  if (!size.every((pixels) => Number.isInteger(pixels) && pixels >= 1 && pixels <= 65_535)) {
    throw new InvalidArgumentError('Expected a width and height in pixels, like 1280x720.');
  }
  return size;
}

/** 15360 × 8640: what is done with a picture takes several times its four bytes a pixel. */
const mostPixels = 2 ** 27;

/** The size of a picture to draw. */
export function parsePictureSize(text: string): readonly [width: number, height: number] {
  const [width, height] = parseSize(text);
  if (width * height > mostPixels) throw new InvalidArgumentError(`Expected at most ${mostPixels} pixels, like 15360x8640.`);
  return [width, height];
}

type ColumnName = NonNullable<EventOpenOptions['columns']>[number];
const columnNames: Readonly<Record<string, ColumnName>> = { t: 't', x: 'x', y: 'y', p: 'p', '-': '-', _: '-' };

/** `t,x,y,p` → the order of the columns; `-` skips one. */
export function parseColumns(text: string): readonly ColumnName[] {
  const columns = text.split(',').map((name) => columnNames[name.trim().toLowerCase()]);
  const known = columns.filter((name) => name !== undefined);
  const complete = (['t', 'x', 'y', 'p'] as const).every((name) => known.filter((other) => other === name).length === 1);
  if (known.length !== columns.length || !complete) {
    throw new InvalidArgumentError('Expected each of t, x, y and p once, in the order of the columns, like t,x,y,p; - skips a column.');
  }
  return known;
}

/** One of the time units of text and arrays. */
export function parseTimeUnit(text: string): TimeUnit {
  if (text === 's' || text === 'ms' || text === 'us' || text === 'ns') return text;
  throw new InvalidArgumentError('Expected s, ms, us or ns.');
}

/** `01` or `signed` (−1 and 1). */
export function parsePolarity(text: string): '01' | 'signed' {
  if (text === '01' || text === '0/1') return '01';
  if (text === 'signed' || text === '-1/1') return 'signed';
  throw new InvalidArgumentError('Expected 01 or signed.');
}
