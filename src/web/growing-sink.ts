import type { ByteSink } from '../formats/event-format.js';

/** Bytes in memory as they are written. */
export class GrowingSink implements ByteSink {
  #buffer = new Uint8Array(1 << 20);
  position = 0;

  async write(bytes: Uint8Array): Promise<void> {
    const end = this.position + bytes.byteLength;
    if (end > this.#buffer.byteLength) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.byteLength));
      larger.set(this.#buffer.subarray(0, this.position));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.position);
    this.position = end;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    this.#buffer.set(bytes, offset);
  }

  /** Everything written so far, copied. */
  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.position);
  }
}
