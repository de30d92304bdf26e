import { exact, type Quantity } from '../../base/quantity.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import { datLoopMicros, datState } from '../../kernels/dat-state.js';
import type { DecoderSpec } from '../../kernels/event-kernels.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import type { ChunkJob, EventLayout } from '../event-format.js';
import type { RecordChunkSpec } from '../raw/record-chunk.js';
import { locateChunk, readAnchors, spread } from '../search/locate-chunk.js';
import { anchorBefore, continueClock, type TimeAnchor } from '../search/time-anchors.js';
import { datRecordBytes } from './dat-header.js';

/** What an opened DAT file is made of. */
export interface DatParts {
  readonly decoder: Extract<DecoderSpec, { kind: 'dat' }>;
  readonly dataOffset: number;
  readonly byteLength: number;
  /** Whole records in a chunk. */
  readonly recordsPerChunk: number;
  /** Times at chunk starts, of chunk 0 first. */
  readonly anchors: readonly TimeAnchor[];
  readonly facts: EventFacts;
}

/** The clock of the first record in `bytes`, microseconds in 32 bits. */
export function datClock(bytes: Uint8Array): number | undefined {
  if (bytes.length < 4) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** Fixed records: every chunk, ordinal and time is found by arithmetic and a few records read. */
export class DatLayout implements EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  readonly eventsPerChunk?: number;
  readonly stateLength: number = datState().length;
  readonly chunkBytes: number;
  readonly #parts: DatParts;

  constructor(parts: DatParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.chunkBytes = parts.recordsPerChunk * datRecordBytes;
    this.chunkCount = datChunkCount(parts);
    if (parts.decoder.recordType === 'cd') this.eventsPerChunk = parts.recordsPerChunk;
  }

  *locateTime(micros: number): Plan<number> {
    const last = this.facts.lastMicros;
    if (last !== undefined && micros > last.value && !this.facts.events.growing) return this.chunkCount - 1;
    return yield* locateChunk(micros, this.chunkCount, this.#parts.anchors, {
      loopMicros: datLoopMicros,
      range: (chunk) => this.#recordRange(chunk * this.#parts.recordsPerChunk),
      clock: datClock,
    });
  }

  *sampleTimes(count: number): Plan<readonly { readonly position: number; readonly micros: number }[]> {
    const { anchors } = this.#parts;
    const chunks = spread(0, this.chunkCount, Math.max(0, count - 1));
    const bytes = chunks.length === 0 ? [] : yield chunks.map((chunk) => this.#recordRange(chunk * this.#parts.recordsPerChunk));
    const first = anchorBefore(anchors, 0);
    const found = readAnchors(first, chunks, bytes, { clock: datClock, loopMicros: datLoopMicros });
    return [first, ...found].map((anchor) => ({ position: anchor.chunk, micros: anchor.micros }));
  }

  *planChunk(chunk: number, entry: Float64Array | undefined): Plan<ChunkJob> {
    const state = chunk === 0 ? undefined : (entry ?? (yield* this.#lookBack(chunk)));
    const start = this.#parts.dataOffset + chunk * this.chunkBytes;
    const last = chunk === this.chunkCount - 1;
    const length = (last ? this.#parts.byteLength : start + this.chunkBytes) - start;
    const spec: RecordChunkSpec = { format: 'dat', decoder: this.#parts.decoder, last, ...(state === undefined ? {} : { entry: state }) };
    return { chunk, ranges: [{ offset: start, length }], spec };
  }

  grow(byteLength: number): EventLayout {
    const records = Math.floor((byteLength - this.#parts.dataOffset) / datRecordBytes);
    const count: Quantity = { value: records, exactness: 'exact', growing: true };
    const { lastMicros, ...facts } = this.facts;
    const cd = this.#parts.decoder.recordType === 'cd';
    return new DatLayout({
      ...this.#parts,
      byteLength,
      facts: {
        ...facts,
        events: cd ? count : exact(0),
        triggers: cd ? exact(0) : count,
        ...(lastMicros === undefined ? {} : { lastMicros: { value: lastMicros.value, exactness: 'provisional', growing: true } }),
      },
    });
  }

  /** The state at a chunk's start: how often the clock wrapped; a read tells where a wrap lies between two anchors. */
  *#lookBack(chunk: number): Plan<Float64Array> {
    const before = anchorBefore(this.#parts.anchors, chunk);
    const after = this.#parts.anchors.find((anchor) => anchor.chunk > chunk);
    const loop = Math.floor(before.micros / datLoopMicros);
    const until = after?.micros ?? this.facts.lastMicros?.value ?? before.micros;
    if (before.chunk === chunk || Math.floor(until / datLoopMicros) === loop) return datState({ loop });
    const [bytes] = yield [this.#recordRange(chunk * this.#parts.recordsPerChunk)];
    const clock = datClock(bytes ?? new Uint8Array(0)) ?? 0;
    return datState({ loop: Math.floor(continueClock(before.micros, clock, datLoopMicros) / datLoopMicros) });
  }

  #recordRange(record: number): ByteRange {
    return { offset: this.#parts.dataOffset + record * datRecordBytes, length: datRecordBytes };
  }
}

/** Chunks of a DAT file: one even when there is less than a record. */
export function datChunkCount(parts: Pick<DatParts, 'byteLength' | 'dataOffset' | 'recordsPerChunk'>): number {
  const records = Math.floor((parts.byteLength - parts.dataOffset) / datRecordBytes);
  return Math.max(1, Math.ceil(records / parts.recordsPerChunk));
}
