import { describe, expect, it } from 'vitest';
import { cells, entry, genes } from '../anndata/make-h5ad.js';
import { type OpenedTable, openTable } from '../open-table.js';
import { makeMtx, makeTenxH5 } from './make-tenx.js';

const everyCell = Array.from({ length: cells }, (_, cell) => cell);

function expectCounts(table: OpenedTable): void {
  expect(table.layout.facts).toMatchObject({ cells, genes, obs: [], embeddings: [] });
  expect(table.cells()).toEqual(everyCell.map((cell) => `BC${cell}-1`));
  const names = Array.from({ length: genes }, (_, gene) => gene);
  expect(table.genes()).toEqual({
    index: names.map((gene) => `Gene${gene}`),
    alternatives: { gene_ids: names.map((gene) => `ENSG${gene}`) },
  });
  for (const gene of names) expect(table.gene('X', gene)).toEqual(everyCell.map((cell) => entry(cell, gene)));
  const [first, second] = table.run(table.layout.readGenes('X', [3, 1]));
  expect([...first!.values]).toEqual(everyCell.map((cell) => entry(cell, 3)));
  expect([...second!.values]).toEqual(everyCell.map((cell) => entry(cell, 1)));
}

describe('10x HDF5', () => {
  it.each([2, 3] as const)('of Cell Ranger %i', async (version) => {
    const bytes = await makeTenxH5(version);
    expectCounts(openTable(bytes, 'filtered.h5'));
    if (version === 2)
      expect(openTable(bytes, 'filtered.h5', { dataset: 'mm10' }).layout.facts.notices[0]?.message).toContain('this is mm10');
  });
});

describe('MTX folders', () => {
  it('with genes in rows', () => expectCounts(openTable(makeMtx(false, false), 'folder')));

  it('with cells in rows', () => expectCounts(openTable(makeMtx(false, true), 'folder')));

  const text = new TextDecoder().decode(makeMtx(false, false)['matrix.mtx']);
  it.each([
    ['is cut', text.slice(0, -30), 'truncated'],
    ['has an entry outside', text.replace(/\n1\t/, '\n99\t'), 'corrupt'],
    ['has an entry that is no number', text.replace(/\n1\t/, '\nx\t'), 'corrupt'],
    ['is dense', text.replace('coordinate', 'array'), 'unsupported'],
    ['has no sizes', text.slice(0, 60), 'corrupt'],
    ['is something else', 'hello', 'corrupt'],
  ])('whose matrix %s are refused', (_, changed, code) => {
    const files = { ...makeMtx(false, false), 'matrix.mtx': new TextEncoder().encode(changed) };
    expect(() => openTable(files, 'folder').gene('X', 0)).toThrow(expect.objectContaining({ code }));
  });

  it('whose names are not as many as its genes are refused', () => {
    const files = { ...makeMtx(false, false), 'barcodes.tsv': new TextEncoder().encode('a\nb\n') };
    expect(() => openTable(files, 'folder')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });
});
