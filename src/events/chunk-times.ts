import type { EventIndex } from '../shapes/event-index.js';

/** Sensors send rows out of order by up to this: how far neighbouring chunks may overlap before an index says how far. */
export const slackMicros = 128;

/** Where a time may begin: the first chunk that may hold an event at or after it lies in [`atLeast`, `atMost`]. */
export interface ChunkBracket {
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * What is known of the times and counts of a recording's chunks: learnt chunk by chunk as they are decoded, or at once
 * from an index. Until everything is known, times are assumed to ascend from chunk to chunk.
 */
export class ChunkTimes {
  #chunkCount: number;
  readonly #fixedEvents: number | undefined;
  /** Known chunks that hold events, ascending. */
  #known: number[] = [];
  readonly #least = new Map<number, number>();
  readonly #greatest = new Map<number, number>();
  readonly #events = new Map<number, number>();
  #index: EventIndex | undefined;
  #greatestSoFar: Float64Array | undefined;
  #leastFromHere: Float64Array | undefined;

  readonly #firstMicros: number;
  readonly #spanMicros: number;

  /** `eventsPerChunk` where every chunk but the last holds so many; `span`: times of the first and last event, as far as known. */
  constructor(chunkCount: number, eventsPerChunk?: number, span?: { readonly firstMicros: number; readonly lastMicros: number }) {
    this.#chunkCount = chunkCount;
    this.#firstMicros = span?.firstMicros ?? Number.NEGATIVE_INFINITY;
    this.#spanMicros = span === undefined ? 0 : span.lastMicros - span.firstMicros;
    this.#fixedEvents = eventsPerChunk;
  }

  get chunkCount(): number {
    return this.#chunkCount;
  }

  /** Whether every chunk is known: windows then need no assumption. */
  get complete(): boolean {
    return this.#index !== undefined;
  }

  /** Learns one decoded chunk; times are NaN where it holds no event. */
  learn(chunk: number, minMicros: number, maxMicros: number, events: number): void {
    if (this.#index !== undefined) return;
    this.#events.set(chunk, events);
    if (events === 0) return;
    if (!this.#least.has(chunk)) this.#known.splice(placeOf(this.#known, chunk), 0, chunk);
    this.#least.set(chunk, minMicros);
    this.#greatest.set(chunk, maxMicros);
  }

  /** Takes over a whole index: from now on every question is answered from it. */
  learnAll(index: EventIndex): void {
    this.#index = index;
    this.#chunkCount = index.chunkCount;
    this.#known = [];
    this.#least.clear();
    this.#greatest.clear();
    this.#events.clear();
    const greatest = new Float64Array(index.chunkCount);
    const least = new Float64Array(index.chunkCount);
    let running = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < index.chunkCount; i += 1) {
      running = Math.max(running, Number.isNaN(index.maxMicros[i]!) ? running : index.maxMicros[i]!);
      greatest[i] = running;
    }
    running = Number.POSITIVE_INFINITY;
    for (let i = index.chunkCount - 1; i >= 0; i -= 1) {
      running = Math.min(running, Number.isNaN(index.minMicros[i]!) ? running : index.minMicros[i]!);
      least[i] = running;
    }
    this.#greatestSoFar = greatest;
    this.#leastFromHere = least;
  }

  /** The recording grew to so many chunks; the last one known so far is forgotten, for it may have grown too. */
  grow(chunkCount: number): void {
    const last = this.#chunkCount - 1;
    this.#index = undefined;
    this.#chunkCount = chunkCount;
    this.#events.delete(last);
    this.#least.delete(last);
    this.#greatest.delete(last);
    this.#known = this.#known.filter((chunk) => chunk !== last);
  }

  /** Time of the first event as far as known, −∞ where nobody knows. */
  get firstMicros(): number {
    return this.#firstMicros;
  }

  /** About how long a chunk lasts, microseconds; 0 where nobody knows. */
  get typicalMicros(): number {
    return this.#chunkCount === 0 ? 0 : this.#spanMicros / this.#chunkCount;
  }

  /** Events of a chunk that was decoded; undefined where it was not. */
  decodedEventsOf(chunk: number): number | undefined {
    return this.#index === undefined ? this.#events.get(chunk) : this.eventsOf(chunk);
  }

  /** Events of a chunk, where known. */
  eventsOf(chunk: number): number | undefined {
    const index = this.#index;
    if (index !== undefined) return index.ordinals[chunk + 1]! - index.ordinals[chunk]!;
    const known = this.#events.get(chunk);
    if (known !== undefined) return known;
    return chunk < this.#chunkCount - 1 ? this.#fixedEvents : undefined;
  }

  /** Events before a chunk, where known. */
  ordinalOf(chunk: number): number | undefined {
    if (this.#index !== undefined) return this.#index.ordinals[chunk];
    return this.#fixedEvents === undefined ? undefined : chunk * this.#fixedEvents;
  }

  /** Least and greatest time of a chunk, where known; undefined also where it holds no event. */
  timesOf(chunk: number): { readonly minMicros: number; readonly maxMicros: number } | undefined {
    const minMicros = this.#index === undefined ? this.#least.get(chunk) : this.#index.minMicros[chunk];
    const maxMicros = this.#index === undefined ? this.#greatest.get(chunk) : this.#index.maxMicros[chunk];
    if (minMicros === undefined || maxMicros === undefined || Number.isNaN(minMicros)) return undefined;
    return { minMicros, maxMicros };
  }

  /**
   * Narrows down the first chunk that may hold an event at or after `micros`; `chunkCount` where none does. Both ends
   * are equal where it is known.
   */
  bracket(micros: number): ChunkBracket {
    if (this.#greatestSoFar !== undefined && this.#index !== undefined) {
      const chunk = firstNotBelow(this.#greatestSoFar, micros);
      return { atLeast: chunk, atMost: chunk };
    }
    if (micros <= this.#firstMicros) return { atLeast: 0, atMost: 0 };
    let low = 0;
    let high = this.#known.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#greatest.get(this.#known[middle]!) ?? 0) < micros) low = middle + 1;
      else high = middle;
    }
    let atLeast = low === 0 ? 0 : this.#known[low - 1]! + 1;
    const reached = this.#known[low];
    const atMost = reached === undefined ? this.#chunkCount : reached;
    while (atLeast < atMost && this.#events.get(atLeast) === 0) atLeast += 1;
    // A known chunk that begins well before the time is the one: those before it end before it begins.
    if (reached !== undefined && (this.#least.get(reached) ?? 0) + slackMicros < micros) return { atLeast: reached, atMost: reached };
    return { atLeast, atMost };
  }

  /** Chunks known to hold times of [`fromMicros`, `toMicros`), ascending: some of those that do, all once everything is known. */
  knownOf(fromMicros: number, toMicros: number): number[] {
    if (this.#index !== undefined) return this.chunksOf(fromMicros, toMicros);
    return this.#known.filter((chunk) => (this.#least.get(chunk) ?? 0) < toMicros && (this.#greatest.get(chunk) ?? 0) >= fromMicros);
  }

  /** With everything known: the last chunk that holds an event before `micros`; −1 where none does. */
  lastBefore(micros: number): number {
    return this.#leastFromHere === undefined ? -1 : firstNotBelow(this.#leastFromHere, micros) - 1;
  }

  /** With everything known: the chunks that hold events of [`fromMicros`, `toMicros`), ascending, sorted file or not. */
  chunksOf(fromMicros: number, toMicros: number): number[] {
    const index = this.#index;
    if (index === undefined || this.#greatestSoFar === undefined || this.#leastFromHere === undefined) return [];
    const chunks: number[] = [];
    for (let chunk = firstNotBelow(this.#greatestSoFar, fromMicros); chunk < index.chunkCount; chunk += 1) {
      if (this.#leastFromHere[chunk]! >= toMicros) break;
      if (index.maxMicros[chunk]! >= fromMicros && index.minMicros[chunk]! < toMicros) chunks.push(chunk);
    }
    return chunks;
  }
}

function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
