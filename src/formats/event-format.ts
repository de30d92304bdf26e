import type { ByteRange, Plan } from '../bytes/plan.js';
import type { DecodeTally } from '../kernels/event-kernels.js';
import type { Kernels } from '../kernels/kernels.js';
import type { EventColumns, EventSink, Trigger } from '../shapes/event-columns.js';
import type { EventFacts, EventOpenOptions } from '../shapes/event-facts.js';

/** What a format is recognised by. */
export interface SniffProbe {
  /** File name without its folder and without a `.gz` or `.zst` ending. */
  readonly name: string;
  readonly byteLength: number;
  /** The first bytes, at most 64 KiB. */
  readonly head: Uint8Array;
  /** What a person said; a headerless array is recognised by it alone. */
  readonly options?: EventOpenOptions;
}

export interface OpenInput extends SniffProbe {
  readonly options: EventOpenOptions;
  /** For plans that must look inside compressed or encoded bytes. */
  readonly kernels: Kernels;
  /** The whole of `<file>.tmp_index`, OpenEB's index of a RAW file, where it lies beside the recording. Lent. */
  readonly sidecar?: Uint8Array | undefined;
}

/**
 * One event format: bytes ↔ shapes. Pure: reads happen where its plans are run.
 */
export interface EventFormat {
  /** Short stable name, part of cache keys: `dat`, `evt2`, `evt3`, `hdf5`, `text`, `npy`, … */
  readonly id: string;
  /** Part of the key of every cached index; raised when decoding changes. */
  readonly decoderVersion: number;
  /** Whether to try this format. Content decides before the name does. */
  sniff(probe: SniffProbe): boolean;
  /** Reads headers and tables. Errors: `corrupt`, `truncated`, `unsupported` (with the name of what is not supported). */
  open(input: OpenInput): Plan<EventLayout>;
}

/**
 * An opened recording as a sequence of chunks 0 … `chunkCount` − 1 in file order; a chunk is the format's own where it
 * has chunks, else an aligned run of about 1 MiB. Every event belongs to exactly one chunk.
 */
export interface EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  /** Events in every chunk but the last, where that is fixed: ordinals are then known without an index. */
  readonly eventsPerChunk?: number;
  /** Where the recording ends, in chunks, fractional: the last chunk may be a short one. */
  readonly endPosition: number;
  /** Numbers in a chunk's entry state; 0 where a chunk needs none. */
  readonly stateLength: number;
  /** About how many bytes a chunk's decoding reads, for budgets. */
  readonly chunkBytes: number;
  /**
   * The first chunk that may hold an event at or after `micros`, found on the bytes without an index (k-ary search: few
   * dependent rounds). Assumes ascending times.
   */
  locateTime(micros: number): Plan<number>;
  /**
   * Times at about `count` places spread over the recording, ascending in chunk; for the coarse rate curve and, where
   * clocks wrap, for the provisional unwrapping. `position` is 0 … `chunkCount`, fractional.
   */
  sampleTimes(count: number): Plan<readonly { readonly position: number; readonly micros: number }[]>;
  /**
   * What to read and how to decode chunk `chunk`. `entry` is its entry state where an index knows it; without one the
   * plan finds out by looking back (its times may then be provisional).
   */
  planChunk(chunk: number, entry: Float64Array | undefined): Plan<ChunkJob>;
  /** What the job of chunk `chunk` will read, where that is known before it is planned: both are then read in one round. */
  chunkRanges?(chunk: number): readonly ByteRange[];
  /** The same recording after the file grew to `byteLength`; absent where that needs a new `open`. */
  grow?(byteLength: number): EventLayout;
}

/** Everything a worker needs to decode one chunk, safe to post. `spec` is read only by the format named in it. */
export interface ChunkJob {
  readonly chunk: number;
  readonly ranges: readonly ByteRange[];
  readonly spec: { readonly format: string };
}

/** What decoding a chunk told besides its events. */
export interface ChunkResult {
  /** Totals of this chunk alone. */
  readonly tally: Readonly<DecodeTally>;
  readonly triggers: readonly Trigger[];
  /** State to enter the next chunk with; empty where none is needed. */
  readonly exit: Float64Array;
}

/** Decodes a planned chunk. Columns are *lent* to the sink block by block, in file order. */
export type DecodeChunk = (job: ChunkJob, bytes: readonly Uint8Array[], kernels: Kernels, sink: EventSink) => ChunkResult;

/** Where a writer puts bytes: in order, but for `patch`, which overwrites bytes written before. */
export interface ByteSink {
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  patch(offset: number, bytes: Uint8Array): Promise<void>;
}

/** Writes a recording as a stream: memory does not grow with the recording (but for a chunk table). */
export interface EventWriter {
  /** Columns are lent; ascending time is the caller's business, the format's limits are checked (`out-of-range`). */
  write(columns: EventColumns, triggers?: readonly Trigger[]): Promise<void>;
  finish(): Promise<void>;
  /** Triggers that the format has no room for, so far; absent where it has. */
  readonly droppedTriggers?: number;
}

export interface EventWriterOptions {
  readonly width: number;
  readonly height: number;
}
