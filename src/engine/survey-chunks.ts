import { throwIfAborted } from '../base/abort.js';
import { errorFromRecord, type FirstlightError } from '../base/errors.js';
import { DoublingBins } from '../events/rate-bins.js';
import type { ChunkJob, DecodeChunk } from '../formats/event-format.js';
import { emptyTally } from '../kernels/decode-tally.js';
import type { DecodeTally } from '../kernels/event-kernels.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Trigger } from '../shapes/event-columns.js';
import type { EventIndex } from '../shapes/event-index.js';
import { type ChunkTask, type ChunkTaskResult, isDamage, runChunkTask } from './chunk-task.js';
import type { Clock, Hasher, WorkerHost } from './ports.js';
import { hashRecords } from './record-hash.js';

/** A recording to be read from end to end. */
export interface SurveyInput {
  readonly chunkCount: number;
  readonly stateLength: number;
  /** Plans and reads one chunk; `entry` is its exact entry state, undefined for chunk 0 and where none is needed. */
  read(
    chunk: number,
    entry: Float64Array | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly job: ChunkJob; readonly bytes: readonly Uint8Array[] }>;
  readonly decode: DecodeChunk;
  readonly kernels: Kernels;
  readonly clock: Clock;
  /** Where chunks are decoded; in this thread without it, and when a digest is wanted, whose records must come in order. */
  readonly workers?: WorkerHost | undefined;
  readonly hasher?: Hasher | undefined;
  /** Width of the rate bins to begin with, a power of two. */
  readonly binMicros: number;
  /** Whether to find the largest coordinates. */
  readonly extent: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Awaited before each slice: where a survey makes way for interaction. */
  readonly makeWay?: (() => Promise<void>) | undefined;
  /** Called after every chunk, in their order. */
  readonly onChunk?: ((chunk: number, result: ChunkTaskResult) => void) | undefined;
}

export interface SurveyOutcome {
  readonly index: EventIndex;
  readonly tally: DecodeTally;
  readonly rate: DoublingBins;
  /** At most {@link keptSurveyTriggers}; all are counted in the tally. */
  readonly triggers: readonly Trigger[];
  readonly maxX: number;
  readonly maxY: number;
  /** Chunks that end early, with the reason. */
  readonly damage: readonly { readonly chunk: number; readonly error: FirstlightError }[];
  readonly sha256?: string;
}

export const keptSurveyTriggers = 1_000_000;
const keptDamage = 1000;
const sliceMillis = 8;

/**
 * Reads every chunk once, in order, and makes the index. Chunks whose decoding needs the state that the one before left
 * are decoded one after the other; others as many at once as there are workers. Damage ends a chunk, not the survey.
 * Memory: a few chunks and the index.
 */
export async function surveyChunks(input: SurveyInput): Promise<SurveyOutcome> {
  const sum = new SurveySum(input);
  const workers = input.hasher === undefined ? input.workers : undefined;
  const atOnce = input.stateLength > 0 ? 1 : Math.max(2, workers?.size ?? 2);
  const controller = new AbortController();
  const signal = input.signal === undefined ? controller.signal : AbortSignal.any([input.signal, controller.signal]);
  let sliceStart = input.clock.now();
  const pause = async (): Promise<void> => {
    await input.makeWay?.();
    if (input.clock.now() - sliceStart < sliceMillis) return;
    await input.clock.turn();
    sliceStart = input.clock.now();
  };
  const start = async (
    chunk: number,
    entry: Float64Array | undefined,
  ): Promise<{ readonly task: ChunkTask; readonly result?: ChunkTaskResult }> => {
    const { job, bytes } = await input.read(chunk, entry, signal);
    const task: ChunkTask = { job, bytes, binMicros: sum.rate.binMicros, extent: input.extent };
    return workers === undefined ? { task } : { task, result: await workers.run(task, { signal }) };
  };
  const finish = (begun: Awaited<ReturnType<typeof start>>): ChunkTaskResult => {
    if (begun.result !== undefined) return begun.result;
    const { hasher } = input;
    return runChunkTask(
      begun.task,
      input.kernels,
      input.decode,
      hasher === undefined ? undefined : (columns) => hashRecords(hasher, columns),
    );
  };
  try {
    const begun: ReturnType<typeof start>[] = [];
    for (let chunk = 0, next = 0; chunk < input.chunkCount; chunk += 1) {
      throwIfAborted(signal);
      for (; next < input.chunkCount && next < chunk + atOnce; next += 1) {
        const started = start(next, sum.entry(next));
        started.catch(() => undefined);
        begun.push(started);
      }
      await pause();
      const first = begun.shift();
      let result: ChunkTaskResult;
      try {
        result = finish(await first!);
      } catch (error) {
        if (!isDamage(error)) throw error;
        result = lostChunk(error, input.binMicros);
      }
      sum.add(chunk, result);
      input.onChunk?.(chunk, result);
    }
  } finally {
    controller.abort();
  }
  return sum.outcome(input.hasher?.digestHex());
}

/** Everything that is summed over the chunks. */
class SurveySum {
  readonly rate: DoublingBins;
  readonly #chunkCount: number;
  readonly #stateLength: number;
  readonly #ordinals: Float64Array;
  readonly #minMicros: Float64Array;
  readonly #maxMicros: Float64Array;
  readonly #states: Float64Array;
  readonly #tally: DecodeTally = emptyTally();
  readonly #triggers: Trigger[] = [];
  readonly #damage: { readonly chunk: number; readonly error: FirstlightError }[] = [];
  #maxX = -1;
  #maxY = -1;
  #exitKnown = true;

  constructor(input: SurveyInput) {
    this.#chunkCount = input.chunkCount;
    this.#stateLength = input.stateLength;
    this.rate = new DoublingBins(8192, input.binMicros);
    this.#ordinals = new Float64Array(input.chunkCount + 1);
    this.#minMicros = new Float64Array(input.chunkCount).fill(Number.NaN);
    this.#maxMicros = new Float64Array(input.chunkCount).fill(Number.NaN);
    this.#states = new Float64Array(input.chunkCount * input.stateLength).fill(Number.NaN);
  }

  /** Entry state of a chunk whose predecessor was added; undefined where the plan is to find it out. */
  entry(chunk: number): Float64Array | undefined {
    if (this.#stateLength === 0 || chunk === 0 || !this.#exitKnown) return undefined;
    return this.#states.slice(chunk * this.#stateLength, (chunk + 1) * this.#stateLength);
  }

  add(chunk: number, result: ChunkTaskResult): void {
    const { tally } = result;
    const total = this.#tally;
    // Decoders that were handed the state of the chunk before have counted a step back at the border themselves.
    if (this.#stateLength === 0 && tally.firstMicros < total.lastMicros) total.timeDecreases += 1;
    for (const key of [
      'events',
      'on',
      'triggers',
      'outOfRange',
      'timeDecreases',
      'wraps',
      'droppedWords',
      'unknownWords',
      'truncatedBytes',
    ] as const) {
      total[key] += tally[key];
    }
    this.#ordinals[chunk + 1] = this.#ordinals[chunk]! + tally.events;
    if (tally.events > 0) {
      this.#minMicros[chunk] = tally.minMicros;
      this.#maxMicros[chunk] = tally.maxMicros;
      if (Number.isNaN(total.firstMicros)) total.firstMicros = tally.firstMicros;
      total.lastMicros = tally.lastMicros;
      if (!(total.minMicros <= tally.minMicros)) total.minMicros = tally.minMicros;
      if (!(total.maxMicros >= tally.maxMicros)) total.maxMicros = tally.maxMicros;
    }
    this.#exitKnown = result.exit.length === this.#stateLength;
    if (this.#stateLength > 0 && this.#exitKnown && chunk + 1 < this.#chunkCount) {
      this.#states.set(result.exit, (chunk + 1) * this.#stateLength);
    }
    this.rate.addBins(result.rate);
    this.#maxX = Math.max(this.#maxX, result.maxX);
    this.#maxY = Math.max(this.#maxY, result.maxY);
    for (const trigger of result.triggers) if (this.#triggers.length < keptSurveyTriggers) this.#triggers.push(trigger);
    if (result.damage !== undefined && this.#damage.length < keptDamage) {
      this.#damage.push({ chunk, error: errorFromRecord(result.damage) });
    }
  }

  outcome(sha256: string | undefined): SurveyOutcome {
    return {
      index: {
        chunkCount: this.#chunkCount,
        ordinals: this.#ordinals,
        minMicros: this.#minMicros,
        maxMicros: this.#maxMicros,
        stateLength: this.#stateLength,
        states: this.#states,
        sorted: this.#tally.timeDecreases === 0,
      },
      tally: this.#tally,
      rate: this.rate,
      triggers: this.#triggers,
      maxX: this.#maxX,
      maxY: this.#maxY,
      damage: this.#damage,
      ...(sha256 === undefined ? {} : { sha256 }),
    };
  }
}

function lostChunk(error: FirstlightError, binMicros: number): ChunkTaskResult {
  const { on, off } = new DoublingBins(1, binMicros);
  return {
    tally: emptyTally(),
    triggers: [],
    exit: new Float64Array(0),
    rate: { fromMicros: 0, binMicros, on, off },
    maxX: -1,
    maxY: -1,
    damage: { code: error.code, message: error.message },
  };
}
