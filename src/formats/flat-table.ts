import { FirstlightError } from '../base/errors.js';
import { known, type StorePlan } from '../bytes/store-plan.js';
import { allocateCodes, type Embedding, type GeneNames, type ObsColumn } from '../shapes/table-columns.js';
import type { ObsKind, TableFacts } from '../shapes/table-facts.js';
import { type PackedStrings, packStrings, StringPacker } from '../shapes/table-strings.js';
import type { GeneValues, TableLayout } from './table-format.js';
import { checkArrayBytes } from './tree/number-type.js';

/** Texts of a column that are told apart: with more of them it is a list of texts, not of categories. */
export const mostCategories = 30_000;
const fewCategories = 50;

/** Whether a column of so many different texts is one of categories. */
export function areCategories(different: number, rows: number): boolean {
  return different <= Math.max(fewCategories, Math.min(mostCategories, rows / 4));
}

/** Coordinates in columns of their own. */
export interface CoordinateColumns {
  readonly name: string;
  /** Columns of the file, a dimension each. */
  readonly columns: readonly number[];
}

/** What a file says of its columns, and how `Value`, what it has for a cell, is understood. */
export interface FlatColumns<Value> {
  readonly format: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly kind: ObsKind }[];
  readonly embeddings: readonly CoordinateColumns[];
  /** The column of cell names, where there is one. */
  readonly cellNames: number | undefined;
  readonly notices: TableFacts['notices'];
  /** No array in memory may take more bytes. */
  readonly limitBytes: number;
  /** Hands out all values of some columns, those of each in order; `at` is the place in `columns`. */
  scan(columns: readonly number[], take: (value: Value, row: number, at: number) => void): StorePlan<unknown>;
  isMissing(value: Value): boolean;
  /** NaN where it is missing. */
  toNumber(value: Value): number;
  /** Of one that is not missing. */
  toBoolean(value: Value): boolean;
  /** In a column of texts; undefined where that has none. */
  toText(value: Value): string | undefined;
}

/** A table without genes: a row a cell, coordinates in columns such as `UMAP_1` and `UMAP_2`. */
export class FlatTable<Value> implements TableLayout {
  readonly facts: TableFacts;
  readonly #of: FlatColumns<Value>;

  constructor(of: FlatColumns<Value>) {
    const { format, rows, columns, embeddings, cellNames, notices } = of;
    const coordinates = new Set(embeddings.flatMap((embedding) => embedding.columns));
    this.#of = of;
    this.facts = {
      kind: 'cells',
      format,
      cells: rows,
      genes: 0,
      obs: columns.flatMap(({ name, kind }, at) => (coordinates.has(at) || at === cellNames ? [] : [{ name, kind }])),
      embeddings: embeddings.map((embedding) => ({ name: embedding.name, dims: embedding.columns.length })),
      matrices: [],
      notices,
    };
  }

  *readCellNames(): StorePlan<PackedStrings> {
    const { rows, cellNames } = this.#of;
    if (cellNames !== undefined) return (yield* this.#readTexts(cellNames)).values;
    return packStrings(Array.from({ length: rows }, (_, row) => String(row)));
  }

  *readObs(name: string): StorePlan<ObsColumn> {
    const { rows, columns, limitBytes } = this.#of;
    const at = columns.findIndex((column) => column.name === name);
    const kind = columns[at]?.kind;
    if (kind === undefined) throw new FirstlightError('not-found', `There is no column ${name}`);
    checkArrayBytes(rows, 8, limitBytes, `The column ${name}`);
    if (kind === 'numeric') return { kind, name, values: yield* this.#readNumbers([at]) };
    if (kind === 'boolean') return { kind, name, values: yield* this.#readBooleans(at) };
    if (kind === 'string') return { kind, name, ...(yield* this.#readTexts(at)) };
    return yield* this.#readCategories(at, name);
  }

  *readEmbedding(name: string): StorePlan<Embedding> {
    const { rows, embeddings, limitBytes } = this.#of;
    const found = embeddings.find((embedding) => embedding.name === name);
    if (found === undefined) throw new FirstlightError('not-found', `There is no embedding ${name}`);
    checkArrayBytes(rows * found.columns.length, 8, limitBytes, `The embedding ${name}`);
    return { name, dims: found.columns.length, values: yield* this.#readNumbers(found.columns) };
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

  *#readNumbers(columns: readonly number[]): StorePlan<Float64Array> {
    const values = new Float64Array(this.#of.rows * columns.length);
    yield* this.#of.scan(columns, (value, row, at) => {
      values[row * columns.length + at] = this.#of.toNumber(value);
    });
    return values;
  }

  *#readBooleans(column: number): StorePlan<Uint8Array> {
    const values = new Uint8Array(this.#of.rows);
    yield* this.#of.scan([column], (value, row) => {
      values[row] = this.#of.isMissing(value) ? 2 : Number(this.#of.toBoolean(value));
    });
    return values;
  }

  *#readTexts(column: number): StorePlan<{ readonly values: PackedStrings; readonly missing?: Uint8Array }> {
    const packer = new StringPacker(this.#of.limitBytes);
    let missing: Uint8Array | undefined;
    yield* this.#of.scan([column], (value, row) => {
      const text = this.#of.toText(value);
      if (text === undefined) {
        missing ??= new Uint8Array(this.#of.rows);
        missing[row] = 1;
      }
      packer.add(text ?? '');
    });
    return { values: packer.finish(), ...(missing === undefined ? {} : { missing }) };
  }

  *#readCategories(column: number, name: string): StorePlan<ObsColumn> {
    const { rows } = this.#of;
    const places = new Map<string, number>();
    const found = new Int32Array(rows).fill(-1);
    yield* this.#of.scan([column], (value, row) => {
      const text = this.#of.isMissing(value) ? undefined : this.#of.toText(value);
      if (text === undefined) return;
      const place = places.get(text) ?? places.size;
      if (place === places.size) places.set(text, place);
      found[row] = place;
    });
    const categories = [...places.keys()].sort();
    const order = new Int32Array(categories.length);
    for (const [at, text] of categories.entries()) order[places.get(text)!] = at;
    const codes = allocateCodes(rows, categories.length);
    for (let row = 0; row < rows; row += 1) codes[row] = found[row]! < 0 ? categories.length : order[found[row]!]!;
    return { kind: 'categorical', name, categories, ordered: false, codes };
  }
}
