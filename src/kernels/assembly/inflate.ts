import { metaOrder } from './deflate-tables';
import {
  buildTable,
  isEnd,
  isLink,
  isLiteral,
  isSpecial,
  kindDistances,
  kindLiterals,
  kindMeta,
  pairLiterals,
  pairShift,
} from './prefix-code';

const literalBits: u32 = 11;
const distanceBits: u32 = 9;
const metaBits: u32 = 7;

const literalTable: usize = memory.data(4096 * 4, 16);
const distanceTable: usize = memory.data(2048 * 4, 16);
const metaTable: usize = memory.data(128 * 4, 16);
const codeLengths: usize = memory.data(512, 16);

/** For distances 1 to 15: which of the bytes before repeats where in the next 16. */
const repeats: usize = memory.data(16 * 16, 16);

/** What `inflate` returns on damaged data. */
const damaged: i32 = -1;

let bits: u64 = 0;
let held: u32 = 0;
let source: usize = 0;
let sourceEnd: usize = 0;
/** Bits made up after the end of the input. */
let made: u32 = 0;
let target: usize = 0;
let targetEnd: usize = 0;
let targetStart: usize = 0;
let streamEnd: usize = 0;
let tablesFilled: bool = false;
let fixedBuilt: bool = false;

/** Address after the stream's last byte, or 0 where the output was full before its end. */
export function inflateEnd(): usize {
  return streamEnd;
}

/** Makes at least 48 bits available; zeros after the end of the input. */
function refill(): void {
  if (source + 8 <= sourceEnd) {
    // Bits above `held` are those of the bytes that are read again next time.
    bits |= load<u64>(source) << held;
    source += (63 - held) >> 3;
    held |= 56;
    return;
  }
  while (held <= 48) {
    if (source < sourceEnd) {
      bits |= <u64>load<u8>(source++) << held;
    } else {
      made += 8;
    }
    held += 8;
  }
}

// @ts-ignore: decorator
@inline
function take(count: u32): u32 {
  const value = <u32>(bits & ((<u64>1 << count) - 1));
  bits >>= count;
  held -= count;
  return value;
}

/**
 * Inflates raw deflated data (RFC 1951). Returns the number of bytes written, or `damaged`.
 */
export function inflate(input: usize, inputEnd: usize, output: usize, capacity: usize): i32 {
  if (!tablesFilled) fillRepeats();
  bits = 0;
  held = 0;
  made = 0;
  source = input;
  sourceEnd = inputEnd;
  target = output;
  targetStart = output;
  targetEnd = output + capacity;
  streamEnd = 0;
  for (;;) {
    if (target == targetEnd) return <i32>(target - targetStart);
    refill();
    const last = take(1);
    const type = take(2);
    if (made > held) return damaged;
    let state: i32;
    if (type == 0) {
      state = copyStored();
    } else {
      if (type == 3) return damaged;
      if (type == 1) buildFixed();
      else if (!readCodes()) return damaged;
      state = inflateBlock();
    }
    if (state < 0) return damaged;
    if (state == 0) return <i32>(target - targetStart);
    if (last) break;
  }
  streamEnd = source - ((held - made) >> 3);
  return <i32>(target - targetStart);
}

/** 1: the block ended; 0: the output is full before; −1: damaged. */
function copyStored(): i32 {
  take(held & 7);
  refill();
  const length = take(16);
  const check = take(16);
  if (made > held || (length ^ check) != 0xffff) return -1;
  // Give whole bytes back.
  source -= (held - made) >> 3;
  bits = 0;
  held = 0;
  made = 0;
  const taken = min<usize>(<usize>length, targetEnd - target);
  if (taken > sourceEnd - source) return -1;
  memory.copy(target, source, taken);
  source += taken;
  target += taken;
  return i32(taken == <usize>length);
}

function buildFixed(): void {
  if (fixedBuilt) return;
  memory.fill(codeLengths, 8, 144);
  memory.fill(codeLengths + 144, 9, 112);
  memory.fill(codeLengths + 256, 7, 24);
  memory.fill(codeLengths + 280, 8, 8);
  buildTable(literalTable, literalBits, codeLengths, 288, kindLiterals);
  memory.fill(codeLengths, 5, 32);
  buildTable(distanceTable, distanceBits, codeLengths, 32, kindDistances);
  fixedBuilt = true;
}

function readCodes(): bool {
  fixedBuilt = false;
  refill();
  const literalCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const metaCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return false;
  memory.fill(codeLengths, 0, 19);
  for (let i: u32 = 0; i < metaCount; i++) {
    if (held < 3) refill();
    store<u8>(codeLengths + <usize>load<u8>(metaOrder + i), <u8>take(3));
  }
  if (made > held || !buildTable(metaTable, metaBits, codeLengths, 19, kindMeta)) return false;
  const all = literalCount + distanceCount;
  let before: u32 = 0;
  let buffer = bits;
  let left = held;
  for (let i: u32 = 0; i < all; ) {
    if (left < 14) {
      bits = buffer;
      held = left;
      refill();
      buffer = bits;
      left = held;
    }
    const entry = load<u32>(metaTable + (<usize>(buffer & 127) << 2));
    buffer >>= <u64>entry;
    left -= entry & 31;
    const symbol = entry >> 16;
    if (symbol < 16) {
      before = symbol;
      store<u8>(codeLengths + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    before = symbol == 16 ? before : 0;
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    const count: u32 = (symbol == 18 ? 11 : 3) + (<u32>buffer & ((1 << extra) - 1));
    buffer >>= <u64>extra;
    left -= extra;
    if (i + count > all) return false;
    // Room for eight more is there behind the lengths.
    const eight = <u64>before * 0x0101_0101_0101_0101;
    for (let k: u32 = 0; k < count; k += 8) store<u64>(codeLengths + i + k, eight);
    i += count;
  }
  bits = buffer;
  held = left;
  if (made > held) return false;
  if (load<u8>(codeLengths, 256) == 0) return false;
  if (!buildTable(literalTable, literalBits, codeLengths, literalCount, kindLiterals)) return false;
  pairLiterals(literalTable, literalBits, codeLengths);
  return buildTable(distanceTable, distanceBits, codeLengths + literalCount, distanceCount, kindDistances);
}

/** 1: the block ended; 0: the output is full before; −1: damaged. */
function inflateBlock(): i32 {
  const state = inflateFast();
  return state == 2 ? inflateSlow() : state;
}

// @ts-ignore: decorator
@inline
function literalEntry(buffer: u64): u32 {
  return load<u32>(literalTable + (<usize>(buffer & 2047) << 2));
}

/** While input and output are far from their ends. 2: they are not; else as `inflateBlock`. */
function inflateFast(): i32 {
  if (sourceEnd - source < 32 || targetEnd - target < 320 || sourceEnd < source) return 2;
  const sourceStop = sourceEnd - 24;
  const targetStop = targetEnd - 300;
  let from = source;
  let to = target;
  let buffer = bits;
  let left = held;
  let result = 2;

  buffer |= load<u64>(from) << left;
  from += (63 - left) >> 3;
  left |= 56;
  let entry = literalEntry(buffer);
  while (from < sourceStop && to < targetStop) {
    // 56 bits or more are held here, and `entry` is that of the next symbol.
    if (entry & isLiteral) {
      buffer >>= <u64>entry;
      left -= entry & 31;
      store<u16>(to, <u16>(entry >> 16));
      to += 1 + ((entry >> pairShift) & 1);
      entry = literalEntry(buffer);
      if (entry & isLiteral) {
        buffer >>= <u64>entry;
        left -= entry & 31;
        store<u16>(to, <u16>(entry >> 16));
        to += 1 + ((entry >> pairShift) & 1);
        entry = literalEntry(buffer);
        if (entry & isLiteral) {
          buffer >>= <u64>entry;
          left -= entry & 31;
          store<u16>(to, <u16>(entry >> 16));
          to += 1 + ((entry >> pairShift) & 1);
          entry = literalEntry(buffer);
        }
      }
      buffer |= load<u64>(from) << left;
      from += (63 - left) >> 3;
      left |= 56;
      if (entry & isLiteral) continue;
    }
    if (entry & isSpecial) {
      if (entry & isLink) {
        buffer >>= <u64>entry;
        left -= entry & 31;
        entry = load<u32>(literalTable + (<usize>((entry >> 16) + (<u32>buffer & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
        if (entry & isLiteral) {
          buffer >>= <u64>entry;
          left -= entry & 31;
          store<u16>(to, <u16>(entry >> 16));
          to += 1 + ((entry >> pairShift) & 1);
          buffer |= load<u64>(from) << left;
          from += (63 - left) >> 3;
          left |= 56;
          entry = literalEntry(buffer);
          continue;
        }
      }
      if (entry & isSpecial) {
        if ((entry & isEnd) == 0) return -1;
        buffer >>= <u64>entry;
        left -= entry & 31;
        result = 1;
        break;
      }
    }
    let used = entry & 31;
    let codeBits = (entry >> 8) & 15;
    const length = (entry >> 16) + (<u32>(buffer >> codeBits) & ((1 << (used - codeBits)) - 1));
    buffer >>= used;
    left -= used;
    entry = load<u32>(distanceTable + (<usize>(buffer & 511) << 2));
    if (entry & isSpecial) {
      if ((entry & isLink) == 0) return -1;
      buffer >>= <u64>entry;
      left -= entry & 31;
      entry = load<u32>(distanceTable + (<usize>((entry >> 16) + (<u32>buffer & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
      if (entry & isSpecial) return -1;
    }
    used = entry & 31;
    codeBits = (entry >> 8) & 15;
    const distance = <usize>((entry >> 16) + (<u32>(buffer >> codeBits) & ((1 << (used - codeBits)) - 1)));
    buffer >>= used;
    left -= used;
    if (distance > to - targetStart) return -1;
    buffer |= load<u64>(from) << left;
    from += (63 - left) >> 3;
    left |= 56;
    entry = literalEntry(buffer);

    const end = to + <usize>length;
    let copy = to - distance;
    if (distance >= 16) {
      v128.store(to, v128.load(copy));
      v128.store(to, v128.load(copy, 16), 16);
      to += 32;
      copy += 32;
      while (to < end) {
        v128.store(to, v128.load(copy));
        v128.store(to, v128.load(copy, 16), 16);
        to += 32;
        copy += 32;
      }
    } else {
      const pattern = i8x16.swizzle(v128.load(copy), v128.load(repeats + (distance << 4)));
      const step = <usize>16 - (<usize>16 % distance);
      do {
        v128.store(to, pattern);
        to += step;
      } while (to < end);
    }
    to = end;
  }

  // Whole bytes that were read ahead are given back.
  from -= left >> 3;
  left &= 7;
  source = from;
  target = to;
  held = left;
  bits = buffer & ((<u64>1 << left) - 1);
  return result;
}

/** One symbol at a time, up to the last bit and byte. */
function inflateSlow(): i32 {
  while (true) {
    refill();
    const full = target == targetEnd;
    let entry = literalEntry(bits);
    if (entry & isLink && entry & isSpecial && (entry & isLiteral) == 0) {
      take(entry & 31);
      entry = load<u32>(literalTable + (<usize>((entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
    }
    const codeBits = (entry >> 8) & 15;
    if (full) {
      if ((entry & isLiteral) != 0 || (entry & isEnd) == 0 || (entry & isSpecial) == 0) return 0;
      take(codeBits);
      return i32(made <= held);
    }
    if (entry & isLiteral) {
      take(codeBits);
      if (made > held) return -1;
      store<u8>(target++, <u8>(entry >> 16));
      continue;
    }
    if (entry & isSpecial) {
      take(codeBits);
      if (made > held || (entry & isEnd) == 0) return -1;
      return 1;
    }
    take(codeBits);
    const length = <usize>((entry >> 16) + take((entry & 31) - codeBits));
    refill();
    entry = load<u32>(distanceTable + (<usize>(bits & 511) << 2));
    if (entry & isSpecial) {
      if ((entry & isLink) == 0) return -1;
      take(entry & 31);
      entry = load<u32>(distanceTable + (<usize>((entry >> 16) + (<u32>bits & ((1 << ((entry >> 8) & 15)) - 1))) << 2));
      if (entry & isSpecial) return -1;
    }
    const distanceCode = (entry >> 8) & 15;
    take(distanceCode);
    const distance = <usize>((entry >> 16) + take((entry & 31) - distanceCode));
    if (made > held || distance > target - targetStart) return -1;
    const end = min(targetEnd, target + length);
    const cut = target + length > targetEnd;
    for (; target < end; target++) store<u8>(target, load<u8>(target - distance));
    if (cut) return 0;
  }
}

function fillRepeats(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(repeats + (distance << 4) + i, <u8>(i % distance));
  }
  tablesFilled = true;
}
