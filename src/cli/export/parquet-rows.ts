import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { throwIfAborted } from '../../base/abort.js';
import type { ByteSink } from '../../formats/event-format.js';
import type { ExportColumn } from './export-columns.js';

/** Rows of a row group: what is held in memory at once. */
const groupRows = 1 << 17;

const types = { text: 'STRING', float32: 'FLOAT', float64: 'DOUBLE', boolean: 'BOOLEAN' } as const;

/** Writes columns as Parquet, Snappy-compressed: texts and booleans with null for what is missing, 32-bit and 64-bit floats. */
export async function writeParquet(sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal): Promise<void> {
  const bytes = new ByteWriter();
  const sources = (from: number, to: number): ColumnSource[] => columns.map((column) => sourceOf(column, from, to));
  const writer = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: sources(0, 0) }), createdBy: 'firstlight' });
  const flush = async (): Promise<void> => {
    await sink.write(bytes.getBytes());
    bytes.index = 0;
  };
  for (let from = 0; from < cells; from += groupRows) {
    throwIfAborted(signal);
    await writer.write({ columnData: sources(from, Math.min(cells, from + groupRows)), rowGroupSize: groupRows });
    await flush();
  }
  await writer.finish();
  await flush();
}

function sourceOf(column: ExportColumn, from: number, to: number): ColumnSource {
  const { header: name, kind } = column;
  const type = types[kind];
  const nullable = kind === 'boolean' || kind === 'text';
  if (kind === 'text') return { name, type, nullable, data: valuesOf(from, to, (cell) => column.at(cell) ?? null) };
  if (kind === 'boolean')
    return { name, type, nullable, data: valuesOf(from, to, (cell) => (column.at(cell) === 2 ? null : column.at(cell) === 1)) };
  const data = kind === 'float32' ? new Float32Array(to - from) : new Float64Array(to - from);
  for (let cell = from; cell < to; cell += 1) data[cell - from] = column.at(cell);
  return { name, type, nullable, data };
}

function valuesOf<Value>(from: number, to: number, at: (cell: number) => Value): Value[] {
  return Array.from({ length: to - from }, (_, row) => at(from + row));
}
