import type { AtlasCells } from './atlas-cells.js';
import type { AtlasCluster } from './atlas-clusters.js';
import { type AtlasGene, gapScale } from './atlas-genes.js';
import { exponentialOf } from './fixed-log.js';
import { RandomStream } from './random-stream.js';

const mostCount = 65_535;

interface DrawnGene {
  readonly gap: number;
  readonly excess: number;
  readonly raise: AtlasGene['raise'];
  readonly raiseGap: number;
}

/** Cells of each group in a block, ascending, as places in the block: `members` from `starts[group]` to `starts[group + 1]`. */
interface Groups {
  readonly members: Uint16Array;
  readonly starts: Uint32Array;
}

/** Counts that one gene has in one block of cells, ascending. *Lent* until the next call. */
export interface GeneTile {
  length: number;
  /** Places in the block. */
  readonly cells: Uint16Array;
  readonly counts: Uint16Array;
}

/**
 * The counts of an atlas, gene by gene in blocks of cells, in any order: the tile of a gene in a block is always the same, so that
 * a matrix may be written by rows or by columns.
 */
export class AtlasCounts {
  readonly #cells: AtlasCells;
  readonly #genes: readonly DrawnGene[];
  readonly #seed: number;
  readonly #byCluster: readonly Groups[];
  readonly #byLineage: readonly Groups[];
  readonly #stream = new RandomStream();
  readonly #background: GeneTile;
  readonly #raised: GeneTile;
  readonly #joined: GeneTile;

  constructor(cells: AtlasCells, clusters: readonly AtlasCluster[], genes: readonly AtlasGene[], seed: number) {
    this.#cells = cells;
    this.#seed = seed;
    this.#genes = genes.map(({ background, backgroundExcess, raise }) => ({
      gap: gapScale(background),
      excess: backgroundExcess,
      raise,
      raiseGap: raise === undefined ? 0 : gapScale(raise.probability),
    }));
    const lineages = 1 + Math.max(-1, ...clusters.map(({ lineage }) => lineage?.index ?? -1));
    const blocks = Math.ceil(cells.length / cells.blockCells);
    const lineageOf = clusters.map(({ lineage }) => lineage?.index ?? lineages);
    this.#byCluster = Array.from({ length: blocks }, (_, block) => groupBlock(cells, block, clusters.length, (cluster) => cluster));
    this.#byLineage = Array.from({ length: blocks }, (_, block) =>
      groupBlock(cells, block, lineages + 1, (cluster) => lineageOf[cluster]!),
    );
    const tile = (room: number): GeneTile => ({ length: 0, cells: new Uint16Array(room), counts: new Uint16Array(room) });
    this.#background = tile(cells.blockCells);
    this.#raised = tile(cells.blockCells);
    this.#joined = tile(cells.blockCells);
  }

  /** The counts of a gene in a block. */
  tile(block: number, gene: number): GeneTile {
    const { gap, excess, raise, raiseGap } = this.#genes[gene]!;
    const stream = this.#stream;
    stream.restart(this.#seed, 16 + block, gene);
    const from = block * this.#cells.blockCells;
    const length = Math.min(this.#cells.blockCells, this.#cells.length - from);
    const background = this.#background;
    let found = 0;
    for (let cell = skip(stream, gap); cell < length; cell += 1 + skip(stream, gap)) {
      background.cells[found] = cell;
      background.counts[found] = countOf(stream, excess * this.#cells.sizeFactors[from + cell]!);
      found += 1;
    }
    background.length = found;
    if (raise === undefined) return background;
    this.#drawRaise(block, from, raise, raiseGap);
    return join(background, this.#raised, this.#joined);
  }

  #drawRaise(block: number, from: number, raise: NonNullable<AtlasGene['raise']>, gap: number): void {
    const stream = this.#stream;
    const tile = this.#raised;
    const groups = (raise.kind === 'cluster' ? this.#byCluster : this.#byLineage)[block]!;
    const group = raise.kind === 'cluster' ? raise.cluster : raise.lineage;
    const end = groups.starts[group + 1]!;
    const { pseudotime, sizeFactors } = this.#cells;
    let found = 0;
    for (let place = groups.starts[group]! + skip(stream, gap); place < end; place += 1 + skip(stream, gap)) {
      const cell = groups.members[place]!;
      if (raise.kind === 'lineage') {
        const distance = Math.abs(pseudotime[from + cell]! - raise.peak);
        if (stream.fraction() * raise.width >= raise.width - distance) continue;
      }
      tile.cells[found] = cell;
      tile.counts[found] = countOf(stream, raise.excess * sizeFactors[from + cell]!);
      found += 1;
    }
    tile.length = found;
  }
}

/** How many cells are passed over before the next that has the gene. */
function skip(stream: RandomStream, gap: number): number {
  return Math.floor(exponentialOf(stream.next()) * gap);
}

function countOf(stream: RandomStream, excess: number): number {
  return Math.min(mostCount, 1 + Math.floor(exponentialOf(stream.next()) * excess));
}

/** Merges two ascending tiles; counts of a cell in both add up. */
function join(first: GeneTile, second: GeneTile, out: GeneTile): GeneTile {
  let a = 0;
  let b = 0;
  let found = 0;
  while (a < first.length || b < second.length) {
    const left = a < first.length ? first.cells[a]! : mostCount + 1;
    const right = b < second.length ? second.cells[b]! : mostCount + 1;
    out.cells[found] = Math.min(left, right);
    let count = 0;
    if (left <= right) {
      count += first.counts[a]!;
      a += 1;
    }
    if (right <= left) {
      count += second.counts[b]!;
      b += 1;
    }
    out.counts[found] = Math.min(mostCount, count);
    found += 1;
  }
  out.length = found;
  return out;
}

function groupBlock(
  { clusters, blockCells, length }: AtlasCells,
  block: number,
  groups: number,
  groupOf: (cluster: number) => number,
): Groups {
  const from = block * blockCells;
  const count = Math.min(blockCells, length - from);
  const starts = new Uint32Array(groups + 1);
  for (let cell = 0; cell < count; cell += 1) starts[groupOf(clusters[from + cell]!) + 1]! += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const members = new Uint16Array(count);
  for (let cell = 0; cell < count; cell += 1) {
    const group = groupOf(clusters[from + cell]!);
    members[next[group]!] = cell;
    next[group]! += 1;
  }
  return { members, starts };
}
