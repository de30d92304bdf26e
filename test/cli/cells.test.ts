import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shortFloat32 } from '../../src/cli/export/csv-rows.js';
import { parseWantedColumns } from '../../src/cli/export/parse-columns.js';
import { parseNpyHeader } from '../../src/formats/numpy/npy-header.js';
import { cells, clusters, entry, genes, makeH5ad } from '../formats/anndata/make-h5ad.js';
import { storeV2 } from '../formats/zarr/make-zarr.js';
import { built, firstlight } from './cli-harness.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-cells-'));
  file = join(folder, 'a.h5ad');
  writeFileSync(file, await makeH5ad('csr'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)('firstlight info on cells', () => {
  it('writes one JSON object', () => {
    const run = firstlight(['info', file, '--json', '--full']);
    const record = JSON.parse(run.stdout);
    expect(record).toMatchObject({
      schema: 1,
      kind: 'cells',
      path: file,
      format: 'AnnData HDF5',
      cells,
      genes,
      matrices: [
        { name: 'X', layout: 'csr', dtype: 'float32', look: 'counts' },
        { name: 'raw.X', layout: 'csr' },
        { name: 'layers/counts', layout: 'csc' },
      ],
      embeddings: [{ name: 'X_umap', dims: 2, missing: 1 }],
    });
    expect(record.obs[0]).toEqual({
      name: 'cluster',
      kind: 'categorical',
      categories: 3,
      counts: { B: 6, T: 6, ü: 6 },
      missing: 5,
    });
    expect(record.obs[1]).toMatchObject({ name: 'score', kind: 'numeric', min: 0, max: 2.75, missing: 1 });
    // One embedding has the rows of no cell.
    expect(record.notices.map(({ code }: { code: string }) => code)).toEqual(['left-out']);
    expect(run.status).toBe(1);
    expect(JSON.parse(firstlight(['info', file, '--json']).stdout).obs[0]).toEqual({ name: 'cluster', kind: 'categorical', categories: 3 });
  });

  it('reads a Zarr store with hidden metadata, and sets facts for people', () => {
    const store = join(folder, 'a.zarr');
    for (const [name, bytes] of Object.entries(storeV2(false))) {
      mkdirSync(dirname(join(store, name)), { recursive: true });
      writeFileSync(join(store, name), bytes);
    }
    const run = firstlight(['info', store, '--full']);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('AnnData Zarr v2');
    expect(run.stdout).toMatch(/obs ok +boolean; false 1, true 2/);
  });

  it('refuses what is no table when it is said to be one', () => {
    const run = firstlight(['info', folder, '--json', '--kind', 'cells']);
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).error).toMatchObject({ code: 'unsupported' });
  });
});

describe.skipIf(!built)('firstlight export', () => {
  it('writes the columns asked for as CSV, and says which matrix genes are from', () => {
    const out = join(folder, 'out.csv');
    const run = firstlight(['export', file, '--columns', 'gene:Gene4,obs:cluster,obs:score', '--columns', 'obsm:X_umap', '-o', out]);
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toContain('genes are from X, as stored, which looks counts');
    const [head, ...rows] = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(head).toBe('cell,Gene4,cluster,score,X_umap_0,X_umap_1');
    expect(rows).toEqual(
      Array.from({ length: cells }, (_, cell) =>
        [
          `cell-${cell}`,
          entry(cell, 4),
          clusters[cell] ?? '',
          cell === 3 ? '' : cell / 8,
          2 * cell === 7 ? '' : cell,
          2 * cell + 1 === 7 ? '' : cell + 0.5,
        ].join(','),
      ),
    );
    expect(readdirSync(folder).filter((name) => name.includes('out.csv'))).toEqual(['out.csv']);
  });

  it('writes NumPy records', () => {
    const out = join(folder, 'out.npy');
    const run = firstlight(['export', file, '--columns', 'gene:RAW4,obs:rank,obs:cluster', '--matrix', 'raw.X', '-o', out]);
    expect(run.status).toBe(0);
    const bytes = new Uint8Array(readFileSync(out));
    const header = parseNpyHeader(bytes);
    expect(header).toMatchObject({ shape: [cells], fields: [{ name: 'RAW4' }, { name: 'rank' }] });
    const view = new DataView(bytes.buffer, bytes.byteOffset + header.dataOffset + 2 * header.itemBytes);
    expect(view.getFloat32(header.fields[0]!.offsetBytes, true)).toBe(entry(2, 4));
    expect(view.getFloat64(header.fields[1]!.offsetBytes, true)).toBe(-3);
  });

  it('leaves no file behind when something is missing', () => {
    const out = join(folder, 'none.csv');
    const run = firstlight(['export', file, '--columns', 'gene:CD3D', '-o', out]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('There is no gene CD3D in X');
    expect(readdirSync(folder).some((name) => name.includes('none'))).toBe(false);
  });

  it.each([
    ['another ending', ['--columns', 'obs:a', '-o', 'out.xlsx']],
    ['columns of nothing', ['--columns', 'cluster', '-o', 'out.csv']],
    ['no columns', ['-o', 'out.csv']],
  ])('is wrong use with %s', (_, args) => {
    expect(firstlight(['export', file, ...args]).status).toBe(2);
  });
});

const real = '../shared/data/cells';
it.skipIf(!built || !existsSync(join(real, 'expected.json')))('agrees with a second decoder on real files', () => {
  const { files } = JSON.parse(readFileSync(join(real, 'expected.json'), 'utf8')) as {
    files: Record<string, { cells: number; genes: number; obs: Record<string, { kind: string; counts?: object; mean?: number }> }>;
  };
  for (const [name, facts] of Object.entries(files)) {
    const record = JSON.parse(firstlight(['info', join(real, name), '--json', '--full']).stdout);
    expect(record).toMatchObject({ cells: facts.cells, genes: facts.genes });
    for (const [column, { kind, counts, mean }] of Object.entries(facts.obs)) {
      const found = record.obs.find((other: { name: string }) => other.name === column);
      expect(found).toMatchObject({ kind, ...(counts === undefined ? {} : { counts }) });
      if (mean !== undefined) expect(found.mean).toBeCloseTo(mean, 6);
    }
  }
});

describe('columns to export', () => {
  it('may have commas in their names', () => {
    expect(parseWantedColumns('gene:HLA-A,obs:cell type, fine,obsm:X_umap')).toEqual([
      { from: 'gene', name: 'HLA-A' },
      { from: 'obs', name: 'cell type, fine' },
      { from: 'obsm', name: 'X_umap' },
    ]);
  });

  it('have the fewest digits that give a 32-bit number back', () => {
    expect([0.1, -0.6079999804496765, 5.230999946594238, 16777216, 1e-20].map((value) => shortFloat32(Math.fround(value)))).toEqual([
      '0.1',
      '-0.608',
      '5.231',
      '16777216',
      '1e-20',
    ]);
  });
});

describe.skipIf(!built)('firstlight export of some cells', () => {
  const where = ['--where', 'cluster=B,score>=0.5'];
  const names = [4, 8, 12, 16, 20].map((cell) => `cell-${cell}`);

  it('writes their names alone as JSON, and columns of theirs', () => {
    const out = join(folder, 'names.json');
    const run = firstlight(['export', file, ...where, '-o', out]);
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toContain('5 of 23 cells');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(names);
    expect(firstlight(['export', file, ...where, '--columns', 'obs:score,obs:cluster', '-o', out]).status).toBe(0);
    const columns = JSON.parse(readFileSync(out, 'utf8'));
    expect(columns).toEqual({ cell: names, score: [0.5, 1, 1.5, 2, 2.5], cluster: ['B', 'B', 'B', 'B', 'B'] });
  });

  it('writes Parquet that hyparquet reads', async () => {
    const out = join(folder, 'some.parquet');
    expect(firstlight(['export', file, '--columns', 'obs:cluster,obs:score,gene:Gene4', '-o', out]).status).toBe(0);
    const { buffer } = new Uint8Array(readFileSync(out));
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows).toHaveLength(cells);
    expect(rows[5]).toEqual({ cell: 'cell-5', cluster: clusters[5], score: 5 / 8, Gene4: entry(5, 4) });
    expect(rows[3]!.score).toBeNaN();
    expect(rows[3]!.cluster).toBe(clusters[3]);
    expect(firstlight(['export', file, '--where', 'cluster=nobody', '-o', out]).status).toBe(0);
    expect(await parquetReadObjects({ file: new Uint8Array(readFileSync(out)).buffer })).toEqual([]);
  });

  it('refuses genes and columns that are not there', () => {
    expect(firstlight(['export', file, '--where', 'nothing>1', '-o', join(folder, 'x.csv')]).status).toBe(1);
    expect(firstlight(['export', file, '--where', 'cluster>1', '-o', join(folder, 'x.csv')]).status).toBe(1);
  });
});
