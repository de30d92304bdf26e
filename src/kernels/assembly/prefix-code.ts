import { distances, lengths } from './deflate-tables';

// A table maps the next bits to an entry:
//   bits 0–4    bits to consume: the code and its extra bits (of a link to a subtable: the primary bits)
//   bits 8–11   bits of the code alone (of a link: the bits of the subtable's index)
//   bits 16–30  literal, base length, base distance, or first index of a subtable
//   bit 31      literal
//   bit 15      anything else than a literal, a length or a distance: a link (bit 14), the end (bit 13), or not defined
export const isLiteral: u32 = 0x8000_0000;
export const isSpecial: u32 = 0x8000;
export const isLink: u32 = 0x4000;
export const isEnd: u32 = 0x2000;

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
  memory.fill(counts, 0, 32);
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
    for (let i: usize = 0; i < <usize>1 << primaryBits; i++) store<u32>(table + (i << 2), isSpecial | 1);
  }
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <usize>load<u8>(codeLengths + i);
    if (length == 0) continue;
    const at = offsets + (length << 1);
    const place = <usize>load<u16>(at);
    store<u16>(sorted + (place << 1), <u16>i);
    store<u16>(at, <u16>(place + 1));
  }

  let code: u32 = 0;
  let index: usize = 0;
  const primarySize: u32 = 1 << primaryBits;
  for (let length: u32 = 1; length <= primaryBits; length++) {
    const count = <u32>load<u16>(counts + (<usize>length << 1));
    for (let k: u32 = 0; k < count; k++) {
      const entry = entryOf(kind, <u32>load<u16>(sorted + (index++ << 1)), length);
      for (let at = reverse(code, length); at < primarySize; at += 1 << length) store<u32>(table + (<usize>at << 2), entry);
      code++;
    }
    code <<= 1;
  }
  // Longer codes: one subtable per prefix of `primaryBits`, as long as what is left of that prefix needs.
  let next = primarySize;
  let prefix: u32 = 0xffff_ffff;
  let start: u32 = 0;
  let subBits: u32 = 0;
  for (let length: u32 = primaryBits + 1; length <= 15; length++) {
    let count = <u32>load<u16>(counts + (<usize>length << 1));
    for (; count > 0; count--) {
      const reversed = reverse(code, length);
      if ((reversed & (primarySize - 1)) != prefix) {
        prefix = reversed & (primarySize - 1);
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
      for (let at = reversed >> primaryBits; at < <u32>1 << subBits; at += step) store<u32>(table + (<usize>(start + at) << 2), entry);
      code++;
    }
    code <<= 1;
  }
  return true;
}

/** The lowest `length` bits in reverse order. */
// @ts-ignore: decorator
@inline
function reverse(code: u32, length: u32): u32 {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | ((bits >> 8) & 0x00ff);
  return bits >> (16 - length);
}
