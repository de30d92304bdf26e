import type { ByteRange, Plan } from '../../bytes/plan.js';
import { textLineLimit } from '../../kernels/block-layout.js';
import type { DecoderSpec } from '../../kernels/event-kernels.js';
import { textState } from '../../kernels/text-state.js';
import { readDecimal } from '../../kernels/twin/decimal.js';
import type { ColumnReading, EventFacts, TimeUnit } from '../../shapes/event-facts.js';
import type { ChunkJob, EventLayout } from '../event-format.js';
import { spread } from '../search/clock-probe.js';
import { locateChunk } from '../search/locate-chunk.js';
import type { TextChunkSpec } from './decode-text-chunk.js';
import { fieldsOf, isComment, linesOf } from './text-lines.js';

/** What an opened text recording is made of. */
export interface TextParts {
  readonly facts: EventFacts;
  readonly columns: ColumnReading;
  readonly separator: number;
  /** Where the first event line begins; in the first chunk. */
  readonly dataOffset: number;
  readonly byteLength: number;
  readonly chunkBytes: number;
}

const microsDigits: Readonly<Record<TimeUnit, 6 | 3 | 0 | -3>> = { s: 6, ms: 3, us: 0, ns: -3 };

/** What a line's start is looked for in: a few usual lines, or two of the longest. */
const probeBytes = 256;
const wideProbeBytes = 2 * (textLineLimit + 1);
/** Text does not wrap; a loop that no time in it reaches. */
const noLoopMicros = 2 ** 60;

/** The time of a row in microseconds, or nothing if it is no number that fits. */
export function readTime(fields: readonly string[], columns: ColumnReading): number | undefined {
  const micros = readDecimal(fields[columns.order.indexOf('t')] ?? '', microsDigits[columns.timeUnit]);
  return Number.isNaN(micros) ? undefined : micros;
}

/**
 * Text cut at multiples of `chunkBytes` of the file: a line belongs to the chunk in which it begins, and is read to its
 * end from the next.
 */
export class TextLayout implements EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  readonly endPosition: number;
  readonly stateLength: number = textState().length;
  readonly chunkBytes: number;
  readonly #parts: TextParts;
  readonly #decoder: DecoderSpec;

  constructor(parts: TextParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.chunkBytes = parts.chunkBytes;
    this.endPosition = parts.byteLength / parts.chunkBytes;
    this.chunkCount = Math.max(1, Math.ceil(this.endPosition));
    const { geometry } = parts.facts;
    const sized = geometry?.source === 'sampled' ? undefined : geometry;
    this.#decoder = {
      kind: 'text',
      order: parts.columns.order,
      separator: parts.separator,
      microsDigits: microsDigits[parts.columns.timeUnit],
      polarity: parts.columns.polarity,
      width: sized?.width ?? 0,
      height: sized?.height ?? 0,
    };
  }

  *locateTime(micros: number): Plan<number> {
    const { firstMicros } = this.facts;
    return yield* locateChunk(micros, this.chunkCount, [{ chunk: 0, offset: 0, micros: firstMicros?.value ?? 0 }], {
      loopMicros: noLoopMicros,
      chunkBytes: this.chunkBytes,
      range: (offset, wide) => this.#probe(offset, wide ? wideProbeBytes : probeBytes),
      clock: (bytes) => {
        const clockMicros = this.#firstTime(bytes);
        return clockMicros === undefined ? undefined : { clockMicros, offset: 0 };
      },
    });
  }

  *sampleTimes(count: number): Plan<readonly { readonly position: number; readonly micros: number }[]> {
    const { byteLength, dataOffset } = this.#parts;
    const offsets = spread(dataOffset, byteLength - probeBytes, Math.max(0, count - 1));
    const bytes = offsets.length === 0 ? [] : yield offsets.map((offset) => this.#probe(offset, probeBytes));
    const times = [{ position: 0, micros: this.facts.firstMicros?.value ?? 0 }];
    offsets.forEach((offset, index) => {
      const micros = this.#firstTime(bytes[index] ?? new Uint8Array(0));
      if (micros !== undefined) times.push({ position: offset / this.chunkBytes, micros });
    });
    return times;
  }

  // biome-ignore lint/correctness/useYield: a plan that needs no look at the bytes
  *planChunk(chunk: number, entry: Float64Array | undefined): Plan<ChunkJob> {
    const { byteLength, dataOffset } = this.#parts;
    const begin = chunk * this.chunkBytes;
    const end = Math.min(begin + this.chunkBytes, byteLength);
    const offset = chunk === 0 ? dataOffset : begin - 1;
    const readEnd = Math.min(end + textLineLimit + 1, byteLength);
    const spec: TextChunkSpec = {
      format: 'text',
      decoder: this.#decoder,
      skipToLine: chunk > 0,
      linesBeginBefore: end - offset,
      last: readEnd === byteLength,
      ...(entry === undefined || chunk === 0 ? {} : { entry }),
    };
    return { chunk, ranges: [{ offset, length: readEnd - offset }], spec };
  }

  grow(byteLength: number): EventLayout {
    const { lastMicros, ...facts } = this.facts;
    const grown = byteLength / this.#parts.byteLength;
    return new TextLayout({
      ...this.#parts,
      byteLength,
      facts: {
        ...facts,
        events: { value: Math.round(facts.events.value * grown), exactness: 'estimated', growing: true },
        ...(lastMicros === undefined ? {} : { lastMicros: { value: lastMicros.value, exactness: 'provisional', growing: true } }),
      },
    });
  }

  /** The byte before `offset` and some after it: a line that begins at `offset` follows a line feed. */
  #probe(offset: number, length: number): ByteRange {
    const from = Math.max(this.#parts.dataOffset, offset) - 1;
    return from < 0
      ? { offset: 0, length: Math.min(length, this.#parts.byteLength) }
      : { offset: from, length: Math.min(length, this.#parts.byteLength - from) };
  }

  #firstTime(bytes: Uint8Array): number | undefined {
    const { columns, separator } = this.#parts;
    for (const { text } of linesOf(bytes, { atLineStart: false, atEnd: false })) {
      if (isComment(text)) continue;
      const fields = fieldsOf(text, separator);
      if (fields.length !== columns.order.length) continue;
      const micros = readTime(fields, columns);
      if (micros !== undefined) return micros;
    }
    return undefined;
  }
}
