import type { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { FrameAccumulators } from '../events/frame-accumulators.js';
import type { Kernels } from '../kernels/kernels.js';
import { BackgroundWork } from './background-work.js';
import type { EngineShared } from './engine-shared.js';
import { createEngineShared } from './engine-shared.js';
import { type EventFormats, knownEventFormats } from './event-formats.js';
import { GeneIndexing } from './gene-indexing.js';
import { Library } from './library.js';
import { Limited } from './limited.js';
import type { EnginePorts } from './ports.js';
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

/** What all connections of a host share. */
export interface HostParts {
  readonly options: EngineHostOptions;
  readonly formats: EventFormats;
  readonly shared: EngineShared;
  readonly pool: RecordingPool;
  readonly library: Library;
  readonly accumulators: FrameAccumulators;
  readonly background: BackgroundWork;
  readonly indexing: GeneIndexing;
  readonly surveys: Surveys;
  readonly warmer: Warmer;
  readonly thumbnails: Limited;
  /** Recordings whose thumbnail is being made. */
  readonly drawing: Set<string>;
  /** Hears of failures that are no answer to anybody. */
  readonly report: (error: FirstlightError) => void;
  /** Bytes for everything together, and the way to change them. */
  budgetBytes: number;
  setBudget(bytes: number): void;
}

/** Of the whole budget: for decoded chunks (and a little more to decode into), and for blocks. The rest is for frames. */
const decodedShare = 0.75;
const blockShare = 0.1;
const leastBudgetBytes = 32 << 20;
/** Sets up what a host consists of; reads nothing yet. */
export function createHostParts(options: EngineHostOptions): HostParts {
  const { stores, kernels, ports } = options;
  const formats = options.formats ?? knownEventFormats;
  const budgetBytes = Math.max(leastBudgetBytes, options.budgetBytes);
  const shared = createEngineShared({ kernels, ports, formats, budgetBytes: budgetBytes * decodedShare });
  const pool = new RecordingPool(stores, shared, budgetBytes * blockShare);
  const report = options.report ?? ((error: FirstlightError): void => console.error(error));
  const background = new BackgroundWork(ports.clock, report);
  return {
    options,
    formats,
    shared,
    pool,
    library: new Library(stores, ports.clock),
    accumulators: new FrameAccumulators(kernels),
    background,
    indexing: new GeneIndexing(ports.clock, report),
    surveys: new Surveys(background),
    warmer: new Warmer(shared, background, (recording) => pool.hold(recording), options.warm ?? true),
    thumbnails: new Limited(2),
    drawing: new Set(),
    report,
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
  return Math.round(
    shared.scheduler.usedBytes + shared.slabs.idleBytes + shared.readBuffers.idleBytes + pool.cachedBytes + accumulators.idleBytes,
  );
}
