import type { ByteRange } from '../bytes/plan.js';
import type { ChunkJob, DecodeChunk } from '../formats/event-format.js';
import type { Kernels } from '../kernels/kernels.js';
import { type ChunkTaskResult, isDamage, lostChunk, runChunkTask, type SurveyWants } from './chunk-task.js';
import type { ReadTaskFile, TaskFile } from './task-file.js';

/** Some chunks of a survey that a worker reads and decodes one after the other, so that it is not told of each; safe to post. */
export interface FileChunksTask extends SurveyWants {
  readonly kind: 'chunks';
  readonly file: TaskFile;
  readonly jobs: readonly ChunkJob[];
}

/** More than this is not read into the kernels' memory. */
const mostLentBytes = 32 << 20;
const alignment = 64;

/** What surveying each chunk told. Damage ends a chunk, not the task. */
export function runFileChunksTask(task: FileChunksTask, kernels: Kernels, decode: DecodeChunk, read: ReadTaskFile): ChunkTaskResult[] {
  const { file, jobs, binMicros, extent } = task;
  return jobs.map((job) => {
    try {
      const bytes = readRanges(file, job.ranges, kernels, read);
      return { ...runChunkTask({ job, bytes, binMicros, extent }, kernels, decode), bytes: [] };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return lostChunk(error, binMicros);
    }
  });
}

/** The bytes of ranges, into memory that is read into again for the next chunk: where it fits, the kernels' own. */
function readRanges(file: TaskFile, ranges: readonly ByteRange[], kernels: Kernels, read: ReadTaskFile): Uint8Array[] {
  const total = ranges.reduce((sum, { length }) => sum + roundUp(length), 0);
  const memory = total <= mostLentBytes ? kernels.lendInput(total) : new Uint8Array(total);
  let at = 0;
  return ranges.map(({ offset, length }) => {
    const bytes = memory.subarray(at, at + length);
    at += roundUp(length);
    read(file, offset, bytes);
    return bytes;
  });
}

function roundUp(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
