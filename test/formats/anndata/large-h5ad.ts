import { writeHdf5 } from '../hdf5/h5wasm-file.js';

const cells = 4000;

/** Entry of the large matrix: one in ten is stored. */
export function largeValue(cell: number, gene: number): number {
  return (cell + gene) % 10 === 0 ? cell + gene : 0;
}

/** 4,000 cells and some genes, `c0` and `g0` the first, without a map, in chunks of 4,096 entries. */
export function largeH5ad(form: 'csr' | 'csc', genes = 200): Promise<Uint8Array> {
  return writeHdf5('v110', (file) => {
    const [rows, columns] = form === 'csr' ? [cells, genes] : [genes, cells];
    const data: number[] = [];
    const indices: number[] = [];
    const indptr = [0];
    for (let row = 0; row < rows; row += 1) {
      for (let column = (10 - (row % 10)) % 10; column < columns; column += 10) {
        data.push(row + column);
        indices.push(column);
      }
      indptr.push(data.length);
    }
    const x = file.create_group('X');
    x.create_attribute('encoding-type', `${form}_matrix`);
    x.create_attribute('shape', [cells, genes], null, '<q');
    x.create_dataset({ name: 'data', data: Float32Array.from(data), chunks: [4096] });
    x.create_dataset({ name: 'indices', data: Int32Array.from(indices), chunks: [4096] });
    x.create_dataset({ name: 'indptr', data: Int32Array.from(indptr) });
    const texts = (count: number, prefix: string): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
    file.create_group('obs').create_dataset({ name: '_index', data: texts(cells, 'c'), dtype: 'S8' });
    file.create_group('var').create_dataset({ name: '_index', data: texts(genes, 'g'), dtype: 'S8' });
  });
}
