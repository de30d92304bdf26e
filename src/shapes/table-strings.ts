import { FirstlightError } from '../base/errors.js';

/** Many texts in two buffers: no object for each, safe to post. */
export interface PackedStrings {
  readonly length: number;
  /** UTF-8, one text after the other. */
  readonly bytes: Uint8Array;
  /** Where each text ends in `bytes`. */
  readonly ends: Uint32Array;
}

const decoder = new TextDecoder();
const mostBytes = 2 ** 32 - 1;

/** Text `index`. */
export function stringAt({ bytes, ends }: PackedStrings, index: number): string {
  return decoder.decode(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]));
}

/** All texts, for lists that are short. */
export function unpackStrings(strings: PackedStrings): string[] {
  return Array.from({ length: strings.length }, (_, index) => stringAt(strings, index));
}

/** Packs texts that come one by one. Throws `too-large` beyond `limitBytes`. */
export class StringPacker {
  readonly #limitBytes: number;
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array = new Uint8Array(1024);
  #ends: Uint32Array = new Uint32Array(256);
  #used = 0;
  #length = 0;

  constructor(limitBytes: number = mostBytes) {
    this.#limitBytes = Math.min(limitBytes, mostBytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds UTF-8, which is copied. */
  addBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#end(bytes.length);
  }

  add(text: string): void {
    this.#makeRoom(3 * text.length);
    this.#end(this.#encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written);
  }

  /** The texts added so far; the packer must not be used afterwards. */
  finish(): PackedStrings {
    return { length: this.#length, bytes: this.#bytes.slice(0, this.#used), ends: this.#ends.slice(0, this.#length) };
  }

  #end(byteLength: number): void {
    this.#used += byteLength;
    this.#ends[this.#length] = this.#used;
    this.#length += 1;
  }

  #makeRoom(byteLength: number): void {
    const wanted = this.#used + byteLength;
    if (wanted + 4 * this.#length > this.#limitBytes) {
      throw new FirstlightError('too-large', `Texts take more than ${this.#limitBytes} bytes`);
    }
    if (wanted > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(wanted, 2 * this.#bytes.length)));
    if (this.#length === this.#ends.length) this.#ends = grown(this.#ends, new Uint32Array(2 * this.#ends.length));
  }
}

function grown<Numbers extends Uint8Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

/** Packs a list. */
export function packStrings(texts: Iterable<string>): PackedStrings {
  const packer = new StringPacker();
  for (const text of texts) packer.add(text);
  return packer.finish();
}
