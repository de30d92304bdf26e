import { leastLiteral, price16, price8, priceBits, sampleBits } from '../deflate-effort';
import { distances, lengths } from './deflate-tables';

/** How often each literal, length and end, and each distance, occurred lately; older ones count less. */
const recentLiterals: usize = memory.data(288 * 4, 16);
const recentDistances: usize = memory.data(32 * 4, 16);

/** Prices of literals, of lengths from 0 up (those below 3 mean nothing), and of distances by their symbol; 16-bit. */
const literalPrices: usize = memory.data(256 * 2, 16);
const lengthPrices: usize = memory.data(260 * 2, 16);
const distancePrices: usize = memory.data(32 * 2, 16);

/** The symbols of lengths from 0 up, less 257. */
export const lengthSymbols: usize = memory.data(260, 16);

/** Binary logarithms of 1 to 2 in steps of 1/256, in 1/256. */
const logarithms: usize = memory.data(256, 16);
let tablesFilled: bool = false;

function fillTables(): void {
  for (let symbol: usize = 0; symbol < 29; symbol++) {
    const base = <usize>load<u16>(lengths + (symbol << 2));
    const room = <usize>1 << <usize>load<u16>(lengths + (symbol << 2), 2);
    for (let i: usize = 0; i < room && base + i <= 258; i++) store<u8>(lengthSymbols + base + i, <u8>symbol);
  }
  for (let i: u32 = 0; i < 256; i++) {
    // Squaring doubles a logarithm: what passes 2 is its next binary digit.
    let value: u32 = (256 + i) << 7;
    let digits: u32 = 0;
    for (let digit = 0; digit < 8; digit++) {
      value = (value * value) >> 15;
      const passes = value >> 16;
      value >>= passes;
      digits = (digits << 1) | passes;
    }
    store<u8>(logarithms + i, <u8>digits);
  }
  tablesFilled = true;
}

/** The binary logarithm of 1 or more, in 1/256, rounded down. */
// @ts-ignore: decorator
@inline
function logarithm(value: u32): u32 {
  const top = <u32>clz(value);
  return ((31 - top) << priceBits) + <u32>load<u8>(logarithms + (((value << top) >> 23) & 255));
}

// @ts-ignore: decorator
@inline
export function literalPrice(byte: u32): i32 {
  return <i32>load<u16>(literalPrices + (<usize>byte << 1));
}

// @ts-ignore: decorator
@inline
export function matchPrice(length: i32, distance: u32): i32 {
  return (
    <i32>load<u16>(lengthPrices + (<usize>length << 1)) + <i32>load<u16>(distancePrices + (<usize>distanceSymbol(distance) << 1))
  );
}

// @ts-ignore: decorator
@inline
export function distanceSymbol(distance: u32): u32 {
  const before = distance - 1;
  if (before < 2) return before;
  const top = 31 - <u32>clz(before);
  return (top << 1) + ((before >> (top - 1)) & 1);
}

/** Sets prices from bytes here and there. Returns how long the matches are that are worth looking for: 4, 8 or 16 bytes. */
export function firstPrices(input: usize, byteLength: u32): u32 {
  if (!tablesFilled) fillTables();
  memory.fill(recentLiterals, 0, 288 * 4);
  const step = (byteLength >> sampleBits) | 1;
  let samples: u32 = 0;
  for (let at: u32 = 0; at < byteLength; at += step, samples++) {
    const place = recentLiterals + (<usize>load<u8>(input + at) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  const price = samples == 0 ? 0 : entropy(recentLiterals, 0, 256) / samples;
  for (let symbol: usize = 257; symbol < 286; symbol++) store<u32>(recentLiterals + (symbol << 2), (samples >> 5) + 1);
  for (let symbol: usize = 0; symbol < 30; symbol++) store<u32>(recentDistances + (symbol << 2), 1);
  setPrices();
  return price < price16 ? 16 : price < price8 ? 8 : 4;
}

/** Sets prices after more tokens, of which the counts are given. */
export function nextPrices(literalCounts: usize, distanceCounts: usize): void {
  forget(recentLiterals, literalCounts, 286);
  forget(recentDistances, distanceCounts, 30);
  setPrices();
}

function forget(recent: usize, counts: usize, symbols: usize): void {
  for (let at: usize = 0; at < symbols << 2; at += 4) {
    store<u32>(recent + at, ((load<u32>(recent + at) * 3) >> 2) + load<u32>(counts + at));
  }
}

function setPrices(): void {
  const all = logarithm(2 * sum(recentLiterals, 286) + 286);
  for (let byte: usize = 0; byte < 256; byte++) {
    store<u16>(literalPrices + (byte << 1), <u16>max<u32>(symbolPrice(all, recentLiterals, byte), leastLiteral));
  }
  let length: usize = 3;
  for (let symbol: usize = 0; symbol < 29; symbol++) {
    const price = symbolPrice(all, recentLiterals, symbol + 257) + (<u32>load<u16>(lengths + (symbol << 2), 2) << priceBits);
    for (; length <= 258 && <usize>load<u8>(lengthSymbols + length) == symbol; length++) store<u16>(lengthPrices + (length << 1), <u16>price);
  }
  const allDistances = logarithm(2 * sum(recentDistances, 30) + 30);
  for (let symbol: usize = 0; symbol < 30; symbol++) {
    const price = symbolPrice(allDistances, recentDistances, symbol) + (<u32>load<u16>(distances + (symbol << 2), 2) << priceBits);
    store<u16>(distancePrices + (symbol << 1), <u16>price);
  }
}

/** What did not occur counts as half a time. No code is shorter than a bit. */
// @ts-ignore: decorator
@inline
function symbolPrice(all: u32, counts: usize, symbol: usize): u32 {
  return max<u32>(all - logarithm(2 * load<u32>(counts + (symbol << 2)) + 1), 1 << priceBits);
}

function sum(counts: usize, symbols: usize): u32 {
  let total: u32 = 0;
  for (let at: usize = 0; at < symbols << 2; at += 4) total += load<u32>(counts + at);
  return total;
}

/** Price of all symbols of `counts`, and of `more` with them where that is not 0, in the best code there can be. Fits for 2¹⁶ of them. */
export function entropy(counts: usize, more: usize, symbols: usize): u32 {
  let total: u32 = 0;
  let known: u32 = 0;
  for (let at: usize = 0; at < symbols << 2; at += 4) {
    const count = load<u32>(counts + at) + (more == 0 ? 0 : load<u32>(more + at));
    if (count == 0) continue;
    total += count;
    known += count * logarithm(count);
  }
  return total == 0 ? 0 : total * logarithm(total) - known;
}
