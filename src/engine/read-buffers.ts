/** Smaller arrays are not worth keeping. */
const leastBytes = 128 << 10;

/**
 * Memory to read chunks into, used again and again: fresh memory has to be cleared page by page before bytes are read into
 * it, which takes longer than the reading.
 */
export class ReadBuffers {
  readonly #idle = new Map<number, Uint8Array[]>();
  readonly #limitBytes: number;
  #idleBytes = 0;

  /** Arrays given back beyond so many bytes are let go. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get idleBytes(): number {
    return this.#idleBytes;
  }

  /** Whether arrays of this length are kept. */
  keeps(length: number): boolean {
    return length >= leastBytes && length <= this.#limitBytes;
  }

  /** An array of exactly `length` bytes, whatever they hold. */
  take(length: number): Uint8Array {
    const kept = this.#idle.get(length)?.pop();
    if (kept === undefined) return new Uint8Array(length);
    this.#idleBytes -= length;
    return kept;
  }

  /** Takes arrays that nobody looks at or writes to any more; those that were transferred or are parts of others are left out. */
  give(arrays: readonly Uint8Array[]): void {
    for (const array of arrays) {
      const { length } = array;
      if (!this.keeps(length) || array.buffer.byteLength !== length || this.#idleBytes + length > this.#limitBytes) continue;
      const idle = this.#idle.get(length);
      if (idle === undefined) this.#idle.set(length, [array]);
      else idle.push(array);
      this.#idleBytes += length;
    }
  }
}
