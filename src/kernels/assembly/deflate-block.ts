import { findCodeLengths, findCodes } from './code-lengths';
import { distanceSymbol, lengthSymbols } from './deflate-prices';
import { distances, lengths, metaOrder } from './deflate-tables';

// A token is a literal, or a length shifted by 16 with its distance.

const literalLengths: usize = memory.data(288, 16);
const distanceLengths: usize = memory.data(32, 16);
const metaLengths: usize = memory.data(20, 16);
const literalCodes: usize = memory.data(288 * 4, 16);
const distanceCodes: usize = memory.data(32 * 4, 16);
const metaCodes: usize = memory.data(20 * 4, 16);
const metaCounts: usize = memory.data(20 * 4, 16);

/** Code lengths of literals and distances in a row, and the same as symbols with what follows them shifted by 8. */
const lengthRow: usize = memory.data(320, 16);
const runs: usize = memory.data(320 * 2, 16);
let runCount: u32 = 0;

let bits: u64 = 0;
let held: u32 = 0;
let target: usize = 0;

/** Blocks are written from `output` up. */
export function beginBlocks(output: usize): void {
  bits = 0;
  held = 0;
  target = output;
}

/** Completes the last byte; returns the address after it. */
export function endBlocks(): usize {
  if (held > 0) store<u8>(target++, <u8>bits);
  return target;
}

// @ts-ignore: decorator
@inline
function put(value: u32, count: u32): void {
  bits |= <u64>value << held;
  held += count;
  store<u64>(target, bits);
  target += held >> 3;
  bits >>= held & ~7;
  held &= 7;
}

/**
 * Writes a block (RFC 1951, 3.2.3) in whichever of its three ways is the shortest: `byteLength` bytes at `input`, which are
 * `tokenCount` tokens with these counts of symbols; that of the end is set here.
 */
export function writeBlock(
  input: usize,
  byteLength: u32,
  tokens: usize,
  tokenCount: u32,
  literalCounts: usize,
  distanceCounts: usize,
  last: bool,
): void {
  store<u32>(literalCounts, 1, 256 * 4);
  findCodeLengths(literalCounts, 288, 15, literalLengths);
  findCodeLengths(distanceCounts, 30, 15, distanceLengths);
  const literalCount = countUsed(literalLengths, 286, 257);
  const distanceCount = countUsed(distanceLengths, 30, 1);
  memory.copy(lengthRow, literalLengths, literalCount);
  memory.copy(lengthRow + literalCount, distanceLengths, distanceCount);
  findRuns(literalCount + distanceCount);
  findCodeLengths(metaCounts, 19, 7, metaLengths);
  let metaCount: u32 = 19;
  while (load<u8>(metaLengths + <usize>load<u8>(metaOrder + metaCount - 1)) == 0) metaCount--;

  let dynamicBits: u32 = 14 + 3 * metaCount;
  for (let symbol: usize = 0; symbol < 19; symbol++) {
    dynamicBits += load<u32>(metaCounts + (symbol << 2)) * (<u32>load<u8>(metaLengths + symbol) + metaExtra(<u32>symbol));
  }
  let fixedBits: u32 = 0;
  for (let symbol: usize = 0; symbol < 286; symbol++) {
    const count = load<u32>(literalCounts + (symbol << 2));
    const extra: u32 = symbol > 256 ? <u32>load<u16>(lengths + ((symbol - 257) << 2), 2) : 0;
    dynamicBits += count * (<u32>load<u8>(literalLengths + symbol) + extra);
    fixedBits += count * (fixedLength(<u32>symbol) + extra);
  }
  for (let symbol: usize = 0; symbol < 30; symbol++) {
    const count = load<u32>(distanceCounts + (symbol << 2));
    const extra = <u32>load<u16>(distances + (symbol << 2), 2);
    dynamicBits += count * (<u32>load<u8>(distanceLengths + symbol) + extra);
    fixedBits += count * (5 + extra);
  }

  // A block of tokens can stand for more bytes than 2³² bits have, but is then far from its longest way.
  const storedBits = <u64>byteLength * 8 + 40 * max<u64>(1, (<u64>byteLength + 65_534) / 65_535);
  if (storedBits < <u64>min(dynamicBits, fixedBits)) {
    writeStored(input, byteLength, last);
    return;
  }
  if (fixedBits <= dynamicBits) {
    put(<u32>last | 2, 3);
    for (let symbol: u32 = 0; symbol < 288; symbol++) store<u8>(literalLengths + symbol, <u8>fixedLength(symbol));
    memory.fill(distanceLengths, 5, 30);
  } else {
    put(<u32>last | 4, 3);
    put((literalCount - 257) | ((distanceCount - 1) << 5) | ((metaCount - 4) << 10), 14);
    for (let i: u32 = 0; i < metaCount; i++) put(<u32>load<u8>(metaLengths + <usize>load<u8>(metaOrder + i)), 3);
    writeRuns();
  }
  findCodes(literalLengths, 288, literalCodes);
  findCodes(distanceLengths, 30, distanceCodes);
  writeTokens(tokens, tokens + (<usize>tokenCount << 2));
  put(load<u32>(literalCodes, 256 * 4), <u32>load<u8>(literalLengths, 256));
}

// @ts-ignore: decorator
@inline
function fixedLength(symbol: u32): u32 {
  return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

// @ts-ignore: decorator
@inline
function metaExtra(symbol: u32): u32 {
  return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
}

function countUsed(codeLengths: usize, symbols: u32, least: u32): u32 {
  let used = symbols;
  while (used > least && load<u8>(codeLengths + used - 1) == 0) used--;
  return used;
}

/** Fills `runs` and `metaCounts` from the first lengths in `lengthRow` (RFC 1951, 3.2.7). */
function findRuns(count: u32): void {
  runCount = 0;
  memory.fill(metaCounts, 0, 20 * 4);
  for (let at: u32 = 0; at < count; ) {
    const length = <u32>load<u8>(lengthRow + at);
    let left: u32 = 1;
    while (at + left < count && <u32>load<u8>(lengthRow + at + left) == length) left++;
    at += left;
    if (length > 0) {
      addRun(length, 0);
      left--;
    }
    while (left >= 3) {
      const taken = min<u32>(left, length > 0 ? 6 : 138);
      if (length > 0) addRun(16, taken - 3);
      else if (taken < 11) addRun(17, taken - 3);
      else addRun(18, taken - 11);
      left -= taken;
    }
    for (; left > 0; left--) addRun(length, 0);
  }
}

function addRun(symbol: u32, more: u32): void {
  const place = metaCounts + (<usize>symbol << 2);
  store<u32>(place, load<u32>(place) + 1);
  store<u16>(runs + (<usize>runCount << 1), <u16>(symbol | (more << 8)));
  runCount++;
}

function writeRuns(): void {
  findCodes(metaLengths, 19, metaCodes);
  for (let i: u32 = 0; i < runCount; i++) {
    const run = <u32>load<u16>(runs + (<usize>i << 1));
    const symbol = run & 255;
    put(load<u32>(metaCodes + (<usize>symbol << 2)), <u32>load<u8>(metaLengths + symbol));
    put(run >> 8, metaExtra(symbol));
  }
}

function writeStored(input: usize, byteLength: u32, last: bool): void {
  let from = input;
  let left = byteLength;
  do {
    const taken = min<u32>(left, 65_535);
    left -= taken;
    put(u32(last && left == 0), 3);
    if (held > 0) target++;
    bits = 0;
    held = 0;
    store<u16>(target, <u16>taken);
    store<u16>(target, <u16>~taken, 2);
    memory.copy(target + 4, from, taken);
    target += 4 + taken;
    from += taken;
  } while (left > 0);
}

function writeTokens(tokens: usize, end: usize): void {
  let buffer = bits;
  let left = held;
  let to = target;
  for (let at = tokens; at < end; at += 4) {
    const token = load<u32>(at);
    if (token < 65_536) {
      buffer |= <u64>load<u32>(literalCodes + (<usize>token << 2)) << left;
      left += <u32>load<u8>(literalLengths + token);
    } else {
      // 48 bits at most, and 7 that are held.
      const length = token >> 16;
      const lengthSymbol = <usize>load<u8>(lengthSymbols + length);
      buffer |= <u64>load<u32>(literalCodes + (lengthSymbol << 2), 257 * 4) << left;
      left += <u32>load<u8>(literalLengths + lengthSymbol, 257);
      buffer |= <u64>(length - <u32>load<u16>(lengths + (lengthSymbol << 2))) << left;
      left += <u32>load<u16>(lengths + (lengthSymbol << 2), 2);
      const distance = token & 0xffff;
      const symbol = <usize>distanceSymbol(distance);
      buffer |= <u64>load<u32>(distanceCodes + (symbol << 2)) << left;
      left += <u32>load<u8>(distanceLengths + symbol);
      buffer |= <u64>(distance - <u32>load<u16>(distances + (symbol << 2))) << left;
      left += <u32>load<u16>(distances + (symbol << 2), 2);
    }
    store<u64>(to, buffer);
    to += left >> 3;
    buffer >>= left & ~7;
    left &= 7;
  }
  bits = buffer;
  held = left;
  target = to;
}
