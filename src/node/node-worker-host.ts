import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { type ErrorRecord, errorFromRecord, FirstlightError } from '../base/errors.js';
import type { ChunkTask, ChunkTaskResult } from '../engine/chunk-task.js';
import type { WorkerHost } from '../engine/ports.js';
import { builtFile } from './built-file.js';

/** What a decoding worker is started with. */
export interface DecodeWorkerData {
  /** The compiled kernels; undefined: the twins are used. */
  readonly kernels: WebAssembly.Module | undefined;
}

/** What a decoding worker answers to a {@link ChunkTask}. */
export type DecodeWorkerAnswer = { readonly result: ChunkTaskResult } | { readonly error: ErrorRecord };

export interface NodeWorkerHostOptions {
  /** Threads; default one less than the machine has, at least 1, at most 8. */
  readonly size?: number | undefined;
  readonly kernels?: WebAssembly.Module | undefined;
  /** Another built script to start, for tests. */
  readonly script?: URL;
}

interface Job {
  readonly task: ChunkTask;
  readonly settle: (answer: DecodeWorkerAnswer) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
}

/**
 * Decoding threads of this process, started when there is work. A thread takes one task at a time; tasks that were
 * cancelled before a thread took them never run, the answer of one that was cancelled later is dropped. A thread that
 * dies rejects its task with `internal`; the next task starts another. Idle threads do not keep the process alive.
 */
export class NodeWorkerHost implements WorkerHost {
  readonly size: number;
  readonly #kernels: WebAssembly.Module | undefined;
  readonly #script: URL;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  #closed = false;

  constructor(options: NodeWorkerHostOptions = {}) {
    this.size = Math.max(1, options.size ?? Math.min(8, availableParallelism() - 1));
    this.#kernels = options.kernels;
    this.#script = options.script ?? builtFile('node/decode-worker.js');
  }

  async run(task: ChunkTask, options: Abortable = {}): Promise<ChunkTaskResult> {
    const { signal } = options;
    throwIfAborted(signal);
    if (this.#closed) throw new FirstlightError('internal', 'The decoding threads were closed');
    return new Promise((resolve, reject) => {
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
    this.#closed = true;
    const error: ErrorRecord = { code: 'aborted', message: 'The decoding threads were closed' };
    for (const job of this.#queue.splice(0)) job.settle({ error });
    const threads = [...this.#threads];
    for (const thread of threads) this.#lose(thread, error);
    await Promise.all(threads.map((thread) => thread.worker.terminate()));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const thread = [...this.#threads].find((candidate) => candidate.job === undefined) ?? this.#startThread();
      if (thread === undefined) return;
      const job = this.#queue.shift()!;
      thread.job = job;
      thread.worker.ref();
      thread.worker.postMessage(job.task, transferables(job.task.bytes));
    }
  }

  #startThread(): Thread | undefined {
    if (this.#threads.size >= this.size) return undefined;
    const workerData: DecodeWorkerData = { kernels: this.#kernels };
    const worker = new Worker(this.#script, { workerData });
    const thread: Thread = { worker, job: undefined };
    worker.on('message', (answer: DecodeWorkerAnswer) => {
      const { job } = thread;
      thread.job = undefined;
      worker.unref();
      job?.settle(answer);
      this.#dispatch();
    });
    worker.on('error', (thrown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.#lose(thread, { code: 'internal', message: `A decoding thread died: ${message}` });
    });
    worker.on('exit', () => this.#lose(thread, { code: 'internal', message: 'A decoding thread ended before its work' }));
    this.#threads.add(thread);
    return thread;
  }

  #lose(thread: Thread, error: ErrorRecord): void {
    if (!this.#threads.delete(thread)) return;
    thread.job?.settle({ error });
    thread.job = undefined;
    if (!this.#closed) this.#dispatch();
  }
}

/** The distinct buffers behind some arrays, without those that cannot change hands. */
function transferables(arrays: readonly Uint8Array[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of arrays) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}
