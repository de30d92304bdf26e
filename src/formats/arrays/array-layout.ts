import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { Trigger } from '../../shapes/event-columns.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import type { ChunkJob, EventLayout } from '../event-format.js';
import type { ChunkDecoding } from '../hdf5/filters.js';
import { type ArrayReading, createArrayJob } from './array-chunk.js';
import { columnRoles, type EventArrays } from './array-column.js';
import { elementBytes } from './element-type.js';
import { KnownTimes, spreadBetween } from './known-times.js';
import { readTimesAt } from './read-column.js';

/** A table in the file that leads from times to events. Taken as a hint: what it says is checked. */
export interface TimeTable {
  /** An ordinal near the first event at or after `micros`, if the table reaches there. */
  ordinalAt(micros: number): Plan<number | undefined>;
}

/** What an opened recording of columns is made of. */
export interface ArrayParts {
  readonly facts: EventFacts;
  readonly reading: ArrayReading;
  readonly columns: EventArrays;
  readonly events: number;
  readonly eventsPerChunk: number;
  /** About how many bytes a chunk takes as stored. */
  readonly chunkBytes: number;
  /** Whether seeing one time costs a whole piece. */
  readonly costlyTimes: boolean;
  readonly decoding: ChunkDecoding;
  /** Of the whole file. */
  readonly byteLength: number;
  readonly table?: TimeTable | undefined;
  /** All triggers of the recording, ascending in time. */
  readonly triggers?: readonly Trigger[];
  /** Bytes at the end that make no whole record; counted with the last chunk. */
  readonly truncatedBytes?: number;
}

/** Times looked at in one round where that is cheap, and where each costs a piece. */
const cheapProbes = 48;
const costlyProbes = 12;
const costlySamples = 32;
/** Fewest events that are worth a chunk of their own. */
const leastChunkEvents = 65_536;
/** Most pieces of the time column that make a chunk, however small they are. */
const mostPieces = 256;
/** Events in a chunk where nothing prescribes it. */
const freeChunkEvents = 131_072;

/** Events in a chunk: whole pieces of the time column, several where pieces are small or other columns' are larger. */
export function chooseChunkEvents(columns: EventArrays): number {
  const time = columns.t.pieceEvents;
  if (time === undefined) return freeChunkEvents;
  const others = columnRoles.map((role) => columns[role].pieceEvents ?? 0);
  const wanted = Math.max(leastChunkEvents, Math.min(Math.max(...others), 4 * freeChunkEvents));
  return time * Math.min(Math.max(1, Math.ceil(wanted / time)), mostPieces);
}

/** A recording stored as columns of numbers: ordinals are arithmetic, times are found by looking at a few. */
export class ArrayLayout implements EventLayout {
  readonly facts: EventFacts;
  readonly chunkCount: number;
  readonly endPosition: number;
  readonly eventsPerChunk: number;
  readonly stateLength: number = 0;
  readonly chunkBytes: number;
  readonly #parts: ArrayParts;
  readonly #known = new KnownTimes();

  constructor(parts: ArrayParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.eventsPerChunk = parts.eventsPerChunk;
    this.endPosition = parts.events / parts.eventsPerChunk;
    this.chunkCount = Math.max(1, Math.ceil(this.endPosition));
    this.chunkBytes = parts.chunkBytes;
    if (parts.facts.firstMicros !== undefined) this.#known.add([0], [parts.facts.firstMicros.value]);
  }

  *locateTime(micros: number): Plan<number> {
    const last = this.facts.lastMicros?.value;
    if (last === undefined || this.chunkCount === 1 || micros <= this.#known.get(0)!) return 0;
    if (micros > last) return this.chunkCount - 1;
    let probes = yield* this.#tableProbes(micros);
    for (;;) {
      if (probes.length > 0) yield* this.#look(probes);
      const { low, high = this.chunkCount } = this.#known.around(micros);
      if (high - low <= 1) return low;
      const lowMicros = this.#known.get(low) ?? 0;
      const share = (micros - lowMicros) / Math.max(1, (this.#known.get(high) ?? last) - lowMicros);
      probes = this.#chooseProbes(low, high, low + Math.floor(share * (high - low)));
      if (probes.length === 0) return low;
    }
  }

  *sampleTimes(count: number): Plan<readonly { readonly position: number; readonly micros: number }[]> {
    const { events, eventsPerChunk, columns, reading, decoding } = this.#parts;
    const { firstMicros, lastMicros } = this.facts;
    if (firstMicros === undefined || lastMicros === undefined) return [];
    const first = { position: 0, micros: firstMicros.value };
    const last = { position: this.chunkCount, micros: lastMicros.value };
    if (columns.t.pieceEvents === undefined && this.chunkCount < count) {
      const ordinals = spreadBetween(0, events, Math.max(0, count - 2));
      const times = yield* readTimesAt(columns.t, ordinals, reading.coding, decoding, this.#parts.byteLength);
      const between = ordinals
        .map((ordinal, at) => ({ position: ordinal / eventsPerChunk, micros: times[at]! }))
        .filter(({ micros }) => !Number.isNaN(micros));
      return [first, ...between, last];
    }
    const most = this.#parts.costlyTimes ? Math.min(count, costlySamples) : count;
    const chunks = spreadBetween(0, this.chunkCount, Math.max(0, most - 2));
    yield* this.#look(chunks);
    const between = chunks.flatMap((chunk) => {
      const micros = this.#known.get(chunk);
      return micros === undefined ? [] : [{ position: chunk, micros }];
    });
    return [first, ...between, last];
  }

  *planChunk(chunk: number): Plan<ChunkJob> {
    const { columns, events, eventsPerChunk, reading } = this.#parts;
    const from = chunk * eventsPerChunk;
    const to = Math.min(from + eventsPerChunk, events);
    const [t, x, y, p] = yield* joinPlans(columnRoles.map((role) => columns[role].planRuns(from, to)));
    const triggers = yield* this.#triggersOf(chunk);
    const truncatedBytes = chunk === this.chunkCount - 1 ? (this.#parts.truncatedBytes ?? 0) : 0;
    const part = { chunk, events: Math.max(0, to - from), triggers, truncatedBytes };
    return createArrayJob(part, reading, columns, { t: t!, x: x!, y: y!, p: p! });
  }

  /** Every trigger belongs to one chunk: to the last that starts at or before it, the first having those before. */
  *#triggersOf(chunk: number): Plan<readonly Trigger[]> {
    const { triggers = [] } = this.#parts;
    if (triggers.length === 0 || this.chunkCount === 1) return triggers;
    let next = chunk + 1;
    yield* this.#look([chunk, next].filter((near) => near < this.chunkCount));
    while (next < this.chunkCount && this.#known.get(next) === undefined) {
      next += 1;
      if (next < this.chunkCount) yield* this.#look([next]);
    }
    const from = chunk === 0 ? Number.NEGATIVE_INFINITY : (this.#known.get(chunk) ?? Number.POSITIVE_INFINITY);
    const to = this.#known.get(next) ?? Number.POSITIVE_INFINITY;
    return triggers.filter(({ micros }) => micros >= from && micros < to);
  }

  *#tableProbes(micros: number): Plan<number[]> {
    const { table } = this.#parts;
    const ordinal = table === undefined ? undefined : yield* table.ordinalAt(micros);
    if (ordinal === undefined) return [];
    const chunk = Math.floor(ordinal / this.eventsPerChunk);
    return [chunk - 1, chunk, chunk + 1].filter((probe) => probe > 0 && probe < this.chunkCount && !this.#known.wasSeen(probe));
  }

  #chooseProbes(low: number, high: number, estimate: number): number[] {
    const count = this.#parts.costlyTimes ? costlyProbes : cheapProbes;
    const probes = new Set(spreadBetween(low, high, count / 2));
    const add = (chunk: number): void => {
      if (chunk > low && chunk < high && probes.size < count) probes.add(chunk);
    };
    add(estimate);
    for (let distance = 1; distance < high - low && probes.size < count; distance *= 2) {
      add(estimate - distance);
      add(estimate + distance);
    }
    return [...probes].filter((chunk) => !this.#known.wasSeen(chunk)).sort((a, b) => a - b);
  }

  *#look(chunks: readonly number[]): Plan<void> {
    const unknown = chunks.filter((chunk) => !this.#known.wasSeen(chunk));
    if (unknown.length === 0) return;
    const { columns, reading, decoding, eventsPerChunk, byteLength } = this.#parts;
    const ordinals = unknown.map((chunk) => chunk * eventsPerChunk);
    this.#known.add(unknown, yield* readTimesAt(columns.t, ordinals, reading.coding, decoding, byteLength));
  }
}

/** About how many bytes a chunk of plain columns takes. */
export function plainChunkBytes(columns: EventArrays, events: number): number {
  return columnRoles.reduce((sum, role) => sum + elementBytes(columns[role].element.kind), 0) * events;
}
