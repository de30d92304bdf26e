import { MessageChannel, Worker } from 'node:worker_threads';
import { type ErrorRecord, errorFromRecord } from '../base/errors.js';
import { builtFile } from '../node/built-file.js';
import type { EngineGate, EngineLine, EngineListener } from './engine-gate.js';
import type { EngineThreadAnswer, EngineThreadData, EngineThreadReady } from './engine-messages.js';
import { type LineLog, silentLog } from './line-log.js';

/**
 * The engine in a thread of its own. When the thread dies its clients are told, and the next client starts another: a
 * page reconnects by itself and goes on.
 */
export class EngineThread implements EngineGate {
  readonly #data: EngineThreadData;
  readonly #log: LineLog;
  readonly #script: URL;
  readonly #listeners = new Set<EngineListener>();
  #worker: Worker | undefined;
  #closed = false;
  #onlyRecording: string | undefined;

  private constructor(data: EngineThreadData, log: LineLog, script: URL) {
    this.#data = data;
    this.#script = script;
    this.#log = log;
  }

  /**
   * Starts the thread and waits until everything that is served could be opened; throws what could not. `script` is
   * another than the engine's, for tests.
   */
  static async start(
    data: EngineThreadData,
    log: LineLog = silentLog,
    script: URL = builtFile('server/engine-thread.js'),
  ): Promise<EngineThread> {
    const thread = new EngineThread(data, log, script);
    await new Promise<void>((resolve, reject) => {
      const worker = thread.#startWorker();
      worker.once('message', (message: EngineThreadReady) => {
        if (message.kind === 'ready') {
          thread.#onlyRecording = message.onlyRecording;
          resolve();
        } else reject(errorFromRecord(message.error));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(errorFromRecord({ code: 'internal', message: 'The engine ended while it started' })));
    }).catch(async (thrown: unknown) => {
      await thread.close();
      throw thrown;
    });
    return thread;
  }

  /** The recording that is all there is to show. */
  get onlyRecording(): string | undefined {
    return this.#onlyRecording;
  }

  connect(listener: EngineListener): EngineLine {
    const worker = this.#worker ?? this.#startWorker();
    const { port1, port2 } = new MessageChannel();
    this.#listeners.add(listener);
    port1.on('message', ({ replaces, bytes }: EngineThreadAnswer) => listener.answer({ replaces, bytes }));
    worker.postMessage({ port: port2 }, [port2]);
    return {
      send: (bytes) => port1.postMessage(bytes),
      close: () => {
        this.#listeners.delete(listener);
        port1.close();
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    await this.#worker?.terminate();
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#data });
    this.#worker = worker;
    worker.on('error', (thrown) =>
      this.#lose(worker, { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
    worker.on('exit', (status) => this.#lose(worker, { code: 'internal', message: `its thread ended with ${status}` }));
    return worker;
  }

  #lose(worker: Worker, error: ErrorRecord): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#closed) return;
    this.#log.warn(`the engine stopped: ${error.message}`);
    for (const listener of [...this.#listeners]) listener.lost();
    this.#listeners.clear();
  }
}
