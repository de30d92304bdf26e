import { toFirstlightError } from '../base/errors.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { EngineConnection } from './engine-connection.js';
import { type HostParts, usedBytes } from './host-parts.js';
import type { Clock } from './ports.js';

const statusMillis = 250;

/** Tells every connection what the engine does and holds: when something changed, at most four times a second. */
export class StatusTicker {
  readonly #parts: HostParts;
  readonly #connections: () => Iterable<EngineConnection>;
  #running: AbortController | undefined;

  constructor(parts: HostParts, connections: () => Iterable<EngineConnection>) {
    this.#parts = parts;
    this.#connections = connections;
  }

  start(clock: Clock): void {
    if (this.#running !== undefined) return;
    const controller = new AbortController();
    this.#running = controller;
    this.#run(clock, controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) this.#parts.report(toFirstlightError(error));
    });
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(clock: Clock, signal: AbortSignal): Promise<void> {
    const { pool, shared } = this.#parts;
    const told = new WeakMap<EngineConnection, string>();
    let bytesBefore = pool.bytesRead;
    let millisBefore = clock.now();
    for (;;) {
      await clock.delay(statusMillis, { signal });
      shared.slabs.trim();
      const now = clock.now();
      const readBytesPerSecond = Math.max(0, Math.round(((pool.bytesRead - bytesBefore) * 1000) / Math.max(1, now - millisBefore)));
      bytesBefore = pool.bytesRead;
      millisBefore = now;
      const status = this.#status(readBytesPerSecond);
      const text = JSON.stringify(status);
      for (const connection of this.#connections()) {
        if (told.get(connection) === text) continue;
        told.set(connection, text);
        connection.tell(status);
      }
    }
  }

  #status(readBytesPerSecond: number): AnswerOf<'status'> {
    const { surveys, indexing, warmer, drawing, budgetBytes } = this.#parts;
    const working: AnswerOf<'status'>['working'] = [];
    for (const { name, progress } of surveys.running) {
      working.push({ recording: name, what: 'index', done: progress.bytesTotal === 0 ? 0 : progress.bytesRead / progress.bytesTotal });
    }
    for (const { recording, done } of indexing.running) working.push({ recording, what: 'index', done });
    for (const recording of drawing) working.push({ recording, what: 'thumbnail', done: 0 });
    return { type: 'status', usedBytes: usedBytes(this.#parts), budgetBytes, readBytesPerSecond, warmed: warmer.names, working };
  }
}
