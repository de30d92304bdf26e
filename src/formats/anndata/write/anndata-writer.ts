import type { ArrayWriter, TreeWriter, WrittenArraySpec, WrittenDtype, WrittenNumbers, WrittenTexts } from '../../tree/tree-writer.js';

const arrayEncoding = { 'encoding-type': 'array', 'encoding-version': '0.2.0' } as const;
const textsEncoding = { 'encoding-type': 'string-array', 'encoding-version': '0.2.0' } as const;
const dictEncoding = { 'encoding-type': 'dict', 'encoding-version': '0.1.0' } as const;

/** A column of `obs` or `var` to write. Codes are of 32 bits from 128 categories on, −1 where a row has none. Buffers are *lent*. */
export type WrittenColumn =
  | {
      readonly kind: 'categorical';
      readonly name: string;
      readonly categories: readonly string[];
      readonly ordered: boolean;
      readonly codes: (from: number, to: number) => Int8Array | Int32Array;
    }
  | {
      readonly kind: 'numbers';
      readonly name: string;
      readonly dtype: WrittenDtype;
      readonly values: (from: number, to: number) => WrittenNumbers;
    }
  | { readonly kind: 'texts'; readonly name: string; readonly texts: WrittenTexts };

/** The parts of a sparse matrix, appended by turns. */
export interface SparseWriter {
  readonly data: ArrayWriter;
  readonly indices: ArrayWriter;
  readonly indptr: ArrayWriter;
}

/** Rows of a column that are made at once. */
const rowsAtOnce = 65_536;

/**
 * Writes the parts of an AnnData, encoding version 0.1.0 (what anndata 0.8 and later read and write:
 * anndata.readthedocs.io/en/latest/fileformat-prose.html), into a tree.
 */
export class AnndataWriter {
  readonly tree: TreeWriter;
  readonly #chunkRows: number;

  /** `chunkRows`: elements in a chunk of one dimension. Makes the root and its empty groups. */
  constructor(tree: TreeWriter, chunkRows: number) {
    this.tree = tree;
    this.#chunkRows = chunkRows;
    tree.group('', { 'encoding-type': 'anndata', 'encoding-version': '0.1.0' });
    for (const name of ['layers', 'obsm', 'obsp', 'uns', 'varm', 'varp']) this.group(name);
  }

  /** A group of named things, as `uns` and its like. */
  group(path: string): void {
    this.tree.group(path, dictEncoding);
  }

  /** `obs` or `var`: its index, named `_index`, and columns. */
  async frame(path: string, index: WrittenTexts, columns: readonly WrittenColumn[]): Promise<void> {
    this.tree.group(path, {
      _index: '_index',
      'column-order': columns.map(({ name }) => name),
      'encoding-type': 'dataframe',
      'encoding-version': '0.2.0',
    });
    await this.tree.texts(`${path}/_index`, index, textsEncoding);
    for (const column of columns) await this.#column(`${path}/${column.name}`, column, index.length);
  }

  /** An array of numbers of one dimension. */
  async numbers(path: string, dtype: WrittenDtype, length: number, values: (from: number, to: number) => WrittenNumbers): Promise<void> {
    const array = this.tree.array(path, this.#flat(dtype, length));
    for (let from = 0; from < length; from += rowsAtOnce) await array.append(values(from, Math.min(length, from + rowsAtOnce)));
    await array.finish();
  }

  /** An array of texts. */
  async texts(path: string, texts: readonly string[]): Promise<void> {
    await this.tree.texts(path, { length: texts.length, at: (index) => texts[index]! }, textsEncoding);
  }

  /** One text. */
  async text(path: string, value: string): Promise<void> {
    await this.tree.text(path, value, { 'encoding-type': 'string', 'encoding-version': '0.2.0' });
  }

  /** An array of rows, as in `obsm`, or a dense matrix; rows are appended by the caller. */
  rows(path: string, dtype: WrittenDtype, columns: number, chunkRows: number, chunkColumns: number): ArrayWriter {
    return this.tree.array(path, { dtype, columns, chunkRows, chunkColumns, attributes: arrayEncoding });
  }

  /** A sparse matrix of cells × genes; the caller appends `data`, `indices` and `indptr`, which has one more than lines. */
  sparse(path: string, layout: 'csr' | 'csc', dtype: WrittenDtype, shape: readonly [cells: number, genes: number]): SparseWriter {
    this.tree.group(path, { 'encoding-type': `${layout}_matrix`, 'encoding-version': '0.1.0', shape });
    const lines = layout === 'csr' ? shape[0] : shape[1];
    const part = (name: string, type: WrittenDtype, length: number): ArrayWriter =>
      this.tree.array(`${path}/${name}`, { ...this.#flat(type, length), shuffle: type !== 'float32', attributes: arrayEncoding });
    return {
      data: part('data', dtype, this.#chunkRows),
      indices: part('indices', 'int32', this.#chunkRows),
      indptr: part('indptr', 'int64', lines + 1),
    };
  }

  async #column(path: string, column: WrittenColumn, rows: number): Promise<void> {
    switch (column.kind) {
      case 'texts':
        await this.tree.texts(path, column.texts, textsEncoding);
        return;
      case 'numbers':
        await this.numbers(path, column.dtype, rows, column.values);
        return;
      case 'categorical': {
        const { categories, ordered, codes } = column;
        this.tree.group(path, { 'encoding-type': 'categorical', 'encoding-version': '0.2.0', ordered });
        await this.texts(`${path}/categories`, categories);
        await this.numbers(`${path}/codes`, categories.length < 128 ? 'int8' : 'int32', rows, codes);
      }
    }
  }

  /** Chunks no longer than the array. */
  #flat(dtype: WrittenDtype, length: number): WrittenArraySpec {
    return { dtype, chunkRows: Math.max(1, Math.min(this.#chunkRows, length)), attributes: arrayEncoding };
  }
}
