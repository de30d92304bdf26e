import type { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { FrameAccumulators } from '../events/frame-accumulators.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Answer, AnswerOf } from '../protocol/answers.js';
import type { Request } from '../protocol/requests.js';
import { BackgroundWork } from './background-work.js';
import { EngineConnection } from './engine-connection.js';
import { type EventFormats, knownEventFormats } from './event-formats.js';
import type { EngineShared } from './event-recording.js';
import { Library } from './library.js';
import { Limited } from './limited.js';
import { createEngineShared } from './open-event-source.js';
import type { Clock, EnginePorts } from './ports.js';
import { RecordingPool } from './recording-pool.js';
import { Surveys } from './surveys.js';
import { Warmer } from './warmer.js';

export interface EngineHostOptions {
  /** The opened roots, *given*: closed with the host. */
  readonly stores: readonly ByteStore[];
  readonly kernels: Kernels;
  readonly ports: EnginePorts;
  /** Bytes for decoded chunks, blocks and frames together. */
  readonly budgetBytes: number;
  /** Where the engine runs, for the status line. */
  readonly place: 'server' | 'tab' | 'process';
  /** Title of what was opened: a folder's name, never its path. */
  readonly title: string;
  /** Whether likely next recordings are read ahead while nothing else is to do. Default true. */
  readonly warm?: boolean;
  readonly formats?: EventFormats;
  /** Hears of background work that failed for a reason that is no answer to anybody. Default: the console. */
  readonly report?: (error: FirstlightError) => void;
}

/** One viewer's connection to an engine. */
export interface HostConnection {
  /** Takes one request, already checked against its schema. Never throws: errors are answers. */
  handle(request: Request): void;
  /** Ends everything the viewer asked for, down to the reads. */
  close(): void;
}

/** The one implementation of all requests, whatever carries the messages. */
export interface EngineHost {
  /** `deliver` gets answers in order; their typed arrays are *given*. */
  connect(deliver: (answer: Answer) => void): HostConnection;
  /** Bytes held now: decoded chunks, blocks, frames. */
  readonly usedBytes: number;
  close(): Promise<void>;
}

/** What all connections of a host share. */
export interface HostParts {
  readonly options: EngineHostOptions;
  readonly formats: EventFormats;
  readonly shared: EngineShared;
  readonly pool: RecordingPool;
  readonly library: Library;
  readonly accumulators: FrameAccumulators;
  readonly background: BackgroundWork;
  readonly surveys: Surveys;
  readonly warmer: Warmer;
  readonly thumbnails: Limited;
  /** Recordings whose thumbnail is being made. */
  readonly drawing: Set<string>;
  /** Bytes for everything together, and the way to change them. */
  budgetBytes: number;
  setBudget(bytes: number): void;
}

/** Of the whole budget: for decoded chunks (and a little more to decode into), and for blocks. The rest is for frames. */
const decodedShare = 0.75;
const blockShare = 0.1;
const leastBudgetBytes = 32 << 20;
const statusMillis = 250;

/** Starts an engine over some stores. */
export function createEngineHost(options: EngineHostOptions): EngineHost {
  const { stores, ports } = options;
  const parts = createParts(options);
  const connections = new Set<EngineConnection>();
  const status = new StatusTicker(parts, () => connections);
  return {
    connect(deliver) {
      const connection = new EngineConnection(parts, deliver, () => {
        connections.delete(connection);
        if (connections.size === 0) status.stop();
      });
      connections.add(connection);
      status.start(ports.clock);
      return connection;
    },
    get usedBytes() {
      return usedBytes(parts);
    },
    async close() {
      for (const connection of [...connections]) connection.close();
      status.stop();
      parts.warmer.cool();
      parts.background.close();
      await parts.pool.close();
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

function createParts(options: EngineHostOptions): HostParts {
  const { stores, kernels, ports } = options;
  const formats = options.formats ?? knownEventFormats;
  const budgetBytes = Math.max(leastBudgetBytes, options.budgetBytes);
  const shared = createEngineShared({ kernels, ports, formats, budgetBytes: budgetBytes * decodedShare });
  const pool = new RecordingPool(stores, shared, budgetBytes * blockShare);
  const background = new BackgroundWork(ports.clock, options.report ?? ((error) => console.error(error)));
  return {
    options,
    formats,
    shared,
    pool,
    library: new Library(stores),
    accumulators: new FrameAccumulators(kernels),
    background,
    surveys: new Surveys(background),
    warmer: new Warmer(shared, background, (recording) => pool.hold(recording), options.warm ?? true),
    thumbnails: new Limited(2),
    drawing: new Set(),
    budgetBytes,
    setBudget(bytes) {
      // A server's limit is its operator's; elsewhere the memory is the viewer's own.
      const most = options.place === 'server' ? options.budgetBytes : Number.POSITIVE_INFINITY;
      this.budgetBytes = Math.max(leastBudgetBytes, Math.min(bytes, most));
      shared.scheduler.budgetBytes = this.budgetBytes * decodedShare;
      pool.blockBudgetBytes = this.budgetBytes * blockShare;
    },
  };
}

/** Bytes that an engine holds now. */
export function usedBytes({ shared, pool, accumulators }: HostParts): number {
  return shared.scheduler.usedBytes + shared.slabs.idleBytes + pool.cachedBytes + accumulators.idleBytes;
}

/** Tells every connection what the engine does and holds: when something changed, at most four times a second. */
class StatusTicker {
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
    this.#run(clock, controller.signal).catch(() => undefined);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(clock: Clock, signal: AbortSignal): Promise<void> {
    const { pool } = this.#parts;
    const told = new WeakMap<EngineConnection, string>();
    let bytesBefore = pool.bytesRead;
    let millisBefore = clock.now();
    for (;;) {
      await clock.delay(statusMillis, { signal });
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
    const { surveys, warmer, drawing, budgetBytes } = this.#parts;
    const working: AnswerOf<'status'>['working'] = [];
    for (const { name, progress } of surveys.running) {
      working.push({ recording: name, what: 'index', done: progress.bytesTotal === 0 ? 0 : progress.bytesRead / progress.bytesTotal });
    }
    for (const recording of drawing) working.push({ recording, what: 'thumbnail', done: 0 });
    return { type: 'status', usedBytes: usedBytes(this.#parts), budgetBytes, readBytesPerSecond, warmed: warmer.names, working };
  }
}
