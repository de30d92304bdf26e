import { throwIfAborted } from '../base/abort.js';
import { errorFromRecord, type FirstlightError } from '../base/errors.js';
import type { ByteRange } from '../bytes/plan.js';
import { DoublingBins } from '../events/rate-bins.js';
import type { ChunkJob, DecodeChunk } from '../formats/event-format.js';
import { emptyTally } from '../kernels/decode-tally.js';
import type { DecodeTally } from '../kernels/event-kernels.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Trigger } from '../shapes/event-columns.js';
import type { EventIndex } from '../shapes/event-index.js';
import { type ChunkTask, type ChunkTaskResult, isDamage, lostChunk, runChunkTask, type SurveyWants } from './chunk-task.js';
import { continueChunk } from './continue-chunk.js';
import type { FileChunksTask } from './file-chunks-task.js';
import type { Clock, Hasher, WorkerHost } from './ports.js';
import { hashRecords } from './record-hash.js';
import type { TaskFile } from './task-file.js';

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
  /** Takes the bytes of decoded chunks back. */
  recycle(bytes: readonly Uint8Array[]): void;
  /** Plans a chunk alone; its ranges lie within the recording. */
  plan(chunk: number, entry: Float64Array | undefined, signal: AbortSignal | undefined): Promise<ChunkJob>;
  /** The file to read, where workers may do so themselves, and who hears how many bytes they read. */
  readonly file?: (TaskFile & { readonly noteRead: (byteLength: number) => void }) | undefined;
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
/** Chunks that a worker which reads files is handed at a time. */
const chunksAtATime = 4;

/**
 * Reads every chunk once and makes the index, in order. Chunks ahead are read, and with workers decoded, before their
 * entry state is known; what turns out to have been entered otherwise is decoded again. Damage ends a chunk, not the
 * survey. Memory: a few chunks and the index.
 */
export async function surveyChunks(input: SurveyInput): Promise<SurveyOutcome> {
  const sum = new SurveySum(input);
  const controller = new AbortController();
  const signal = input.signal === undefined ? controller.signal : AbortSignal.any([input.signal, controller.signal]);
  const passage = new ChunkPassage(input, sum, signal);
  const begun: Promise<BegunChunk>[] = [];
  let sliceStart = input.clock.now();
  try {
    for (let chunk = 0, next = 0; chunk < input.chunkCount; chunk += 1) {
      throwIfAborted(signal);
      while (next < input.chunkCount && next < chunk + passage.atOnce) {
        const started = passage.begin(next);
        for (const each of started) each.catch(() => undefined);
        begun.push(...started);
        next += started.length;
      }
      await input.makeWay?.();
      if (input.clock.now() - sliceStart >= sliceMillis) {
        await input.clock.turn();
        sliceStart = input.clock.now();
      }
      const first = begun.shift();
      let finished: FinishedChunk;
      try {
        finished = await passage.finish(chunk, await first!);
      } catch (error) {
        if (!isDamage(error)) throw error;
        finished = { result: lostChunk(error, input.binMicros), borderCounted: true };
      }
      sum.add(chunk, finished.result, finished.borderCounted);
      input.recycle(finished.result.bytes);
      input.onChunk?.(chunk, finished.result);
    }
  } finally {
    controller.abort();
  }
  return sum.outcome(input.hasher?.digestHex());
}

/** A chunk whose bytes were read and, where there are workers, decoded. */
interface BegunChunk {
  readonly job: ChunkJob;
  readonly bytes: readonly Uint8Array[];
  /** Whether it was planned with its exact entry state, or needs none. */
  readonly sure: boolean;
  readonly result?: ChunkTaskResult;
}

interface FinishedChunk {
  readonly result: ChunkTaskResult;
  /** Whether a step back in time from the chunk before is counted in the result. */
  readonly borderCounted: boolean;
}

/** How chunks go through reading and decoding, some of them ahead of their turn and on the plan's own account of their entry. */
class ChunkPassage {
  readonly #input: SurveyInput;
  readonly #sum: SurveySum;
  readonly #signal: AbortSignal;
  readonly #workers: WorkerHost | undefined;

  constructor(input: SurveyInput, sum: SurveySum, signal: AbortSignal) {
    this.#input = input;
    this.#sum = sum;
    this.#signal = signal;
    this.#workers = input.hasher === undefined ? input.workers : undefined;
  }

  /** Chunks in flight: more than are decoded, so that neither reading nor a worker waits for anybody. */
  get atOnce(): number {
    if (this.#workers === undefined) return 2;
    return this.#workers.readsFiles === true ? (this.#workers.size + 1) * chunksAtATime : 2 * this.#workers.size + 1;
  }

  /** Begins with the chunk `from`, and with those after it that go together with it. */
  begin(from: number): readonly Promise<BegunChunk>[] {
    const { file, chunkCount } = this.#input;
    if (this.#workers?.readsFiles !== true || file === undefined) return [this.#beginOne(from)];
    const count = Math.min(chunksAtATime, chunkCount - from);
    const plans = Array.from({ length: count }, (_, at) => this.#plan(from + at));
    const results = this.#runTogether(plans, this.#workers, file);
    return plans.map(async (plan) => {
      const { job, sure } = await plan;
      return { job, bytes: [], sure, result: (await results).get(job)! };
    });
  }

  async #beginOne(chunk: number): Promise<BegunChunk> {
    const { entry, sure } = this.#entry(chunk);
    const { job, bytes } = await this.#input.read(chunk, entry, this.#signal);
    if (this.#workers === undefined) return { job, bytes, sure };
    return { job, bytes: [], sure, result: await this.#workers.run(this.#task(job, bytes), { signal: this.#signal }) };
  }

  /** Has a worker read and decode what could be planned. */
  async #runTogether(
    plans: readonly Promise<{ readonly job: ChunkJob }>[],
    workers: WorkerHost,
    { descriptor, path, noteRead }: NonNullable<SurveyInput['file']>,
  ): Promise<ReadonlyMap<ChunkJob, ChunkTaskResult>> {
    const settled = await Promise.allSettled(plans);
    const jobs = settled.flatMap((plan) => (plan.status === 'fulfilled' ? [plan.value.job] : []));
    if (jobs.length === 0) return new Map();
    const task: FileChunksTask = { kind: 'chunks', file: { descriptor, path }, jobs, ...this.#wants };
    const results = await workers.run(task, { signal: this.#signal });
    for (const { ranges } of jobs) for (const { length } of ranges) noteRead(length);
    return new Map(jobs.map((job, at) => [job, results[at]!]));
  }

  async #plan(chunk: number): Promise<{ readonly job: ChunkJob; readonly sure: boolean }> {
    const { entry, sure } = this.#entry(chunk);
    return { job: await this.#input.plan(chunk, entry, this.#signal), sure };
  }

  #entry(chunk: number): { readonly entry: Float64Array | undefined; readonly sure: boolean } {
    const entry = this.#sum.entry(chunk);
    return { entry, sure: this.#input.stateLength === 0 || chunk === 0 || entry !== undefined };
  }

  /** The chunk's result, now that those before it are known. */
  async finish(chunk: number, begun: BegunChunk): Promise<FinishedChunk> {
    const entry = begun.sure ? undefined : this.#sum.entry(chunk);
    if (entry === undefined) {
      return { result: begun.result ?? this.#run(begun.job, begun.bytes), borderCounted: begun.sure && this.#input.stateLength > 0 };
    }
    const exit = begun.result === undefined ? undefined : continueChunk(begun.job, begun.result, entry);
    if (begun.result !== undefined && exit !== undefined) return { result: { ...begun.result, exit }, borderCounted: false };
    const job = await this.#input.plan(chunk, entry, this.#signal);
    if (begun.result === undefined && sameRanges(job, begun.job)) return { result: this.#run(job, begun.bytes), borderCounted: true };
    const again = await this.#input.read(chunk, entry, this.#signal);
    return { result: this.#run(again.job, again.bytes), borderCounted: true };
  }

  #run(job: ChunkJob, bytes: readonly Uint8Array[]): ChunkTaskResult {
    const { kernels, decode, hasher } = this.#input;
    return runChunkTask(
      this.#task(job, bytes),
      kernels,
      decode,
      hasher === undefined ? undefined : (columns) => hashRecords(hasher, columns),
    );
  }

  #task(job: ChunkJob, bytes: readonly Uint8Array[]): ChunkTask {
    return { job, bytes, ...this.#wants };
  }

  get #wants(): SurveyWants {
    return { binMicros: this.#sum.rate.binMicros, extent: this.#input.extent };
  }
}

function sameRanges(one: ChunkJob, other: ChunkJob): boolean {
  const equal = (range: ByteRange, i: number): boolean =>
    range.offset === other.ranges[i]?.offset && range.length === other.ranges[i]?.length;
  return one.ranges.length === other.ranges.length && one.ranges.every(equal);
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
  #added = 0;

  constructor(input: SurveyInput) {
    this.#chunkCount = input.chunkCount;
    this.#stateLength = input.stateLength;
    this.rate = new DoublingBins(8192, input.binMicros);
    this.#ordinals = new Float64Array(input.chunkCount + 1);
    this.#minMicros = new Float64Array(input.chunkCount).fill(Number.NaN);
    this.#maxMicros = new Float64Array(input.chunkCount).fill(Number.NaN);
    this.#states = new Float64Array(input.chunkCount * input.stateLength).fill(Number.NaN);
  }

  /** Entry state of the chunk after the last one added, where that left one; undefined where the plan is to find it out. */
  entry(chunk: number): Float64Array | undefined {
    if (this.#stateLength === 0 || chunk === 0 || chunk !== this.#added || !this.#exitKnown) return undefined;
    return this.#states.slice(chunk * this.#stateLength, (chunk + 1) * this.#stateLength);
  }

  /** `borderCounted`: the decoder was handed the state of the chunk before and counted a step back at the border itself. */
  add(chunk: number, result: ChunkTaskResult, borderCounted: boolean): void {
    const { tally } = result;
    const total = this.#tally;
    this.#added = chunk + 1;
    if (!borderCounted && tally.firstMicros < total.lastMicros) total.timeDecreases += 1;
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
