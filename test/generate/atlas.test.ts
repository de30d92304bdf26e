import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { Hdf5TreeWriter } from '../../src/formats/hdf5/write/hdf5-tree-writer.js';
import { ZarrTreeWriter } from '../../src/formats/zarr/write/zarr-tree-writer.js';
import type { AtlasLayout } from '../../src/generate/atlas-matrix.js';
import { exponentialOf, fixedLog } from '../../src/generate/fixed-log.js';
import { type AtlasOptions, writeAtlas } from '../../src/generate/write-atlas.js';
import { CollectSink } from '../formats/collect-sink.js';
import { type Files, type OpenedTable, openTable } from '../formats/open-table.js';

const options: AtlasOptions = {
  cells: 700,
  genes: 90,
  density: 0.1,
  clusters: 9,
  layout: 'csr',
  seed: 'test',
  counts: true,
  chunkElements: 1024,
};

async function h5ad(more: Partial<AtlasOptions> = {}): Promise<Uint8Array> {
  const sink = new CollectSink();
  await writeAtlas(new Hdf5TreeWriter(sink, { compress: async (bytes) => deflateSync(bytes, { level: 1 }) }), {
    ...options,
    ...more,
  });
  return sink.bytes();
}

async function zarr(version: 2 | 3, layout: AtlasLayout): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  const tree = new ZarrTreeWriter({
    version,
    compress: async (bytes) => (version === 2 ? deflateSync(bytes) : gzipSync(bytes)),
    put: async (name, bytes) => {
      files[name] = new Uint8Array(bytes);
    },
  });
  await writeAtlas(tree, { ...options, layout });
  return files;
}

const columns = ['cluster', 'lineage', 'batch', 'phase', 'pseudotime', 'size_factor', 'n_counts', 'n_genes', 'percent_mito', 'is_doublet'];

/** Everything in a table, as one hash of its values. */
function contentOf(table: OpenedTable): string {
  const hash = createHash('sha256');
  hash.update(table.cells().join());
  hash.update(JSON.stringify(table.genes()));
  for (const name of columns) hash.update(JSON.stringify(table.obs(name)));
  for (const name of ['X_umap', 'X_umap_3d', 'X_pca']) hash.update(JSON.stringify(table.embedding(name)));
  for (const matrix of ['X', 'layers/counts']) {
    const genes = Array.from({ length: options.genes }, (_, gene) => gene);
    for (const { values } of table.run(table.layout.readGenes(matrix, genes))) hash.update(JSON.stringify([...values]));
  }
  return hash.digest('hex');
}

describe('a generated atlas', () => {
  it('is the same in every layout and container, and stays what it is', async () => {
    const expected = contentOf(openTable(await h5ad(), 'a.h5ad'));
    expect(expected).toBe('4f2e3dd3d612d0beaa3062b17bff9ed6d432e8c7dd0242ef01a9fb77db5e26f1');
    for (const layout of ['csc', 'dense'] as const) expect(contentOf(openTable(await h5ad({ layout }), 'a.h5ad'))).toBe(expected);
    for (const version of [2, 3] as const) {
      for (const layout of ['csr', 'csc', 'dense'] as const)
        expect(contentOf(openTable(await zarr(version, layout), 'a.zarr'))).toBe(expected);
    }
  });

  it('is as full as asked for, and tells the truth about its markers', async () => {
    const table = openTable(await h5ad({ cells: 4000, density: 0.1 }), 'a.h5ad');
    const { facts } = table.layout;
    expect(facts.matrices.map(({ name, layout, cells, genes }) => ({ name, layout, cells, genes }))).toEqual([
      { name: 'X', layout: 'csr', cells: 4000, genes: 90 },
      { name: 'layers/counts', layout: 'csr', cells: 4000, genes: 90 },
    ]);
    expect(facts.matrices[0]!.stored! / (4000 * 90)).toBeGreaterThan(0.09);
    expect(facts.matrices[0]!.stored! / (4000 * 90)).toBeLessThan(0.11);
    const clusters = table.obs('cluster');
    const symbols = table.genes().alternatives.feature_name!;
    for (const [symbol, cluster] of [
      ['CD34', 'Stem cell'],
      ['LYZ', 'Monocyte'],
    ] as const) {
      const counts = table.gene('layers/counts', symbols.indexOf(symbol));
      const mean = (inside: boolean): number => {
        const values = counts.filter((_, cell) => (clusters[cell] === cluster) === inside);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      expect(mean(true)).toBeGreaterThan(10 * mean(false));
    }
    const all = Array.from({ length: 90 }, (_, gene) => gene);
    const [counts, values] = ['layers/counts', 'X'].map((name) =>
      table.run(table.layout.readGenes(name, all)).map((gene) => gene.values[17]!),
    );
    expect(table.obs('n_counts')[17]).toBe(counts!.reduce((sum, value) => sum + value, 0));
    const sizeFactor = table.obs('size_factor')[17] as number;
    for (const [gene, count] of counts!.entries()) expect(values![gene]).toBeCloseTo(Math.log1p((4 * count) / sizeFactor), 5);
    expect(table.run(table.layout.readObs('cluster'))).toMatchObject({ colors: expect.arrayContaining([expect.stringMatching(/^#/)]) });
    expect(new Set(table.cells()).size).toBe(4000);
  });

  it('can be of one cell and gene, and without counts', async () => {
    const table = openTable(await h5ad({ cells: 1, genes: 1, clusters: 1, density: 0.5, counts: false }), 'a.h5ad');
    expect(table.layout.facts).toMatchObject({ cells: 1, genes: 1, matrices: [{ name: 'X' }] });
    expect(table.embedding('X_umap')).toHaveLength(2);
  });

  it('refuses what cannot be, and stops when it is told to', async () => {
    await expect(h5ad({ density: 0.9 })).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(h5ad({ clusters: 0 })).rejects.toThrow(FirstlightError);
    const controller = new AbortController();
    await expect(h5ad({ signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('logarithms that every engine rounds alike', () => {
  it('are logarithms', () => {
    for (let value = 1e-300; value < 1e300; value *= 1.7e5) {
      expect(Math.abs(fixedLog(value) - Math.log(value))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log(value)) + 4e-16);
    }
    for (let value = 0.5; value < 2; value += 0.001) expect(Math.abs(fixedLog(value) - Math.log(value))).toBeLessThan(3e-16);
  });

  it('make exponential numbers of mean 1', () => {
    let sum = 0;
    const count = 1 << 16;
    for (let i = 0; i < count; i += 1) sum += exponentialOf(((i << 16) | 0x8000) >>> 0);
    expect(sum / count).toBeCloseTo(1, 3);
    expect(exponentialOf(0)).toBeGreaterThan(22);
    expect(exponentialOf(0xffff_ffff)).toBeGreaterThanOrEqual(0);
  });
});
