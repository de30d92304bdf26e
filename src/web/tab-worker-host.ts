import { type QueueWorker, type QueueWorkerEvents, type TaskAnswer, WorkerQueue } from '../engine/worker-queue.js';

export interface TabWorkerHostOptions {
  /** Starts a decoding worker; only the bundler knows where its script lies. */
  readonly createWorker: () => Worker;
  readonly module: WebAssembly.Module | undefined;
  /** Workers; default one less than the machine has, at least 1, at most 4. */
  readonly size?: number;
}

/** Decoding workers below the engine's worker. */
export class TabWorkerHost extends WorkerQueue {
  constructor({ createWorker, module, size }: TabWorkerHostOptions) {
    super(size ?? Math.min(4, (navigator.hardwareConcurrency || 2) - 1), (events) => startWorker(createWorker, module, events));
  }
}

function startWorker(createWorker: () => Worker, module: WebAssembly.Module | undefined, events: QueueWorkerEvents): QueueWorker {
  const worker = createWorker();
  worker.onmessage = (event: MessageEvent<TaskAnswer>) => events.answered(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    events.died(`A decoding worker died: ${event.message}`);
  };
  worker.postMessage({ module });
  return {
    post: (task, buffers) => worker.postMessage({ task }, buffers),
    end: () => worker.terminate(),
  };
}
