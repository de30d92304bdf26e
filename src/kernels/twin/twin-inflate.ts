import { checkTrailer, type DeflateContainer, damagedDeflate, deflateStart } from '../deflate-container.js';
import { distanceBase, distanceExtra, fixedLengths, lengthBase, lengthExtra, lengthOrder } from '../deflate-tables.js';
import { adler32, crc32 } from './checksums.js';

/** Inflates (RFC 1950 to 1952), bit by bit; see `ByteKernels.inflate`. */
export function twinInflate(input: Uint8Array, output: Uint8Array, container: DeflateContainer): number {
  if (output.length === 0) return 0;
  const bits = new BitReader(input, deflateStart(input, container));
  const target = { bytes: output, length: 0 };
  let last = false;
  while (!last) {
    if (target.length === output.length) return target.length;
    last = bits.take(1) === 1;
    const type = bits.take(2);
    const finished =
      type === 0
        ? copyStored(bits, target)
        : type === 1
          ? inflateBlock(bits, target, fixedLiterals, fixedDistances)
          : type === 2
            ? inflateBlock(bits, target, ...readCodes(bits))
            : damagedDeflate('has a block of no known type');
    if (!finished) return target.length;
  }
  const full = target.length === output.length;
  const written = output.subarray(0, target.length);
  const sums = { adler32: () => adler32(written), crc32: () => crc32(written), byteLength: written.length };
  checkTrailer(input, bits.byteOffset, sums, container, full);
  return target.length;
}

interface Target {
  readonly bytes: Uint8Array;
  length: number;
}

/** False when the output is full before the block ends. */
function copyStored(bits: BitReader, target: Target): boolean {
  bits.alignToByte();
  const length = bits.take(16);
  if (bits.take(16) !== (length ^ 0xffff)) damagedDeflate('has a stored block whose length is not confirmed');
  const taken = Math.min(length, target.bytes.length - target.length);
  target.bytes.set(bits.takeBytes(taken), target.length);
  target.length += taken;
  return taken === length;
}

/** False when the output is full before the block ends. */
function inflateBlock(bits: BitReader, target: Target, literals: Code, distances: Code): boolean {
  const { bytes } = target;
  for (;;) {
    if (target.length === bytes.length) return literals.find(bits) === 256;
    const symbol = literals.read(bits);
    if (symbol === 256) return true;
    if (symbol < 256) {
      bytes[target.length++] = symbol;
      continue;
    }
    if (symbol > 285) damagedDeflate('has a length that is not defined');
    const length = (lengthBase[symbol - 257] ?? 0) + bits.take(lengthExtra[symbol - 257] ?? 0);
    const code = distances.read(bits);
    if (code > 29) damagedDeflate('has a distance that is not defined');
    const distance = (distanceBase[code] ?? 0) + bits.take(distanceExtra[code] ?? 0);
    if (distance > target.length) damagedDeflate('points before its beginning');
    const end = Math.min(bytes.length, target.length + length);
    const cut = target.length + length > bytes.length;
    for (; target.length < end; target.length++) bytes[target.length] = bytes[target.length - distance] ?? 0;
    if (cut) return false;
  }
}

function readCodes(bits: BitReader): [Code, Code] {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const metaCount = bits.take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) damagedDeflate('has too many codes');
  const metaLengths = new Uint8Array(19);
  for (let i = 0; i < metaCount; i++) metaLengths[lengthOrder[i] ?? 0] = bits.take(3);
  const meta = new Code(metaLengths, false);
  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let i = 0; i < lengths.length; ) {
    const symbol = meta.read(bits);
    if (symbol < 16) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol === 16 && i === 0) damagedDeflate('repeats a code length before the first');
    const value = symbol === 16 ? (lengths[i - 1] ?? 0) : 0;
    const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (i + count > lengths.length) damagedDeflate('has too many code lengths');
    lengths.fill(value, i, i + count);
    i += count;
  }
  if (lengths[256] === 0) damagedDeflate('has a block without an end');
  return [new Code(lengths.subarray(0, literalCount), true), new Code(lengths.subarray(literalCount), true)];
}

/** Bits of a byte string, least significant first. */
class BitReader {
  readonly #input: Uint8Array;
  #at: number;
  #held = 0;
  #heldBits = 0;

  constructor(input: Uint8Array, start: number) {
    this.#input = input;
    this.#at = start;
  }

  /** The first byte of which no bit was taken. */
  get byteOffset(): number {
    return this.#at;
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const bit = this.takeBit();
      if (bit < 0) damagedDeflate('ends early');
      value |= bit << i;
    }
    return value;
  }

  /** −1 where no bit is left. */
  takeBit(): number {
    if (this.#heldBits === 0) {
      if (this.#at >= this.#input.length) return -1;
      this.#held = this.#input[this.#at++] ?? 0;
      this.#heldBits = 8;
    }
    const bit = this.#held & 1;
    this.#held >>= 1;
    this.#heldBits--;
    return bit;
  }

  alignToByte(): void {
    this.#heldBits = 0;
  }

  /** Whole bytes, *lent*; only after {@link alignToByte}. */
  takeBytes(count: number): Uint8Array {
    if (this.#at + count > this.#input.length) damagedDeflate('ends early');
    this.#at += count;
    return this.#input.subarray(this.#at - count, this.#at);
  }
}

/** A canonical prefix code of at most 15 bits (RFC 1951, 3.2.2). */
class Code {
  readonly #counts: Uint16Array = new Uint16Array(16);
  readonly #symbols: number[] = [];

  /** `mayBeSingle` lets a code be incomplete if it is one code of one bit, or empty. */
  constructor(lengths: Uint8Array, mayBeSingle: boolean) {
    for (const length of lengths) this.#counts[length]!++;
    this.#counts[0] = 0;
    let left = 1;
    let used = 0;
    for (let length = 1; length <= 15; length++) {
      const count = this.#counts[length] ?? 0;
      used += count;
      left = 2 * left - count;
      if (left < 0) damagedDeflate('has an impossible code');
      for (const [symbol, symbolLength] of lengths.entries()) if (symbolLength === length) this.#symbols.push(symbol);
    }
    const single = used === 0 || (used === 1 && this.#counts[1] === 1);
    if (left > 0 && !(mayBeSingle && single)) damagedDeflate('has an incomplete code');
  }

  read(bits: BitReader): number {
    const symbol = this.find(bits);
    return symbol < 0 ? damagedDeflate('ends early or uses a code that is not defined') : symbol;
  }

  /** The next symbol, −1 where the bits end or make no code. */
  find(bits: BitReader): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length++) {
      const bit = bits.takeBit();
      if (bit < 0) return -1;
      code |= bit;
      const count = this.#counts[length] ?? 0;
      if (code - count < first) return this.#symbols[index + code - first] ?? -1;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }
}

const fixedLiterals = new Code(fixedLengths.literals, false);
const fixedDistances = new Code(fixedLengths.distances, true);
