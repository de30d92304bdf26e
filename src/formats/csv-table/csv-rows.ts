import { FirstlightError } from '../../base/errors.js';
import { bytesOf, type StorePlan } from '../../bytes/store-plan.js';

/** A text file of rows. */
export interface CsvFile {
  readonly byteLength: number;
  /** Byte between fields. */
  readonly delimiter: number;
  /** Where the first row behind the header starts. */
  readonly startBytes: number;
}

const pieceBytes = 1 << 20;
const longestRow = 4 << 20;
const quote = 34;
const newline = 10;
const carriageReturn = 13;
const decoder = new TextDecoder();

/** The fields of one row, *lent* for the call. */
export class CsvRow {
  readonly ends: number[] = [];
  readonly starts: number[] = [];
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;

  /** A field without its quotes. */
  text(field: number): string {
    const start = this.starts[field];
    const end = this.ends[field];
    if (start === undefined || end === undefined || field >= this.length) return '';
    if (this.bytes[start] !== quote || end - start < 2) return decoder.decode(this.bytes.subarray(start, end)).trim();
    return decoder.decode(this.bytes.subarray(start + 1, end - 1)).replaceAll('""', '"');
  }

  /** Whether the row has nothing in it. */
  get isEmpty(): boolean {
    return this.length === 1 && this.ends[0] === this.starts[0];
  }
}

/**
 * Splits a row off `bytes` at `from`; returns where the next one starts, −1 where the row does not end. Quotes as RFC 4180
 * has them. With `isLast` the end of the bytes ends the row.
 */
export function splitRow(bytes: Uint8Array, from: number, delimiter: number, isLast: boolean, row: CsvRow): number {
  row.bytes = bytes;
  row.length = 0;
  let start = from;
  let quoted = bytes[from] === quote;
  for (let at = quoted ? from + 1 : from; ; at += 1) {
    const byte = at < bytes.length ? bytes[at] : undefined;
    if (byte === undefined && !isLast) return -1;
    if (quoted && byte !== undefined) {
      if (byte === quote) {
        if (bytes[at + 1] === quote) at += 1;
        else if (at + 1 < bytes.length || isLast) quoted = false;
        else return -1;
      }
      continue;
    }
    if (byte !== undefined && byte !== delimiter && byte !== newline) continue;
    const end = byte === delimiter || bytes[at - 1] !== carriageReturn || at - 1 < start ? at : at - 1;
    row.starts[row.length] = start;
    row.ends[row.length] = end;
    row.length += 1;
    if (byte !== delimiter) return Math.min(at + 1, bytes.length);
    start = at + 1;
    quoted = bytes[start] === quote;
    if (quoted) at += 1;
  }
}

/** Hands out every row behind the header, in order; empty lines are passed over. Throws `corrupt` for rows without end. */
export function* scanRows({ byteLength, delimiter, startBytes }: CsvFile, take: (row: CsvRow, index: number) => void): StorePlan<number> {
  const row = new CsvRow();
  let rest: Uint8Array = new Uint8Array(0);
  let rows = 0;
  for (let at = startBytes; at < byteLength; at += pieceBytes) {
    const length = Math.min(pieceBytes, byteLength - at);
    const [answer] = yield [{ kind: 'range', name: '', offset: at, length }];
    const bytes = new Uint8Array(rest.length + length);
    bytes.set(rest);
    bytes.set(bytesOf(answer, ''), rest.length);
    let from = 0;
    while (from < bytes.length) {
      const next = splitRow(bytes, from, delimiter, at + length >= byteLength, row);
      if (next < 0) break;
      from = next;
      if (row.isEmpty) continue;
      take(row, rows);
      rows += 1;
    }
    rest = bytes.slice(from);
    if (rest.length > longestRow) throw new FirstlightError('corrupt', `Row ${rows + 1} does not end: is a quote left open?`);
  }
  return rows;
}
