import {
  slotBlock,
  blockDone,
  inputDone,
  slotBaseMicros,
  slotCapacity,
  slotDroppedWords,
  slotInput,
  slotInputEnd,
  slotLength,
  slotSpec,
  slotSpec2,
  slotSpec3,
} from '../context-slots';
import { storeEvent } from './block';
import { count, getAddress, getInt, getLong, setFloat } from './context';
import { parseNumber, numberIsIntegral, numberValue } from './decimal';
import { blockBase, tally, tallyRun } from './tally';

const lineLimit: usize = 1024;

const columnTime: u32 = 1;
const columnX: u32 = 2;
const columnY: u32 = 3;
const columnPolarity: u32 = 4;

let lineNext: usize = 0;
let lineMicros: i64 = 0;
let lineX: u32 = 0;
let lineY: u32 = 0;
let lineOn: u32 = 0;

/** Whether a byte is a space or a tab. */
// @ts-ignore: decorator
@inline
function isBlank(byte: u32): bool {
  return byte == 32 || byte == 9;
}

/** One bit per byte of 16 that is no digit: digits, moved to the lowest signed bytes, are the ten least. */
// @ts-ignore: decorator
@inline
function nonDigits(address: usize): u64 {
  return <u64>i8x16.bitmask(i8x16.gt_s(i8x16.add(v128.load(address), i8x16.splat(80)), i8x16.splat(-119)));
}

/** The number that `length` (1 to 8) digits before `end` make. */
// @ts-ignore: decorator
@inline
function digitsBefore(end: usize, length: u64): u64 {
  return sumDigits((load<u64>(end - 8) & 0x0f0f_0f0f_0f0f_0f0f) & (<u64>-1 << (64 - (length << 3))));
}

/** The number that up to 8 digits from `start` make, with zeros after them to make 8. */
// @ts-ignore: decorator
@inline
function digitsFrom(start: usize, length: u64): u64 {
  const kept = length >= 8 ? <u64>-1 : (<u64>1 << (length << 3)) - 1;
  return sumDigits((load<u64>(start) & 0x0f0f_0f0f_0f0f_0f0f) & kept);
}

/** Eight decimal digits, the first in the lowest byte, as a number. */
// @ts-ignore: decorator
@inline
function sumDigits(digits: u64): u64 {
  const pairs = (digits * 2561) >> 8;
  const fours = ((pairs & 0x00ff_00ff_00ff_00ff) * 6553601) >> 16;
  return ((fours & 0x0000_ffff_0000_ffff) * 42949672960001) >> 32;
}

/** How the columns of most files are ordered; every other order is read by `readLine` alone. */
const timeFirst: i32 = 0;
const timeLast: i32 = 1;
const otherOrder: i32 = 2;

/**
 * Decodes whole lines; the input ends with a line feed. Spec: columns as nibbles from the lowest (0 skipped, 1 t, 2 x,
 * 3 y, 4 p) with their number in slot 2, separator in slot 3 plus 256 · (microsDigits + 3).
 */
export function decodeText(): i32 {
  const order = getLong(slotSpec);
  const four = getInt(slotSpec2) == 4;
  if (four && order == 0x4321) return decodeLines(timeFirst);
  if (four && order == 0x1432) return decodeLines(timeLast);
  return decodeLines(otherOrder);
}

/**
 * Lines of plain numbers of up to 32 bytes are read from a mask of the bytes that are no digits: the columns lie between
 * its bits. All else about a line is left to `readLine`.
 */
// @ts-ignore: decorator
@inline
function decodeLines(kind: i32): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  const separator = <u32>getInt(slotSpec3) & 0xff;
  const otherSeparator = separator == 32 ? <u32>9 : separator;
  const microsDigits = (getInt(slotSpec3) >> 8) - 3;
  let n = getInt(slotLength);
  let base = n > 0 ? getLong(slotBaseMicros) : i64.MIN_VALUE;
  let from = n;
  let limit = min(capacity, n + tallyRun);
  let result = inputDone;

  while (source < end) {
    if (n >= limit) {
      tally(block, from, n, base);
      from = n;
      limit = min(capacity, n + tallyRun);
      if (n >= capacity) {
        result = blockDone;
        break;
      }
    }
    let next: usize = 0;
    let micros: i64 = 0;
    let pixel: u64 = 0;
    let on: u32 = 0;
    if (kind != otherOrder) {
      let breaks = nonDigits(source) | (nonDigits(source + 16) << 16);
      let good: u32 = 1;
      let at = source;
      if (kind == timeFirst) {
        const point = stop(source, breaks);
        breaks &= breaks - 1;
        let after = point;
        let fraction: u64 = 0;
        if (load<u8>(point) == 46) {
          after = stop(source, breaks);
          breaks &= breaks - 1;
          fraction = digitsFrom(point + 1, <u64>(after - point - 1));
        }
        good = u32(<u32>(point - at) - 1 < 16) & isSeparator(after, separator, otherSeparator);
        micros = microsOf(wholeNumber(at, point), fraction, microsDigits);
        at = after + 1;
      }
      const afterX = stop(source, breaks);
      breaks &= breaks - 1;
      const afterY = stop(source, breaks);
      breaks &= breaks - 1;
      pixel = pixelOf(at, afterX, afterY);
      good &= u32(<u32>(afterX - at) - 1 < 4) & u32(<u32>(afterY - afterX) - 2 < 4);
      good &= isSeparator(afterX, separator, otherSeparator) & isSeparator(afterY, separator, otherSeparator);
      const minus = load<u8>(afterY + 1) == 45;
      breaks &= breaks - <u64>minus;
      at = afterY + 1 + usize(minus);
      on = u32(load<u8>(at) != 48) & u32(!minus);
      const afterP = stop(source, breaks);
      good &= u32(afterP - at == 1);
      let last = afterP;
      if (kind == timeLast) {
        breaks &= breaks - 1;
        at = afterP + 1;
        const point = stop(source, breaks);
        let fraction: u64 = 0;
        last = point;
        if (load<u8>(point) == 46) {
          breaks &= breaks - 1;
          last = stop(source, breaks);
          fraction = digitsFrom(point + 1, <u64>(last - point - 1));
        }
        good &= u32(<u32>(point - at) - 1 < 16) & isSeparator(afterP, separator, otherSeparator);
        micros = microsOf(wholeNumber(at, point), fraction, microsDigits);
      }
      const ending = <u32>load<u16>(last);
      if (good & u32(breaks != 0) & u32(<u64>micros <= 9_007_199_254_740_991)) {
        if ((ending & 0xff) == 10) next = last + 1;
        else if (ending == 0x0a0d) next = last + 2;
      }
    }

    if (next == 0) {
      const isEvent = readLine(source);
      if (!isEvent) {
        source = lineNext;
        continue;
      }
      next = lineNext;
      micros = lineMicros;
      pixel = <u64>lineX | (<u64>lineY << 32);
      on = lineOn;
    }
    if (<u64>(micros - base) > 0xffff_ffff) {
      tally(block, from, n, base);
      from = n;
      if (n > 0) {
        result = blockDone;
        break;
      }
      base = blockBase(micros);
    }
    storeEvent(block, <usize>n, <u32>(micros - base), <u32>pixel, <u32>(pixel >> 32), on);
    n++;
    source = next;
  }
  tally(block, from, n, base);

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  return result;
}

/** The first byte that is no digit; with none left in the mask a place beyond the line. */
// @ts-ignore: decorator
@inline
function stop(source: usize, breaks: u64): usize {
  return source + <usize>ctz(<i64>breaks);
}

// @ts-ignore: decorator
@inline
function isSeparator(at: usize, separator: u32, otherSeparator: u32): u32 {
  const byte = <u32>load<u8>(at);
  return u32(byte == separator) | u32(byte == otherSeparator);
}

/** The number that 1 to 16 digits make. */
// @ts-ignore: decorator
@inline
function wholeNumber(start: usize, end: usize): u64 {
  const length = <u64>(end - start);
  if (length <= 8) return digitsBefore(end, length);
  return digitsBefore(end, 8) + digitsBefore(end - 8, length - 8) * 100_000_000;
}

/** Two numbers of 1 to 4 digits, the first before `endX`, the second between it and `endY`: x + 2³² · y. */
// @ts-ignore: decorator
@inline
function pixelOf(startX: usize, endX: usize, endY: usize): u64 {
  const x = (load<u32>(endX - 4) & 0x0f0f_0f0f) & (<u32>-1 << (32 - (<u32>(endX - startX) << 3)));
  const y = (load<u32>(endY - 4) & 0x0f0f_0f0f) & (<u32>-1 << (40 - (<u32>(endY - endX) << 3)));
  const pairs = ((<u64>x | (<u64>y << 32)) * 2561) >> 8;
  return (((pairs & 0x00ff_00ff_00ff_00ff) * 6553601) >> 16) & 0x0000_ffff_0000_ffff;
}

/** Microseconds from a whole number and the first eight digits after the point; beyond all bounds where it is too large. */
// @ts-ignore: decorator
@inline
function microsOf(whole: u64, fraction: u64, microsDigits: i32): i64 {
  if (microsDigits == 6) return whole > 9_007_199_254 ? -1 : <i64>(whole * 1_000_000 + (fraction + 50) / 100);
  if (microsDigits == 0) return <i64>(whole + (fraction + 50_000_000) / 100_000_000);
  if (microsDigits == 3) return whole > 9_007_199_254_740 ? -1 : <i64>(whole * 1000 + (fraction + 50_000) / 100_000);
  return <i64>((whole + 500) / 1000);
}

/** Whether a line that is no event is a comment or blank. `end` is its line feed. */
function isSilent(start: usize, end: usize): bool {
  const tooLong = end - start > lineLimit;
  if (tooLong) end = start + lineLimit;
  else if (end > start && load<u8>(end - 1) == 13) end--;
  while (start < end && isBlank(load<u8>(start))) start++;
  if (start == end) return !tooLong;
  const first = load<u8>(start);
  return first == 35 || first == 37;
}

/** Reads the line at `start` in full and sets `lineNext`; where it is no event, counts it unless it is silent. */
function readLine(start: usize): bool {
  let end = start;
  while (load<u8>(end) != 10) end++;
  lineNext = end + 1;
  if (isSilent(start, end)) return false;
  if (readColumns(start, end)) return true;
  count(slotDroppedWords, 1);
  return false;
}

function readColumns(start: usize, end: usize): bool {
  const order = getLong(slotSpec);
  const columns = getInt(slotSpec2);
  const separator = <u32>getInt(slotSpec3) & 0xff;
  const microsDigits = (getInt(slotSpec3) >> 8) - 3;
  if (end - start > lineLimit) return false;
  if (end > start && load<u8>(end - 1) == 13) end--;
  if (separator == 32) {
    while (start < end && isBlank(load<u8>(start))) start++;
    while (start < end && isBlank(load<u8>(end - 1))) end--;
  }
  let kinds = order;
  for (let column = 0; column < columns; column++, kinds >>= 4) {
    if (start > end) return false;
    let stop = start;
    if (separator == 32) while (stop < end && !isBlank(load<u8>(stop))) stop++;
    else while (stop < end && <u32>load<u8>(stop) != separator) stop++;
    if (!readField(start, stop, <u32>kinds & 15, microsDigits)) return false;
    const ended = stop >= end;
    start = stop + 1;
    if (separator == 32) while (start < end && isBlank(load<u8>(start))) start++;
    else if (column + 1 == columns && !ended) {
      // One separator may end the line.
      while (start < end && isBlank(load<u8>(start)) && <u32>load<u8>(start) != separator) start++;
      if (start < end) return false;
      start = end + 1;
    }
  }
  return start > end;
}

function readField(start: usize, end: usize, kind: u32, microsDigits: i32): bool {
  if (kind == 0) return true;
  while (start < end && isBlank(load<u8>(start))) start++;
  while (start < end && isBlank(load<u8>(end - 1))) end--;
  if (!parseNumber(start, end, kind == columnTime ? microsDigits : 0)) return false;
  if (kind == columnTime) {
    lineMicros = numberValue;
    return true;
  }
  if (!numberIsIntegral) return false;
  if (kind == columnPolarity) {
    lineOn = u32(numberValue > 0);
    return true;
  }
  if (numberValue < 0 || numberValue > 0xffff) return false;
  if (kind == columnX) lineX = <u32>numberValue;
  else lineY = <u32>numberValue;
  return true;
}
