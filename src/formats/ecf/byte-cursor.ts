import { FirstlightError } from '../../base/errors.js';

/** A little-endian cursor over bytes (*lent*); reading past the end is `corrupt`. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  corrupt(what: string): FirstlightError {
    return new FirstlightError('corrupt', `An ${this.#what} is damaged: ${what}`);
  }

  /** The next byte, without taking it; 0 at the end. */
  peek(): number {
    return this.#bytes[this.#at] ?? 0;
  }

  u8(): number {
    const at = this.#take(1);
    return this.#bytes[at]!;
  }

  u16(): number {
    const at = this.#take(2);
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }

  u32(): number {
    const at = this.#take(4);
    const bytes = this.#bytes;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  #take(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) throw this.corrupt('it ends early');
    return at;
  }
}
