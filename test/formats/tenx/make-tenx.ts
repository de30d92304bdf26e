import { gzipSync } from 'node:zlib';
import { cells, compress, entry, genes } from '../anndata/make-h5ad.js';
import { writeHdf5 } from '../hdf5/h5wasm-file.js';
import type { Files } from '../open-table.js';

const encoder = new TextEncoder();

/** The test matrix as Cell Ranger writes it: version 3 and later in `matrix`, before in a group for each genome. */
export function makeTenxH5(version: 2 | 3): Promise<Uint8Array> {
  return writeHdf5('v110', (file) => {
    const { data, indices, indptr } = compress('csr');
    for (const name of version === 3 ? ['matrix'] : ['hg19', 'mm10']) {
      const group = file.create_group(name);
      group.create_dataset({ name: 'barcodes', data: Array.from({ length: cells }, (_, cell) => `BC${cell}-1`), dtype: 'S12' });
      group.create_dataset({ name: 'data', data: Int32Array.from(data), chunks: [16], compression: 'gzip' });
      group.create_dataset({ name: 'indices', data: BigInt64Array.from(indices, BigInt) });
      group.create_dataset({ name: 'indptr', data: BigInt64Array.from(indptr, BigInt) });
      group.create_dataset({ name: 'shape', data: Int32Array.of(genes, cells) });
      const features = version === 3 ? group.create_group('features') : group;
      features.create_dataset({ name: version === 3 ? 'id' : 'genes', data: geneTexts('ENSG'), dtype: 'S10' });
      features.create_dataset({ name: version === 3 ? 'name' : 'gene_names', data: geneTexts('Gene'), dtype: 'S10' });
    }
  });
}

function geneTexts(prefix: string): string[] {
  return Array.from({ length: genes }, (_, gene) => `${prefix}${gene}`);
}

/** The test matrix as a folder of MatrixMarket and tables. */
export function makeMtx(gzipped: boolean, transposed: boolean): Files {
  const lines: string[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    for (let gene = 0; gene < genes; gene += 1) {
      const value = entry(cell, gene);
      if (value !== 0) lines.push(transposed ? `${cell + 1} ${gene + 1} ${value}` : `${gene + 1}\t${cell + 1} ${value}.0`);
    }
  }
  const size = transposed ? `${cells} ${genes}` : `${genes} ${cells}`;
  const texts: Record<string, string> = {
    'matrix.mtx': `%%MatrixMarket matrix coordinate ${transposed ? 'integer' : 'real'} general\n%made here\n${size} ${lines.length}\n${lines.join('\n')}\n`,
    'features.tsv': geneTexts('')
      .map((gene) => `ENSG${gene}\tGene${gene}\tGene Expression\n`)
      .join(''),
    'barcodes.tsv': Array.from({ length: cells }, (_, cell) => `BC${cell}-1\n`).join(''),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      gzipped ? `GSM1_${name}.gz` : name,
      gzipped ? new Uint8Array(gzipSync(text)) : encoder.encode(text),
    ]),
  );
}
