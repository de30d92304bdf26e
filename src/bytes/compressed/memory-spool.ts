import { FirstlightError } from '../../base/errors.js';
import type { SpoolStore } from './spool-store.js';

const pageBytes = 1 << 20;

/** A spool in memory, in pages of 1 MiB: the kind that works everywhere. */
export class MemorySpool implements SpoolStore {
  readonly budgetBytes: number;
  readonly #pages: Uint8Array[] = [];
  #byteLength = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#byteLength + bytes.length > this.budgetBytes) {
      throw new FirstlightError('too-large', `The content passes the budget of ${this.budgetBytes} bytes for it`, {
        advice: 'Decompress the file first.',
      });
    }
    for (let at = 0; at < bytes.length; ) {
      const inPage = this.#byteLength % pageBytes;
      if (inPage === 0) this.#pages.push(new Uint8Array(pageBytes));
      const part = bytes.subarray(at, at + pageBytes - inPage);
      this.#pages[this.#pages.length - 1]?.set(part, inPage);
      this.#byteLength += part.length;
      at += part.length;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.readSync(offset, length);
  }

  readonly readSync = (offset: number, length: number): Uint8Array => {
    const result = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const inPage = (offset + at) % pageBytes;
      const page = this.#pages[Math.floor((offset + at) / pageBytes)];
      if (page === undefined) throw new FirstlightError('internal', `The spool ends before byte ${offset + length}`);
      const part = page.subarray(inPage, Math.min(pageBytes, inPage + length - at));
      result.set(part, at);
      at += part.length;
    }
    return result;
  };

  async close(): Promise<void> {
    this.#pages.length = 0;
  }
}
