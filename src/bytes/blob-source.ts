import { type Abortable, withAbort } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource, Fingerprint } from './byte-source.js';
import { checkRange } from './check-range.js';
import { contentFingerprint } from './content-fingerprint.js';

const sampleBytes = 4096;

/** A blob or a dropped file: its bytes never leave the machine. */
export class BlobSource implements ByteSource {
  readonly path: string;
  readonly growing = false;
  readonly #blob: Blob;

  /** `path` defaults to the file's name. */
  constructor(blob: Blob, path: string = blob instanceof File ? blob.name : 'blob') {
    this.#blob = blob;
    this.path = path;
  }

  get byteLength(): number {
    return this.#blob.size;
  }

  /** `denied` when the browser no longer lets the file be read (it was changed, moved or its permission withdrawn). */
  async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    try {
      return new Uint8Array(await withAbort(this.#blob.slice(offset, offset + length).arrayBuffer(), signal));
    } catch (thrown) {
      if (thrown instanceof FirstlightError) throw thrown;
      throw new FirstlightError('denied', 'The dropped file can no longer be read: it was changed, moved or deleted', {
        path: this.path,
        advice: 'Drop it again.',
        cause: thrown,
      });
    }
  }

  /** From size, modification time and 4 KiB each of head, middle and tail. */
  async fingerprint(options: Abortable = {}): Promise<Fingerprint> {
    const length = Math.min(sampleBytes, this.byteLength);
    const offsets = [0, Math.floor((this.byteLength - length) / 2), this.byteLength - length];
    const samples = await Promise.all(offsets.map((offset) => this.read(offset, length, options)));
    return contentFingerprint(samples, this.byteLength, this.#blob instanceof File ? this.#blob.lastModified : 0);
  }

  async close(): Promise<void> {}
}
