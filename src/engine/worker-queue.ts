import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { type ErrorRecord, errorFromRecord, errorToRecord, FirstlightError } from '../base/errors.js';
import type { WorkerHost } from './ports.js';
import { taskBuffers, type WorkerResult, type WorkerTask } from './worker-task.js';

/** What a worker answers to a {@link WorkerTask}. */
export type TaskAnswer = { readonly result: WorkerResult<WorkerTask> } | { readonly error: ErrorRecord };

/** A worker of some platform, as the queue uses it: one task at a time. */
export interface QueueWorker {
  /** Hands a task over; `buffers` are those to be transferred with it. */
  post(task: WorkerTask, buffers: ArrayBuffer[]): void;
  /** Ends it, whatever it is doing. */
  end(): void | Promise<void>;
}

/** What a worker tells the queue. */
export interface QueueWorkerEvents {
  answered(answer: TaskAnswer): void;
  /** It takes no more tasks: `message` says why. Told again it does nothing. */
  died(message: string): void;
}

interface Job {
  readonly task: WorkerTask;
  readonly settle: (answer: TaskAnswer) => void;
}

interface Place {
  readonly worker: QueueWorker;
  job: Job | undefined;
}

/**
 * Hands tasks to workers, which are started when there is work, first come, first served. Tasks that were cancelled before a
 * worker took them never run, the answer of one that was cancelled later is dropped. A worker that dies rejects its task with
 * `internal`; the next task starts another.
 */
export class WorkerQueue implements WorkerHost {
  readonly size: number;
  readonly #start: (events: QueueWorkerEvents) => QueueWorker;
  readonly #places = new Set<Place>();
  readonly #waiting: Job[] = [];
  #closed = false;

  /** `start` makes a worker; what it throws rejects the task that the worker was for. */
  constructor(size: number, start: (events: QueueWorkerEvents) => QueueWorker) {
    this.size = Math.max(1, size);
    this.#start = start;
  }

  async run<Task extends WorkerTask>(task: Task, { signal }: Abortable = {}): Promise<WorkerResult<Task>> {
    throwIfAborted(signal);
    if (this.#closed) throw new FirstlightError('internal', 'The workers were closed');
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const at = this.#waiting.indexOf(job);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(abortedError(signal));
      };
      const job: Job = {
        task,
        settle: (answer) => {
          signal?.removeEventListener('abort', onAbort);
          // A worker answers to what it was asked.
          if ('result' in answer) resolve(answer.result as WorkerResult<Task>);
          else reject(errorFromRecord(answer.error));
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error: ErrorRecord = { code: 'aborted', message: 'The workers were closed' };
    for (const job of this.#waiting.splice(0)) job.settle({ error });
    const places = [...this.#places];
    for (const place of places) this.#lose(place, error);
    await Promise.all(places.map(({ worker }) => worker.end()));
  }

  #dispatch(): void {
    while (!this.#closed && this.#waiting.length > 0) {
      const idle = [...this.#places].find(({ job }) => job === undefined);
      if (idle === undefined && this.#places.size >= this.size) return;
      const job = this.#waiting.shift()!;
      let place = idle;
      try {
        place ??= this.#startWorker();
        place.job = job;
        place.worker.post(job.task, taskBuffers(job.task));
      } catch (thrown) {
        if (place !== undefined) place.job = undefined;
        job.settle({ error: { ...errorToRecord(thrown), code: 'internal' } });
      }
    }
  }

  #startWorker(): Place {
    const place: Place = {
      worker: this.#start({
        answered: (answer) => {
          const { job } = place;
          place.job = undefined;
          job?.settle(answer);
          this.#dispatch();
        },
        died: (message) => {
          this.#lose(place, { code: 'internal', message });
          this.#dispatch();
        },
      }),
      job: undefined,
    };
    this.#places.add(place);
    return place;
  }

  #lose(place: Place, error: ErrorRecord): void {
    if (!this.#places.delete(place)) return;
    place.job?.settle({ error });
    place.job = undefined;
  }
}
