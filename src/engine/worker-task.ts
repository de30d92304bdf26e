import { FirstlightError } from '../base/errors.js';
import type { DecodeChunk } from '../formats/event-format.js';
import type { Kernels } from '../kernels/kernels.js';
import { type ChunkTask, type ChunkTaskResult, chunkTransferables, runChunkTask } from './chunk-task.js';
import { type FileChunksTask, runFileChunksTask } from './file-chunks-task.js';
import { type PlaneTask, type PlaneTaskResult, runPlaneTask } from './plane-task.js';
import { runSeriesTask, type SeriesTask, type SeriesTaskResult, seriesTransferables } from './series-task.js';
import type { ReadTaskFile } from './task-file.js';

/** What workers do; one without a kind is a chunk of events to be surveyed. */
export type WorkerTask = ChunkTask | FileChunksTask | PlaneTask | SeriesTask;

/** What a task results in. */
export type WorkerResult<Task extends WorkerTask> = Task extends PlaneTask
  ? PlaneTaskResult
  : Task extends SeriesTask
    ? SeriesTaskResult
    : Task extends FileChunksTask
      ? ChunkTaskResult[]
      : ChunkTaskResult;

/** Runs a task of any kind, and names the buffers of its result that can be transferred. `readFile`: how files are read, where they can be. */
export function runWorkerTask(
  task: WorkerTask,
  kernels: Kernels,
  decodeEvents: DecodeChunk,
  readFile?: ReadTaskFile,
): { readonly result: WorkerResult<WorkerTask>; readonly buffers: ArrayBuffer[] } {
  if (!('kind' in task)) {
    const result = runChunkTask(task, kernels, decodeEvents);
    return { result, buffers: chunkTransferables([result]) };
  }
  if (task.kind === 'chunks') {
    if (readFile === undefined) throw new FirstlightError('internal', 'A worker that reads no files was to read one');
    const result = runFileChunksTask(task, kernels, decodeEvents, readFile);
    return { result, buffers: chunkTransferables(result) };
  }
  if (task.kind === 'decode') {
    const result = runPlaneTask(task, kernels);
    return { result, buffers: [result.output.buffer as ArrayBuffer] };
  }
  const result = runSeriesTask(task, kernels, readFile);
  return { result, buffers: seriesTransferables(result) };
}

/** The distinct buffers that a task gives away with itself. */
export function taskBuffers(task: WorkerTask): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of givenArrays(task)) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}

function givenArrays(task: WorkerTask): readonly Uint8Array[] {
  if (!('kind' in task) || task.kind === 'decode') return task.bytes;
  return task.kind === 'chunks' ? [] : task.planes.flatMap(({ jobs }) => jobs.flatMap(({ bytes }) => bytes));
}
