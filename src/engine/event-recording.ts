import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { type BlockSource, withBlocks } from '../bytes/blocks.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { withCoalescing } from '../bytes/coalesce.js';
import { CountingSource } from '../bytes/counting-source.js';
import { joinPlans } from '../bytes/join-plans.js';
import { runPlan } from '../bytes/plan.js';
import type { ChunkLease, ChunkScheduler, LoadedChunk, WantedTier } from '../chunks/chunk-scheduler.js';
import { ChunkTimes } from '../events/chunk-times.js';
import { planLastChunk, planTimeWindow, type WindowPlan } from '../events/plan-window.js';
import type { DoublingBins } from '../events/rate-bins.js';
import type { TimePlace } from '../events/rate-curve.js';
import { trimColumns } from '../events/trim-columns.js';
import type { ChunkJob, ChunkResult, EventFormat, EventLayout } from '../formats/event-format.js';
import type { Kernels } from '../kernels/kernels.js';
import { type EventColumns, type EventSink, eventColumnBytes, type Trigger } from '../shapes/event-columns.js';
import type { EventFacts, EventOpenOptions, Notice } from '../shapes/event-facts.js';
import type { EventIndex } from '../shapes/event-index.js';
import type { EventSource, IndexRange, SurveyOptions, TimeRange } from '../shapes/event-source.js';
import { isDamage } from './chunk-task.js';
import type { ColumnSlabs } from './column-slabs.js';
import { ChunkCollector, type DecodedChunk } from './decoded-chunk.js';
import type { EventFormats } from './event-formats.js';
import type { EnginePorts } from './ports.js';
import { type SurveyOutcome, surveyChunks } from './survey-chunks.js';
import { surveyedFacts } from './surveyed-facts.js';

/** What recordings share: one budget, one set of kernels. */
export interface EngineShared {
  readonly kernels: Kernels;
  readonly ports: EnginePorts;
  readonly formats: EventFormats;
  readonly scheduler: ChunkScheduler<DecodedChunk>;
  readonly slabs: ColumnSlabs;
  /** Bytes of blocks kept for each recording's headers, searches and small chunks. */
  readonly blockBudgetBytes: number;
}

/** A recording's bytes, seen through counting, joining and caching. */
export interface RecordingBytes {
  readonly counted: CountingSource;
  /** For whole chunks: read in pieces of at most 1 MiB, kept by nobody but the chunk. */
  readonly near: ByteSource;
  /** For headers, searches and small reads. */
  readonly blocks: BlockSource;
}

export function wrapBytes(source: ByteSource, blockBudgetBytes: number): RecordingBytes {
  const counted = new CountingSource(source);
  const near = withCoalescing(counted);
  return { counted, near, blocks: withBlocks(near, { budgetBytes: blockBudgetBytes }) };
}

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

export interface PlanOptions extends Abortable {
  /** The tier that chunks are read in whose times must be known; visible without it. */
  readonly tier?: WantedTier;
}

export interface ScanOptions extends Abortable {
  /** Awaited after each chunk. */
  readonly makeWay?: () => Promise<void>;
}

/** Chunk reads of less than this go through the block cache: small chunks share blocks, large ones would flood it. */
const smallReadBytes = 128 << 10;
let recordingsOpened = 0;

/** An opened recording: plans, reads and decodes its chunks through the shared scheduler. */
export class EventRecording implements EventSource {
  /** Unique in this engine: tells openings of one file apart. */
  readonly id: string;
  readonly format: EventFormat;
  readonly fingerprint: string;
  readonly options: EventOpenOptions;
  readonly times: ChunkTimes;
  readonly shared: EngineShared;
  readonly #bytes: RecordingBytes;
  readonly #keyPrefix: string;
  readonly #openingNotices: readonly Notice[];
  readonly #watchers = new Set<(facts: EventFacts) => void>();
  readonly #entries = new Map<number, Float64Array>();
  readonly #damaged = new Set<number>();
  #damageNotice: Notice | undefined;
  #layout: EventLayout;
  #facts: EventFacts;
  #findings: SurveyFindings | undefined;
  #samples: { readonly wanted: number; readonly places: readonly TimePlace[] } | undefined;
  #survey: Promise<{ readonly sha256?: string }> | undefined;
  #bytesPerChunk: number;

  constructor(parts: RecordingParts) {
    this.format = parts.format;
    this.fingerprint = parts.fingerprint;
    this.options = parts.options;
    this.shared = parts.shared;
    this.#bytes = parts.bytes;
    this.#layout = parts.layout;
    this.#openingNotices = parts.notices;
    this.#facts = this.#withNotices(parts.layout.facts);
    const { firstMicros, lastMicros } = parts.layout.facts;
    const span =
      firstMicros === undefined || lastMicros === undefined ? undefined : { firstMicros: firstMicros.value, lastMicros: lastMicros.value };
    this.times = new ChunkTimes(parts.layout.chunkCount, parts.layout.eventsPerChunk, span);
    recordingsOpened += 1;
    this.id = String(recordingsOpened);
    this.#keyPrefix = `${this.id}/`;
    this.#bytesPerChunk = (parts.layout.eventsPerChunk ?? parts.layout.chunkBytes / 4) * eventColumnBytes;
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

  get facts(): EventFacts {
    return this.#facts;
  }

  get layout(): EventLayout {
    return this.#layout;
  }

  get findings(): SurveyFindings | undefined {
    return this.#findings;
  }

  watch(listener: (facts: EventFacts) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  setFacts(facts: EventFacts): void {
    this.#facts = facts;
    for (const watcher of [...this.#watchers]) watcher(facts);
  }

  /** About how many bytes a decoded chunk takes. */
  get decodedChunkBytes(): number {
    return this.#bytesPerChunk;
  }

  /** The chunks of a time window in file order, found with few reads. */
  chunksOf(fromMicros: number, toMicros: number, options: PlanOptions = {}): Promise<readonly number[]> {
    return this.#settlePlan((located) => planTimeWindow(this.times, fromMicros, toMicros, located), options);
  }

  /** The last chunk that may hold an event before `endMicros`; undefined where none does. */
  async lastChunkBefore(endMicros: number, options: PlanOptions = {}): Promise<number | undefined> {
    return (await this.#settlePlan((located) => planLastChunk(this.times, endMicros, located), options))[0];
  }

  /** The same as {@link chunksOf} where that needs no reading, else undefined. */
  chunksKnown(fromMicros: number, toMicros: number): readonly number[] | undefined {
    const plan = planTimeWindow(this.times, fromMicros, toMicros, new Map());
    return plan.kind === 'chunks' ? plan.chunks : undefined;
  }

  /** Asks the scheduler for a chunk. */
  request(chunk: number, tier: WantedTier, options: Abortable = {}): ChunkLease<DecodedChunk> {
    return this.shared.scheduler.request(
      { key: this.#key(chunk), tier, expectedBytes: this.#bytesPerChunk, load: ({ signal }) => this.#load(chunk, signal) },
      options,
    );
  }

  isResident(chunk: number): boolean {
    return this.shared.scheduler.has(this.#key(chunk));
  }

  /** A resident chunk, held until `release`. */
  peek(chunk: number): { readonly value: DecodedChunk; readonly release: () => void } | undefined {
    return this.shared.scheduler.peek(this.#key(chunk));
  }

  /** Hands chunks to `visit` in their order, a few of them loading ahead, none held longer than its visit. */
  async visitChunks(
    chunks: Iterable<number>,
    visit: (chunk: DecodedChunk) => void | Promise<void>,
    options: Abortable & { readonly tier?: WantedTier } = {},
  ): Promise<void> {
    const ahead = Math.max(1, Math.min(8, Math.floor(this.shared.scheduler.budgetBytes / (4 * this.#bytesPerChunk))));
    const leases: ChunkLease<DecodedChunk>[] = [];
    const next = chunks[Symbol.iterator]();
    const fill = (): void => {
      while (leases.length < ahead) {
        const step = next.next();
        if (step.done) return;
        leases.push(this.request(step.value, options.tier ?? 'visible', options));
      }
    };
    try {
      fill();
      for (let lease = leases[0]; lease !== undefined; lease = leases[0]) {
        const chunk = await lease.value;
        await visit(chunk);
        throwIfAborted(options.signal);
        leases.shift();
        lease.release();
        fill();
      }
    } finally {
      for (const lease of leases) lease.release();
    }
  }

  /** Times at about `count` places spread over the recording; kept, for they are asked for again and again. */
  async sampleTimes(count: number, { signal }: Abortable = {}): Promise<readonly TimePlace[]> {
    if (this.#samples === undefined || this.#samples.wanted < count) {
      const places = await runPlan(this.#bytes.blocks, this.#layout.sampleTimes(count), { signal });
      this.#samples = { wanted: count, places };
    }
    return this.#samples.places;
  }

  /**
   * Hands the columns of chunks to `sink` in their order, *lent*, without keeping anything: for passes that are longer
   * than the cache. What is resident is not read again. Damage ends a chunk, not the pass.
   */
  async scanChunks(chunks: Iterable<number>, sink: EventSink, options: ScanOptions = {}): Promise<void> {
    const { ports, kernels, formats } = this.shared;
    const { signal } = options;
    let sliceStart = ports.clock.now();
    for (const chunk of chunks) {
      throwIfAborted(signal);
      const held = this.peek(chunk);
      if (held !== undefined) {
        for (const { columns } of held.value.runs) sink(columns);
        held.release();
      } else {
        try {
          const { job, bytes } = await this.#read(chunk, this.#entryOf(chunk), signal);
          throwIfAborted(signal);
          const { tally } = formats.decodeChunk(job, bytes, kernels, sink);
          this.times.learn(chunk, tally.minMicros, tally.maxMicros, tally.events);
        } catch (error) {
          if (!isDamage(error)) throw error;
        }
      }
      await options.makeWay?.();
      if (ports.clock.now() - sliceStart < 8) continue;
      await ports.clock.turn();
      sliceStart = ports.clock.now();
    }
  }

  async *columns(range: TimeRange | IndexRange, options: Abortable = {}): AsyncIterable<EventColumns> {
    if ('fromIndex' in range) yield* this.#columnsByIndex(range, options);
    else yield* this.#columnsByTime(range, options);
  }

  async triggers(range: TimeRange, options: Abortable = {}): Promise<readonly Trigger[]> {
    const inside = ({ micros }: Trigger): boolean => micros >= range.fromMicros && micros < range.toMicros;
    if (this.#facts.triggers.exactness === 'exact' && this.#facts.triggers.value === 0) return [];
    if (this.#findings !== undefined) return this.#findings.triggers.filter(inside);
    const chunks = await this.chunksOf(range.fromMicros, range.toMicros, options);
    const found: Trigger[] = [];
    await this.visitChunks(chunks, ({ triggers }) => void found.push(...triggers.filter(inside)), options);
    return found;
  }

  /** Reads everything once. A survey in progress is joined unless a digest is wanted, which needs a pass of its own. */
  survey(options: SurveyOptions & { readonly makeWay?: () => Promise<void> } = {}): Promise<{ readonly sha256?: string }> {
    if (this.#survey !== undefined && options.digest !== true) return this.#survey;
    const survey = this.#runSurvey(options);
    this.#survey = survey;
    const forget = (): void => {
      if (this.#survey === survey) this.#survey = undefined;
    };
    survey.then(forget, forget);
    return survey;
  }

  /** Takes over what a survey found, now or earlier. */
  adopt(findings: SurveyFindings, facts: EventFacts): void {
    for (let chunk = 0; chunk < findings.index.chunkCount; chunk += 1) {
      const known = this.times.timesOf(chunk);
      if (
        known === undefined ||
        (known.minMicros === findings.index.minMicros[chunk] && known.maxMicros === findings.index.maxMicros[chunk])
      )
        continue;
      this.shared.scheduler.forget(this.#key(chunk));
    }
    this.#findings = findings;
    this.#entries.clear();
    this.times.learnAll(findings.index);
    this.setFacts(facts);
  }

  /** Looks whether a growing recording grew; true when it did. `false` also where it must be opened again to see more. */
  async refresh(options: Abortable = {}): Promise<boolean> {
    const before = this.byteLength;
    await this.#bytes.blocks.refresh?.(options);
    if (this.byteLength <= before) return false;
    const layout = this.#layout.grow?.(this.byteLength);
    if (layout === undefined) return false;
    const last = this.#layout.chunkCount - 1;
    this.shared.scheduler.forget(this.#key(last));
    this.#findings = undefined;
    this.#layout = layout;
    this.times.grow(layout.chunkCount);
    this.setFacts(this.#withNotices(layout.facts));
    return true;
  }

  async close(): Promise<void> {
    this.shared.scheduler.forgetAll(this.#keyPrefix);
    await this.#bytes.blocks.close();
  }

  #withNotices(facts: EventFacts): EventFacts {
    return this.#openingNotices.length === 0 ? facts : { ...facts, notices: [...facts.notices, ...this.#openingNotices] };
  }

  async #runSurvey(options: SurveyOptions & { readonly makeWay?: () => Promise<void> }): Promise<{ readonly sha256?: string }> {
    const { ports, kernels, formats } = this.shared;
    const layout = this.#layout;
    const geometry = this.#facts.geometry;
    let events = 0;
    const outcome = await surveyChunks({
      chunkCount: layout.chunkCount,
      stateLength: layout.stateLength,
      read: (chunk, entry, signal) => this.#read(chunk, entry, signal),
      plan: (chunk, entry, signal) => runPlan(this.#bytes.blocks, layout.planChunk(chunk, entry), { signal }),
      decode: formats.decodeChunk,
      kernels,
      clock: ports.clock,
      workers: ports.workers,
      hasher: options.digest === true ? ports.createHasher() : undefined,
      binMicros: firstBinMicros(this.#facts),
      extent: geometry === undefined || geometry.source === 'sampled' || geometry.source === 'unknown',
      signal: options.signal,
      makeWay: options.makeWay,
      onChunk: (chunk, { tally }) => {
        events += tally.events;
        const bytesRead = Math.min(this.byteLength, Math.round((this.byteLength * (chunk + 1)) / layout.chunkCount));
        options.onProgress?.({ bytesRead, bytesTotal: this.byteLength, events });
      },
    });
    if (layout === this.#layout) this.#adoptOutcome(outcome);
    return outcome.sha256 === undefined ? {} : { sha256: outcome.sha256 };
  }

  #adoptOutcome(outcome: SurveyOutcome): void {
    const { index, rate, triggers } = outcome;
    const notices = this.#facts.notices.filter((notice) => notice !== this.#damageNotice);
    this.adopt({ index, rate, triggers }, surveyedFacts({ ...this.#facts, notices }, outcome));
  }

  async *#columnsByTime({ fromMicros, toMicros }: TimeRange, options: Abortable): AsyncIterable<EventColumns> {
    for (const chunk of await this.chunksOf(fromMicros, toMicros, options)) {
      const lease = this.request(chunk, 'visible', options);
      try {
        for (const { columns, ascending } of (await lease.value).runs) {
          const parts: EventColumns[] = [];
          trimColumns(columns, ascending, fromMicros, toMicros, (run, from, to) => parts.push(part(run, from, to)));
          yield* parts;
        }
      } finally {
        lease.release();
      }
    }
  }

  async *#columnsByIndex({ fromIndex, toIndex }: IndexRange, options: Abortable): AsyncIterable<EventColumns> {
    let ordinal = 0;
    let chunk = 0;
    for (; chunk < this.#layout.chunkCount; chunk += 1) {
      ordinal = this.times.ordinalOf(chunk) ?? ordinal;
      const events = this.times.eventsOf(chunk) ?? (await this.#countEvents(chunk, options));
      if (ordinal + events > fromIndex) break;
      ordinal += events;
    }
    for (; chunk < this.#layout.chunkCount && ordinal < toIndex; chunk += 1) {
      const lease = this.request(chunk, 'visible', options);
      try {
        for (const { columns } of (await lease.value).runs) {
          const from = Math.max(0, fromIndex - ordinal);
          const to = Math.min(columns.length, toIndex - ordinal);
          if (to > from) yield part(columns, from, to);
          ordinal += columns.length;
        }
      } finally {
        lease.release();
      }
    }
  }

  async #countEvents(chunk: number, options: Abortable): Promise<number> {
    const lease = this.request(chunk, 'visible', options);
    try {
      return (await lease.value).events;
    } finally {
      lease.release();
    }
  }

  async #settlePlan(plan: (located: ReadonlyMap<number, number>) => WindowPlan, options: PlanOptions): Promise<readonly number[]> {
    const { signal } = options;
    const located = new Map<number, number>();
    for (;;) {
      throwIfAborted(signal);
      const step = plan(located);
      if (step.kind === 'chunks') return step.chunks;
      if (step.kind === 'read') {
        await this.#learnByReading(step.chunk, options);
        continue;
      }
      const missing = step.micros.filter((micros) => !located.has(micros));
      if (missing.length === 0) throw new FirstlightError('internal', 'A plan asks for a time that it was told', { path: this.path });
      const plans = missing.map((micros) => this.#layout.locateTime(micros));
      const found = await runPlan(this.#bytes.blocks, joinPlans(plans), { signal });
      for (const [i, micros] of missing.entries()) located.set(micros, found[i]!);
    }
  }

  async #learnByReading(chunk: number, { tier, signal }: PlanOptions): Promise<void> {
    const lease = this.request(chunk, tier ?? 'visible', { signal });
    try {
      const { minMicros, maxMicros, events } = await lease.value;
      this.times.learn(chunk, minMicros, maxMicros, events);
    } finally {
      lease.release();
    }
  }

  #key(chunk: number): string {
    return `${this.#keyPrefix}${chunk}`;
  }

  /** The exact entry state of a chunk, where it is known. */
  #entryOf(chunk: number): Float64Array | undefined {
    const length = this.#layout.stateLength;
    if (length === 0 || chunk === 0) return undefined;
    const states = this.#findings?.index.states.subarray(chunk * length, (chunk + 1) * length);
    if (states !== undefined && !states.every(Number.isNaN)) return states;
    return this.#entries.get(chunk);
  }

  async #read(
    chunk: number,
    entry: Float64Array | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly job: ChunkJob; readonly bytes: readonly Uint8Array[] }> {
    const { blocks, near } = this.#bytes;
    const job = await runPlan(blocks, this.#layout.planChunk(chunk, entry), { signal });
    for (const { offset, length } of job.ranges) {
      if (offset + length > this.byteLength) {
        throw new FirstlightError('truncated', `Chunk ${chunk} ends at byte ${offset + length} of ${this.byteLength}`, { path: this.path });
      }
    }
    const bytes = await Promise.all(
      job.ranges.map(({ offset, length }) => (length < smallReadBytes ? blocks : near).read(offset, length, { signal })),
    );
    return { job, bytes };
  }

  async #load(chunk: number, signal: AbortSignal): Promise<LoadedChunk<DecodedChunk>> {
    const { ports, kernels, formats, slabs } = this.shared;
    const layout = this.#layout;
    const entry = this.#entryOf(chunk);
    const exactEntry = chunk === 0 || entry !== undefined;
    const start = ports.clock.now();
    const collector = new ChunkCollector(slabs);
    let result: ChunkResult | undefined;
    let damage: FirstlightError | undefined;
    let readMillis = 0;
    try {
      const { job, bytes } = await this.#read(chunk, entry, signal);
      throwIfAborted(signal);
      readMillis = ports.clock.now() - start;
      result = formats.decodeChunk(job, bytes, kernels, collector.add);
    } catch (error) {
      if (!isDamage(error)) {
        collector.abandon();
        throw error instanceof FirstlightError ? error.at(this.path) : error;
      }
      damage = error;
    }
    const value = collector.finish({
      chunk,
      triggers: result?.triggers ?? [],
      damage,
      readMillis,
      decodeMillis: ports.clock.now() - start - readMillis,
      loadedMillis: ports.clock.now(),
    });
    if (layout === this.#layout) this.#learn(value, exactEntry ? result?.exit : undefined);
    return { value, byteLength: value.byteLength };
  }

  #learn(value: DecodedChunk, exit: Float64Array | undefined): void {
    const { chunk, events, minMicros, maxMicros, damage } = value;
    this.times.learn(chunk, minMicros, maxMicros, events);
    if (exit !== undefined && this.#layout.stateLength > 0) this.#entries.set(chunk + 1, exit);
    if (value.byteLength > 0) this.#bytesPerChunk += (value.byteLength - this.#bytesPerChunk) / 4;
    if (damage === undefined || this.#damaged.has(chunk) || this.#findings !== undefined) return;
    this.#damaged.add(chunk);
    if (this.#damaged.size > 1) return;
    this.#damageNotice = { code: 'damaged', message: `${damage.message} (chunk ${chunk}); what came before it is shown` };
    this.setFacts({ ...this.#facts, notices: [...this.#facts.notices, this.#damageNotice] });
  }
}

function part({ baseMicros, t, x, y, p }: EventColumns, from: number, to: number): EventColumns {
  return {
    baseMicros,
    length: to - from,
    t: t.subarray(from, to),
    x: x.subarray(from, to),
    y: y.subarray(from, to),
    p: p.subarray(from, to),
  };
}

/** The widest power of two of microseconds of which at least 4096 fit into the recording, as far as its length is known. */
function firstBinMicros({ firstMicros, lastMicros }: EventFacts): number {
  const span = (lastMicros?.value ?? 0) - (firstMicros?.value ?? 0);
  return 2 ** Math.max(6, Math.min(40, Math.floor(Math.log2(Math.max(1, span / 4096)))));
}
