import { FirstlightError } from '../base/errors.js';
import type { ByteSource, Fingerprint } from './byte-source.js';
import { contentFingerprint } from './content-fingerprint.js';

/** Bytes in memory as a source. `reads` records every read, in order, so that tests can compare them as equalities. */
export class MemorySource implements ByteSource {
  readonly path: string;
  readonly growing = false;
  readonly reads: { readonly offset: number; readonly length: number }[] = [];
  readonly #bytes: Uint8Array;
  readonly readSync: ((offset: number, length: number) => Uint8Array) | undefined;

  /** `bytes` are lent for the source's life. Without `synchronous` the source offers no `readSync`, as HTTP would. */
  constructor(bytes: Uint8Array, path = 'memory', options: { readonly synchronous?: boolean } = {}) {
    this.#bytes = bytes;
    this.path = path;
    this.readSync = options.synchronous === true ? (offset, length) => this.#slice(offset, length) : undefined;
  }

  get byteLength(): number {
    return this.#bytes.byteLength;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.#slice(offset, length);
  }

  async fingerprint(): Promise<Fingerprint> {
    return contentFingerprint([this.#bytes], this.byteLength, 0);
  }

  async close(): Promise<void> {}

  #slice(offset: number, length: number): Uint8Array {
    if (offset < 0 || length < 0 || offset + length > this.#bytes.byteLength) {
      throw new FirstlightError('out-of-range', `Bytes ${offset} to ${offset + length} of ${this.#bytes.byteLength}`, { path: this.path });
    }
    this.reads.push({ offset, length });
    return new Uint8Array(this.#bytes.subarray(offset, offset + length));
  }
}
