import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { errorToRecord, FirstlightError } from '../base/errors.js';
import type { TaskFile } from '../engine/task-file.js';
import type { TaskAnswer } from '../engine/worker-queue.js';
import { runWorkerTask, type WorkerTask } from '../engine/worker-task.js';
import { decodeChunk } from '../formats/event-formats.js';
import { loadNodeKernels } from './node-kernels.js';
import type { DecodeWorkerData } from './node-worker-host.js';
import { systemError } from './system-error.js';

/* The script of a decoding thread: takes a task, answers with its result, one at a time. */

const { kernels } = await loadNodeKernels((workerData as DecodeWorkerData).kernels);

parentPort?.on('message', (task: WorkerTask) => {
  try {
    const { result, buffers } = runWorkerTask(task, kernels, decodeChunk, readFully);
    parentPort?.postMessage({ result } satisfies TaskAnswer, buffers);
  } catch (thrown) {
    parentPort?.postMessage({ error: errorToRecord(thrown) } satisfies TaskAnswer);
  }
});

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
