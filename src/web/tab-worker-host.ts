import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { type ErrorRecord, errorFromRecord, FirstlightError } from '../base/errors.js';
import type { ChunkTask, ChunkTaskResult } from '../engine/chunk-task.js';
import type { WorkerHost } from '../engine/ports.js';

/** What a decoding worker answers to a {@link ChunkTask}. */
export type DecodeAnswer = { readonly result: ChunkTaskResult } | { readonly error: ErrorRecord };

export interface TabWorkerHostOptions {
  readonly createWorker: () => Worker;
  readonly module: WebAssembly.Module | undefined;
  /** Default: one less than the machine has threads, at least 1, at most 4. */
  readonly size?: number;
}

interface Job {
  readonly task: ChunkTask;
  readonly settle: (answer: DecodeAnswer) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
}

/**
 * Decoding workers below the engine's worker, started when there is work, one task each at a time. A cancelled task that
 * no worker took never runs. A worker that dies rejects its task with `internal`; the next task starts another.
 */
export class TabWorkerHost implements WorkerHost {
  readonly size: number;
  readonly #options: TabWorkerHostOptions;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];

  constructor(options: TabWorkerHostOptions) {
    this.#options = options;
    this.size = Math.max(1, options.size ?? Math.min(4, (navigator.hardwareConcurrency || 2) - 1));
  }

  run(task: ChunkTask, { signal }: Abortable = {}): Promise<ChunkTaskResult> {
    return new Promise((resolve, reject) => {
      throwIfAborted(signal);
      const onAbort = (): void => {
        const place = this.#queue.indexOf(job);
        if (place >= 0) this.#queue.splice(place, 1);
        reject(abortedError(signal));
      };
      const job: Job = {
        task,
        settle: (answer) => {
          signal?.removeEventListener('abort', onAbort);
          if ('result' in answer) resolve(answer.result);
          else reject(errorFromRecord(answer.error));
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    const error: ErrorRecord = { code: 'aborted', message: 'The decoding workers were closed' };
    for (const job of this.#queue.splice(0)) job.settle({ error });
    for (const thread of [...this.#threads]) this.#lose(thread, error);
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const thread = [...this.#threads].find((candidate) => candidate.job === undefined) ?? this.#startThread();
      const job = thread === undefined ? undefined : this.#queue.shift();
      if (thread === undefined || job === undefined) return;
      thread.job = job;
      const buffers = new Set<ArrayBuffer>();
      for (const { buffer } of job.task.bytes) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
      thread.worker.postMessage({ task: job.task }, [...buffers]);
    }
  }

  #startThread(): Thread | undefined {
    if (this.#threads.size >= this.size) return undefined;
    const worker = this.#options.createWorker();
    const thread: Thread = { worker, job: undefined };
    worker.onmessage = (event: MessageEvent<DecodeAnswer>) => {
      const { job } = thread;
      thread.job = undefined;
      job?.settle(event.data);
      this.#dispatch();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(thread, { code: 'internal', message: `A decoding worker died: ${event.message}` });
      if (this.#threads.size > 0) this.#dispatch();
      else this.#giveUp(event.message);
    };
    worker.postMessage({ module: this.#options.module });
    this.#threads.add(thread);
    return thread;
  }

  /** No worker lives: what waits is told so, rather than waiting for ever. */
  #giveUp(message: string): void {
    const error = new FirstlightError('internal', `No decoding worker can be started: ${message}`);
    for (const job of this.#queue.splice(0)) job.settle({ error: { code: error.code, message: error.message } });
  }

  #lose(thread: Thread, error: ErrorRecord): void {
    if (!this.#threads.delete(thread)) return;
    thread.worker.terminate();
    thread.job?.settle({ error });
    thread.job = undefined;
  }
}
