import { FirstlightError } from '../base/errors.js';

/*
 * Bytes that are mostly zero, without their zeros: frames of events are. A bitmap of the blocks of eight bytes (bit i of
 * 32-bit little-endian word j: block 32 j + i holds a byte that is not zero), then those blocks in order.
 */

const blocksPerWord = 32;
/** Below this, packing is not worth its time; above this share of the size, its gain is not. */
const leastBytes = 4096;
const mostShare = 0.7;
/** Blocks that are looked at before, evenly spread: images are told at once. */
const sampleBlocks = 64;
const denseShare = 0.9;

/** `bytes` packed, *given*; undefined where that gains little. `bytes` are lent. */
export function packSparse(bytes: Uint8Array): Uint8Array | undefined {
  const { byteLength } = bytes;
  if (byteLength < leastBytes || byteLength % 8 !== 0 || bytes.byteOffset % 4 !== 0) return undefined;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, byteLength / 4);
  const blocks = byteLength / 8;
  if (isDense(words, blocks)) return undefined;
  const bitmapWords = Math.ceil(blocks / blocksPerWord);
  const limit = Math.floor((byteLength * mostShare) / 4);
  const packed = new Uint32Array(limit + 2 * blocksPerWord);
  let end = bitmapWords;
  for (let word = 0; word < bitmapWords; word += 1) {
    if (end > limit) return undefined;
    const first = word * blocksPerWord;
    const count = Math.min(blocksPerWord, blocks - first);
    let bits = 0;
    for (let i = 0; i < count; i += 1) {
      const low = words[2 * (first + i)]!;
      const high = words[2 * (first + i) + 1]!;
      if ((low | high) === 0) continue;
      bits |= 1 << i;
      packed[end] = low;
      packed[end + 1] = high;
      end += 2;
    }
    packed[word] = bits;
  }
  return new Uint8Array(packed.buffer, 0, 4 * end);
}

/** Whether almost no block of a sample is zero. */
function isDense(words: Uint32Array, blocks: number): boolean {
  let filled = 0;
  for (let sample = 0; sample < sampleBlocks; sample += 1) {
    const block = Math.floor((sample * blocks) / sampleBlocks);
    if ((words[2 * block]! | words[2 * block + 1]!) !== 0) filled += 1;
  }
  return filled >= denseShare * sampleBlocks;
}

/** The inverse of {@link packSparse}: `byteLength` bytes, *given*. Errors: `corrupt` where `packed` holds fewer or more blocks than it says. */
export function unpackSparse(packed: Uint8Array, byteLength: number): Uint8Array {
  const blocks = byteLength / 8;
  const bitmapWords = Math.ceil(blocks / blocksPerWord);
  const source = packed.byteOffset % 4 === 0 ? packed : packed.slice();
  const from = new Uint32Array(source.buffer, source.byteOffset, Math.floor(source.byteLength / 4));
  if (!Number.isInteger(blocks) || from.length < bitmapWords) throw damaged(packed);
  const words = new Uint32Array(byteLength / 4);
  let at = bitmapWords;
  for (let word = 0; word < bitmapWords; word += 1) {
    for (let bits = from[word]!; bits !== 0; bits &= bits - 1) {
      const block = word * blocksPerWord + (31 - Math.clz32(bits & -bits));
      if (block >= blocks || at + 2 > from.length) throw damaged(packed);
      words[2 * block] = from[at]!;
      words[2 * block + 1] = from[at + 1]!;
      at += 2;
    }
  }
  if (at !== from.length) throw damaged(packed);
  return new Uint8Array(words.buffer);
}

function damaged(packed: Uint8Array): FirstlightError {
  return new FirstlightError('corrupt', `A packed buffer of ${packed.byteLength} bytes does not hold what it says`);
}
