import type { FirstlightError } from '../base/errors.js';
import { isAscending } from '../events/trim-columns.js';
import type { EventColumns, Trigger } from '../shapes/event-columns.js';
import { type ColumnSlab, type ColumnSlabs, copyToSlab, slabBytes } from './column-slabs.js';

/** A run of a decoded chunk. */
export interface DecodedRun {
  readonly columns: EventColumns;
  readonly ascending: boolean;
}

/** One chunk, decoded: what the scheduler keeps. *Lent* to whoever holds its lease. */
export interface DecodedChunk {
  readonly chunk: number;
  readonly runs: readonly DecodedRun[];
  readonly events: number;
  /** NaN without events. */
  readonly minMicros: number;
  readonly maxMicros: number;
  readonly triggers: readonly Trigger[];
  /** Why the chunk ends early; what came before is good. */
  readonly damage: FirstlightError | undefined;
  readonly byteLength: number;
  readonly slabs: readonly ColumnSlab[];
  /** Milliseconds that reading and decoding took. */
  readonly readMillis: number;
  readonly decodeMillis: number;
  /** When that was, on the engine's clock. */
  readonly loadedMillis: number;
}

interface OpenRun {
  readonly slab: ColumnSlab;
  readonly start: number;
  readonly baseMicros: number;
  length: number;
}

/** Copies lent columns into slabs, joining what fits into long runs. */
export class ChunkCollector {
  readonly #slabs: ColumnSlabs;
  readonly #taken: ColumnSlab[] = [];
  readonly #runs: OpenRun[] = [];
  #used = 0;
  #events = 0;

  constructor(slabs: ColumnSlabs) {
    this.#slabs = slabs;
  }

  /** The sink to decode into. */
  readonly add = (columns: EventColumns): void => {
    for (let from = 0; from < columns.length; ) {
      const run = this.#runFor(columns);
      const count = Math.min(columns.length - from, run.slab.capacity - this.#used);
      copyToSlab(run.slab, this.#used, columns, from, count, columns.baseMicros - run.baseMicros);
      run.length += count;
      this.#used += count;
      from += count;
    }
    this.#events += columns.length;
  };

  /**
   * The decoded chunk, owner of its slabs until {@link releaseChunk}. `knownAscending` where whoever decoded it counted no
   * step back in time, so that nobody needs to look.
   */
  finish(
    rest: Pick<DecodedChunk, 'chunk' | 'triggers' | 'damage' | 'readMillis' | 'decodeMillis' | 'loadedMillis'>,
    knownAscending = false,
  ): DecodedChunk {
    this.#shrinkLast();
    let minMicros = Number.NaN;
    let maxMicros = Number.NaN;
    const runs = this.#runs.map((run) => {
      const columns = columnsOf(run);
      const ascending = knownAscending || isAscending(columns);
      const [least, greatest] = timeRange(columns, ascending);
      if (!(minMicros <= least)) minMicros = least;
      if (!(maxMicros >= greatest)) maxMicros = greatest;
      return { columns, ascending };
    });
    const byteLength = this.#taken.reduce((sum, slab) => sum + slabBytes(slab), 0) + rest.triggers.length * 48 + 512;
    return { ...rest, runs, events: this.#events, minMicros, maxMicros, byteLength, slabs: this.#taken };
  }

  /** Gives everything back. */
  abandon(): void {
    for (const slab of this.#taken) this.#slabs.give(slab);
  }

  /** The open run where `columns` fit its time base and there is room, else a new one. */
  #runFor(columns: EventColumns): OpenRun {
    const slab = this.#taken.at(-1);
    const run = this.#runs.at(-1);
    const full = slab === undefined || this.#used === slab.capacity;
    if (!full && run !== undefined && fitsBase(columns, run.baseMicros)) return run;
    if (full) {
      this.#taken.push(this.#slabs.take(Number.POSITIVE_INFINITY));
      this.#used = 0;
    }
    const opened = { slab: this.#taken.at(-1)!, start: this.#used, baseMicros: columns.baseMicros, length: 0 };
    this.#runs.push(opened);
    return opened;
  }

  #shrinkLast(): void {
    const last = this.#taken.at(-1);
    if (last === undefined) return;
    const small = this.#slabs.take(this.#used);
    if (small.capacity === last.capacity) {
      this.#slabs.give(small);
      return;
    }
    copyToSlab(small, 0, { ...last, baseMicros: 0, length: this.#used }, 0, this.#used, 0);
    this.#taken[this.#taken.length - 1] = small;
    for (const [i, run] of this.#runs.entries()) if (run.slab === last) this.#runs[i] = { ...run, slab: small };
    this.#slabs.give(last);
  }
}

/** Gives a chunk's memory back; nobody may look at it afterwards. */
export function releaseChunk(chunk: DecodedChunk, slabs: ColumnSlabs): void {
  for (const slab of chunk.slabs) slabs.give(slab);
}

function fitsBase(columns: EventColumns, baseMicros: number): boolean {
  const shift = columns.baseMicros - baseMicros;
  if (shift === 0) return true;
  // Beyond 2³¹ a new run is cheaper than looking for the greatest time.
  if (shift < 0 || shift > 2 ** 31) return false;
  for (let i = 0; i < columns.length; i += 1) if (columns.t[i]! + shift > 0xffff_ffff) return false;
  return true;
}

function columnsOf({ slab, start, baseMicros, length }: OpenRun): EventColumns {
  const end = start + length;
  return {
    baseMicros,
    length,
    t: slab.t.subarray(start, end),
    x: slab.x.subarray(start, end),
    y: slab.y.subarray(start, end),
    p: slab.p.subarray(start, end),
  };
}

/** Least and greatest time of a run that is not empty. */
export function timeRange({ baseMicros, t, length }: EventColumns, ascending: boolean): readonly [least: number, greatest: number] {
  if (ascending) return [baseMicros + t[0]!, baseMicros + t[length - 1]!];
  let least = t[0]!;
  let greatest = least;
  for (let i = 1; i < length; i += 1) {
    const delta = t[i]!;
    if (delta < least) least = delta;
    else if (delta > greatest) greatest = delta;
  }
  return [baseMicros + least, baseMicros + greatest];
}
