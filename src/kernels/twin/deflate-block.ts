import { distanceBase, distanceExtra, fixedLengths, lengthBase, lengthExtra, lengthOrder } from '../deflate-tables.js';
import { findCodeLengths, findCodes } from './code-lengths.js';
import { distanceSymbol, lengthSymbols, type SymbolCounts } from './deflate-prices.js';

/** A run of code lengths as it is written: a symbol and how much more than the least it stands for. */
type Run = readonly [symbol: number, more: number];

/** Writes bits, the least significant first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #heldBits = 0;

  /** Up to 16 bits. */
  put(value: number, count: number): void {
    this.#held |= value << this.#heldBits;
    this.#heldBits += count;
    for (; this.#heldBits >= 8; this.#heldBits -= 8, this.#held >>>= 8) this.#bytes.push(this.#held & 255);
  }

  /** Completes the last byte with zeros. */
  align(): void {
    if (this.#heldBits > 0) this.put(0, 8 - this.#heldBits);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/**
 * Writes a block (RFC 1951, 3.2.3) in whichever of its three ways is the shortest. `plain` is what `tokens` stand for: a literal, or
 * a length shifted by 16 with its distance. `counts` are those of their symbols; that of the end is set here.
 */
export function writeBlock(bits: BitWriter, plain: Uint8Array, tokens: readonly number[], counts: SymbolCounts, last: boolean): void {
  counts.literals[256] = 1;
  const own = { literals: findCodeLengths(counts.literals, 15), distances: findCodeLengths(counts.distances, 15) };
  const literalCount = countUsed(own.literals, 257);
  const distanceCount = countUsed(own.distances, 1);
  const runs = findRuns([...own.literals.subarray(0, literalCount), ...own.distances.subarray(0, distanceCount)]);
  const metaCounts = new Uint32Array(19);
  for (const [symbol] of runs) metaCounts[symbol]! += 1;
  const metaLengths = findCodeLengths(metaCounts, 7);
  let metaCount = 19;
  while (metaLengths[lengthOrder[metaCount - 1]!] === 0) metaCount -= 1;

  let headerBits = 14 + 3 * metaCount;
  for (const [symbol] of runs) headerBits += metaLengths[symbol]! + metaExtra(symbol);
  const dynamicBits = headerBits + symbolBits(counts, own);
  const fixedBits = symbolBits(counts, fixedLengths);
  const storedBits = plain.length * 8 + 40 * Math.max(1, Math.ceil(plain.length / 65_535));
  if (storedBits < Math.min(dynamicBits, fixedBits)) {
    writeStored(bits, plain, last);
    return;
  }
  bits.put((last ? 1 : 0) | (fixedBits <= dynamicBits ? 2 : 4), 3);
  if (fixedBits <= dynamicBits) {
    writeTokens(bits, tokens, fixedLengths);
    return;
  }
  bits.put((literalCount - 257) | ((distanceCount - 1) << 5) | ((metaCount - 4) << 10), 14);
  for (const symbol of lengthOrder.slice(0, metaCount)) bits.put(metaLengths[symbol]!, 3);
  const metaCodes = findCodes(metaLengths);
  for (const [symbol, more] of runs) {
    bits.put(metaCodes[symbol]!, metaLengths[symbol]!);
    bits.put(more, metaExtra(symbol));
  }
  writeTokens(bits, tokens, own);
}

interface CodeLengths {
  readonly literals: Uint8Array;
  readonly distances: Uint8Array;
}

function countUsed(codeLengths: Uint8Array, least: number): number {
  let used = codeLengths.length;
  while (used > least && codeLengths[used - 1] === 0) used -= 1;
  return used;
}

function metaExtra(symbol: number): number {
  return symbol < 16 ? 0 : symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
}

function symbolBits(counts: SymbolCounts, codeLengths: CodeLengths): number {
  let bits = 0;
  for (const [symbol, count] of counts.literals.entries())
    bits += count * (codeLengths.literals[symbol]! + (lengthExtra[symbol - 257] ?? 0));
  for (const [symbol, count] of counts.distances.entries()) bits += count * (codeLengths.distances[symbol]! + distanceExtra[symbol]!);
  return bits;
}

/** RFC 1951, 3.2.7. */
function findRuns(codeLengths: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < codeLengths.length; ) {
    const length = codeLengths[at]!;
    let left = 1;
    while (codeLengths[at + left] === length) left += 1;
    at += left;
    if (length > 0) {
      runs.push([length, 0]);
      left -= 1;
    }
    while (left >= 3) {
      const taken = Math.min(left, length > 0 ? 6 : 138);
      if (length > 0) runs.push([16, taken - 3]);
      else runs.push(taken < 11 ? [17, taken - 3] : [18, taken - 11]);
      left -= taken;
    }
    for (; left > 0; left -= 1) runs.push([length, 0]);
  }
  return runs;
}

function writeStored(bits: BitWriter, plain: Uint8Array, last: boolean): void {
  for (let from = 0; from < plain.length; from += 65_535) {
    const part = plain.subarray(from, from + 65_535);
    bits.put(last && from + part.length === plain.length ? 1 : 0, 3);
    bits.align();
    bits.put(part.length, 16);
    bits.put(part.length ^ 0xffff, 16);
    for (const byte of part) bits.put(byte, 8);
  }
}

function writeTokens(bits: BitWriter, tokens: readonly number[], codeLengths: CodeLengths): void {
  const literals = findCodes(codeLengths.literals);
  const distances = findCodes(codeLengths.distances);
  const putLiteral = (symbol: number): void => bits.put(literals[symbol]!, codeLengths.literals[symbol]!);
  for (const token of tokens) {
    if (token < 65_536) {
      putLiteral(token);
      continue;
    }
    const length = token >>> 16;
    const lengthSymbol = lengthSymbols[length]!;
    putLiteral(lengthSymbol + 257);
    bits.put(length - lengthBase[lengthSymbol]!, lengthExtra[lengthSymbol]!);
    const distance = token & 0xffff;
    const symbol = distanceSymbol(distance);
    bits.put(distances[symbol]!, codeLengths.distances[symbol]!);
    bits.put(distance - distanceBase[symbol]!, distanceExtra[symbol]!);
  }
  putLiteral(256);
}
