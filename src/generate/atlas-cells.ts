import type { AtlasCluster } from './atlas-clusters.js';
import { exponentialOf } from './fixed-log.js';
import { sin16, turn16 } from './fixed-trig.js';
import { mix32 } from './random.js';
import { RandomStream } from './random-stream.js';

/** What is known about each cell of an atlas. */
export interface AtlasCells {
  readonly length: number;
  /** Cells that are made together; a piece of random numbers each. */
  readonly blockCells: number;
  readonly clusters: Uint16Array;
  /** Place on the cell's trajectory, 0 to 1; NaN where it is on none. */
  readonly pseudotime: Float32Array;
  /** How deep a cell was sequenced, about 1. */
  readonly sizeFactors: Float32Array;
  readonly batches: Uint16Array;
  readonly doublets: Uint8Array;
  readonly mitochondrial: Float32Array;
  readonly phases: Uint8Array;
}

/** Draws the cells, of clusters by their shares, of `batches` batches that differ in size. */
export function drawCells(
  length: number,
  blockCells: number,
  clusters: readonly AtlasCluster[],
  batches: number,
  seed: number,
): AtlasCells {
  const cells: AtlasCells = {
    length,
    blockCells,
    clusters: new Uint16Array(length),
    pseudotime: new Float32Array(length),
    sizeFactors: new Float32Array(length),
    batches: new Uint16Array(length),
    doublets: new Uint8Array(length),
    mitochondrial: new Float32Array(length),
    phases: new Uint8Array(length),
  };
  const limits = limitsOf(clusters.map(({ share }) => share));
  const batchLimits = limitsOf(Array.from({ length: batches }, (_, batch) => 1 / (1 + (batch % 7))));
  const stream = new RandomStream();
  for (let cell = 0; cell < length; cell += 1) {
    if (cell % blockCells === 0) stream.restart(seed, 2, cell / blockCells);
    const cluster = placeIn(limits, stream.fraction());
    const along = stream.fraction();
    const lineage = clusters[cluster]!.lineage;
    cells.clusters[cell] = cluster;
    cells.pseudotime[cell] = lineage === undefined ? Number.NaN : lineage.from + along * (lineage.to - lineage.from);
    cells.sizeFactors[cell] = 0.25 + 0.5 * stream.fraction() + 0.25 * exponentialOf(stream.next());
    cells.batches[cell] = placeIn(batchLimits, stream.fraction());
    cells.doublets[cell] = stream.fraction() < 0.03 ? 1 : 0;
    cells.mitochondrial[cell] = 0.5 + 3 * exponentialOf(stream.next());
    const phase = stream.fraction();
    cells.phases[cell] = phase < 0.6 ? 0 : phase < 0.8 ? 1 : 2;
  }
  return cells;
}

/** A barcode of 16 bases, another for every cell below 2³². */
export function barcodeOf(cell: number): string {
  const bits = mix32(cell ^ 0x2545_f491) >>> 0;
  let text = '';
  for (let base = 0; base < 16; base += 1) text += 'ACGT'[(bits >>> (2 * base)) & 3]!;
  return `${text}-1`;
}

/** Two-dimensional coordinates of cells `from` to `to`: trajectories are bands, others bent ellipses. `from` starts a block. */
export function planarPlaces(cells: AtlasCells, clusters: readonly AtlasCluster[], seed: number, from: number, to: number): Float32Array {
  const places = new Float32Array(2 * (to - from));
  const stream = new RandomStream();
  for (let cell = from; cell < to; cell += 1) {
    if (cell % cells.blockCells === 0) stream.restart(seed, 3, cell / cells.blockCells);
    const { centre, next, radii, angle, lineage } = clusters[cells.clusters[cell]!]!;
    const first = stream.normal();
    const second = stream.normal();
    const at = 2 * (cell - from);
    if (next !== undefined && lineage !== undefined) {
      const along = (cells.pseudotime[cell]! - lineage.from) / (lineage.to - lineage.from);
      // Neighbours mix, and bands swell and thin out on their way.
      const place = along + 0.16 * stream.normal();
      const thickness = radii[0] * (0.65 + 2.2 * along * (1 - along));
      places[at] = centre[0] + place * (next[0] - centre[0]) + thickness * first;
      places[at + 1] = centre[1] + place * (next[1] - centre[1]) + thickness * second;
      continue;
    }
    const u = radii[0] * first;
    const v = radii[1] * (second + 0.35 * (first * first - 1));
    const sine = sin16(angle) / 32_767;
    const cosine = sin16(angle + turn16 / 4) / 32_767;
    places[at] = centre[0] + u * cosine - v * sine;
    places[at + 1] = centre[1] + u * sine + v * cosine;
  }
  return places;
}

/** Coordinates of any number of dimensions: the cluster's own middle, moved along its trajectory, and noise. `from` starts a block. */
export function spatialPlaces(
  cells: AtlasCells,
  clusters: readonly AtlasCluster[],
  dims: number,
  seed: number,
  from: number,
  to: number,
): Float32Array {
  const places = new Float32Array(dims * (to - from));
  const stream = new RandomStream();
  const ends = clusters.map((_, cluster) => {
    stream.restart(seed, 5 + dims, cluster);
    return Float64Array.from({ length: 2 * dims }, (_, place) => (place < dims ? 8 : 3) * stream.normal());
  });
  // Clusters of a trajectory follow each other: each starts where the one before it ends.
  for (const [cluster, { lineage }] of clusters.entries()) {
    if (lineage === undefined || lineage.from === 0) continue;
    for (let dimension = 0; dimension < dims; dimension += 1) {
      ends[cluster]![dimension] = ends[cluster - 1]![dimension]! + ends[cluster - 1]![dims + dimension]!;
    }
  }
  for (let cell = from; cell < to; cell += 1) {
    if (cell % cells.blockCells === 0) stream.restart(seed, 4, (cell / cells.blockCells) * 64 + dims);
    const cluster = cells.clusters[cell]!;
    const { lineage } = clusters[cluster]!;
    const along = lineage === undefined ? 0 : (cells.pseudotime[cell]! - lineage.from) / (lineage.to - lineage.from);
    const middle = ends[cluster]!;
    for (let dimension = 0; dimension < dims; dimension += 1) {
      places[(cell - from) * dims + dimension] = middle[dimension]! + along * middle[dims + dimension]! + 0.8 * stream.normal();
    }
  }
  return places;
}

/** Ends of the shares on the way from 0 to 1. */
function limitsOf(shares: readonly number[]): Float64Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return Float64Array.from(shares, (share) => {
    sum += share;
    return sum / total;
  });
}

/** Which of the shares a fraction lies in. */
function placeIn(limits: Float64Array, fraction: number): number {
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fraction < limits[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
