import { leastLiteral, price8, price16, priceBits, sampleBits } from '../deflate-effort.js';
import { distanceBase, distanceExtra, lengthBase, lengthExtra } from '../deflate-tables.js';

/** Symbols that occurred: literals, the end and lengths (0 to 285), and distances (0 to 29). */
export interface SymbolCounts {
  readonly literals: Uint32Array;
  readonly distances: Uint32Array;
}

export function noSymbols(): SymbolCounts {
  return { literals: new Uint32Array(286), distances: new Uint32Array(30) };
}

/** The symbol of each length from 0 up, less 257; of those below 3 it means nothing. */
export const lengthSymbols: Uint8Array = Uint8Array.from({ length: 259 }, (_, length) => {
  let symbol = 0;
  while (symbol < 28 && lengthBase[symbol + 1]! <= length) symbol += 1;
  return symbol;
});

/** The symbol of a distance from 1 up. */
export function distanceSymbol(distance: number): number {
  let symbol = 0;
  while (symbol < 29 && distanceBase[symbol + 1]! <= distance) symbol += 1;
  return symbol;
}

/** Binary logarithms of 1 to 2 in steps of 1/256, in 1/256: squaring doubles them, and what passes 2 is the next binary digit. */
const logarithms: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => {
  let value = (256 + i) * 128;
  let digits = 0;
  for (let digit = 0; digit < 8; digit += 1) {
    value = Math.floor((value * value) / 32_768);
    const passes = value >= 65_536 ? 1 : 0;
    value >>= passes;
    digits = 2 * digits + passes;
  }
  return digits;
});

/** The binary logarithm of 1 or more, in 1/256, rounded down. */
function logarithm(value: number): number {
  const top = Math.clz32(value);
  return ((31 - top) << priceBits) + logarithms[((value << top) >>> 23) & 255]!;
}

/** What symbols cost at a time, in 1/256 bit, judged by how often they occurred lately. */
export class DeflatePrices {
  readonly #recent: SymbolCounts = noSymbols();
  readonly literals: Uint16Array = new Uint16Array(256);
  /** By the symbols of lengths and distances, with the bits that follow them. */
  readonly #lengths: Uint16Array = new Uint16Array(29);
  readonly #distances: Uint16Array = new Uint16Array(30);
  /** How long the matches are that are worth looking for: 4, 8 or 16 bytes. */
  readonly hashBytes: number;

  /** The first prices are those of bytes here and there. */
  constructor(input: Uint8Array) {
    const { literals, distances } = this.#recent;
    const step = (input.length >>> sampleBits) | 1;
    let samples = 0;
    for (let at = 0; at < input.length; at += step, samples += 1) literals[input[at]!]! += 1;
    const price = samples === 0 ? 0 : Math.floor(entropy(literals) / samples);
    this.hashBytes = price < price16 ? 16 : price < price8 ? 8 : 4;
    literals.fill((samples >>> 5) + 1, 257);
    distances.fill(1);
    this.#set();
  }

  /** Prices after more tokens. */
  follow({ literals, distances }: SymbolCounts): void {
    for (const [symbol, count] of literals.entries()) this.#recent.literals[symbol] = ((this.#recent.literals[symbol]! * 3) >>> 2) + count;
    for (const [symbol, count] of distances.entries())
      this.#recent.distances[symbol] = ((this.#recent.distances[symbol]! * 3) >>> 2) + count;
    this.#set();
  }

  match(length: number, distance: number): number {
    return this.#lengths[lengthSymbols[length]!]! + this.#distances[distanceSymbol(distance)]!;
  }

  #set(): void {
    const { literals, distances } = this.#recent;
    const all = logarithm(2 * sum(literals) + 286);
    for (let byte = 0; byte < 256; byte += 1) this.literals[byte] = Math.max(symbolPrice(all, literals[byte]!), leastLiteral);
    for (const [symbol, bits] of lengthExtra.entries())
      this.#lengths[symbol] = symbolPrice(all, literals[symbol + 257]!) + (bits << priceBits);
    const allDistances = logarithm(2 * sum(distances) + 30);
    for (const [symbol, bits] of distanceExtra.entries()) {
      this.#distances[symbol] = symbolPrice(allDistances, distances[symbol]!) + (bits << priceBits);
    }
  }
}

/** What did not occur counts as half a time. No code is shorter than a bit. */
function symbolPrice(all: number, count: number): number {
  return Math.max(all - logarithm(2 * count + 1), 1 << priceBits);
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Price of all symbols of `counts`, and of `more` with them, in the best code there can be. */
export function entropy(counts: Uint32Array, more?: Uint32Array): number {
  let total = 0;
  let known = 0;
  for (const [symbol, first] of counts.entries()) {
    const count = first + (more?.[symbol] ?? 0);
    if (count === 0) continue;
    total += count;
    known += count * logarithm(count);
  }
  return total === 0 ? 0 : total * logarithm(total) - known;
}
