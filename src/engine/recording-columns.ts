import type { Abortable } from '../base/abort.js';
import type { ChunkTimes } from '../events/chunk-times.js';
import { trimColumns } from '../events/trim-columns.js';
import type { EventColumns } from '../shapes/event-columns.js';
import type { IndexRange, TimeRange } from '../shapes/event-source.js';
import type { RecordingChunks } from './recording-chunks.js';

/** Events of a time window in file order, in runs *lent* until the next is asked for. */
export async function* columnsByTime(
  recording: {
    readonly chunks: RecordingChunks;
    chunksOf(fromMicros: number, toMicros: number, options: Abortable): Promise<readonly number[]>;
  },
  { fromMicros, toMicros }: TimeRange,
  options: Abortable,
): AsyncGenerator<EventColumns, void, undefined> {
  for await (const { runs } of recording.chunks.walk(await recording.chunksOf(fromMicros, toMicros, options), options)) {
    for (const { columns, ascending } of runs) {
      const parts: EventColumns[] = [];
      trimColumns(columns, ascending, fromMicros, toMicros, (run, from, to) => parts.push(part(run, from, to)));
      yield* parts;
    }
  }
}

/** Events of a range of ordinals. Chunks before it whose events nobody counted yet are decoded to count them. */
export async function* columnsByIndex(
  { chunks, times }: { readonly chunks: RecordingChunks; readonly times: ChunkTimes },
  { fromIndex, toIndex }: IndexRange,
  options: Abortable,
): AsyncGenerator<EventColumns, void, undefined> {
  let ordinal = 0;
  let first = 0;
  for (; first < times.chunkCount; first += 1) {
    ordinal = times.ordinalOf(first) ?? ordinal;
    const events = times.eventsOf(first) ?? (await countEvents(chunks, first, options));
    if (ordinal + events > fromIndex) break;
    ordinal += events;
  }
  if (fromIndex >= toIndex) return;
  for await (const { runs } of chunks.walk(countFrom(first, times.chunkCount), options)) {
    for (const { columns } of runs) {
      const from = Math.max(0, fromIndex - ordinal);
      const to = Math.min(columns.length, toIndex - ordinal);
      if (to > from) yield part(columns, from, to);
      ordinal += columns.length;
    }
    if (ordinal >= toIndex) return;
  }
}

async function countEvents(chunks: RecordingChunks, chunk: number, options: Abortable): Promise<number> {
  for await (const { events } of chunks.walk([chunk], options)) return events;
  return 0;
}

function* countFrom(first: number, end: number): Generator<number, void, undefined> {
  for (let chunk = first; chunk < end; chunk += 1) yield chunk;
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
