import type { DecodedArray } from 'hyparquet';
import { FirstlightError } from '../../base/errors.js';
import { bytesOf, known, type StorePlan } from '../../bytes/store-plan.js';
import { allocateCodes, type Embedding, type GeneNames, type ObsColumn } from '../../shapes/table-columns.js';
import type { ObsKind, TableFacts } from '../../shapes/table-facts.js';
import { type PackedStrings, packStrings, StringPacker } from '../../shapes/table-strings.js';
import { type CoordinateColumns, cellNameColumn, findCoordinates } from '../csv-table/csv-header.js';
import type { GeneValues, TableFormat, TableInput, TableLayout } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';
import { decodeParquetChunk, dictionarySize, pageHeaderBytes } from './decode-parquet-chunk.js';
import { isParquet, readParquetFooter } from './parquet-footer.js';
import { type ParquetColumn, type ParquetSchema, readParquetSchema } from './parquet-schema.js';

/** Texts of a column that are told apart: with more of them it is a list of texts, not of categories. */
const mostCategories = 30_000;
const fewCategories = 50;

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
  const names = schema.columns.map(({ name }) => name);
  const embeddings = findCoordinates(names).filter(({ columns }) => columns.every((column) => schema.columns[column]?.values === 'number'));
  const kinds = yield* readKinds(schema);
  return new ParquetLayout(input, schema, embeddings, kinds);
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
  const most = Math.max(fewCategories, Math.min(mostCategories, rows / 4));
  return columns.map((column) => {
    if (column.values === 'number') return 'numeric';
    if (column.values === 'boolean') return 'boolean';
    const count = different.get(column);
    return categorical.has(column.name) || (count !== undefined && count <= most) ? 'categorical' : 'string';
  });
}

class ParquetLayout implements TableLayout {
  readonly facts: TableFacts;
  readonly #input: TableInput;
  readonly #schema: ParquetSchema;
  readonly #embeddings: readonly CoordinateColumns[];
  readonly #kinds: readonly ObsKind[];
  readonly #cellNames: ParquetColumn | undefined;

  constructor(input: TableInput, schema: ParquetSchema, embeddings: readonly CoordinateColumns[], kinds: readonly ObsKind[]) {
    const { rows, columns, index, left } = schema;
    this.#input = input;
    this.#schema = schema;
    this.#embeddings = embeddings;
    this.#kinds = kinds;
    const noted = columns.find(({ name, values }) => values === 'text' && index.includes(name));
    // Row names come first, or last as pandas writes them.
    const ends = [columns[0], columns.at(-1)];
    this.#cellNames = noted ?? ends.find((column) => column?.values === 'text' && cellNameColumn.test(column.name));
    const coordinates = new Set(embeddings.flatMap((embedding) => embedding.columns));
    this.facts = {
      kind: 'cells',
      format: 'Parquet',
      cells: rows,
      genes: 0,
      obs: columns.flatMap((column, at) =>
        coordinates.has(at) || column === this.#cellNames ? [] : [{ name: column.name, kind: kinds[at]! }],
      ),
      embeddings: embeddings.map((embedding) => ({ name: embedding.name, dims: embedding.columns.length })),
      matrices: [],
      notices:
        left.length === 0
          ? []
          : [{ code: 'columns-left-out', message: `Columns of lists, maps or bytes are left out: ${left.join(', ')}` }],
    };
  }

  *readCellNames(): StorePlan<PackedStrings> {
    if (this.#cellNames !== undefined) return yield* this.#readTexts(this.#cellNames);
    return packStrings(Array.from({ length: this.#schema.rows }, (_, row) => String(row)));
  }

  *readObs(name: string): StorePlan<ObsColumn> {
    const { columns, rows } = this.#schema;
    const at = columns.findIndex((column) => column.name === name);
    const [column, kind] = [columns[at], this.#kinds[at]];
    if (column === undefined || kind === undefined) throw new FirstlightError('not-found', `There is no column ${name}`);
    checkArrayBytes(rows, 8, this.#input.limitBytes, `The column ${name}`);
    if (kind === 'numeric') {
      const values = new Float64Array(rows);
      yield* this.#read(column, (value, row) => {
        values[row] = toNumber(value);
      });
      return { kind, name, values };
    }
    if (kind === 'boolean') {
      const values = new Uint8Array(rows);
      yield* this.#read(column, (value, row) => {
        values[row] = isMissing(value) ? 2 : Number(Boolean(value));
      });
      return { kind, name, values };
    }
    return kind === 'string' ? yield* this.#readStrings(column) : yield* this.#readCategories(column);
  }

  *readEmbedding(name: string): StorePlan<Embedding> {
    const { columns, rows } = this.#schema;
    const found = this.#embeddings.find((embedding) => embedding.name === name);
    if (found === undefined) throw new FirstlightError('not-found', `There is no embedding ${name}`);
    const dims = found.columns.length;
    checkArrayBytes(rows * dims, 8, this.#input.limitBytes, `The embedding ${name}`);
    const values = new Float64Array(rows * dims);
    for (const [dimension, at] of found.columns.entries()) {
      yield* this.#read(columns[at]!, (value, row) => {
        values[row * dims + dimension] = toNumber(value);
      });
    }
    return { name, dims, values };
  }

  readGeneNames(): StorePlan<GeneNames> {
    return known({ index: packStrings([]), alternatives: new Map() });
  }

  readGenes(matrix: string): StorePlan<GeneValues[]> {
    throw new FirstlightError('not-found', `There is no matrix ${matrix}`);
  }

  sampleMatrix(matrix: string): StorePlan<Float64Array> {
    throw new FirstlightError('not-found', `There is no matrix ${matrix}`);
  }

  *#readStrings(column: ParquetColumn): StorePlan<ObsColumn> {
    const missing = new Uint8Array(this.#schema.rows);
    const values = yield* this.#readTexts(column, missing);
    return { kind: 'string', name: column.name, values, ...(missing.includes(1) ? { missing } : {}) };
  }

  *#readTexts(column: ParquetColumn, missing?: Uint8Array): StorePlan<PackedStrings> {
    const packer = new StringPacker(this.#input.limitBytes);
    yield* this.#read(column, (value, row) => {
      if (isMissing(value) && missing !== undefined) missing[row] = 1;
      packer.add(isMissing(value) ? '' : String(value));
    });
    return packer.finish();
  }

  *#readCategories(column: ParquetColumn): StorePlan<ObsColumn> {
    const places = new Map<string, number>();
    const found = new Int32Array(this.#schema.rows);
    yield* this.#read(column, (value, row) => {
      const text = isMissing(value) ? undefined : String(value);
      const place = text === undefined ? -1 : (places.get(text) ?? places.size);
      if (text !== undefined && place === places.size) places.set(text, place);
      found[row] = place;
    });
    const categories = [...places.keys()].sort();
    const order = new Int32Array(categories.length);
    for (const [at, text] of categories.entries()) order[places.get(text)!] = at;
    const codes = allocateCodes(found.length, categories.length);
    for (let row = 0; row < found.length; row += 1) codes[row] = found[row]! < 0 ? categories.length : order[found[row]!]!;
    return { kind: 'categorical', name: column.name, categories, ordered: false, codes };
  }

  /** All values of a column in order, one part after the other: one of them is in memory. */
  *#read(column: ParquetColumn, take: (value: unknown, row: number) => void): StorePlan<void> {
    const { kernels, limitBytes } = this.#input;
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
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** Integers beyond 2⁵³ lose digits. */
function toNumber(value: unknown): number {
  return isMissing(value) ? Number.NaN : Number(value);
}
