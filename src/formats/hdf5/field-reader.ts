import { FirstlightError } from '../../base/errors.js';

/** How many bytes an address and a length take in one file; the superblock says. */
export interface FieldSizes {
  readonly offsetSize: number;
  readonly lengthSize: number;
}

/**
 * A cursor over one metadata structure (bytes *lent*). Every read is checked: past the end is `corrupt`, naming the
 * structure. Numbers beyond 2⁵³ are `corrupt` except where "all ones" has a meaning.
 */
export class FieldReader {
  readonly bytes: Uint8Array;
  readonly sizes: FieldSizes;
  readonly structure: string;
  position: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, sizes: FieldSizes, structure: string, position = 0) {
    this.bytes = bytes;
    this.sizes = sizes;
    this.structure = structure;
    this.position = position;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /** An error about this structure. */
  corrupt(what: string): FirstlightError {
    return new FirstlightError('corrupt', `An HDF5 ${this.structure} is damaged: ${what}`);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Unsigned integer of `size` bytes; `undefined` where all bits are set. */
  optionalUint(size: number): number | undefined {
    const at = this.#take(size);
    let value = 0;
    let ones = true;
    for (let i = size - 1; i >= 0; i -= 1) {
      const byte = this.bytes[at + i]!;
      value = value * 256 + byte;
      if (byte !== 0xff) ones = false;
    }
    if (ones) return undefined;
    if (value > Number.MAX_SAFE_INTEGER) throw this.corrupt(`a number of ${size} bytes is beyond 2^53`);
    return value;
  }

  uint(size: number): number {
    const start = this.position;
    const value = this.optionalUint(size);
    if (value !== undefined) return value;
    if (size > 6) throw this.corrupt(`a number at byte ${start} is undefined`);
    return 2 ** (8 * size) - 1;
  }

  /** A file address relative to the base address; `undefined` where the file says so (all ones). */
  address(): number | undefined {
    return this.optionalUint(this.sizes.offsetSize);
  }

  /** An address that must be there. */
  definedAddress(): number {
    const value = this.address();
    if (value === undefined) throw this.corrupt('an address is undefined');
    return value;
  }

  length(): number {
    return this.uint(this.sizes.lengthSize);
  }

  /** The next `count` bytes, *lent*. */
  take(count: number): Uint8Array {
    const at = this.#take(count);
    return this.bytes.subarray(at, at + count);
  }

  /** A reader over `length` bytes of this structure from `start`, which shares them. */
  slice(start: number, length: number): FieldReader {
    if (start < 0 || start + length > this.bytes.length) throw this.corrupt(`${length} bytes are wanted at byte ${start}`);
    return new FieldReader(this.bytes.subarray(start, start + length), this.sizes, this.structure);
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** Moves to the next multiple of `to` bytes from the structure's start. */
  align(to: number): void {
    this.position = Math.min(Math.ceil(this.position / to) * to, this.bytes.length);
  }

  /** Four ASCII letters that must come next. */
  signature(expected: string): void {
    const found = String.fromCharCode(...this.take(4));
    if (found !== expected) throw this.corrupt(`its signature is not ${expected}`);
  }

  /** A text that ends with a zero byte. */
  zeroTerminated(): string {
    const end = this.bytes.indexOf(0, this.position);
    if (end < 0) throw this.corrupt('a name does not end');
    const text = new TextDecoder().decode(this.bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  #take(count: number): number {
    const at = this.position;
    if (count < 0 || at + count > this.bytes.length) {
      throw this.corrupt(`${count} bytes are wanted at byte ${at} of ${this.bytes.length}`);
    }
    this.position = at + count;
    return at;
  }
}
