import { type ErrorRecord, errorToRecord, FirstlightError } from '../base/errors.js';
import { DoublingBins, type RateCounts } from '../events/rate-bins.js';
import { isAscending } from '../events/trim-columns.js';
import type { ChunkJob, ChunkResult, DecodeChunk } from '../formats/event-format.js';
import { emptyTally } from '../kernels/decode-tally.js';
import type { DecodeTally, RateBins } from '../kernels/event-kernels.js';
import type { Kernels } from '../kernels/kernels.js';
import type { EventColumns, EventSink } from '../shapes/event-columns.js';
import { timeRange } from './decoded-chunk.js';

/** What a survey wants to know of a chunk besides what decoding tells. */
export interface SurveyWants {
  /** Width of the rate bins to count in, a power of two of microseconds; wider ones come back if a chunk needs it. */
  readonly binMicros: number;
  /** Whether to find the largest coordinates. */
  readonly extent: boolean;
}

/** One chunk of a survey, safe to post to a worker. */
export interface ChunkTask extends SurveyWants {
  readonly job: ChunkJob;
  /** The bytes of `job.ranges`, *given*. */
  readonly bytes: readonly Uint8Array[];
}

/** What surveying one chunk told, safe to post. */
export interface ChunkTaskResult extends ChunkResult {
  readonly rate: RateCounts;
  /** −1 where not asked for, or without events. */
  readonly maxX: number;
  readonly maxY: number;
  /** The task's bytes, *given* back. */
  readonly bytes: readonly Uint8Array[];
  /** Why the chunk ends early; what came before is counted. */
  readonly damage?: ErrorRecord;
}

const taskBins = 4096;

/** Decodes one chunk and sums up what a survey wants to know of it. `tap` sees the columns as they come, *lent*. */
export function runChunkTask(task: ChunkTask, kernels: Kernels, decode: DecodeChunk, tap?: EventSink): ChunkTaskResult {
  const bins = new DoublingBins(taskBins, task.binMicros);
  let maxX = -1;
  let maxY = -1;
  const sink = (columns: EventColumns): void => {
    if (columns.length === 0) return;
    addRate(bins, kernels, columns);
    if (task.extent) {
      maxX = Math.max(maxX, kernels.greatest(columns.x, 0, columns.length));
      maxY = Math.max(maxY, kernels.greatest(columns.y, 0, columns.length));
    }
    tap?.(columns);
  };
  let result: ChunkResult;
  let damage: ErrorRecord | undefined;
  try {
    result = decode(task.job, task.bytes, kernels, sink);
  } catch (error) {
    if (!isDamage(error)) throw error;
    damage = errorToRecord(error);
    result = { tally: tallyBeforeDamage(task, kernels, decode), triggers: [], exit: new Float64Array(0) };
  }
  const { fromMicros, binMicros, on, off } = bins;
  return {
    ...result,
    rate: { fromMicros, binMicros, on, off },
    maxX,
    maxY,
    bytes: task.bytes,
    ...(damage === undefined ? {} : { damage }),
  };
}

/** What is told of a chunk that could not be read. */
export function lostChunk(error: FirstlightError, binMicros: number): ChunkTaskResult {
  const { on, off } = new DoublingBins(1, binMicros);
  return {
    tally: emptyTally(),
    triggers: [],
    exit: new Float64Array(0),
    rate: { fromMicros: 0, binMicros, on, off },
    maxX: -1,
    maxY: -1,
    bytes: [],
    damage: errorToRecord(error),
  };
}

/** Buffers of results that can be transferred. */
export function chunkTransferables(results: readonly ChunkTaskResult[]): ArrayBuffer[] {
  const arrays = results.flatMap(({ rate, bytes }) => [rate.on, rate.off, ...bytes]);
  const buffers = new Set(arrays.map(({ buffer }) => buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}

/** Whether an error tells of bad bytes in one chunk, which the rest of the recording survives. */
export function isDamage(error: unknown): error is FirstlightError {
  return error instanceof FirstlightError && (error.code === 'corrupt' || error.code === 'truncated');
}

/**
 * Counts a run of columns. Runs that lie within the bins from their first to their last time, as nearly all do, are looked
 * at once: their counts tell.
 */
function addRate(bins: DoublingBins, kernels: Kernels, columns: EventColumns): void {
  const { baseMicros, t, length } = columns;
  const first = baseMicros + t[0]!;
  const last = baseMicros + t[length - 1]!;
  const quick = countRate(bins, kernels, columns, Math.min(first, last), Math.max(first, last));
  const counts =
    quick.bins.reduce((sum, count) => sum + count, 0) === length ? quick : countRate(bins, kernels, columns, ...timeRange(columns, false));
  bins.addPairs(counts.fromMicros, counts.binMicros, counts.bins);
}

function countRate(bins: DoublingBins, kernels: Kernels, columns: EventColumns, least: number, greatest: number): RateBins {
  bins.cover(least, greatest);
  const { binMicros } = bins;
  const first = Math.floor(least / binMicros);
  const counts = { fromMicros: first * binMicros, binMicros, bins: new Uint32Array(2 * (Math.floor(greatest / binMicros) - first + 1)) };
  kernels.addToRate(counts, columns, 0, columns.length);
  return counts;
}

/** What a decoder that failed counted up to there: it is run again, for its own tally is lost with it. */
function tallyBeforeDamage(task: ChunkTask, kernels: Kernels, decode: DecodeChunk): DecodeTally {
  const tally = emptyTally();
  try {
    decode(task.job, task.bytes, kernels, (columns) => {
      const [least, greatest] = timeRange(columns, isAscending(columns));
      if (tally.events === 0) tally.firstMicros = columns.baseMicros + columns.t[0]!;
      tally.lastMicros = columns.baseMicros + columns.t[columns.length - 1]!;
      if (!(tally.minMicros <= least)) tally.minMicros = least;
      if (!(tally.maxMicros >= greatest)) tally.maxMicros = greatest;
      for (let i = 0; i < columns.length; i += 1) tally.on += columns.p[i]!;
      tally.events += columns.length;
    });
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  return tally;
}
