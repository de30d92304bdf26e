import type { ByteStore } from '../bytes/byte-store.js';
import { FrameAccumulators } from '../events/frame-accumulators.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Answer } from '../protocol/answers.js';
import type { Request } from '../protocol/requests.js';
import { BackgroundWork } from './background-work.js';
import { EngineConnection } from './engine-connection.js';
import { type EventFormats, knownEventFormats } from './event-formats.js';
import type { EngineShared } from './event-recording.js';
import { Library } from './library.js';
import { createEngineShared } from './open-event-source.js';
import type { EnginePorts } from './ports.js';
import { RecordingPool } from './recording-pool.js';

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
  readonly shared: EngineShared;
  readonly pool: RecordingPool;
  readonly library: Library;
  readonly accumulators: FrameAccumulators;
  readonly background: BackgroundWork;
}

/** Of the whole budget: for decoded chunks, and for each open recording's blocks. The rest is for frames. */
const decodedShare = 0.75;
const blockShare = 1 / 64;

/** Starts an engine over some stores. */
export function createEngineHost(options: EngineHostOptions): EngineHost {
  const { stores, kernels, ports, budgetBytes } = options;
  const shared = createEngineShared({
    kernels,
    ports,
    formats: options.formats ?? knownEventFormats,
    budgetBytes: budgetBytes * decodedShare,
    blockBudgetBytes: Math.min(8 << 20, Math.max(1 << 20, budgetBytes * blockShare)),
  });
  const pool = new RecordingPool(stores, shared);
  const parts: HostParts = {
    options,
    shared,
    pool,
    library: new Library(stores),
    accumulators: new FrameAccumulators(kernels),
    background: new BackgroundWork(ports.clock),
  };
  const connections = new Set<EngineConnection>();
  return {
    connect(deliver) {
      const connection = new EngineConnection(parts, deliver, () => connections.delete(connection));
      connections.add(connection);
      return connection;
    },
    get usedBytes() {
      return usedBytes(parts);
    },
    async close() {
      for (const connection of [...connections]) connection.close();
      parts.background.close();
      await pool.close();
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

/** Bytes that an engine holds now. */
export function usedBytes({ shared, pool, accumulators }: HostParts): number {
  return shared.scheduler.usedBytes + shared.slabs.idleBytes + pool.cachedBytes + accumulators.idleBytes;
}
