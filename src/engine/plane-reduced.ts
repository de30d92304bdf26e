import type { Abortable } from '../base/abort.js';
import { runPlan } from '../bytes/plan.js';
import { swapBytes } from '../formats/plane-arrays/swap-bytes.js';
import type { PlaneJob, PlaneLayout } from '../formats/plane-format.js';
import { sampleBytes } from '../shapes/plane-samples.js';
import type { RecordingBytes } from './recording-bytes.js';

/** Rows that are read at once. */
const rowsAtOnce = 16;

/**
 * The middle pixel of each square of `reducedBy` pixels of a plane, *given*; squares at the right and lower border may be cut. Reads
 * the rows that it takes, no others. Nothing where rows cannot be read by themselves. Errors: those of planning and reading.
 */
export async function readReduced(
  layout: PlaneLayout,
  { blocks, near }: RecordingBytes,
  plane: number,
  reducedBy: number,
  { signal }: Abortable = {},
): Promise<Uint8Array | undefined> {
  const { height, width, channels, dtype } = layout.facts;
  const jobs = await runPlan(blocks, layout.planPlanes(plane, plane + 1), { signal });
  const pixelBytes = channels * sampleBytes(dtype);
  if (!jobs.every(({ verbatim, box }) => verbatim !== undefined && box.fromColumn === 0 && box.toColumn === width)) return undefined;
  const rows = Math.ceil(height / reducedBy);
  const columns = Math.ceil(width / reducedBy);
  const output = new Uint8Array(rows * columns * pixelBytes);
  const rowBytes = width * pixelBytes;
  const middle = reducedBy >> 1;
  const readRow = async (job: PlaneJob, at: number, y: number): Promise<void> => {
    const row = await near.read(job.ranges[0]!.offset + (y - job.box.fromRow) * rowBytes, rowBytes, { signal });
    const start = at * columns * pixelBytes;
    for (let column = 0, to = start; column < columns; column += 1, to += pixelBytes) {
      const from = Math.min(width - 1, column * reducedBy + middle) * pixelBytes;
      for (let byte = 0; byte < pixelBytes; byte += 1) output[to + byte] = row[from + byte]!;
    }
    swapBytes(output.subarray(start, start + columns * pixelBytes), job.verbatim!.swapBytes);
  };
  let next = 0;
  let at = 0;
  const readSome = async (): Promise<void> => {
    while (next < rows) {
      const row = next;
      next += 1;
      const y = Math.min(height - 1, row * reducedBy + middle);
      while (jobs[at]!.box.toRow <= y) at += 1;
      await readRow(jobs[at]!, row, y);
    }
  };
  await Promise.all(Array.from({ length: rowsAtOnce }, readSome));
  return output;
}
