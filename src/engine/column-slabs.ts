import { type EventColumns, eventColumnBytes } from '../shapes/event-columns.js';

/** Events in a slab, largest first. A chunk's last slab shrinks to the smallest that holds it. */
const slabSizes = [65_536, 16_384, 4096, 1024] as const;

/** Room for a fixed number of events as columns, in one buffer. */
export interface ColumnSlab {
  readonly capacity: number;
  readonly t: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
}

/**
 * Memory for decoded columns, used again and again: fresh memory costs decoding a third of its speed, makes the collector
 * stop everything now and then, and what it has not yet taken back would count against nobody's budget.
 */
export class ColumnSlabs {
  readonly #idle = new Map<number, ColumnSlab[]>(slabSizes.map((size) => [size, []]));
  readonly #idleLimitBytes: () => number;
  #idleBytes = 0;

  /** Slabs given back beyond so many bytes, as far as they are to spare at that time, are let go. */
  constructor(idleLimitBytes: () => number) {
    this.#idleLimitBytes = idleLimitBytes;
  }

  /** Bytes that wait to be used again. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  /** The smallest slab for `events` events, the largest there is when none is large enough. */
  take(events: number): ColumnSlab {
    let capacity: number = slabSizes[0];
    for (const size of slabSizes) if (size >= events) capacity = size;
    const idle = this.#idle.get(capacity)?.pop();
    if (idle !== undefined) {
      this.#idleBytes -= slabBytes(idle);
      return idle;
    }
    return newSlab(capacity);
  }

  give(slab: ColumnSlab): void {
    if (this.#idleBytes + slabBytes(slab) > this.#idleLimitBytes()) return;
    this.#idle.get(slab.capacity)?.push(slab);
    this.#idleBytes += slabBytes(slab);
  }

  /** Lets go what is no longer to spare. */
  trim(): void {
    const limitBytes = this.#idleLimitBytes();
    for (const slabs of this.#idle.values()) {
      while (this.#idleBytes > limitBytes) {
        const slab = slabs.pop();
        if (slab === undefined) break;
        this.#idleBytes -= slabBytes(slab);
      }
    }
  }
}

export function slabBytes(slab: ColumnSlab): number {
  return slab.capacity * eventColumnBytes;
}

/** Copies events `from` to `from + count` of `columns` to place `at` of a slab, their times shifted by `shift`. */
export function copyToSlab(slab: ColumnSlab, at: number, columns: EventColumns, from: number, count: number, shift: number): void {
  const to = from + count;
  slab.x.set(columns.x.subarray(from, to), at);
  slab.y.set(columns.y.subarray(from, to), at);
  slab.p.set(columns.p.subarray(from, to), at);
  if (shift === 0) slab.t.set(columns.t.subarray(from, to), at);
  else for (let i = 0; i < count; i += 1) slab.t[at + i] = columns.t[from + i]! + shift;
}

function newSlab(capacity: number): ColumnSlab {
  const buffer = new ArrayBuffer(capacity * eventColumnBytes);
  return {
    capacity,
    t: new Uint32Array(buffer, 0, capacity),
    x: new Uint16Array(buffer, capacity * 4, capacity),
    y: new Uint16Array(buffer, capacity * 6, capacity),
    p: new Uint8Array(buffer, capacity * 8, capacity),
  };
}
