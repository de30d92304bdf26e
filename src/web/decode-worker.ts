import { errorToRecord } from '../base/errors.js';
import { type ChunkTask, runChunkTask, taskTransferables } from '../engine/chunk-task.js';
import type { TaskAnswer } from '../engine/worker-queue.js';
import { decodeChunk } from '../formats/event-formats.js';
import type { Kernels } from '../kernels/kernels.js';
import { tabKernels } from './tab-kernels.js';

/* The script of a decoding worker: first the compiled kernels, then one chunk at a time. */

let kernels: Kernels | undefined;

self.onmessage = (event: MessageEvent<{ readonly module: WebAssembly.Module | undefined } | { readonly task: ChunkTask }>) => {
  if ('module' in event.data) {
    kernels = tabKernels(event.data.module);
    return;
  }
  try {
    kernels ??= tabKernels(undefined);
    const result = runChunkTask(event.data.task, kernels, decodeChunk);
    self.postMessage({ result } satisfies TaskAnswer, { transfer: taskTransferables(result) });
  } catch (thrown) {
    self.postMessage({ error: errorToRecord(thrown) } satisfies TaskAnswer);
  }
};
