import { type ChunkTimes, slackMicros } from './chunk-times.js';

/**
 * What a time window needs: chunks, in the order of the file; or first the places of some times, to be found on the
 * bytes (`locate`, at most two); or first to know one chunk's times, which reading it tells (`read`; `next` is the chunk
 * that is then more likely wanted than not). Pure: the engine asks again with what it found.
 */
export type WindowPlan =
  | { readonly kind: 'chunks'; readonly chunks: readonly number[] }
  | { readonly kind: 'locate'; readonly micros: readonly number[] }
  | { readonly kind: 'read'; readonly chunk: number; readonly next?: number };

/** First chunk that may hold an event at or after a time, as found on the bytes. */
export type LocatedTimes = ReadonlyMap<number, number>;

/** Windows of up to so many typical chunks are followed chunk by chunk: cheaper than searching for their end. */
const followedChunks = 2;

/** Chunks that may hold events of [`fromMicros`, `toMicros`). Without an index times are assumed to ascend. */
export function planTimeWindow(times: ChunkTimes, fromMicros: number, toMicros: number, located: LocatedTimes): WindowPlan {
  if (toMicros <= fromMicros || times.chunkCount === 0) return { kind: 'chunks', chunks: [] };
  if (times.complete) return { kind: 'chunks', chunks: times.chunksOf(fromMicros, toMicros) };
  const endMicros = toMicros + slackMicros;
  const first = placeOf(times, fromMicros, located);
  if (first !== undefined && toMicros - fromMicros <= followedChunks * times.typicalMicros) {
    return followWindow(times, first, fromMicros, toMicros);
  }
  const last = placeOf(times, endMicros, located);
  if (first !== undefined && last !== undefined) return { kind: 'chunks', chunks: overlapping(times, first, last, fromMicros, toMicros) };
  if (first !== undefined) return { kind: 'locate', micros: [endMicros] };
  const short = last !== undefined || toMicros - fromMicros <= followedChunks * times.typicalMicros;
  return { kind: 'locate', micros: short ? [fromMicros] : [fromMicros, endMicros] };
}

/** From the first chunk on to the one that ends after the window; the next one is read where its times are not known. */
function followWindow(times: ChunkTimes, first: number, fromMicros: number, toMicros: number): WindowPlan {
  for (let chunk = first; chunk < times.chunkCount; chunk += 1) {
    const known = times.timesOf(chunk);
    if (known === undefined && times.decodedEventsOf(chunk) !== 0) {
      // A window begins anywhere in its first chunk, but for the first of a recording.
      const chunks = chunk - first + (fromMicros <= times.firstMicros ? 1 : 0.5);
      const reachesOn = toMicros - fromMicros > chunks * times.typicalMicros && chunk + 1 < times.chunkCount;
      return { kind: 'read', chunk, ...(reachesOn ? { next: chunk + 1 } : {}) };
    }
    if (known !== undefined && known.maxMicros >= toMicros + slackMicros) {
      return { kind: 'chunks', chunks: overlapping(times, first, chunk, fromMicros, toMicros) };
    }
  }
  return { kind: 'chunks', chunks: overlapping(times, first, times.chunkCount - 1, fromMicros, toMicros) };
}

function overlapping(times: ChunkTimes, first: number, last: number, fromMicros: number, toMicros: number): number[] {
  const chunks: number[] = [];
  for (let chunk = first; chunk <= Math.min(last, times.chunkCount - 1); chunk += 1) {
    const known = times.timesOf(chunk);
    if (known !== undefined && (known.maxMicros < fromMicros || known.minMicros >= toMicros)) continue;
    if (known === undefined && times.decodedEventsOf(chunk) === 0) continue;
    chunks.push(chunk);
  }
  return chunks;
}

/** The last chunk that may hold an event before `endMicros`: where a window by count begins to walk back; −1 for none. */
export function planLastChunk(times: ChunkTimes, endMicros: number, located: LocatedTimes): WindowPlan {
  if (times.chunkCount === 0) return { kind: 'chunks', chunks: [] };
  const searched = endMicros + slackMicros;
  const last = times.complete ? times.lastBefore(endMicros) : placeOf(times, searched, located);
  if (last === undefined) return { kind: 'locate', micros: [searched] };
  return { kind: 'chunks', chunks: last < 0 ? [] : [Math.min(last, times.chunkCount - 1)] };
}

function placeOf(times: ChunkTimes, micros: number, located: LocatedTimes): number | undefined {
  const { atLeast, atMost } = times.bracket(micros);
  if (atLeast === atMost) return atLeast;
  const found = located.get(micros);
  return found === undefined ? undefined : Math.min(atMost, Math.max(atLeast, found));
}
