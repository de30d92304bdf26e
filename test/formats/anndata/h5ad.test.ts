import type { LIBVER_BOUND } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { openTable } from '../open-table.js';
import { cells, clusters, entry, genes, type MatrixForm, makeH5ad, scores } from './make-h5ad.js';

const forms: readonly MatrixForm[] = ['dense', 'chunked', 'csr', 'csc'];
const versions: readonly LIBVER_BOUND[] = ['earliest', 'v108', 'v110', 'latest'];
const everyCell = Array.from({ length: cells }, (_, cell) => cell);

describe.each(versions)('an AnnData written by the HDF5 library for %s', (version) => {
  it.each(forms)('with X as %s has every value', async (form) => {
    const table = openTable(await makeH5ad(form, version), 'a.h5ad');
    for (const matrix of ['X', 'layers/counts', 'raw.X']) {
      for (const gene of [0, 5, genes - 1]) expect(table.gene(matrix, gene)).toEqual(everyCell.map((cell) => entry(cell, gene)));
    }
  });

  it('has its columns, names and coordinates', async () => {
    const table = openTable(await makeH5ad('csr', version), 'a.h5ad');
    expect(table.layout.facts).toMatchObject({
      kind: 'cells',
      format: 'AnnData HDF5',
      cells,
      genes,
      obs: [
        { name: 'cluster', kind: 'categorical', categories: 3 },
        { name: 'score', kind: 'numeric' },
        { name: 'rank', kind: 'numeric' },
        { name: 'age', kind: 'numeric' },
        { name: 'note', kind: 'string' },
      ],
      embeddings: [{ name: 'X_umap', dims: 2 }],
      matrices: [
        { name: 'X', layout: 'csr', dtype: 'float32' },
        { name: 'raw.X', layout: 'csr', names: 'raw.var' },
        { name: 'layers/counts', layout: 'csc' },
      ],
    });
    expect(table.layout.facts.notices.map(({ code }) => code)).toEqual(['left-out']);
    expect(table.obs('cluster')).toEqual(clusters);
    expect(table.run(table.layout.readObs('cluster'))).toMatchObject({ colors: ['#112233', '#445566', '#778899'] });
    expect(table.obs('score')).toEqual(scores);
    expect(table.obs('rank')).toEqual(everyCell.map((cell) => cell - 5));
    expect(table.obs('age')).toEqual(everyCell.map((cell) => (cell % 3 === 0 ? Number.NaN : 10 * cell)));
    expect(table.obs('note')).toEqual(everyCell.map((cell) => `note ${cell}`));
    expect(table.embedding('X_umap')).toEqual(Array.from({ length: 2 * cells }, (_, at) => (at === 7 ? Number.NaN : at / 2)));
    expect(table.cells()).toEqual(everyCell.map((cell) => `cell-${cell}`));
    expect(table.genes()).toEqual({
      index: Array.from({ length: genes }, (_, gene) => `ENSG${gene}`),
      alternatives: { feature_name: Array.from({ length: genes }, (_, gene) => `Gene${gene}`) },
    });
    expect(table.genes('raw.var').index[4]).toBe('RAW4');
  });
});

describe('what a gene costs', () => {
  it('is, in compressed columns, its own place and nothing else', async () => {
    const table = openTable(await makeH5ad('csc'), 'a.h5ad');
    table.gene('X', 4);
    table.rounds.length = 0;
    table.gene('X', 4);
    // Pointers, then the two chunks of indices and of values side by side; where chunks lie is known already.
    expect(table.rounds.map((round) => round.length)).toEqual([1, 4]);
  });

  it('is one pass for several of them in compressed rows', async () => {
    const table = openTable(await makeH5ad('csr'), 'a.h5ad');
    table.gene('X', 0);
    table.rounds.length = 0;
    const [first, second, again] = table.run(table.layout.readGenes('X', [9, 2, 9]));
    const rounds = table.rounds.length;
    table.rounds.length = 0;
    table.gene('X', 2);
    expect(table.rounds.length).toBe(rounds);
    expect([...first!.values]).toEqual(everyCell.map((cell) => entry(cell, 9)));
    expect([...second!.values]).toEqual(everyCell.map((cell) => entry(cell, 2)));
    expect(again).toEqual(first);
  });
});

it('says before memory is taken what is too large', async () => {
  const bytes = await makeH5ad('dense');
  const table = openTable(bytes, 'a.h5ad', {}, 80);
  expect(() => table.obs('rank')).toThrow(expect.objectContaining({ code: 'too-large' }));
  expect(() => table.embedding('X_umap')).toThrow(expect.objectContaining({ code: 'too-large' }));
});

it('refuses a file that is cut', async () => {
  const bytes = await makeH5ad('dense');
  expect(() => openTable(bytes.slice(0, bytes.length - 1), 'a.h5ad')).toThrow(expect.objectContaining({ code: 'truncated' }));
});
