import { type DeflateContainer, frameDeflated } from '../deflate-container.js';
import {
  blockTokens,
  hashBits,
  hashFactor,
  laterPlaces,
  lazyLength,
  missBits,
  mostPlaces,
  mostSkipped,
  niceLength,
  pieceTokens,
  priceBits,
  pricedBytes,
  splitPrice,
  windowBytes,
} from '../deflate-effort.js';
import { adler32, crc32 } from './checksums.js';
import { BitWriter, writeBlock } from './deflate-block.js';
import { DeflatePrices, distanceSymbol, entropy, lengthSymbols, noSymbols, type SymbolCounts } from './deflate-prices.js';

/** Deflates (RFC 1950 to 1952); see `ByteKernels.deflate`. */
export function twinDeflate(input: Uint8Array, container: DeflateContainer): Uint8Array {
  const sums = { adler32: () => adler32(input), crc32: () => crc32(input), byteLength: input.length };
  return frameDeflated(new Deflater(input).run(), sums, container);
}

interface Match {
  readonly length: number;
  readonly distance: number;
  readonly saves: number;
}

/** Deflates one run of bytes. Does as the kernel does, place by place. Places are counted from 1, so that 0 is none. */
class Deflater {
  readonly #input: Uint8Array;
  readonly #end: number;
  readonly #hashEnd: number;
  readonly #prices: DeflatePrices;
  readonly #byHash = new Uint32Array(1 << hashBits);
  readonly #before = new Uint32Array(windowBytes);
  readonly #bits = new BitWriter();
  #tokens: number[] = [];
  #knownTokens = 0;
  #blockStart = 1;
  #pieceStart = 1;
  /** Of the block up to its last piece, and of that piece. */
  #block = noSymbols();
  #piece = noSymbols();

  constructor(input: Uint8Array) {
    this.#input = input;
    this.#end = input.length + 1;
    this.#prices = new DeflatePrices(input);
    this.#hashEnd = Math.max(0, this.#end - this.#prices.hashBytes + 1);
  }

  run(): Uint8Array {
    let place = 1;
    let awake = 0;
    let misses = 0;
    let found: Match | undefined;
    while (place < this.#end) {
      if (this.#tokens.length - this.#knownTokens === pieceTokens) this.#endPiece(place);
      const match = found ?? (place < this.#hashEnd && place >= awake ? this.#findMatch(place, mostPlaces) : undefined);
      found = undefined;
      if (match === undefined) {
        if (place >= awake) awake = place + 1 + Math.min(++misses >> missBits, mostSkipped);
        this.#putLiteral(place++);
        continue;
      }
      misses = 0;
      let inserted = place + 1;
      if (match.length < lazyLength && inserted < this.#hashEnd) {
        const later = this.#findMatch(inserted, laterPlaces);
        if (later !== undefined && later.saves > match.saves) {
          this.#putLiteral(place++);
          found = later;
          continue;
        }
        inserted += 1;
      }
      this.#putMatch(match);
      place += match.length;
      for (const stop = Math.min(place, this.#hashEnd); inserted < stop; inserted += 1) this.#insert(inserted);
    }
    this.#splitBlock();
    this.#joinPiece();
    this.#writeBlock(this.#end, this.#tokens, true);
    this.#bits.align();
    return this.#bits.bytes();
  }

  #insert(place: number): number {
    let hash = 0;
    for (let at = place - 1; at < place - 1 + this.#prices.hashBytes; at += 4) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ this.#wordAt(at), hashFactor);
    }
    const slot = hash >>> (32 - hashBits);
    const found = this.#byHash[slot]!;
    this.#byHash[slot] = place;
    this.#before[place % windowBytes] = found;
    return found;
  }

  #wordAt(at: number): number {
    const input = this.#input;
    return input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24);
  }

  #findMatch(place: number, most: number): Match | undefined {
    const room = Math.min(258, this.#end - place);
    const oldest = Math.max(0, place - windowBytes);
    let best: Match | undefined;
    let longest = this.#prices.hashBytes - 1;
    let priced = 0;
    let price = 0;
    let candidate = this.#insert(place);
    for (let left = most; left > 0 && candidate > oldest; left -= 1) {
      const length = this.#countEqual(candidate, place, room);
      if (length > longest) {
        longest = length;
        for (; priced < Math.min(length, pricedBytes); priced += 1) price += this.#prices.literals[this.#input[place - 1 + priced]!]!;
        const distance = place - candidate;
        const saves = price + ((length - priced) << priceBits) - this.#prices.match(length, distance);
        if (saves > (best?.saves ?? 0)) best = { length, distance, saves };
        if (length >= niceLength || length === room) break;
      }
      candidate = this.#before[candidate % windowBytes]!;
    }
    return best;
  }

  #countEqual(from: number, place: number, room: number): number {
    const input = this.#input;
    let length = 0;
    while (length < room && input[from - 1 + length] === input[place - 1 + length]) length += 1;
    return length;
  }

  #putLiteral(place: number): void {
    const byte = this.#input[place - 1]!;
    this.#tokens.push(byte);
    this.#piece.literals[byte]! += 1;
  }

  #putMatch({ length, distance }: Match): void {
    this.#tokens.push((length << 16) | distance);
    this.#piece.literals[lengthSymbols[length]! + 257]! += 1;
    this.#piece.distances[distanceSymbol(distance)]! += 1;
  }

  /** The next token begins at `place`. */
  #endPiece(place: number): void {
    this.#splitBlock();
    this.#prices.follow(this.#piece);
    this.#joinPiece();
    this.#knownTokens = this.#tokens.length;
    this.#pieceStart = place;
    if (this.#tokens.length <= blockTokens - pieceTokens) return;
    this.#writeBlock(place, this.#tokens, false);
    this.#beginBlock(place, []);
  }

  #splitBlock(): void {
    if (this.#knownTokens === 0) return;
    const [block, piece] = [this.#block, this.#piece];
    const joined = entropy(block.literals, piece.literals) + entropy(block.distances, piece.distances);
    if (joined <= priceOf(block) + priceOf(piece) + splitPrice) return;
    this.#writeBlock(this.#pieceStart, this.#tokens.slice(0, this.#knownTokens), false);
    this.#beginBlock(this.#pieceStart, this.#tokens.slice(this.#knownTokens));
  }

  #joinPiece(): void {
    for (const [symbol, count] of this.#piece.literals.entries()) this.#block.literals[symbol]! += count;
    for (const [symbol, count] of this.#piece.distances.entries()) this.#block.distances[symbol]! += count;
    this.#piece = noSymbols();
  }

  #writeBlock(end: number, tokens: readonly number[], last: boolean): void {
    writeBlock(this.#bits, this.#input.subarray(this.#blockStart - 1, end - 1), tokens, this.#block, last);
  }

  #beginBlock(start: number, tokens: number[]): void {
    this.#tokens = tokens;
    this.#knownTokens = 0;
    this.#block = noSymbols();
    this.#blockStart = start;
    this.#pieceStart = start;
  }
}

function priceOf({ literals, distances }: SymbolCounts): number {
  return entropy(literals) + entropy(distances);
}
