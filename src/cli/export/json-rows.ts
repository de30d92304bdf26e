import { throwIfAborted } from '../../base/abort.js';
import type { ByteSink } from '../../formats/event-format.js';
import { shortFloat32 } from './csv-rows.js';
import type { ExportColumn } from './export-columns.js';

const rowsAtOnce = 4096;

/**
 * Writes columns as JSON: names alone as one array of texts; else an object with an array for each column. Numbers that JSON has
 * not, and what is missing, are null.
 */
export async function writeJson(sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal): Promise<void> {
  const encoder = new TextEncoder();
  const put = (text: string): Promise<void> => sink.write(encoder.encode(text));
  const isList = columns.length === 1;
  if (!isList) await put('{');
  for (const [at, column] of columns.entries()) {
    await put(isList ? '[' : `${at === 0 ? '' : ',\n'}${JSON.stringify(column.header)}:[`);
    for (let from = 0; from < cells; from += rowsAtOnce) {
      throwIfAborted(signal);
      const count = Math.min(rowsAtOnce, cells - from);
      const values = Array.from({ length: count }, (_, row) => valueText(column, from + row));
      await put(`${from === 0 ? '' : ','}${values.join(',')}`);
    }
    await put(']');
  }
  await put(isList ? '\n' : '}\n');
}

function valueText(column: ExportColumn, cell: number): string {
  if (column.kind === 'text') return JSON.stringify(column.at(cell) ?? null);
  const value = column.at(cell);
  if (column.kind === 'boolean') return value === 2 ? 'null' : String(value === 1);
  if (!Number.isFinite(value)) return 'null';
  return column.kind === 'float32' ? shortFloat32(value) : String(value);
}
