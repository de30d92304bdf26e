import type { ErrorRecord } from '../base/errors.js';
import type { Answer } from '../protocol/answers.js';
import type { Provider } from '../protocol/provider.js';
import type { Request } from '../protocol/requests.js';
import { loadTabKernels } from './tab-kernels.js';
import type { FromWorker, TabSource, ToWorker } from './worker-messages.js';

const restartLimit = 3;
const defaultBudgetBytes = 512_000_000;

export interface WorkerProviderOptions {
  readonly source: TabSource;
  /** Makes the engine's worker; the page and the tests know where it lies. */
  readonly createWorker: () => Worker;
  /** Where `kernels.wasm` is. */
  readonly kernelsUrl: string;
  readonly budgetBytes?: number;
}

/**
 * An engine in a worker of this tab. A worker that dies is replaced, up to three times; its loss is told as a lost
 * connection, so that the viewer asks again. What it could not open is told as an `error` answer to every list.
 */
export class WorkerProvider implements Provider {
  readonly #options: WorkerProviderOptions;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #watchers = new Set<(state: 'open' | 'lost' | 'closed') => void>();
  #worker: Worker | undefined;
  #ready = false;
  #closed = false;
  #failure: ErrorRecord | undefined;
  #waiting: Request[] = [];
  #restarts = 0;

  constructor(options: WorkerProviderOptions) {
    this.#options = options;
    void this.#start();
  }

  send(request: Request): void {
    if (this.#closed) return;
    if (this.#failure !== undefined) this.#refuse(request, this.#failure);
    else if (!this.#ready || this.#worker === undefined) this.#waiting.push(request);
    else this.#post({ type: 'request', request });
  }

  listen(listener: (answer: Answer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchConnection(listener: (state: 'open' | 'lost' | 'closed') => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#tell('closed');
  }

  async #start(): Promise<void> {
    const kernels = await loadTabKernels(this.#options.kernelsUrl);
    if (this.#closed) return;
    const worker = this.#options.createWorker();
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#hear(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(event.message);
    };
    const { source, budgetBytes = defaultBudgetBytes } = this.#options;
    this.#post({ type: 'start', source, kernels, budgetBytes });
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'answer') {
      for (const listener of this.#listeners) listener(message.answer);
      return;
    }
    if (message.type === 'failed') {
      this.#failure = message.error;
    } else {
      this.#ready = true;
      if (this.#restarts > 0) this.#tell('open');
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) this.send(request);
  }

  /** The worker broke: another one takes its place, or there is nothing left but to say so. */
  #lose(message: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    if (this.#closed) return;
    this.#restarts += 1;
    this.#waiting = [];
    if (this.#restarts > restartLimit) {
      this.#failure = { code: 'internal', message: `The engine in this tab stopped: ${message}` };
      this.#tell('closed');
      return;
    }
    this.#tell('lost');
    void this.#start();
  }

  #refuse(request: Request, error: ErrorRecord): void {
    if (!('request' in request) || request.request === undefined || request.type === 'cancel') return;
    const answer: Answer = { type: 'error', request: request.request, error: { ...error } };
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener(answer);
    });
  }

  #tell(state: 'open' | 'lost' | 'closed'): void {
    for (const watcher of this.#watchers) watcher(state);
  }
}
