import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTable } from '../open-table.js';
import { json } from '../zarr/make-zarr.js';
import { makeExport } from './make-export.js';

describe.each(['0.0', '0.9'] as const)('an export of generation %s', (generation) => {
  it('has its cells, columns, genes and coordinates', () => {
    const table = openTable(makeExport(generation), 'export');
    expect(table.layout.facts).toMatchObject({
      format: `Cellucid export ${generation}`,
      cells: 4,
      genes: 2,
      obs: [
        { name: 'kind/of', kind: 'categorical', categories: 2 },
        { name: 'a score', kind: 'numeric' },
      ],
      embeddings: [
        { name: 'X_umap_2d', dims: 2 },
        { name: 'X_umap_3d', dims: 3 },
      ],
      matrices: [{ name: 'X', layout: 'columns', dtype: generation === '0.0' ? 'float32' : 'uint8' }],
    });
    expect(table.obs('kind/of')).toEqual(['T', 'B', null, 'T']);
    const scores = table.obs('a score');
    expect(scores[2]).toBeNaN();
    for (const [cell, score] of [
      [0, 2],
      [1, 2.01],
      [3, 4.54],
    ] as const) {
      expect(scores[cell]).toBeCloseTo(score, 6);
    }
    expect(table.gene('X', 0)).toEqual([0, 3, 7, 254]);
    expect(table.gene('X', 1)).toEqual([1, 1, 1, 1]);
    expect(table.genes()).toEqual({ index: ['CD3D', 'MS4A1'], alternatives: {} });
    expect(table.embedding('X_umap_2d')).toEqual([-1, 0, 1, 0, 0.5, -0.5, 0, 1]);
    expect(table.embedding('X_umap_3d')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(table.cells()).toEqual(['0', '1', '2', '3']);
    expect(table.layout.facts.notices.map(({ code }) => code)).toEqual([
      'rescaled',
      'no-cell-names',
      ...(generation === '0.0' ? [] : ['quantized']),
    ]);
  });

  it('says which file is missing, cut or too long', () => {
    const files = makeExport(generation);
    const name = Object.keys(files).find((key) => key.startsWith('obs/') && key.includes('codes'))!;
    const { [name]: _, ...rest } = files;
    expect(() => openTable(rest, 'export').obs('kind/of')).toThrow(expect.objectContaining({ code: 'not-found', path: name }));
    const cut = { ...files, [name]: files[name]!.slice(0, -1) };
    expect(() => openTable(cut, 'export').obs('kind/of')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/truncated|corrupt/) }),
    );
  });
});

it('opens one of several exports in a folder', () => {
  const files = {
    ...makeExport('0.9', 'first/'),
    ...makeExport('0.0', 'second/'),
    'datasets.json': json({
      version: 1,
      default: 'two',
      datasets: [
        { id: 'one', path: 'first/' },
        { id: 'two', path: 'second/' },
      ],
    }),
  };
  expect(openTable(files, 'exports').layout.facts).toMatchObject({
    format: 'Cellucid export 0.0',
    notices: [{ code: 'several-datasets' }, {}, {}],
  });
  expect(openTable(files, 'exports', { dataset: 'one' }).layout.facts.format).toBe('Cellucid export 0.9');
  expect(() => openTable(files, 'exports', { dataset: 'three' })).toThrow(expect.objectContaining({ code: 'not-found' }));
});

const published = '../shared/data/cells/cellucid-exports';
it.skipIf(!existsSync(published)).each([
  ['synthetic-cell-types-2d', 72, 8, 2],
  ['synthetic-development-3d', 96, 10, 3],
  ['synthetic-trajectory-1d', 48, 6, 1],
])('reads every file of the published export %s', (name, cells, genes, dims) => {
  const folder = join(published, name);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))];
    }),
  );
  const table = openTable(files, name);
  const { facts } = table.layout;
  expect(facts).toMatchObject({ cells, genes, embeddings: [{ dims }] });
  for (const column of facts.obs) expect(table.obs(column.name)).toHaveLength(cells);
  for (let gene = 0; gene < genes; gene += 1) expect(table.gene('X', gene).every(Number.isFinite)).toBe(true);
  expect(Math.max(...table.embedding(facts.embeddings[0]!.name).map(Math.abs))).toBeLessThanOrEqual(1);
});
