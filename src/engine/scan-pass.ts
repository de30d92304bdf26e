import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteRange } from '../bytes/plan.js';

/** What one pass over chunks carries from chunk to chunk: the decoder's exact state, and memory to read into. */
export class ScanPass {
  readonly #source: ByteSource;
  readonly #memory: Uint8Array[] = [];
  #left: { readonly chunk: number; readonly exit: Float64Array } | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Whether reads need no waiting. */
  get near(): boolean {
    return this.#source.readSync !== undefined;
  }

  /** The state in which the chunk before was left, where that was exact. */
  entryOf(chunk: number): Float64Array | undefined {
    return this.#left?.chunk === chunk - 1 ? this.#left.exit : undefined;
  }

  leave(chunk: number, exit: Float64Array): void {
    this.#left = { chunk, exit };
  }

  /** Bytes of ranges, *lent* until the next call. */
  read(ranges: readonly ByteRange[]): Uint8Array[] {
    return ranges.map(({ offset, length }, i) => {
      let into = this.#memory[i];
      if (into === undefined || into.length < length) {
        into = new Uint8Array(Math.ceil(length * 1.25));
        this.#memory[i] = into;
      }
      return this.#source.readSync!(offset, length, into);
    });
  }
}
