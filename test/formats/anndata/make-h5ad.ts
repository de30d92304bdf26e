import type { File, Group, LIBVER_BOUND } from 'h5wasm/node';
import { writeHdf5 } from '../hdf5/h5wasm-file.js';

/** How matrices are stored. */
export type MatrixForm = 'dense' | 'chunked' | 'csr' | 'csc';

export const cells = 23;
export const genes = 11;

/** Entry of the test matrix: counts, two thirds of them 0. */
export function entry(cell: number, gene: number): number {
  const value = (cell * 7 + gene * 13) % 9;
  return value < 3 ? value + 1 : 0;
}

export const clusters: readonly (string | null)[] = Array.from({ length: cells }, (_, cell) => ['B', 'T', 'ü', null][cell % 4]!);
export const scores: readonly number[] = Array.from({ length: cells }, (_, cell) => (cell === 3 ? Number.NaN : cell / 8));

/** A small AnnData of today's encoding, written by the HDF5 library. */
export function makeH5ad(form: MatrixForm, version: LIBVER_BOUND = 'v110'): Promise<Uint8Array> {
  return writeHdf5(version, (file) => {
    file.create_attribute('encoding-type', 'anndata');
    writeMatrix(file, 'X', form);
    const obs = frame(file, 'obs', cells, (cell) => `cell-${cell}`, ['cluster', 'score', 'rank', 'age', 'note']);
    categorical(
      obs,
      'cluster',
      ['B', 'T', 'ü'],
      Int8Array.from(clusters, (name) => (name === null ? -1 : ['B', 'T', 'ü'].indexOf(name))),
    );
    obs.create_dataset({ name: 'score', data: Float64Array.from(scores) });
    obs.create_dataset({ name: 'rank', data: BigInt64Array.from(scores, (_, cell) => BigInt(cell - 5)) });
    nullable(
      obs,
      'age',
      Int32Array.from(scores, (_, cell) => 10 * cell),
    );
    obs.create_dataset({ name: 'note', data: Array.from(scores, (_, cell) => `note ${cell}`) });
    const names = frame(file, 'var', genes, (gene) => `ENSG${gene}`, ['feature_name']);
    names.create_dataset({ name: 'feature_name', data: Array.from({ length: genes }, (_, gene) => `Gene${gene}`) });
    const obsm = file.create_group('obsm');
    const map = Float32Array.from({ length: 2 * cells }, (_, at) => (at === 7 ? Number.NaN : at / 2));
    obsm.create_dataset({ name: 'X_umap', data: map, shape: [cells, 2] });
    obsm.create_dataset({ name: 'wrong', data: map, shape: [2 * cells, 1] });
    const layers = file.create_group('layers');
    writeMatrix(layers, 'counts', 'csc');
    const raw = file.create_group('raw');
    writeMatrix(raw, 'X', 'csr');
    frame(raw, 'var', genes, (gene) => `RAW${gene}`, []);
    file.create_group('uns').create_dataset({ name: 'cluster_colors', data: ['#112233', '#445566', '#778899'] });
  });
}

function frame(parent: File | Group, name: string, rows: number, indexOf: (row: number) => string, columns: readonly string[]): Group {
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', 'dataframe');
  group.create_attribute('_index', '_index');
  if (columns.length > 0) group.create_attribute('column-order', [...columns]);
  group.create_dataset({ name: '_index', data: Array.from({ length: rows }, (_, row) => indexOf(row)) });
  return group;
}

function categorical(parent: Group, name: string, categories: string[], codes: Int8Array): void {
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', 'categorical');
  group.create_dataset({ name: 'categories', data: categories });
  group.create_dataset({ name: 'codes', data: codes, chunks: [10], compression: 'gzip' });
}

/** Every third value is missing. */
function nullable(parent: Group, name: string, values: Int32Array): void {
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', 'nullable-integer');
  group.create_dataset({ name: 'values', data: values });
  group.create_dataset({ name: 'mask', data: Uint8Array.from(values, (_, cell) => (cell % 3 === 0 ? 1 : 0)) });
}

/** Writes the test matrix into `parent`. */
export function writeMatrix(parent: File | Group, name: string, form: MatrixForm): void {
  if (form === 'dense' || form === 'chunked') {
    const data = Float32Array.from({ length: cells * genes }, (_, at) => entry(Math.floor(at / genes), at % genes));
    const chunks = form === 'chunked' ? { chunks: [5, 4], compression: 'gzip' as const } : {};
    parent.create_dataset({ name, data, shape: [cells, genes], ...chunks });
    return;
  }
  const lists = compress(form);
  const group = parent.create_group(name);
  group.create_attribute('encoding-type', `${form}_matrix`);
  group.create_attribute('shape', [cells, genes], null, '<q');
  group.create_dataset({ name: 'data', data: Float32Array.from(lists.data), chunks: [16], compression: 'gzip' });
  group.create_dataset({ name: 'indices', data: Int32Array.from(lists.indices), chunks: [16], compression: 'gzip' });
  group.create_dataset({ name: 'indptr', data: Int32Array.from(lists.indptr) });
}

/** The test matrix in compressed rows or columns. */
export function compress(form: 'csr' | 'csc'): { readonly data: number[]; readonly indices: number[]; readonly indptr: number[] } {
  const lists = { data: [] as number[], indices: [] as number[], indptr: [0] };
  const [rows, columns] = form === 'csr' ? [cells, genes] : [genes, cells];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = form === 'csr' ? entry(row, column) : entry(column, row);
      if (value === 0) continue;
      lists.data.push(value);
      lists.indices.push(column);
    }
    lists.indptr.push(lists.data.length);
  }
  return lists;
}
