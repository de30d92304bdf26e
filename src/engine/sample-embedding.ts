import { type CellPoints, mostDims, pointsOf } from '../cells/cell-points.js';
import { sampleCells } from '../cells/even-sample.js';
import type { EmbeddingRows } from '../formats/table-format.js';
import type { Embedding } from '../shapes/table-columns.js';

/** Embeddings of fewer bytes are read whole at once. */
const wholeBytes = 4 << 20;
/** Places of a file that are looked at, and bytes that are inflated for it. */
const places = 64;
const mostInflatedBytes = 2 << 20;
/** Fewer pieces than this would show some corner of the file, not its shape. */
const leastPieces = 12;

/** Rows of an embedding, in their order. */
export interface RowRun {
  readonly from: number;
  readonly count: number;
}

/**
 * The rows that show the shape of a large embedding before the whole was read: evenly spread over the file. Undefined where
 * the whole is read as fast, or parts are compressed together in such large pieces that few would have to stand for all.
 */
export function planSample({ chunkRows, rowBytes }: EmbeddingRows, cells: number): RowRun[] | undefined {
  if (cells * rowBytes < wholeBytes || cells < 4 * sampleCells) return undefined;
  if (chunkRows === 1) {
    const count = Math.floor(sampleCells / places);
    return Array.from({ length: places }, (_, at) => ({ from: Math.floor(((cells - count) * at) / (places - 1)), count }));
  }
  const chunks = Math.ceil(cells / chunkRows);
  const fit = Math.min(places, Math.floor(mostInflatedBytes / (chunkRows * rowBytes)));
  if (fit < leastPieces || chunks < 2 * fit) return undefined;
  const count = Math.min(chunkRows, Math.floor(sampleCells / fit));
  return Array.from({ length: fit }, (_, at) => {
    const from = Math.floor(((chunks - 1) * at) / (fit - 1)) * chunkRows;
    return { from, count: Math.min(count, cells - from) };
  });
}

/** Some cells of a map. */
export interface SampledPoints {
  readonly cells: Uint32Array;
  readonly points: CellPoints;
}

/** Runs of rows that were read, side by side. */
export function joinSample(name: string, runs: readonly RowRun[], read: readonly Embedding['values'][], dims: number): SampledPoints {
  const kept = Math.min(dims, mostDims);
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  const cells = new Uint32Array(count);
  const values = new Float32Array(count * kept);
  let at = 0;
  for (const [i, run] of runs.entries()) {
    for (let row = 0; row < run.count; row += 1) cells[at + row] = run.from + row;
    values.set(read[i]!, at * kept);
    at += run.count;
  }
  return { cells, points: pointsOf({ name, dims: kept, values }) };
}
