import type { DecodeChunk } from '../formats/event-format.js';
import type { Kernels } from '../kernels/kernels.js';
import { type ChunkTask, type ChunkTaskResult, runChunkTask, taskTransferables } from './chunk-task.js';
import { type PlaneTask, type PlaneTaskResult, runPlaneTask } from './plane-task.js';
import { type ReadTaskFile, runSeriesTask, type SeriesTask, type SeriesTaskResult, seriesTransferables } from './series-task.js';

/** What workers do; those of events are surveyed chunks. */
export type WorkerTask = ChunkTask | PlaneTask | SeriesTask;

/** What a task results in. */
export type WorkerResult<Task extends WorkerTask> = Task extends PlaneTask
  ? PlaneTaskResult
  : Task extends SeriesTask
    ? SeriesTaskResult
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
    return { result, buffers: taskTransferables(result) };
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
  const arrays =
    'kind' in task && task.kind === 'series' ? task.planes.flatMap(({ jobs }) => jobs.flatMap(({ bytes }) => bytes)) : task.bytes;
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of arrays) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}
