/** Buffers of one thread, used again and again: fresh memory costs decoding a third of its speed. */
export class BufferPool {
  readonly #free: Uint8Array[] = [];
  readonly #keepBytes: number;
  #keptBytes = 0;

  /** At most `keepBytes` stay around between uses. */
  constructor(keepBytes: number) {
    this.#keepBytes = keepBytes;
  }

  /** At least `byteLength` bytes of any content, aligned for every element type, *lent* until they are released. */
  lend(byteLength: number): Uint8Array {
    let best = -1;
    for (const [at, buffer] of this.#free.entries()) {
      if (buffer.length >= byteLength && (best < 0 || buffer.length < this.#free[best]!.length)) best = at;
    }
    if (best >= 0) {
      const [buffer] = this.#free.splice(best, 1);
      this.#keptBytes -= buffer!.length;
      return buffer!;
    }
    return new Uint8Array(Math.ceil(byteLength / 4096) * 4096);
  }

  /** Takes back what was lent, whole. */
  release(buffer: Uint8Array): void {
    if (this.#keptBytes + buffer.length > this.#keepBytes) return;
    this.#free.push(buffer);
    this.#keptBytes += buffer.length;
  }
}
