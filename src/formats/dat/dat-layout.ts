import { exact, type Quantity } from '../../base/quantity.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import { datLoopMicros, datState } from '../../kernels/dat-state.js';
import type { DecoderSpec } from '../../kernels/event-kernels.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import type { ChunkJob, EventLayout } from '../event-format.js';
import type { RecordChunkSpec } from '../raw/record-chunk.js';
import { type ClockProbe, type ClockReading, readTimes } from '../search/clock-probe.js';
import { locateChunk } from '../search/locate-chunk.js';
import { sampleClock, type TimeSample } from '../search/sample-times.js';
import { anchorBefore, type TimeAnchor } from '../search/time-anchors.js';
import { datRecordBytes } from './dat-header.js';

/** What an opened DAT file is made of. */
export interface DatParts {
  readonly decoder: Extract<DecoderSpec, { kind: 'dat' }>;
  readonly dataOffset: number;
  readonly byteLength: number;
  /** Whole records in a chunk. */
  readonly recordsPerChunk: number;
  /** Times at chunk starts, of chunk 0 first, and of the last record. */
  readonly anchors: readonly TimeAnchor[];
  readonly facts: EventFacts;
}

/** The clock of the first record in `bytes`, microseconds in 32 bits. */
export function datClock(bytes: Uint8Array): ClockReading | undefined {
  if (bytes.length < 4) return undefined;
  return { clockMicros: new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true), offset: 0 };
}

/** How times are read in a DAT file: from one record. */
export function datProbe(dataOffset: number, chunkBytes: number): ClockProbe {
  const range = (offset: number): ByteRange => ({ offset: dataOffset + offset, length: datRecordBytes });
  return { loopMicros: datLoopMicros, chunkBytes, range, clock: datClock };
}

/** Fixed records: every chunk, ordinal and time is found by arithmetic and a few records read. */
export class DatLayout implements EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  readonly endPosition: number;
  readonly eventsPerChunk?: number;
  readonly stateLength: number = datState().length;
  readonly chunkBytes: number;
  /** Absent of an empty file: its first time is still to come. */
  readonly grow?: (byteLength: number) => EventLayout;
  readonly #parts: DatParts;
  readonly #probe: ClockProbe;

  constructor(parts: DatParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.chunkBytes = parts.recordsPerChunk * datRecordBytes;
    this.chunkCount = datChunkCount(parts);
    this.endPosition = Math.floor((parts.byteLength - parts.dataOffset) / datRecordBytes) / parts.recordsPerChunk;
    this.#probe = datProbe(parts.dataOffset, this.chunkBytes);
    if (parts.decoder.recordType === 'cd') this.eventsPerChunk = parts.recordsPerChunk;
    if (this.endPosition > 0) this.grow = (byteLength) => this.#grown(byteLength);
  }

  *locateTime(micros: number): Plan<number> {
    const last = this.facts.lastMicros;
    if (last !== undefined && micros > last.value && !this.facts.events.growing) return this.chunkCount - 1;
    return yield* locateChunk(micros, this.chunkCount, this.#parts.anchors, this.#probe);
  }

  sampleTimes(count: number): Plan<readonly TimeSample[]> {
    const records = Math.floor((this.#parts.byteLength - this.#parts.dataOffset) / datRecordBytes);
    return sampleClock(count, records * datRecordBytes, this.#parts.anchors, this.#probe);
  }

  *planChunk(chunk: number, entry: Float64Array | undefined): Plan<ChunkJob> {
    const state = chunk === 0 ? undefined : (entry ?? (yield* this.#lookBack(chunk)));
    const last = chunk === this.chunkCount - 1;
    const spec: RecordChunkSpec = { format: 'dat', decoder: this.#parts.decoder, last, ...(state === undefined ? {} : { entry: state }) };
    return { chunk, ranges: this.chunkRanges(chunk), spec };
  }

  chunkRanges(chunk: number): readonly ByteRange[] {
    const { dataOffset, byteLength } = this.#parts;
    const offset = dataOffset + chunk * this.chunkBytes;
    return [{ offset, length: chunk === this.chunkCount - 1 ? byteLength - offset : this.chunkBytes }];
  }

  #grown(byteLength: number): EventLayout {
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
    const start = chunk * this.chunkBytes;
    const before = anchorBefore(this.#parts.anchors, start);
    const after = this.#parts.anchors.find(({ offset }) => offset >= start);
    const loop = Math.floor(before.micros / datLoopMicros);
    const until = after?.micros ?? this.facts.lastMicros?.value ?? before.micros;
    if (Math.floor(until / datLoopMicros) === loop) return datState({ loop });
    const [time] = yield* readTimes([before], [start], this.#probe);
    return datState({ loop: Math.floor((time ?? before).micros / datLoopMicros) });
  }
}

/** Chunks of a DAT file: one even when there is less than a record. */
export function datChunkCount(parts: Pick<DatParts, 'byteLength' | 'dataOffset' | 'recordsPerChunk'>): number {
  const records = Math.floor((parts.byteLength - parts.dataOffset) / datRecordBytes);
  return Math.max(1, Math.ceil(records / parts.recordsPerChunk));
}
