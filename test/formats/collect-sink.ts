import type { ByteSink } from '../../src/formats/event-format.js';

/** Keeps what is written in memory. */
export class CollectSink implements ByteSink {
  readonly #parts: Uint8Array[] = [];
  position = 0;

  async write(bytes: Uint8Array): Promise<void> {
    this.#parts.push(new Uint8Array(bytes));
    this.position += bytes.length;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    const all = this.bytes();
    all.set(bytes, offset);
    this.#parts.splice(0, this.#parts.length, all);
  }

  /** Everything written so far, copied. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.position);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
