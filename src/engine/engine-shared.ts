import { ChunkFamily } from '../chunks/chunk-family.js';
import { ChunkScheduler } from '../chunks/chunk-scheduler.js';
import type { Kernels } from '../kernels/kernels.js';
import { ColumnSlabs } from './column-slabs.js';
import { type DecodedChunk, releaseChunk } from './decoded-chunk.js';
import type { EventFormats } from './event-formats.js';
import { StackPlanes } from './plane-chunks.js';
import type { EnginePorts } from './ports.js';
import { ReadBuffers } from './read-buffers.js';
import { SharedValues } from './shared-values.js';

/** What recordings share: one budget, one set of kernels. */
export interface EngineShared {
  readonly kernels: Kernels;
  readonly ports: EnginePorts;
  readonly formats: EventFormats;
  /** What is held in memory of everything that is open, of whatever kind. */
  readonly scheduler: ChunkScheduler<unknown>;
  readonly eventChunks: ChunkFamily<DecodedChunk>;
  readonly planes: StackPlanes;
  readonly values: SharedValues;
  readonly slabs: ColumnSlabs;
  readonly readBuffers: ReadBuffers;
  /** Bytes of blocks that a recording keeps for its headers, searches and small chunks, unless it is told otherwise. */
  readonly blockBudgetBytes: number;
}

export interface SharedOptions {
  readonly kernels: Kernels;
  readonly ports: EnginePorts;
  readonly formats: EventFormats;
  /** Bytes of decoded chunks kept. Default 128 MiB. */
  readonly budgetBytes?: number;
  /** Bytes of blocks kept for each recording. Default 4 MiB. */
  readonly blockBudgetBytes?: number;
}

/** What recordings of one engine share. */
export function createEngineShared(options: SharedOptions): EngineShared {
  const budgetBytes = options.budgetBytes ?? 128 << 20;
  const readBuffers = new ReadBuffers(Math.min(16 << 20, budgetBytes / 16));
  const scheduler = new ChunkScheduler<unknown>({ budgetBytes });
  const leastIdleBytes = Math.min(32 << 20, budgetBytes / 12);
  // What chunks leave of the budget is for the next ones: a recording takes over the memory of the one closed before.
  const slabs = new ColumnSlabs(() => Math.max(leastIdleBytes, scheduler.budgetBytes - scheduler.usedBytes));
  return {
    kernels: options.kernels,
    ports: options.ports,
    formats: options.formats,
    slabs,
    readBuffers,
    scheduler,
    planes: new StackPlanes(scheduler, readBuffers, options.ports.clock),
    values: new SharedValues(scheduler),
    eventChunks: new ChunkFamily<DecodedChunk>(scheduler, 'events', (chunk) => releaseChunk(chunk, slabs)),
    blockBudgetBytes: options.blockBudgetBytes ?? 4 << 20,
  };
}
