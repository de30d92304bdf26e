import type { Abortable } from '../base/abort.js';
import type { ByteSource } from './byte-source.js';

/** Passes every read on and counts the bytes that arrived. */
export class CountingSource implements ByteSource {
  readonly #source: ByteSource;
  readonly readSync: ((offset: number, length: number, into?: Uint8Array) => Uint8Array) | undefined;
  readonly readInto?: (offset: number, target: Uint8Array, options?: Abortable) => Promise<void>;
  readonly refresh?: (options?: Abortable) => Promise<void>;
  #bytesRead = 0;
  #reads = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    const { readSync } = source;
    this.readSync = readSync === undefined ? undefined : (offset, length, into) => this.#count(readSync(offset, length, into));
    if (source.readInto !== undefined) {
      this.readInto = async (offset, target, options) => {
        await source.readInto?.(offset, target, options);
        this.#count(target);
      };
    }
    if (source.refresh !== undefined) this.refresh = (options) => source.refresh?.(options) ?? Promise.resolve();
  }

  /** Bytes that arrived so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Reads that succeeded so far. */
  get reads(): number {
    return this.#reads;
  }

  get path(): string {
    return this.#source.path;
  }

  get descriptor(): number | undefined {
    return this.#source.descriptor;
  }

  get byteLength(): number {
    return this.#source.byteLength;
  }

  get growing(): boolean {
    return this.#source.growing;
  }

  /** Counts a read that another thread made by the descriptor. */
  noteRead(byteLength: number): void {
    this.#reads += 1;
    this.#bytesRead += byteLength;
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    return this.#count(await this.#source.read(offset, length, options));
  }

  fingerprint(options: Abortable = {}): Promise<string> {
    return this.#source.fingerprint(options);
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #count(bytes: Uint8Array): Uint8Array {
    this.noteRead(bytes.length);
    return bytes;
  }
}
