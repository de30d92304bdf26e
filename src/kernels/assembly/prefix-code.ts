import { distances, lengths } from './deflate-tables';

// A table maps the next bits to an entry:
//   bits 0–4    bits to consume: the code and its extra bits (of a link to a subtable: the primary bits)
//   bits 8–11   bits of the code alone (of a link: the bits of the subtable's index)
//   bits 16–31  base length, base distance, or first index of a subtable; of a literal: it, and the one after it
//   bit 12      literal; with bit 13 two of them, and the bits to consume are those of both
//   bit 15      anything else than a literal, a length or a distance: a link (bit 14), the end (bit 13), or not defined
export const isSpecial: u32 = 0x8000;
export const isLink: u32 = 0x4000;
export const isEnd: u32 = 0x2000;
export const isLiteral: u32 = 0x1000;
export const pairShift: u32 = 13;

export const kindLiterals: i32 = 0;
export const kindDistances: i32 = 1;
export const kindMeta: i32 = 2;

const counts: usize = memory.data(16 * 2, 16);
const offsets: usize = memory.data(17 * 2, 16);
const sorted: usize = memory.data(320 * 2, 16);

// @ts-ignore: decorator
@inline
function entryOf(kind: i32, symbol: u32, bits: u32): u32 {
  const code = bits | (bits << 8);
  if (kind == kindMeta) return code | (symbol << 16);
  if (kind == kindDistances) {
    if (symbol > 29) return code | isSpecial;
    return (code + <u32>load<u16>(distances + (<usize>symbol << 2), 2)) | (<u32>load<u16>(distances + (<usize>symbol << 2)) << 16);
  }
  if (symbol < 256) return code | (symbol << 16) | isLiteral;
  if (symbol == 256) return code | isSpecial | isEnd;
  if (symbol > 285) return code | isSpecial;
  const at = lengths + (<usize>(symbol - 257) << 2);
  return (code + <u32>load<u16>(at, 2)) | (<u32>load<u16>(at) << 16);
}

/**
 * Builds the table of a canonical prefix code of `symbols` code lengths (bytes) with `primaryBits` bits of index at its
 * front. False where the code is over-subscribed, or incomplete without being a single code of one bit or none.
 */
export function buildTable(table: usize, primaryBits: u32, codeLengths: usize, symbols: u32, kind: i32): bool {
  v128.store(counts, i64x2.splat(0));
  v128.store(counts, i64x2.splat(0), 16);
  for (let i: u32 = 0; i < symbols; i++) {
    const at = counts + (<usize>load<u8>(codeLengths + i) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  store<u16>(counts, 0);
  let left: i32 = 1;
  let used: u32 = 0;
  store<u16>(offsets, 0, 2);
  for (let length: usize = 1; length <= 15; length++) {
    const count = load<u16>(counts + (length << 1));
    left = 2 * left - <i32>count;
    if (left < 0) return false;
    used += count;
    store<u16>(offsets + (length << 1), <u16>used, 2);
  }
  if (left > 0) {
    const single = used == 0 || (used == 1 && load<u16>(counts, 2) == 1);
    if (kind == kindMeta || !single) return false;
    store<u32>(table, isSpecial | 1);
  }
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <usize>load<u8>(codeLengths + i);
    if (length == 0) continue;
    const at = offsets + (length << 1);
    const place = <usize>load<u16>(at);
    store<u16>(sorted + (place << 1), <u16>i);
    store<u16>(at, <u16>(place + 1));
  }

  // Bits are read from the lowest up, so codes are held reversed. The table is doubled from length to length.
  let code: u32 = 0;
  let index: usize = 0;
  const primarySize: u32 = 1 << primaryBits;
  for (let length: u32 = 1; length <= primaryBits; length++) {
    double(table, <usize>1 << (length - 1));
    for (let count = <u32>load<u16>(counts + (<usize>length << 1)); count > 0; count--) {
      store<u32>(table + (<usize>code << 2), entryOf(kind, <u32>load<u16>(sorted + (index++ << 1)), length));
      code = nextCode(code, length);
    }
  }
  // Longer codes: one subtable per prefix of `primaryBits`, as long as what is left of that prefix needs.
  let next = primarySize;
  let prefix: u32 = 0xffff_ffff;
  let start: u32 = 0;
  let subBits: u32 = 0;
  for (let length: u32 = primaryBits + 1; length <= 15; length++) {
    let count = <u32>load<u16>(counts + (<usize>length << 1));
    for (; count > 0; count--) {
      if ((code & (primarySize - 1)) != prefix) {
        prefix = code & (primarySize - 1);
        subBits = length - primaryBits;
        let space = <i32>count;
        while (primaryBits + subBits < 15 && space < 1 << subBits) {
          subBits++;
          space = (space << 1) + <i32>load<u16>(counts + (<usize>(primaryBits + subBits) << 1));
        }
        start = next;
        next += 1 << subBits;
        store<u32>(table + (<usize>prefix << 2), isSpecial | isLink | primaryBits | (subBits << 8) | (start << 16));
      }
      const entry = entryOf(kind, <u32>load<u16>(sorted + (index++ << 1)), length - primaryBits);
      const step: u32 = 1 << (length - primaryBits);
      for (let at = code >> primaryBits; at < <u32>1 << subBits; at += step) store<u32>(table + (<usize>(start + at) << 2), entry);
      code = nextCode(code, length);
    }
  }
  return true;
}

/**
 * Lets entries of literals stand for two where the next code is a literal too and its bits are known: what reads such a
 * table takes half the steps. Done where codes are short enough for it to matter.
 */
export function pairLiterals(table: usize, primaryBits: u32, codeLengths: usize): void {
  let short: u32 = 0;
  for (let symbol: usize = 0; symbol < 256; symbol++) {
    const length = <u32>load<u8>(codeLengths + symbol);
    if (length != 0 && length << 1 <= primaryBits) short += (<u32>1) << (primaryBits - length);
  }
  if (short < (<u32>1) << (primaryBits - 3)) return;
  for (let at: i32 = (1 << primaryBits) - 1; at >= 0; at--) {
    const entry = load<u32>(table + (<usize>at << 2));
    const bits = entry & 31;
    // Later indexes are done already, this and earlier ones are single.
    const next = load<u32>(table + ((<usize>at >> bits) << 2));
    const all = bits + (next & 31);
    const both = u32((entry & next & isLiteral) != 0) & u32(all <= primaryBits);
    const pair = (entry & 0x00ff_ffe0) | all | ((next & 0x00ff_0000) << 8) | (1 << pairShift);
    store<u32>(table + (<usize>at << 2), select(pair, entry, both));
  }
}

/** The reversed code after a reversed code of `length` bits; anything after the last. */
// @ts-ignore: decorator
@inline
function nextCode(code: u32, length: u32): u32 {
  const bit = (<u32>1 << 31) >> <u32>clz(<i32>(code ^ ((1 << length) - 1)));
  return (code & (bit - 1)) | bit;
}

/** Copies the first `entries` of a table behind themselves; a power of two. */
// @ts-ignore: decorator
@inline
function double(table: usize, entries: usize): void {
  if (entries < 4) {
    const first = load<u64>(table);
    if (entries == 1) store<u32>(table, <u32>first, 4);
    else store<u64>(table, first, 8);
    return;
  }
  const end = table + (entries << 2);
  for (let from = table; from < end; from += 16) v128.store(from + (entries << 2), v128.load(from));
}
