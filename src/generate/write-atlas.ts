import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { AnndataWriter, type WrittenColumn } from '../formats/anndata/write/anndata-writer.js';
import type { TreeWriter } from '../formats/tree/tree-writer.js';
import { type AtlasCells, barcodeOf, drawCells, planarPlaces, spatialPlaces } from './atlas-cells.js';
import { type AtlasCluster, atlasClusters, lineagesOf } from './atlas-clusters.js';
import { AtlasCounts } from './atlas-counts.js';
import { type AtlasGene, atlasGenes } from './atlas-genes.js';
import { type AtlasLayout, type CellTotals, writeMatrices } from './atlas-matrix.js';
import { seedOf } from './random-stream.js';

export interface AtlasOptions extends Abortable {
  readonly cells: number;
  readonly genes: number;
  /** Share of the matrix that is not 0; 0.0001 to 0.5. */
  readonly density: number;
  readonly clusters: number;
  readonly layout: AtlasLayout;
  readonly seed: string;
  /** Whether counts are kept as `layers/counts`. */
  readonly counts: boolean;
  /** Elements in a chunk of one dimension. */
  readonly chunkElements: number;
  /** Told how many values of the matrix were written, of about how many. */
  readonly onProgress?: ((stored: number, expected: number) => void) | undefined;
}

export interface WrittenAtlas {
  /** Values stored in each matrix. */
  readonly stored: number;
}

const mostBlockCells = 1 << 15;
/** Stored values that are held while a block of cells is written. */
const blockValues = 6_000_000;
const pcaDims = 10;

/**
 * Writes an atlas as AnnData: clusters on trajectories and alone, sparse counts and their logarithms, embeddings `X_umap` (2),
 * `X_umap_3d` (3) and `X_pca` (10), columns of every kind, and the truth it was made by: `var/marker_of`, `var/lineage`,
 * `var/peak_pseudotime`, `obs/pseudotime` and `obs/size_factor`. The same options give the same numbers on every machine. Memory
 * is bounded by a block of cells and 40 bytes a cell. Errors: `out-of-range`, `aborted`; the tree is then left unfinished.
 */
export async function writeAtlas(tree: TreeWriter, options: AtlasOptions): Promise<WrittenAtlas> {
  checkOptions(options);
  const { cells: count, genes: geneCount, density, signal } = options;
  const seed = seedOf(options.seed);
  const clusters = atlasClusters(options.clusters);
  const lineages = lineagesOf(options.clusters);
  const lineageShares = lineages.map((_, index) =>
    clusters.reduce((sum, { lineage, share }) => sum + (lineage?.index === index ? share : 0), 0),
  );
  const genes = atlasGenes({ genes: geneCount, density, seed, clusters, lineageShares });
  const batches = Math.max(2, Math.min(400, Math.floor(count / 2500)));
  const cells = drawCells(count, blockCellsOf(options), clusters, batches, seed);
  const out = new AnndataWriter(tree, options.chunkElements);
  const totals = await writeMatrices(out, options.layout, {
    cells,
    genes: geneCount,
    tiles: new AtlasCounts(cells, clusters, genes, seed),
    counts: options.counts,
    signal,
    onProgress: (stored) => options.onProgress?.(stored, options.layout === 'dense' ? count * geneCount : density * count * geneCount),
  });
  await writeEmbeddings(out, cells, clusters, seed, signal);
  await writeObs(out, cells, clusters, lineages, batches, totals);
  await writeVar(out, genes, clusters, lineages);
  await out.texts(
    'uns/cluster_colors',
    clusters.map(({ colour }) => colour),
  );
  await out.texts('uns/phase_colors', ['#9aa5b1', '#4c9be8', '#e8804c']);
  await out.text('uns/title', `Generated atlas of ${count} cells and ${geneCount} genes, seed ${options.seed}`);
  throwIfAborted(signal);
  await tree.finish();
  return { stored: totals.stored };
}

function checkOptions({ cells, genes, density, clusters }: AtlasOptions): void {
  const check = (good: boolean, sentence: string): void => {
    if (!good) throw new FirstlightError('out-of-range', sentence);
  };
  check(Number.isInteger(cells) && cells >= 1 && cells <= 2 ** 31, `An atlas has 1 to 2,147,483,648 cells, not ${cells}`);
  check(Number.isInteger(genes) && genes >= 1 && genes <= 1_000_000, `An atlas has 1 to 1,000,000 genes, not ${genes}`);
  check(density >= 0.0001 && density <= 0.5, `A share of 0.0001 to 0.5 of the values is not 0, not ${density}`);
  check(Number.isInteger(clusters) && clusters >= 1 && clusters <= 30_000, `An atlas has 1 to 30,000 clusters, not ${clusters}`);
}

/** A power of two, so that a block's values fit; it decides the random numbers, so it depends on nothing but the options. */
function blockCellsOf({ genes, density }: AtlasOptions): number {
  let cells = mostBlockCells;
  while (cells > 256 && cells * genes * density > blockValues) cells /= 2;
  return cells;
}

async function writeEmbeddings(
  out: AnndataWriter,
  cells: AtlasCells,
  clusters: readonly AtlasCluster[],
  seed: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const makers: readonly (readonly [name: string, dims: number, make: (from: number, to: number) => Float32Array])[] = [
    ['X_umap', 2, (from, to) => planarPlaces(cells, clusters, seed, from, to)],
    ['X_umap_3d', 3, (from, to) => spatialPlaces(cells, clusters, 3, seed, from, to)],
    ['X_pca', pcaDims, (from, to) => spatialPlaces(cells, clusters, pcaDims, seed, from, to)],
  ];
  for (const [name, dims, make] of makers) {
    const rows = out.rows(`obsm/${name}`, 'float32', dims, Math.min(cells.length, 65_536), dims);
    for (let from = 0; from < cells.length; from += cells.blockCells) {
      throwIfAborted(signal);
      await rows.append(make(from, Math.min(cells.length, from + cells.blockCells)));
    }
    await rows.finish();
  }
}

async function writeObs(
  out: AnndataWriter,
  cells: AtlasCells,
  clusters: readonly AtlasCluster[],
  lineages: readonly string[],
  batches: number,
  totals: CellTotals,
): Promise<void> {
  const lineageOf = clusters.map(({ lineage }) => lineage?.index ?? -1);
  const columns: WrittenColumn[] = [
    categories(
      'cluster',
      clusters.map(({ name }) => name),
      (cell) => cells.clusters[cell]!,
    ),
    categories('lineage', lineages.length === 0 ? ['none'] : lineages, (cell) => lineageOf[cells.clusters[cell]!]!),
    categories(
      'batch',
      Array.from({ length: batches }, (_, batch) => `batch ${String(batch + 1).padStart(3, '0')}`),
      (cell) => cells.batches[cell]!,
    ),
    { ...categories('phase', ['G1', 'S', 'G2M'], (cell) => cells.phases[cell]!), ordered: true },
    { kind: 'numbers', name: 'pseudotime', dtype: 'float32', values: (from, to) => cells.pseudotime.subarray(from, to) },
    { kind: 'numbers', name: 'size_factor', dtype: 'float32', values: (from, to) => cells.sizeFactors.subarray(from, to) },
    { kind: 'numbers', name: 'n_counts', dtype: 'int32', values: (from, to) => Int32Array.from(totals.counts.subarray(from, to)) },
    { kind: 'numbers', name: 'n_genes', dtype: 'int32', values: (from, to) => totals.genes.subarray(from, to) },
    { kind: 'numbers', name: 'percent_mito', dtype: 'float32', values: (from, to) => cells.mitochondrial.subarray(from, to) },
    { kind: 'numbers', name: 'is_doublet', dtype: 'bool', values: (from, to) => cells.doublets.subarray(from, to) },
  ];
  await out.frame('obs', { length: cells.length, at: barcodeOf }, columns);
}

async function writeVar(
  out: AnndataWriter,
  genes: readonly AtlasGene[],
  clusters: readonly AtlasCluster[],
  lineages: readonly string[],
): Promise<void> {
  const raises = genes.map(({ raise }) => raise);
  const columns: WrittenColumn[] = [
    { kind: 'texts', name: 'feature_name', texts: { length: genes.length, at: (gene) => genes[gene]!.symbol } },
    categories(
      'marker_of',
      clusters.map(({ name }) => name),
      (gene) => {
        const raise = raises[gene];
        return raise?.kind === 'cluster' ? raise.cluster : -1;
      },
    ),
    categories('lineage', lineages.length === 0 ? ['none'] : lineages, (gene) => {
      const raise = raises[gene];
      return raise?.kind === 'lineage' ? raise.lineage : -1;
    }),
    floats('peak_pseudotime', (gene) => {
      const raise = raises[gene];
      return raise?.kind === 'lineage' ? raise.peak : Number.NaN;
    }),
    floats('background', (gene) => genes[gene]!.background),
  ];
  await out.frame('var', { length: genes.length, at: (gene) => genes[gene]!.id }, columns);
}

function categories(
  name: string,
  names: readonly string[],
  codeOf: (row: number) => number,
): Extract<WrittenColumn, { kind: 'categorical' }> {
  return {
    kind: 'categorical',
    name,
    categories: names,
    ordered: false,
    codes: (from, to) => {
      const codes = names.length < 128 ? new Int8Array(to - from) : new Int32Array(to - from);
      for (let row = from; row < to; row += 1) codes[row - from] = codeOf(row);
      return codes;
    },
  };
}

function floats(name: string, numberOf: (row: number) => number): WrittenColumn {
  return {
    kind: 'numbers',
    name,
    dtype: 'float32',
    values: (from, to) => Float32Array.from({ length: to - from }, (_, row) => numberOf(from + row)),
  };
}
