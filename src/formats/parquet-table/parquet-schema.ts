import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet';
import { parquetSchema } from 'hyparquet/src/metadata.js';
import { FirstlightError } from '../../base/errors.js';

/** What the values of a column are once decoded. */
export type ParquetValues = 'number' | 'boolean' | 'text';

/** One part of a column: its values in one row group. */
export interface ParquetChunk {
  readonly rows: number;
  readonly offset: number;
  readonly length: number;
  /** Where its dictionary starts, of which the header tells how many different values there are. */
  readonly dictionaryOffset: number | undefined;
  readonly metaData: ColumnMetaData;
}

/** A column that holds one value for each row. */
export interface ParquetColumn {
  readonly name: string;
  readonly values: ParquetValues;
  readonly schemaPath: SchemaTree[];
  readonly chunks: readonly ParquetChunk[];
}

/** What a footer says of a table. */
export interface ParquetSchema {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  /** Names of columns that hold lists, maps or bytes: they are no columns of cells. */
  readonly left: readonly string[];
  /** Names of the columns that were the row names, and of those that were categories, where pandas wrote the file. */
  readonly index: readonly string[];
  readonly categorical: ReadonlySet<string>;
}

const numberTypes = new Set(['INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE']);

/** The columns that a footer describes. Errors: `corrupt`, `unsupported` for encrypted files and those in many parts. */
export function readParquetSchema(footer: FileMetaData, byteLength: number): ParquetSchema {
  const rows = Number(footer.num_rows);
  const tree = parquetSchema(footer);
  if (!Number.isSafeInteger(rows) || rows < 0) throw new FirstlightError('corrupt', `A Parquet file says it has ${footer.num_rows} rows`);
  const columns: ParquetColumn[] = [];
  const left: string[] = [];
  for (const child of tree.children) {
    const values = child.children.length > 0 || child.element.repetition_type === 'REPEATED' ? undefined : valuesOf(child);
    if (values === undefined) left.push(child.element.name);
    else {
      const { name } = child.element;
      columns.push({ name, values, schemaPath: [tree, child], chunks: footer.row_groups.map((group) => chunkOf(group, name, byteLength)) });
    }
  }
  for (const { name, chunks } of columns) {
    const sum = chunks.reduce((total, chunk) => total + chunk.rows, 0);
    if (sum !== rows) throw new FirstlightError('corrupt', `The column ${name} has ${sum} values in a table of ${rows} rows`);
  }
  return { rows, columns, left, ...pandasFacts(footer) };
}

function valuesOf({ element }: SchemaTree): ParquetValues | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === 'BOOLEAN') return 'boolean';
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16') return 'number';
  if (type !== undefined && numberTypes.has(type)) return 'number';
  const isText =
    converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'ENUM' || logical?.type === 'UUID';
  return isText ? 'text' : undefined;
}

function chunkOf(group: FileMetaData['row_groups'][number], name: string, byteLength: number): ParquetChunk {
  const found = group.columns.find((column) => column.meta_data?.path_in_schema.join('.') === name);
  const metaData = found?.meta_data;
  if (found?.file_path !== undefined || metaData === undefined) {
    throw new FirstlightError('unsupported', `The column ${name} lies in another file or is encrypted`);
  }
  const dictionary = metaData.dictionary_page_offset === undefined ? undefined : Number(metaData.dictionary_page_offset);
  const data = Number(metaData.data_page_offset);
  const offset = dictionary !== undefined && dictionary > 0 && dictionary < data ? dictionary : data;
  const length = Number(metaData.total_compressed_size);
  if (!(offset >= 0 && length >= 0 && offset + length <= byteLength)) {
    throw new FirstlightError('truncated', `The column ${name} lies at byte ${offset} to ${offset + length} of ${byteLength}`);
  }
  return { rows: Number(group.num_rows), offset, length, dictionaryOffset: offset === dictionary ? offset : undefined, metaData };
}

/** What pandas notes down of its frames in the footer (https://pandas.pydata.org/docs/development/developer.html). */
function pandasFacts(footer: FileMetaData): Pick<ParquetSchema, 'index' | 'categorical'> {
  const text = footer.key_value_metadata?.find(({ key }) => key === 'pandas')?.value;
  const index: string[] = [];
  const categorical = new Set<string>();
  if (text === undefined) return { index, categorical };
  try {
    const noted: unknown = JSON.parse(text);
    for (const name of arrayIn(noted, 'index_columns')) if (typeof name === 'string') index.push(name);
    for (const column of arrayIn(noted, 'columns')) {
      const name = textIn(column, 'field_name') ?? textIn(column, 'name');
      if (name !== undefined && textIn(column, 'pandas_type') === 'categorical') categorical.add(name);
    }
  } catch {
    // The table is whole without what pandas notes.
    return { index: [], categorical: new Set() };
  }
  return { index, categorical };
}

function arrayIn(value: unknown, key: string): readonly unknown[] {
  const found = typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return Array.isArray(found) ? found : [];
}

function textIn(value: unknown, key: string): string | undefined {
  const found: unknown =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === 'string' ? found : undefined;
}
