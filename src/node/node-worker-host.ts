import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type QueueWorker, type QueueWorkerEvents, type TaskAnswer, WorkerQueue } from '../engine/worker-queue.js';
import { builtFile } from './built-file.js';

/** What a decoding worker is started with. */
export interface DecodeWorkerData {
  /** The compiled kernels; undefined: the twins are used. */
  readonly kernels: WebAssembly.Module | undefined;
}

export interface NodeWorkerHostOptions {
  /** Threads; default one less than the machine has, at least 1, at most 8. */
  readonly size?: number | undefined;
  readonly kernels?: WebAssembly.Module | undefined;
  /** Another built script to start, for tests. */
  readonly script?: URL;
}

/** Decoding threads of this process, which read files themselves. Idle ones do not keep the process alive. */
export class NodeWorkerHost extends WorkerQueue {
  readonly readsFiles: boolean = true;

  constructor({ size, kernels, script = builtFile('node/decode-worker.js') }: NodeWorkerHostOptions = {}) {
    super(size ?? Math.min(8, availableParallelism() - 1), (events) => startThread(script, { kernels }, events));
  }
}

function startThread(script: URL, workerData: DecodeWorkerData, events: QueueWorkerEvents): QueueWorker {
  const worker = new Worker(script, { workerData });
  worker.on('message', (answer: TaskAnswer) => {
    worker.unref();
    events.answered(answer);
  });
  worker.on('error', (thrown) => events.died(`A decoding thread died: ${thrown instanceof Error ? thrown.message : String(thrown)}`));
  worker.on('exit', () => events.died('A decoding thread ended before its work'));
  return {
    post: (task, buffers) => {
      worker.ref();
      worker.postMessage(task, buffers);
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
