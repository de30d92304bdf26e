import { type Abortable, throwIfAborted, withAbort } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import { joinPlans } from '../bytes/join-plans.js';
import { runPlan } from '../bytes/plan.js';
import type { ChunkLease } from '../chunks/chunk-scheduler.js';
import { ChunkTimes } from '../events/chunk-times.js';
import { planLastChunk, planTimeWindow, type WindowPlan } from '../events/plan-window.js';
import type { DoublingBins } from '../events/rate-bins.js';
import type { TimePlace } from '../events/rate-curve.js';
import type { EventFormat, EventLayout } from '../formats/event-format.js';
import type { EventColumns, Trigger } from '../shapes/event-columns.js';
import type { EventFacts, EventOpenOptions, Notice } from '../shapes/event-facts.js';
import type { EventIndex } from '../shapes/event-index.js';
import type { EventSource, IndexRange, SurveyOptions, TimeRange } from '../shapes/event-source.js';
import type { DecodedChunk } from './decoded-chunk.js';
import type { EngineShared } from './engine-shared.js';
import type { RecordingBytes } from './recording-bytes.js';
import { RecordingChunks, type WalkOptions } from './recording-chunks.js';
import { columnsByIndex, columnsByTime } from './recording-columns.js';
import { type SurveyInput, surveyChunks } from './survey-chunks.js';
import { surveyedFacts } from './surveyed-facts.js';
import { WatchedFacts } from './watched-facts.js';

/** What a full pass found that facts do not hold. */
export interface SurveyFindings {
  readonly index: EventIndex;
  readonly rate: DoublingBins;
  readonly triggers: readonly Trigger[];
}

export interface RecordingParts {
  readonly bytes: RecordingBytes;
  readonly format: EventFormat;
  readonly layout: EventLayout;
  readonly options: EventOpenOptions;
  readonly fingerprint: string;
  readonly shared: EngineShared;
  /** What is to be said beside what the format says: of compression. */
  readonly notices: readonly Notice[];
}

export interface RecordingSurveyOptions extends SurveyOptions {
  /** Awaited before each slice of work: where a survey makes way for interaction. */
  readonly makeWay?: () => Promise<void>;
}

let recordingsOpened = 0;

/** An opened recording: what is known of it, where its times lie, and its chunks. */
export class EventRecording implements EventSource {
  /** Unique in this thread: tells openings of one file apart. */
  readonly id: string;
  readonly format: EventFormat;
  readonly fingerprint: string;
  readonly options: EventOpenOptions;
  readonly shared: EngineShared;
  readonly times: ChunkTimes;
  readonly chunks: RecordingChunks;
  readonly #bytes: RecordingBytes;
  readonly #openingNotices: readonly Notice[];
  readonly #facts: WatchedFacts<EventFacts>;
  #damageNotice: Notice | undefined;
  #findings: SurveyFindings | undefined;
  #samples: { readonly wanted: number; readonly places: readonly TimePlace[] } | undefined;
  #survey: Promise<{ readonly sha256?: string }> | undefined;

  constructor({ bytes, format, layout, options, fingerprint, shared, notices }: RecordingParts) {
    recordingsOpened += 1;
    this.id = String(recordingsOpened);
    this.format = format;
    this.fingerprint = fingerprint;
    this.options = options;
    this.shared = shared;
    this.#bytes = bytes;
    this.#openingNotices = notices;
    this.#facts = new WatchedFacts(this.#withNotices(layout.facts));
    const { firstMicros, lastMicros } = layout.facts;
    const known = firstMicros !== undefined && lastMicros !== undefined;
    const span = known ? { firstMicros: firstMicros.value, lastMicros: lastMicros.value } : undefined;
    this.times = new ChunkTimes(layout.chunkCount, layout.eventsPerChunk, span);
    this.chunks = new RecordingChunks(layout, bytes, shared, this.id, {
      learnt: (chunk, minMicros, maxMicros, events) => this.times.learn(chunk, minMicros, maxMicros, events),
      damaged: (chunk, error) => this.#noteDamage(chunk, error),
    });
  }

  get path(): string {
    return this.#bytes.counted.path;
  }

  get byteLength(): number {
    return this.#bytes.counted.byteLength;
  }

  get bytesRead(): number {
    return this.#bytes.counted.bytesRead;
  }

  /** Bytes of blocks this recording keeps. */
  get cachedBytes(): number {
    return this.#bytes.blocks.cachedBytes;
  }

  /** Bytes of blocks to keep from now on; shrinking drops some at once. */
  setBlockBudget(bytes: number): void {
    this.#bytes.blocks.setBudget(bytes);
  }

  /** Whether the file may get longer. */
  get growing(): boolean {
    return this.#bytes.counted.growing;
  }

  /** Whether reads need no waiting worth speaking of. */
  get near(): boolean {
    return !/^https?:/.test(this.path);
  }

  get layout(): EventLayout {
    return this.chunks.layout;
  }

  get facts(): EventFacts {
    return this.#facts.now;
  }

  /** What a survey found, now or in an earlier run. */
  get findings(): SurveyFindings | undefined {
    return this.#findings;
  }

  watch(listener: (facts: EventFacts) => void): () => void {
    return this.#facts.watch(listener);
  }

  /** Something more is to be said about the recording. */
  addNotice(notice: Notice): void {
    const others = this.#facts.now.notices.filter(({ code }) => code !== notice.code);
    this.#facts.replace({ ...this.#facts.now, notices: [...others, notice] });
  }

  /** The chunks of a time window in file order, found with few reads. */
  chunksOf(fromMicros: number, toMicros: number, options: WalkOptions = {}): Promise<readonly number[]> {
    return this.#settlePlan((located) => planTimeWindow(this.times, fromMicros, toMicros, located), options);
  }

  /** The last chunk that may hold an event before `endMicros`; undefined where none does. */
  async lastChunkBefore(endMicros: number, options: WalkOptions = {}): Promise<number | undefined> {
    return (await this.#settlePlan((located) => planLastChunk(this.times, endMicros, located), options))[0];
  }

  /** The same as {@link chunksOf} where that needs no reading, else undefined. */
  chunksKnown(fromMicros: number, toMicros: number): readonly number[] | undefined {
    const plan = planTimeWindow(this.times, fromMicros, toMicros, new Map());
    return plan.kind === 'chunks' ? plan.chunks : undefined;
  }

  /** Times at about `count` places spread over the recording; kept, for they are asked for again and again. */
  async sampleTimes(count: number, { signal }: Abortable = {}): Promise<readonly TimePlace[]> {
    if (this.#samples === undefined || this.#samples.wanted < count) {
      const places = await runPlan(this.#bytes.near, this.layout.sampleTimes(count), { signal });
      this.#samples = { wanted: count, places };
    }
    return this.#samples.places;
  }

  async *columns(range: TimeRange | IndexRange, options: Abortable = {}): AsyncIterable<EventColumns> {
    if ('fromIndex' in range) yield* columnsByIndex(this, range, options);
    else yield* columnsByTime(this, range, options);
  }

  async triggers(range: TimeRange, options: Abortable = {}): Promise<readonly Trigger[]> {
    const inside = ({ micros }: Trigger): boolean => micros >= range.fromMicros && micros < range.toMicros;
    if (this.#facts.now.triggers.exactness === 'exact' && this.#facts.now.triggers.value === 0) return [];
    if (this.#findings !== undefined) return this.#findings.triggers.filter(inside);
    const found: Trigger[] = [];
    const chunks = await this.chunksOf(range.fromMicros, range.toMicros, options);
    for await (const { triggers } of this.chunks.walk(chunks, options)) found.push(...triggers.filter(inside));
    return found;
  }

  /** Reads everything once. A survey in progress is joined unless a digest is wanted, which needs a pass of its own. */
  async survey(options: RecordingSurveyOptions = {}): Promise<{ readonly sha256?: string }> {
    const running = options.digest === true ? undefined : this.#survey;
    if (running !== undefined) {
      try {
        return await withAbort(running, options.signal);
      } catch (error) {
        // Who started it gave up; whoever joined did not.
        if (toFirstlightError(error).code !== 'aborted' || options.signal?.aborted) throw error;
        return this.survey(options);
      }
    }
    const survey = this.#runSurvey(options);
    this.#survey = survey;
    try {
      return await survey;
    } finally {
      if (this.#survey === survey) this.#survey = undefined;
    }
  }

  /** Takes over what a survey found, now or earlier; chunks that were entered with other times are dropped. */
  adopt(findings: SurveyFindings, facts: EventFacts): void {
    const { index } = findings;
    for (let chunk = 0; chunk < index.chunkCount; chunk += 1) {
      const known = this.times.timesOf(chunk);
      if (known === undefined) continue;
      if (known.minMicros !== index.minMicros[chunk] || known.maxMicros !== index.maxMicros[chunk]) this.chunks.forget(chunk);
    }
    this.#findings = findings;
    this.chunks.useIndex(index);
    this.times.learnAll(index);
    this.#facts.replace(facts);
  }

  /** Looks whether a growing recording grew; true when it did. `false` also where it must be opened again to see more. */
  async refresh(options: Abortable = {}): Promise<boolean> {
    const before = this.byteLength;
    await this.#bytes.blocks.refresh?.(options);
    if (this.byteLength <= before) return false;
    const layout = this.layout.grow?.(this.byteLength);
    if (layout === undefined) return false;
    this.chunks.replaceLayout(layout);
    this.times.grow(layout.chunkCount);
    this.#findings = undefined;
    this.#samples = undefined;
    this.#facts.replace(this.#withNotices(layout.facts));
    return true;
  }

  async close(): Promise<void> {
    this.chunks.forgetAll();
    await this.#bytes.blocks.close();
  }

  #withNotices(facts: EventFacts): EventFacts {
    return this.#openingNotices.length === 0 ? facts : { ...facts, notices: [...facts.notices, ...this.#openingNotices] };
  }

  #noteDamage(chunk: number, error: FirstlightError): void {
    if (this.#damageNotice !== undefined || this.#findings !== undefined) return;
    this.#damageNotice = { code: 'damaged', message: `${error.message} (chunk ${chunk}); what came before it is shown` };
    this.addNotice(this.#damageNotice);
  }

  async #runSurvey(options: RecordingSurveyOptions): Promise<{ readonly sha256?: string }> {
    const { ports, kernels, formats } = this.shared;
    const { layout } = this;
    const { geometry } = this.#facts.now;
    let events = 0;
    const outcome = await surveyChunks({
      chunkCount: layout.chunkCount,
      stateLength: layout.stateLength,
      read: (chunk, entry, signal) => this.chunks.read(chunk, entry, signal),
      plan: (chunk, entry, signal) => this.chunks.plan(chunk, entry, signal),
      recycle: (bytes) => this.chunks.recycle(bytes),
      file: this.#fileForWorkers(),
      decode: formats.decodeChunk,
      kernels,
      clock: ports.clock,
      workers: ports.workers,
      hasher: options.digest === true ? ports.createHasher() : undefined,
      binMicros: firstBinMicros(this.#facts.now),
      extent: geometry === undefined || geometry.source === 'sampled' || geometry.source === 'unknown',
      signal: options.signal,
      makeWay: options.makeWay,
      onChunk: (chunk, { tally }) => {
        events += tally.events;
        const bytesRead = Math.min(this.byteLength, Math.round((this.byteLength * (chunk + 1)) / layout.chunkCount));
        options.onProgress?.({ bytesRead, bytesTotal: this.byteLength, events });
      },
    });
    if (layout === this.layout) {
      const { index, rate, triggers } = outcome;
      const notices = this.#facts.now.notices.filter((notice) => notice !== this.#damageNotice);
      this.adopt({ index, rate, triggers }, surveyedFacts({ ...this.#facts.now, notices }, outcome));
    }
    return outcome.sha256 === undefined ? {} : { sha256: outcome.sha256 };
  }

  #fileForWorkers(): SurveyInput['file'] {
    const { counted } = this.#bytes;
    const { descriptor, path } = counted;
    return descriptor === undefined ? undefined : { descriptor, path, noteRead: (byteLength) => counted.noteRead(byteLength) };
  }

  async #settlePlan(plan: (located: ReadonlyMap<number, number>) => WindowPlan, options: WalkOptions): Promise<readonly number[]> {
    const { signal } = options;
    const located = new Map<number, number>();
    const ahead: ChunkLease<DecodedChunk>[] = [];
    try {
      for (;;) {
        throwIfAborted(signal);
        const step = plan(located);
        if (step.kind === 'chunks') return step.chunks;
        if (step.kind === 'locate') {
          await this.#locate(step.micros, located, signal);
          continue;
        }
        // A distant host answers both in the time of one; near by, waiting for certainty costs less than a chunk too many.
        if (step.next !== undefined && !this.near) ahead.push(this.chunks.request(step.next, 'prefetch', { signal }));
        await this.#learnByReading(step.chunk, options);
      }
    } finally {
      for (const lease of ahead) lease.release();
    }
  }

  async #locate(wanted: readonly number[], located: Map<number, number>, signal: AbortSignal | undefined): Promise<void> {
    const missing = wanted.filter((micros) => !located.has(micros));
    if (missing.length === 0) throw new FirstlightError('internal', 'A plan asks for a time that it was told', { path: this.path });
    const plans = missing.map((micros) => this.layout.locateTime(micros));
    const found = await runPlan(this.#bytes.blocks, joinPlans(plans), { signal });
    for (const [i, micros] of missing.entries()) located.set(micros, found[i]!);
  }

  /** Loading a chunk tells its times, whether or not its value stays. */
  async #learnByReading(chunk: number, { tier, signal }: WalkOptions): Promise<void> {
    const lease = this.chunks.request(chunk, tier ?? 'visible', { signal });
    try {
      const { minMicros, maxMicros, events } = await lease.value;
      this.times.learn(chunk, minMicros, maxMicros, events);
    } finally {
      lease.release();
    }
  }
}

/** The widest power of two of microseconds of which at least 4096 fit into the recording, as far as its length is known. */
function firstBinMicros({ firstMicros, lastMicros }: EventFacts): number {
  const span = (lastMicros?.value ?? 0) - (firstMicros?.value ?? 0);
  return 2 ** Math.max(6, Math.min(40, Math.floor(Math.log2(Math.max(1, span / 4096)))));
}
