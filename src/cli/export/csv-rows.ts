import { throwIfAborted } from '../../base/abort.js';
import type { ByteSink } from '../../formats/event-format.js';
import type { ExportColumn } from './export-columns.js';

const rowsAtOnce = 2048;

/**
 * Writes columns as CSV (RFC 4180, lines end in LF): a header, then a row a cell. Floats have the fewest digits that give
 * them back; what is missing or NaN is empty.
 */
export async function writeCsv(sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal): Promise<void> {
  const encoder = new TextEncoder();
  await sink.write(encoder.encode(`${columns.map(({ header }) => quoted(header)).join(',')}\n`));
  for (let from = 0; from < cells; from += rowsAtOnce) {
    throwIfAborted(signal);
    const rows: string[] = [];
    for (let cell = from; cell < Math.min(cells, from + rowsAtOnce); cell += 1) {
      rows.push(`${columns.map((column) => fieldText(column, cell)).join(',')}\n`);
    }
    await sink.write(encoder.encode(rows.join('')));
  }
}

function fieldText(column: ExportColumn, cell: number): string {
  if (column.kind === 'text') return quoted(column.at(cell) ?? '');
  const value = column.at(cell);
  if (column.kind === 'boolean') return value === 2 ? '' : value === 1 ? 'True' : 'False';
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return column.kind === 'float32' ? shortFloat32(value) : String(value);
}

/** The shortest text that reads back as the same 32-bit float. */
export function shortFloat32(value: number): string {
  if (Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
