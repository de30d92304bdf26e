import type { ByteRange, Plan } from '../../bytes/plan.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import type { ChunkJob, EventLayout } from '../event-format.js';
import type { ClockProbe } from '../search/clock-probe.js';
import { locateChunk } from '../search/locate-chunk.js';
import { sampleClock, type TimeSample } from '../search/sample-times.js';
import { anchorBefore, continueClock, microsBefore, type TimeAnchor } from '../search/time-anchors.js';
import type { RecordChunkSpec } from './record-chunk.js';
import type { FoundState, WordCoding } from './word-coding.js';

/** What an opened recording of words is made of. */
export interface WordParts {
  readonly coding: WordCoding;
  /** Stated geometry, 0 × 0 where there is none. */
  readonly width: number;
  readonly height: number;
  readonly dataOffset: number;
  readonly byteLength: number;
  readonly chunkBytes: number;
  /** Times known, ascending by place; the first is the first of the recording. */
  readonly anchors: readonly TimeAnchor[];
  readonly facts: EventFacts;
}

/** What is looked at for a time: a few hundred times the usual distance between time words; and when it held none. */
const probeBytes = 8 << 10;
const wideProbeBytes = 256 << 10;
/** What is looked at before a chunk, one round each until the decoder's state is known. */
const lookBackBytes = [4 << 10, 64 << 10, 1 << 20] as const;
/** What is looked at after a chunk's start, for what of the state it needs. */
const lookAheadBytes = 4 << 10;
/** Sensors send rows out of order by up to this. */
const slackMicros = 128;

/** How times are read in a recording of words. */
export function wordProbe(parts: Pick<WordParts, 'coding' | 'dataOffset' | 'byteLength' | 'chunkBytes'>): ClockProbe {
  const { coding, dataOffset, byteLength, chunkBytes } = parts;
  return {
    loopMicros: coding.loopMicros,
    chunkBytes,
    clock: coding.clock,
    range(offset, wide) {
      const start = Math.min(byteLength, dataOffset + offset);
      return { offset: start, length: Math.min(wide ? wideProbeBytes : probeBytes, byteLength - start) };
    },
  };
}

/** Chunks of a fixed number of bytes; the decoder's state between them comes from an index or from looking back. */
export class WordLayout implements EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  readonly endPosition: number;
  readonly stateLength: number;
  readonly chunkBytes: number;
  readonly #parts: WordParts;
  readonly #probe: ClockProbe;

  constructor(parts: WordParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.chunkBytes = parts.chunkBytes;
    this.stateLength = parts.coding.stateLength;
    this.endPosition = wholeWordBytes(parts) / parts.chunkBytes;
    this.chunkCount = Math.max(1, Math.ceil(this.endPosition));
    this.#probe = wordProbe(parts);
  }

  *locateTime(micros: number): Plan<number> {
    const { lastMicros } = this.facts;
    const known = lastMicros !== undefined && lastMicros.growing !== true;
    if (known && micros - slackMicros > lastMicros.value) return this.chunkCount - 1;
    return yield* locateChunk(micros - slackMicros, this.chunkCount, this.#parts.anchors, this.#probe);
  }

  sampleTimes(count: number): Plan<readonly TimeSample[]> {
    return sampleClock(count, wholeWordBytes(this.#parts), this.#parts.anchors, this.#probe);
  }

  *planChunk(chunk: number, entry: Float64Array | undefined): Plan<ChunkJob> {
    const { coding, width, height } = this.#parts;
    const state = chunk === 0 ? undefined : (entry ?? (yield* this.#lookBack(chunk)));
    const last = chunk === this.chunkCount - 1;
    const spec: RecordChunkSpec = {
      format: coding.id,
      decoder: coding.spec(width, height),
      last,
      ...(state === undefined ? {} : { entry: state }),
    };
    return { chunk, ranges: this.chunkRanges(chunk), spec };
  }

  chunkRanges(chunk: number): readonly ByteRange[] {
    const { dataOffset, byteLength } = this.#parts;
    const offset = dataOffset + chunk * this.chunkBytes;
    return [{ offset, length: chunk === this.chunkCount - 1 ? byteLength - offset : this.chunkBytes }];
  }

  grow(byteLength: number): EventLayout {
    const grown = byteLength / this.#parts.byteLength;
    const { lastMicros, events, triggers, ...facts } = this.facts;
    return new WordLayout({
      ...this.#parts,
      byteLength,
      facts: {
        ...facts,
        events: { value: Math.round(events.value * grown), exactness: 'estimated', growing: true },
        triggers: { value: Math.round(triggers.value * grown), exactness: 'estimated', growing: true },
        ...(lastMicros === undefined ? {} : { lastMicros: { value: lastMicros.value, exactness: 'provisional', growing: true } }),
      },
    });
  }

  /** The state at a chunk's start; its wraps are counted from the known time before it. */
  *#lookBack(chunk: number): Plan<Float64Array> {
    const { coding, dataOffset, byteLength, anchors } = this.#parts;
    const boundary = dataOffset + chunk * this.chunkBytes;
    const aheadEnd = Math.min(boundary + lookAheadBytes, byteLength - ((byteLength - dataOffset) % coding.wordBytes));
    let behind: Uint8Array = new Uint8Array(0);
    let ahead: Uint8Array = behind;
    let found: FoundState | undefined;
    for (const window of lookBackBytes) {
      const start = Math.max(dataOffset, boundary - window);
      const end = found === undefined ? aheadEnd : boundary - behind.length;
      const [bytes = new Uint8Array(0)] = yield [{ offset: start, length: end - start } satisfies ByteRange];
      if (found === undefined) {
        behind = bytes.subarray(0, boundary - start);
        ahead = bytes.subarray(boundary - start);
      } else {
        behind = joined(bytes, behind);
      }
      found = coding.lookBack(behind, ahead, start === dataOffset);
      if (found.complete) break;
    }
    if (found === undefined) return new Float64Array(0);
    const start = chunk * this.chunkBytes;
    const before = microsBefore(anchorBefore(anchors, start), start);
    const { clockMicros } = found;
    const micros = clockMicros === undefined ? before : continueClock(before, clockMicros, coding.loopMicros);
    return coding.shift(found.state, Math.floor(micros / coding.loopMicros));
  }
}

function wholeWordBytes({ byteLength, dataOffset, coding }: WordParts): number {
  return Math.floor((byteLength - dataOffset) / coding.wordBytes) * coding.wordBytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
