import type { CellPoints } from '../cells/cell-points.js';
import { evenSample } from '../cells/even-sample.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { TableQuestion } from './table-question.js';

type PointsAnswer = AnswerOf<'points'>;

const runBytes = 1 << 20;

/**
 * The places of all cells: a sample spread over the file where reading all takes long, then one spread evenly over the map,
 * then all in the order of the file: in parts of at most 1 MiB, sent no faster than the viewer takes them.
 */
export async function answerPoints({ request, table, signal, send, parts, credits }: TableQuestion<'points'>): Promise<void> {
  const { embedding } = request;
  const tell = async (
    points: CellPoints,
    part: PointsAnswer['part'],
    coordinates: Float32Array<ArrayBuffer>,
    final: boolean,
  ): Promise<void> => {
    await credits.take(signal);
    const { dims, bounds, missing } = points;
    const { cells } = table.facts;
    const { request: number } = request;
    send({ type: 'points', request: number, embedding, dims, cells, part, coordinates, bounds: bounds.slice(), missing, final });
  };
  if (!table.columns.hasPoints(embedding)) {
    const sampled = await table.sampleEmbedding(embedding, { signal });
    if (sampled !== undefined) {
      const { cells, points } = sampled;
      await tell(points, { kind: 'sample', cells: cells.slice() }, points.coordinates.slice(), false);
    }
  }
  const { value: points, release } = await table.columns.points(embedding, { signal });
  try {
    const { dims, coordinates, cells } = points;
    const perRun = Math.max(1, Math.floor(runBytes / (4 * dims)));
    if (cells > perRun) {
      const sample = evenSample(points);
      await tell(points, { kind: 'sample', cells: sample.slice() }, pickCells(points, sample), false);
    }
    for (let from = 0; from === 0 || from < cells; from += perRun) {
      await parts.shared.ports.clock.turn();
      const to = Math.min(cells, from + perRun);
      await tell(points, { kind: 'run', from }, coordinates.slice(from * dims, to * dims), to >= cells);
    }
  } finally {
    release();
  }
}

function pickCells({ coordinates, dims }: CellPoints, cells: Uint32Array): Float32Array<ArrayBuffer> {
  const picked = new Float32Array(cells.length * dims);
  for (let at = 0; at < cells.length; at += 1) {
    for (let axis = 0; axis < dims; axis += 1) picked[at * dims + axis] = coordinates[cells[at]! * dims + axis]!;
  }
  return picked;
}
