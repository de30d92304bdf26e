import { errorToRecord } from '../base/errors.js';
import type { TaskAnswer } from '../engine/worker-queue.js';
import { runWorkerTask, type WorkerTask } from '../engine/worker-task.js';
import { decodeChunk } from '../formats/event-formats.js';
import type { Kernels } from '../kernels/kernels.js';
import { tabKernels } from './tab-kernels.js';

/* The script of a decoding worker: first the compiled kernels, then one task at a time. */

let kernels: Kernels | undefined;

self.onmessage = (event: MessageEvent<{ readonly module: WebAssembly.Module | undefined } | { readonly task: WorkerTask }>) => {
  if ('module' in event.data) {
    kernels = tabKernels(event.data.module);
    return;
  }
  try {
    kernels ??= tabKernels(undefined);
    const { result, buffers } = runWorkerTask(event.data.task, kernels, decodeChunk);
    self.postMessage({ result } satisfies TaskAnswer, { transfer: buffers });
  } catch (thrown) {
    self.postMessage({ error: errorToRecord(thrown) } satisfies TaskAnswer);
  }
};
