import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { errorToRecord, FirstlightError } from '../base/errors.js';
import type { ByteRange } from '../bytes/plan.js';
import { runChunkTask, type TaskFile, taskTransferables } from '../engine/chunk-task.js';
import type { TaskAnswer } from '../engine/worker-queue.js';
import { runWorkerTask, type WorkerTask } from '../engine/worker-task.js';
import { decodeChunk } from '../formats/event-formats.js';
import { loadNodeKernels } from './node-kernels.js';
import type { DecodeWorkerData } from './node-worker-host.js';
import { systemError } from './system-error.js';

/* The script of a decoding thread: takes a task, answers with its result, one at a time. */

/** More than this is not read into the kernels' memory. */
const mostLentBytes = 32 << 20;
const alignment = 64;

const { kernels } = await loadNodeKernels((workerData as DecodeWorkerData).kernels);

parentPort?.on('message', (task: WorkerTask) => {
  try {
    if (!('kind' in task) && task.file !== undefined) {
      const result = { ...runChunkTask({ ...task, bytes: readRanges(task.file, task.job.ranges) }, kernels, decodeChunk), bytes: [] };
      parentPort?.postMessage({ result } satisfies TaskAnswer, taskTransferables(result));
      return;
    }
    const { result, buffers } = runWorkerTask(task, kernels, decodeChunk, readFully);
    parentPort?.postMessage({ result } satisfies TaskAnswer, buffers);
  } catch (thrown) {
    parentPort?.postMessage({ error: errorToRecord(thrown) } satisfies TaskAnswer);
  }
});

/** The bytes of ranges, into memory that is read into again for the next task: where it fits, the kernels' own. */
function readRanges(file: TaskFile, ranges: readonly ByteRange[]): Uint8Array[] {
  const total = ranges.reduce((sum, { length }) => sum + roundUp(length), 0);
  const memory = total <= mostLentBytes ? kernels.lendInput(total) : new Uint8Array(total);
  let at = 0;
  return ranges.map(({ offset, length }) => {
    const bytes = memory.subarray(at, at + length);
    at += roundUp(length);
    readFully(file, offset, bytes);
    return bytes;
  });
}

function readFully({ descriptor, path }: TaskFile, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    let got: number;
    try {
      got = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
    } catch (thrown) {
      throw systemError(thrown, path);
    }
    if (got === 0) throw new FirstlightError('truncated', `The file ends at byte ${offset + done}, in the middle of a read`, { path });
    done += got;
  }
}

function roundUp(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
