import { parentPort, workerData } from 'node:worker_threads';
import { errorToRecord } from '../base/errors.js';
import { type ChunkTask, runChunkTask, taskTransferables } from '../engine/chunk-task.js';
import type { TaskAnswer } from '../engine/worker-queue.js';
import { decodeChunk } from '../formats/event-formats.js';
import { loadNodeKernels } from './node-kernels.js';
import type { DecodeWorkerData } from './node-worker-host.js';

/* The script of a decoding thread: takes a chunk, answers with its sums, one at a time. */

const { kernels } = await loadNodeKernels((workerData as DecodeWorkerData).kernels);

parentPort?.on('message', (task: ChunkTask) => {
  try {
    const result = runChunkTask(task, kernels, decodeChunk);
    parentPort?.postMessage({ result } satisfies TaskAnswer, taskTransferables(result));
  } catch (thrown) {
    parentPort?.postMessage({ error: errorToRecord(thrown) } satisfies TaskAnswer);
  }
});
