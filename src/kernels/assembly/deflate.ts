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
  pricedBytes,
  priceBits,
  splitPrice,
  windowBytes,
} from '../deflate-effort';
import { beginBlocks, endBlocks, writeBlock } from './deflate-block';
import { distanceSymbol, entropy, firstPrices, lengthSymbols, literalPrice, matchPrice, nextPrices } from './deflate-prices';

/** Counts of the block's symbols up to its last piece, and of that piece. */
const blockLiterals: usize = memory.data(288 * 4, 16);
const blockDistances: usize = memory.data(32 * 4, 16);
const pieceLiterals: usize = memory.data(288 * 4, 16);
const pieceDistances: usize = memory.data(32 * 4, 16);

// Places are counted from 1, so that 0 is none. The input's first byte lies at `origin` + 1.
let origin: usize = 0;
let end: u32 = 0;
/** Places from here on are not hashed: fewer than `hashBytes` bytes follow. */
let hashEnd: u32 = 0;
let hashBytes: u32 = 4;

/** The last place with each hash, and the place before each with the same hash, by their lower bits. */
let byHash: usize = 0;
let before: usize = 0;

let tokens: usize = 0;
let tokenCount: u32 = 0;
let blockStart: u32 = 1;
/** Tokens of the block, and the first place, before the last piece. */
let knownTokens: u32 = 0;
let pieceStart: u32 = 1;

/** What `findMatch` found; no length where nothing is saved. */
let matchLength: i32 = 0;
let matchDistance: u32 = 0;
let matchSaves: i32 = 0;

/**
 * Deflates (RFC 1951) `byteLength` bytes, of which those after them may be read too, into room for `deflatedMost` bytes. `work` is
 * `deflateWorkBytes` of memory. Returns the number of bytes written.
 *
 * Matches are found by chains of places with the same hash, and weighed by prices that follow the symbols' frequencies: what is
 * chosen is what saves most, here or a byte later.
 */
export function deflate(input: usize, byteLength: u32, output: usize, work: usize): u32 {
  origin = input - 1;
  end = byteLength + 1;
  byHash = work;
  before = byHash + (4 << hashBits);
  tokens = before + 4 * windowBytes;
  memory.fill(byHash, 0, 4 << hashBits);
  clearPiece();
  clearBlock(1);
  hashBytes = firstPrices(input, byteLength);
  hashEnd = byteLength < hashBytes ? 0 : end - hashBytes + 1;
  beginBlocks(output);

  let place: u32 = 1;
  /** Searches begin again here. */
  let awake: u32 = 0;
  let misses: u32 = 0;
  let isFound = false;
  while (place < end) {
    if (tokenCount - knownTokens == pieceTokens) endPiece(place);
    if (!isFound) {
      if (place < hashEnd && place >= awake) findMatch(place, mostPlaces);
      else matchLength = 0;
    }
    isFound = false;
    if (matchLength == 0) {
      if (place >= awake) awake = place + 1 + min<u32>(++misses >> missBits, mostSkipped);
      putLiteral(place++);
      continue;
    }
    misses = 0;
    const length = matchLength;
    const distance = matchDistance;
    const saves = matchSaves;
    let inserted = place + 1;
    if (length < lazyLength && inserted < hashEnd) {
      findMatch(inserted, laterPlaces);
      if (matchLength != 0 && matchSaves > saves) {
        putLiteral(place++);
        isFound = true;
        continue;
      }
      inserted++;
    }
    putMatch(length, distance);
    place += length;
    for (const stop = min(place, hashEnd); inserted < stop; inserted++) insert(inserted);
  }
  splitBlock();
  joinPiece();
  writeBlock(origin + blockStart, end - blockStart, tokens, tokenCount, blockLiterals, blockDistances, true);
  return <u32>(endBlocks() - output);
}

// @ts-ignore: decorator
@inline
function hashAt(place: u32): usize {
  const at = origin + place;
  let hash = load<u32>(at) * hashFactor;
  if (hashBytes > 4) hash = hashMore(at, hash);
  return byHash + (<usize>(hash >> (32 - hashBits)) << 2);
}

function hashMore(at: usize, first: u32): u32 {
  let hash = first;
  for (let i: usize = 4; i < <usize>hashBytes; i += 4) hash = (hash ^ (hash >> 15) ^ load<u32>(at + i)) * hashFactor;
  return hash;
}

// @ts-ignore: decorator
@inline
function placeBefore(place: u32): usize {
  return before + (<usize>(place & (windowBytes - 1)) << 2);
}

/** Returns the place before with the same hash. */
// @ts-ignore: decorator
@inline
function insert(place: u32): u32 {
  const head = hashAt(place);
  const found = load<u32>(head);
  store<u32>(head, place);
  store<u32>(placeBefore(place), found);
  return found;
}

function findMatch(place: u32, most: i32): void {
  const at = origin + place;
  const room = <i32>min<u32>(258, end - place);
  const oldest = max<u32>(place, windowBytes) - windowBytes;
  const first = load<u32>(at);
  let longest = <i32>hashBytes - 1;
  let last = load<u32>(at + longest - 3);
  let priced = 0;
  let price = 0;
  matchLength = 0;
  matchSaves = 0;
  let candidate = insert(place);
  for (let left = most; left > 0 && candidate > oldest; left--) {
    const from = origin + candidate;
    if (load<u32>(from + longest - 3) == last && load<u32>(from) == first) {
      const length = countEqual(from, at, room);
      if (length > longest) {
        longest = length;
        for (const stop = min<i32>(length, pricedBytes); priced < stop; priced++) price += literalPrice(<u32>load<u8>(at + priced));
        const distance = place - candidate;
        const saves = price + ((length - priced) << priceBits) - matchPrice(length, distance);
        if (saves > matchSaves) {
          matchSaves = saves;
          matchLength = length;
          matchDistance = distance;
        }
        if (length >= niceLength || length == room) return;
        last = load<u32>(at + longest - 3);
      }
    }
    candidate = load<u32>(placeBefore(candidate));
  }
}

// @ts-ignore: decorator
@inline
function countEqual(a: usize, b: usize, most: i32): i32 {
  for (let i = 0; i < most; i += 8) {
    const differ = load<u64>(a + i) ^ load<u64>(b + i);
    if (differ != 0) return min(most, i + <i32>(ctz(differ) >> 3));
  }
  return most;
}

// @ts-ignore: decorator
@inline
function count(counts: usize, symbol: usize): void {
  const at = counts + (symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// @ts-ignore: decorator
@inline
function putLiteral(place: u32): void {
  const byte = <u32>load<u8>(origin + place);
  store<u32>(tokens + (<usize>tokenCount << 2), byte);
  tokenCount++;
  count(pieceLiterals, byte);
}

// @ts-ignore: decorator
@inline
function putMatch(length: i32, distance: u32): void {
  store<u32>(tokens + (<usize>tokenCount << 2), (<u32>length << 16) | distance);
  tokenCount++;
  count(pieceLiterals, <usize>load<u8>(lengthSymbols + length) + 257);
  count(pieceDistances, distanceSymbol(distance));
}

/** The next token begins at `place`. */
function endPiece(place: u32): void {
  splitBlock();
  nextPrices(pieceLiterals, pieceDistances);
  joinPiece();
  knownTokens = tokenCount;
  pieceStart = place;
  if (tokenCount + pieceTokens <= <u32>blockTokens) return;
  writeBlock(origin + blockStart, place - blockStart, tokens, tokenCount, blockLiterals, blockDistances, false);
  clearBlock(place);
}

/** Ends the block before its last piece where that piece has so different symbols that codes of its own are shorter. */
function splitBlock(): void {
  if (knownTokens == 0) return;
  const apart =
    entropy(blockLiterals, 0, 286) + entropy(blockDistances, 0, 30) + entropy(pieceLiterals, 0, 286) + entropy(pieceDistances, 0, 30);
  if (entropy(blockLiterals, pieceLiterals, 286) + entropy(blockDistances, pieceDistances, 30) <= apart + splitPrice) return;
  writeBlock(origin + blockStart, pieceStart - blockStart, tokens, knownTokens, blockLiterals, blockDistances, false);
  const kept = tokenCount - knownTokens;
  memory.copy(tokens, tokens + (<usize>knownTokens << 2), <usize>kept << 2);
  clearBlock(pieceStart);
  tokenCount = kept;
}

function joinPiece(): void {
  for (let at: usize = 0; at < 286 * 4; at += 4) store<u32>(blockLiterals + at, load<u32>(blockLiterals + at) + load<u32>(pieceLiterals + at));
  for (let at: usize = 0; at < 30 * 4; at += 4) store<u32>(blockDistances + at, load<u32>(blockDistances + at) + load<u32>(pieceDistances + at));
  clearPiece();
}

function clearPiece(): void {
  memory.fill(pieceLiterals, 0, 288 * 4);
  memory.fill(pieceDistances, 0, 32 * 4);
}

function clearBlock(start: u32): void {
  memory.fill(blockLiterals, 0, 288 * 4);
  memory.fill(blockDistances, 0, 32 * 4);
  tokenCount = 0;
  knownTokens = 0;
  blockStart = start;
  pieceStart = start;
}
