import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWhere, whereFilters } from '../../src/cli/where-option.js';
import type { TableFacts } from '../../src/shapes/table-facts.js';
import { makeH5ad } from '../formats/anndata/make-h5ad.js';
import { built, firstlight } from './cli-harness.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-maps-'));
  file = join(folder, 'a.h5ad');
  writeFileSync(file, await makeH5ad('csc'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const facts: TableFacts = {
  kind: 'cells',
  format: 'AnnData HDF5',
  cells: 1,
  genes: 1,
  obs: [
    { name: 'louvain', kind: 'categorical' },
    { name: 'n_genes', kind: 'numeric' },
  ],
  embeddings: [],
  matrices: [],
  notices: [],
};
const filters = (text: string) => whereFilters(parseWhere(text), facts, 'X');

describe('--where', () => {
  it('names categories, with none among them, and what is not wanted', () => {
    expect(filters('louvain=B|T')).toEqual([
      { set: { kind: 'categories', column: 'louvain', names: ['B', 'T'] }, except: false, on: true },
    ]);
    expect(filters('louvain!=')).toEqual([{ set: { kind: 'categories', column: 'louvain', names: [null] }, except: true, on: true }]);
    expect(filters('louvain=a,b')[0]!.set).toMatchObject({ names: ['a,b'] });
  });

  it('compares numbers and genes, ends included only where they are', () => {
    const column = { kind: 'gene', gene: 'CD3D', matrix: 'X' };
    expect(filters('CD3D>=1,n_genes=500..2000').map(({ set }) => set)).toEqual([
      { kind: 'range', column, from: 1 },
      { kind: 'range', column: { kind: 'obs', name: 'n_genes' }, from: 500, to: 2000 },
    ]);
    expect(filters('CD3D>1')[0]!.set).toEqual({ kind: 'range', column, from: 1 + 2 ** -23 });
    expect(filters('CD3D<1')[0]!.set).toEqual({ kind: 'range', column, to: 1 - 2 ** -24 });
    expect(filters('CD3D>0')[0]!.set).toEqual({ kind: 'range', column, from: 2 ** -149 });
    expect(filters('CD3D<-1')[0]!.set).toEqual({ kind: 'range', column, to: -1 - 2 ** -23 });
    // 0.1 as a 32-bit float is above 0.1: it is the first above.
    expect(filters('CD3D>0.1')[0]!.set).toEqual({ kind: 'range', column, from: Math.fround(0.1) });
    expect(filters('gene:louvain=2')[0]!.set).toEqual({ kind: 'range', column: { ...column, gene: 'louvain' }, from: 2, to: 2 });
    expect(filters('n_genes=..9')[0]!.set).toEqual({ kind: 'range', column: { kind: 'obs', name: 'n_genes' }, to: 9 });
  });

  it('refuses what is no condition', () => {
    expect(() => parseWhere('louvain')).toThrow('Expected conditions');
    expect(() => filters('CD3D>x')).toThrow('no number');
    expect(() => filters('n_genes=..')).toThrow('no number');
  });
});

describe.skipIf(!built)('firstlight render of a map', () => {
  const render = (...args: string[]) => firstlight(['render', file, '-o', join(folder, 'out.png'), ...args]);
  const colours = async (): Promise<Set<string>> => {
    const { data, info } = await sharp(join(folder, 'out.png')).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ channels: 3 });
    return new Set(Array.from({ length: data.length / 3 }, (_, i) => data.subarray(3 * i, 3 * i + 3).toString('hex')));
  };

  it('draws categories in the colours of the file, without a legend where it is not wanted', async () => {
    const run = render('--size', '300x200', '--color', 'obs:cluster', '--no-legend', '--theme', 'light', '--point-size', '8');
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toContain('Wrote X_umap of 23 cells');
    const found = await colours();
    expect(found).toContain('ffffff');
    expect(found.size).toBeGreaterThan(3);
  });

  it('draws genes and says where they are from; only the cells asked for', async () => {
    expect(render('--size', '300x200', '--color', 'gene:Gene4', '--where', 'cluster=B').stderr).toMatch(/Gene4|ENSG4/);
    expect((await colours()).size).toBeGreaterThan(3);
    expect(render('--size', '300x200', '--no-legend', '--where', 'cluster=nobody')).toMatchObject({ status: 0 });
    expect([...(await colours())]).toEqual(['121417']);
  });

  it.each([
    ['a name that is no PNG', ['-o', 'out.gif'], 2],
    ['a column of no kind', ['-o', 'out.png', '--color', 'louvain'], 2],
    ['a column that is not there', ['-o', 'out.png', '--color', 'obs:nothing'], 1],
    ['an embedding that is not there', ['-o', 'out.png', '--embedding', 'X_nothing'], 1],
    ['a mean of categories', ['-o', 'out.png', '--color', 'obs:cluster', '--aggregate', 'mean'], 1],
  ])('refuses %s', (_, args, status) => {
    expect(firstlight(['render', file, ...args]).status).toBe(status);
  });
});
