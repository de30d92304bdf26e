import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { type ByteRange, runPlan } from '../bytes/plan.js';
import type { ChunkLease, LoadedChunk, WantedTier } from '../chunks/chunk-scheduler.js';
import type { ChunkJob, ChunkResult, EventLayout } from '../formats/event-format.js';
import { type EventSink, eventColumnBytes } from '../shapes/event-columns.js';
import type { EventIndex } from '../shapes/event-index.js';
import { isDamage } from './chunk-task.js';
import { ChunkCollector, type DecodedChunk } from './decoded-chunk.js';
import type { EngineShared } from './engine-shared.js';
import type { RecordingBytes } from './recording-bytes.js';
import { ScanPass } from './scan-pass.js';

/** Bytes of one chunk with the job to decode them. */
export interface ReadChunk {
  readonly job: ChunkJob;
  readonly bytes: readonly Uint8Array[];
}

/** What hears of chunks as they are decoded. */
export interface ChunkNews {
  /** Times and number of a chunk's events; times are NaN where it holds none. */
  learnt(chunk: number, minMicros: number, maxMicros: number, events: number): void;
  /** A chunk ends early; what came before is good. */
  damaged(chunk: number, error: FirstlightError): void;
}

export interface WalkOptions extends Abortable {
  /** Default visible. */
  readonly tier?: WantedTier;
}

export interface ScanOptions extends Abortable {
  /** Awaited after each chunk. */
  readonly makeWay?: () => Promise<void>;
}

/** Chunk reads of less than this go through the block cache: small chunks share blocks, large ones would flood it. */
const smallReadBytes = 128 << 10;
/** Chunks that load ahead of the one that is looked at. */
const mostAhead = 8;
const sliceMillis = 8;

/** The chunks of one recording: planned, read and decoded on demand through the scheduler that all recordings share. */
export class RecordingChunks {
  readonly #shared: EngineShared;
  readonly #bytes: RecordingBytes;
  readonly #keyPrefix: string;
  readonly #news: ChunkNews;
  /** Exact entry states, by chunk, of chunks whose predecessor was decoded from an exact one. */
  readonly #entries = new Map<number, Float64Array>();
  #layout: EventLayout;
  #index: EventIndex | undefined;
  #decodedBytes: number;

  /** `id` tells this recording's chunks from others'. */
  constructor(layout: EventLayout, bytes: RecordingBytes, shared: EngineShared, id: string, news: ChunkNews) {
    this.#layout = layout;
    this.#bytes = bytes;
    this.#shared = shared;
    this.#keyPrefix = `${id}/`;
    this.#news = news;
    this.#decodedBytes = (layout.eventsPerChunk ?? layout.chunkBytes / 4) * eventColumnBytes;
  }

  get layout(): EventLayout {
    return this.#layout;
  }

  /** About how many bytes a decoded chunk takes. */
  get decodedBytes(): number {
    return this.#decodedBytes;
  }

  /** The recording grew: its last chunk so far is another one now. */
  replaceLayout(layout: EventLayout): void {
    this.forget(this.#layout.chunkCount - 1);
    this.#layout = layout;
    this.#index = undefined;
  }

  /** Chunks are entered as the index says from now on. */
  useIndex(index: EventIndex): void {
    this.#index = index;
    this.#entries.clear();
  }

  /** Asks for a chunk. */
  request(chunk: number, tier: WantedTier, options: Abortable = {}): ChunkLease<DecodedChunk> {
    const load = ({ signal }: { readonly signal: AbortSignal }): Promise<LoadedChunk<DecodedChunk>> => this.#load(chunk, signal);
    return this.#shared.eventChunks.request({ key: this.#key(chunk), tier, expectedBytes: this.#decodedBytes, load }, options);
  }

  isResident(chunk: number): boolean {
    return this.#shared.eventChunks.has(this.#key(chunk));
  }

  /** A resident chunk, held until `release`. */
  peek(chunk: number): { readonly value: DecodedChunk; readonly release: () => void } | undefined {
    return this.#shared.eventChunks.peek(this.#key(chunk));
  }

  /** Drops a chunk that was decoded wrongly. */
  forget(chunk: number): void {
    this.#shared.eventChunks.forget(this.#key(chunk));
  }

  forgetAll(): void {
    this.#shared.eventChunks.forgetAll(this.#keyPrefix);
  }

  /** Chunks in the order given, *lent* until the next is asked for, a few of them loading ahead. */
  async *walk(chunks: Iterable<number>, options: WalkOptions = {}): AsyncGenerator<DecodedChunk, void, undefined> {
    const ahead = Math.max(1, Math.min(mostAhead, Math.floor(this.#shared.scheduler.budgetBytes / (4 * this.#decodedBytes))));
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
        yield await lease.value;
        throwIfAborted(options.signal);
        leases.shift();
        lease.release();
        fill();
      }
    } finally {
      for (const lease of leases) lease.release();
    }
  }

  /**
   * Hands the columns of chunks to `sink` in their order, *lent*, without keeping anything: for passes that are longer
   * than the cache. What is resident is not read again. Damage ends a chunk, not the pass.
   */
  async scan(chunks: Iterable<number>, sink: EventSink, options: ScanOptions = {}): Promise<void> {
    const { clock } = this.#shared.ports;
    const pass = new ScanPass(this.#bytes.counted);
    let sliceStart = clock.now();
    for (const chunk of chunks) {
      throwIfAborted(options.signal);
      const held = this.peek(chunk);
      if (held === undefined) await this.#decodeTo(chunk, sink, pass, options.signal);
      else {
        for (const { columns } of held.value.runs) sink(columns);
        held.release();
      }
      await options.makeWay?.();
      if (clock.now() - sliceStart < sliceMillis) continue;
      await clock.turn();
      sliceStart = clock.now();
    }
  }

  /** Plans and reads one chunk, side by side where that can be. `truncated` where the file ends before it does. */
  async read(chunk: number, entry: Float64Array | undefined, signal: AbortSignal | undefined): Promise<ReadChunk> {
    const { byteLength } = this.#bytes.counted;
    const known = this.#layout.chunkRanges?.(chunk);
    const inFile = known?.every(({ offset, length }) => offset + length <= byteLength) === true;
    const reading = known !== undefined && inFile ? this.#readRanges(known, signal) : undefined;
    // Where planning fails, that is what is told.
    reading?.catch(() => undefined);
    const job = await this.plan(chunk, entry, signal);
    return { job, bytes: await (reading ?? this.#readRanges(job.ranges, signal)) };
  }

  /** Bytes of a chunk that was decoded: their memory is read into again. */
  recycle(bytes: readonly Uint8Array[]): void {
    this.#shared.readBuffers.give(bytes);
  }

  /** Plans one chunk, which may look at the bytes before it. `truncated` where the file ends before the chunk does. */
  async plan(chunk: number, entry: Float64Array | undefined, signal: AbortSignal | undefined): Promise<ChunkJob> {
    const job = await runPlan(this.#bytes.blocks, this.#layout.planChunk(chunk, entry), { signal });
    this.#checkRanges(job);
    return job;
  }

  #readRanges(ranges: readonly ByteRange[], signal: AbortSignal | undefined): Promise<readonly Uint8Array[]> {
    const { blocks, near, counted } = this.#bytes;
    const { readBuffers } = this.#shared;
    return Promise.all(
      ranges.map(async ({ offset, length }) => {
        if (length < smallReadBytes) return blocks.read(offset, length, { signal });
        if (counted.readInto === undefined || !readBuffers.keeps(length)) return near.read(offset, length, { signal });
        const target = readBuffers.take(length);
        await counted.readInto(offset, target, { signal });
        return target;
      }),
    );
  }

  #checkRanges({ chunk, ranges }: ChunkJob): void {
    const { byteLength, path } = this.#bytes.counted;
    for (const { offset, length } of ranges) {
      if (offset + length > byteLength) {
        throw new FirstlightError('truncated', `Chunk ${chunk} ends at byte ${offset + length} of ${byteLength}`, { path });
      }
    }
  }

  #key(chunk: number): string {
    return `${this.#keyPrefix}${chunk}`;
  }

  /** The exact entry state of a chunk, where it is known. */
  #entryOf(chunk: number): Float64Array | undefined {
    const length = this.#layout.stateLength;
    if (length === 0 || chunk === 0) return undefined;
    const states = this.#index?.states.subarray(chunk * length, (chunk + 1) * length);
    if (states !== undefined && !states.every(Number.isNaN)) return states;
    return this.#entries.get(chunk);
  }

  async #decodeTo(chunk: number, sink: EventSink, pass: ScanPass, signal: AbortSignal | undefined): Promise<void> {
    try {
      const entry = pass.entryOf(chunk) ?? this.#entryOf(chunk);
      const { job, bytes } = pass.near ? await this.#readInto(pass, chunk, entry, signal) : await this.read(chunk, entry, signal);
      throwIfAborted(signal);
      const { tally, exit } = this.#shared.formats.decodeChunk(job, bytes, this.#shared.kernels, sink);
      if (exit.length > 0 && (chunk === 0 || entry !== undefined)) pass.leave(chunk, exit);
      this.#news.learnt(chunk, tally.minMicros, tally.maxMicros, tally.events);
      if (!pass.near) this.recycle(bytes);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#news.damaged(chunk, error);
    }
  }

  /** {@link read} into the memory of a pass, valid until its next chunk. */
  async #readInto(pass: ScanPass, chunk: number, entry: Float64Array | undefined, signal: AbortSignal | undefined): Promise<ReadChunk> {
    const job = await this.plan(chunk, entry, signal);
    return { job, bytes: pass.read(job.ranges) };
  }

  async #load(chunk: number, signal: AbortSignal): Promise<LoadedChunk<DecodedChunk>> {
    const { ports, kernels, formats, slabs } = this.#shared;
    const layout = this.#layout;
    const entry = this.#entryOf(chunk);
    const startMillis = ports.clock.now();
    const collector = new ChunkCollector(slabs);
    let result: ChunkResult | undefined;
    let damage: FirstlightError | undefined;
    let readMillis = 0;
    try {
      const { job, bytes } = await this.read(chunk, entry, signal);
      throwIfAborted(signal);
      readMillis = ports.clock.now() - startMillis;
      result = formats.decodeChunk(job, bytes, kernels, collector.add);
      this.recycle(bytes);
    } catch (error) {
      if (!isDamage(error)) {
        collector.abandon();
        throw error instanceof FirstlightError ? error.at(this.#bytes.counted.path) : error;
      }
      damage = error;
    }
    const loadedMillis = ports.clock.now();
    const decodeMillis = loadedMillis - startMillis - readMillis;
    const value = collector.finish(
      { chunk, triggers: result?.triggers ?? [], damage, readMillis, decodeMillis, loadedMillis },
      result?.tally.timeDecreases === 0,
    );
    if (layout === this.#layout) {
      this.#decodedBytes += (value.byteLength - this.#decodedBytes) / 4;
      const sure = chunk === 0 || entry !== undefined;
      if (sure && result !== undefined && layout.stateLength > 0) this.#entries.set(chunk + 1, result.exit);
      this.#news.learnt(chunk, value.minMicros, value.maxMicros, value.events);
      if (damage !== undefined) this.#news.damaged(chunk, damage);
    }
    return { value, byteLength: value.byteLength };
  }
}
