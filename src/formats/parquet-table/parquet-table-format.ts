import type { DecodedArray } from 'hyparquet';
import { FirstlightError } from '../../base/errors.js';
import { bytesOf, known, type StorePlan } from '../../bytes/store-plan.js';
import type { ObsKind } from '../../shapes/table-facts.js';
import { cellNameColumn, findCoordinates } from '../csv-table/csv-header.js';
import { areCategories, FlatTable } from '../flat-table.js';
import type { TableFormat, TableInput, TableLayout } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';
import { decodeParquetChunk, dictionarySize, pageHeaderBytes } from './decode-parquet-chunk.js';
import { isParquet, readParquetFooter } from './parquet-footer.js';
import { type ParquetColumn, type ParquetSchema, readParquetSchema } from './parquet-schema.js';

/** Parquet files: a row a cell, coordinates in columns such as `UMAP_1` and `UMAP_2`. */
export const parquetTableFormat: TableFormat = {
  id: 'parquet-table',
  decoderVersion: 1,
  sniff: ({ file }) => known(file !== undefined && isParquet(file.head)),
  open: openParquet,
};

function* openParquet(input: TableInput): StorePlan<TableLayout> {
  const { file, limitBytes } = input;
  if (file === undefined) throw new FirstlightError('unsupported', 'A folder is no Parquet file');
  const footer = yield* readParquetFooter(file.byteLength, limitBytes);
  const schema = readParquetSchema(footer, file.byteLength);
  const { rows, columns, left } = schema;
  const names = columns.map(({ name }) => name);
  const kinds = yield* readKinds(schema);
  return new FlatTable({
    format: 'Parquet',
    rows,
    columns: columns.map(({ name }, at) => ({ name, kind: kinds[at]! })),
    embeddings: findCoordinates(names).filter((found) => found.columns.every((column) => columns[column]?.values === 'number')),
    cellNames: findCellNames(schema),
    notices:
      left.length === 0 ? [] : [{ code: 'columns-left-out', message: `Columns of lists, maps or bytes are left out: ${left.join(', ')}` }],
    limitBytes,
    *scan(wanted, take) {
      for (const [at, column] of wanted.entries()) {
        yield* readColumn(columns[column]!, input, (value, row) => take(value, row, at));
      }
    },
    isMissing,
    toNumber: (value) => (isMissing(value) ? Number.NaN : Number(value)),
    toBoolean: Boolean,
    toText: (value) => (isMissing(value) ? undefined : String(value)),
  });
}

/** Row names come first, or last as pandas writes them. */
function findCellNames({ columns, index }: ParquetSchema): number | undefined {
  const isText = (at: number): boolean => columns[at]?.values === 'text';
  const noted = columns.findIndex(({ name }, at) => isText(at) && index.includes(name));
  if (noted >= 0) return noted;
  return [0, columns.length - 1].find((at) => isText(at) && cellNameColumn.test(columns[at]!.name));
}

/** Texts with few different values are categories: dictionaries say how many there are, in one round for all columns. */
function* readKinds({ rows, columns, categorical }: ParquetSchema): StorePlan<readonly ObsKind[]> {
  const open = columns.flatMap((column) => {
    const [chunk] = column.chunks;
    return column.values !== 'text' || categorical.has(column.name) || chunk?.dictionaryOffset === undefined ? [] : [{ column, chunk }];
  });
  const needs = open.map(({ chunk }) => ({
    kind: 'range' as const,
    name: '',
    offset: chunk.offset,
    length: Math.min(chunk.length, pageHeaderBytes),
  }));
  const answers = needs.length === 0 ? [] : yield needs;
  const different = new Map(open.map(({ column }, at) => [column, dictionarySize(bytesOf(answers[at], ''))]));
  return columns.map((column) => {
    if (column.values === 'number') return 'numeric';
    if (column.values === 'boolean') return 'boolean';
    const count = different.get(column);
    return categorical.has(column.name) || (count !== undefined && areCategories(count, rows)) ? 'categorical' : 'string';
  });
}

/** All values of a column in order, one part after the other: one of them is in memory. */
function* readColumn(
  column: ParquetColumn,
  { kernels, limitBytes }: TableInput,
  take: (value: unknown, row: number) => void,
): StorePlan<void> {
  let row = 0;
  for (const chunk of column.chunks) {
    if (chunk.rows === 0) continue;
    checkArrayBytes(chunk.length, 1, limitBytes, `A part of the column ${column.name}`);
    const [answer] = yield [{ kind: 'range', name: '', offset: chunk.offset, length: chunk.length }];
    const end = row + chunk.rows;
    const parts: DecodedArray[] = decodeParquetChunk(column, chunk, bytesOf(answer, ''), kernels, limitBytes);
    for (const part of parts) {
      for (let i = 0; i < part.length && row < end; i += 1, row += 1) take(part[i], row);
    }
  }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}
