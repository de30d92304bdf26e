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

/** One bit per byte of 16 that is no digit. */
// @ts-ignore: decorator
@inline
function nonDigits(address: usize): u64 {
  return <u64>i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(address), i8x16.splat(48)), i8x16.splat(9)));
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

/**
 * Decodes whole lines; the input ends with a line feed. Spec: columns as nibbles from the lowest (0 skipped, 1 t, 2 x,
 * 3 y, 4 p) with their number in slot 2, separator in slot 3 plus 256 · (microsDigits + 3).
 */
export function decodeText(): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  const order = getLong(slotSpec);
  const columns = getInt(slotSpec2);
  const separator = <u32>getInt(slotSpec3) & 0xff;
  const microsDigits = (getInt(slotSpec3) >> 8) - 3;
  const otherSeparator = separator == 32 ? <u32>9 : separator;
  let n = getInt(slotLength);
  let base = n > 0 ? getLong(slotBaseMicros) : i64.MIN_VALUE;
  let from = n;
  let limit = min(capacity, n + tallyRun);
  let result = inputDone;
  let dropped = 0;

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
    let breaks = nonDigits(source) | (nonDigits(source + 16) << 16);
    if (source + 64 <= end) breaks |= (nonDigits(source + 32) << 32) | (nonDigits(source + 48) << 48);
    let at = source;
    let micros: i64 = 0;
    let column = 0;
    let row: u32 = 0;
    let left: u32 = 0;
    let on: u32 = 0;
    let next = source;

    let kinds = order;
    for (; column < columns; column++, kinds >>= 4) {
      if (breaks == 0) break;
      let stop = source + <usize>ctz(<i64>breaks);
      breaks &= breaks - 1;
      const kind = <u32>kinds & 15;
      let byte = <u32>load<u8>(stop);
      if (kind == columnTime) {
        const length = <u64>(stop - at);
        if (length - 1 >= 16) break;
        let whole: u64;
        if (length <= 8) {
          whole = digitsBefore(stop, length);
        } else {
          whole = digitsBefore(stop, 8) + digitsBefore(stop - 8, length - 8) * 100_000_000;
        }
        let fraction: u64 = 0;
        if (byte == 46) {
          if (breaks == 0) break;
          const start = stop + 1;
          stop = source + <usize>ctz(<i64>breaks);
          breaks &= breaks - 1;
          fraction = digitsFrom(start, <u64>(stop - start));
          byte = <u32>load<u8>(stop);
        }
        if (microsDigits == 6) {
          if (whole > 9_000_000_000) break;
          micros = <i64>(whole * 1_000_000 + (fraction + 50) / 100);
        } else if (microsDigits == 0) {
          micros = <i64>(whole + (fraction + 50_000_000) / 100_000_000);
        } else if (microsDigits == 3) {
          if (whole > 9_000_000_000_000) break;
          micros = <i64>(whole * 1000 + (fraction + 50_000) / 100_000);
        } else {
          micros = <i64>((whole + 500) / 1000);
        }
        if (micros > 9_007_199_254_740_991) break;
      } else if (kind == columnPolarity) {
        let negative = false;
        if (stop == at && byte == 45) {
          if (breaks == 0) break;
          negative = true;
          at++;
          stop = source + <usize>ctz(<i64>breaks);
          breaks &= breaks - 1;
          byte = <u32>load<u8>(stop);
        }
        if (stop - at != 1) break;
        on = u32(load<u8>(at) != 48 && !negative);
      } else if (kind == 0) {
        break;
      } else {
        const length = <u64>(stop - at);
        if (length - 1 >= 5) break;
        const value = <u32>digitsBefore(stop, length);
        if (value > 0xffff) break;
        left = kind == columnX ? value : left;
        row = kind == columnY ? value : row;
      }
      at = stop + 1;
      if (byte == separator || byte == otherSeparator) continue;
      if (column + 1 == columns) {
        if (byte == 10) next = at;
        else if (byte == 13 && load<u8>(at) == 10) next = at + 1;
      }
      break;
    }

    if (next == source) {
      // Any other form of line, or none that is an event.
      next = source;
      while (load<u8>(next) != 10) next++;
      if (!readLine(source, next, order, columns, separator, microsDigits)) {
        dropped += i32(!isSilent(source, next));
        source = next + 1;
        continue;
      }
      micros = lineMicros;
      left = lineX;
      row = lineY;
      on = lineOn;
      next++;
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
    storeEvent(block, <usize>n, <u32>(micros - base), left, row, on);
    n++;
    source = next;
  }
  tally(block, from, n, base);
  count(slotDroppedWords, dropped);

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  return result;
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

/** Reads any line in full; false where it is no event. */
function readLine(start: usize, end: usize, order: i64, columns: i32, separator: u32, microsDigits: i32): bool {
  if (end - start > lineLimit) return false;
  if (end > start && load<u8>(end - 1) == 13) end--;
  if (isSilent(start, end)) return false;
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
