import { expect, it } from 'vitest';
import { writeHdf5 } from '../hdf5/h5wasm-file.js';
import { openTable } from '../open-table.js';
import { oldTableFile } from './old-table-file.js';

it('reads tables of records, categories in uns and h5sparse matrices of version 0.6', () => {
  const table = openTable(oldTableFile, 'old.h5ad');
  expect(table.layout.facts).toMatchObject({
    cells: 6,
    genes: 4,
    obs: [
      { name: 'louvain', kind: 'categorical', categories: 3 },
      { name: 'score', kind: 'numeric' },
      { name: 'ok', kind: 'boolean' },
      { name: 'label', kind: 'string' },
    ],
    embeddings: [
      { name: 'X_umap', dims: 2 },
      { name: 'X_pca', dims: 3 },
    ],
    matrices: [
      { name: 'X', layout: 'csr' },
      { name: 'raw.X', layout: 'csc', names: 'raw.var' },
    ],
    notices: [],
  });
  expect(table.cells()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5']);
  expect(table.obs('louvain')).toEqual(['A', 'B', 'C', 'A', null, 'B']);
  expect(table.run(table.layout.readObs('louvain'))).toMatchObject({ colors: ['#111111', '#222222', '#333333'] });
  expect(table.obs('score')).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  expect(table.obs('ok')).toEqual([true, false, true, false, true, false]);
  expect(table.obs('label')).toEqual(['l0', 'l1', 'l2', 'l3', 'l4', 'l5']);
  expect(table.embedding('X_umap')).toEqual(Array.from({ length: 12 }, (_, at) => at));
  expect(table.embedding('X_pca')).toEqual(Array.from({ length: 18 }, (_, at) => at + 0.5));
  expect(table.genes()).toEqual({
    index: ['G0', 'G1', 'G2', 'G3'],
    alternatives: { gene_ids: ['ENSG0', 'ENSG1', 'ENSG2', 'ENSG3'] },
  });
  for (const matrix of ['X', 'raw.X']) expect(table.gene(matrix, 2)).toEqual([2, 1, 0, 4, 3, 2]);
});

it('reads codes whose categories are in __categories, of version 0.7', async () => {
  const bytes = await writeHdf5('earliest', (file) => {
    const obs = file.create_group('obs');
    obs.create_attribute('_index', 'names');
    obs.create_dataset({ name: 'names', data: ['a', 'b', 'c'] });
    obs.create_dataset({ name: 'kind', data: Int8Array.of(1, -1, 0) });
    obs.create_group('__categories').create_dataset({ name: 'kind', data: ['X', 'Y'] });
    file.create_group('var').create_dataset({ name: 'index', data: ['G'] });
    file.create_dataset({ name: 'X', data: Float32Array.of(1, 2, 3), shape: [3, 1] });
  });
  const table = openTable(bytes, 'a.h5ad');
  expect(table.layout.facts.obs).toEqual([{ name: 'kind', kind: 'categorical', categories: 2 }]);
  expect(table.obs('kind')).toEqual(['Y', null, 'X']);
  expect(table.cells()).toEqual(['a', 'b', 'c']);
  expect(table.gene('X', 0)).toEqual([1, 2, 3]);
});

it('opens the modality of a MuData that is asked for', async () => {
  const bytes = await writeHdf5('v110', (file) => {
    for (const [name, value] of [
      ['mod/atac', 7],
      ['mod/rna', 9],
    ] as const) {
      if (file.get('mod') === null) file.create_group('mod');
      const group = file.create_group(name);
      group.create_group('obs').create_dataset({ name: '_index', data: ['a', 'b'] });
      group.create_group('var').create_dataset({ name: '_index', data: ['G'] });
      group.create_dataset({ name: 'X', data: Int32Array.of(value, 0), shape: [2, 1] });
    }
  });
  expect(openTable(bytes, 'a.h5mu').gene('X', 0)).toEqual([9, 0]);
  expect(openTable(bytes, 'a.h5mu').layout.facts.notices[0]?.message).toContain('atac, rna; this is rna');
  expect(openTable(bytes, 'a.h5mu', { dataset: 'atac' }).gene('X', 0)).toEqual([7, 0]);
  expect(() => openTable(bytes, 'a.h5mu', { dataset: 'protein' })).toThrow(expect.objectContaining({ code: 'not-found' }));
});
