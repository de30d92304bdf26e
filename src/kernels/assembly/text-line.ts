import { slotDroppedWords, slotSpec, slotSpec2, slotSpec3 } from '../context-slots';
import { count, getInt, getLong } from './context';
import { numberIsIntegral, numberValue, parseNumber } from './decimal';

// One line of text, however it is written: what every faster way through text falls back to.

const lineLimit: usize = 1024;

const columnTime: u32 = 1;
const columnX: u32 = 2;
const columnPolarity: u32 = 4;

/** Where the line after the one that `readLine` read begins, and the event of that line. */
export let lineNext: usize = 0;
export let lineMicros: i64 = 0;
export let lineX: u32 = 0;
export let lineY: u32 = 0;
export let lineOn: u32 = 0;

/** Reads the line at `start` in full and sets `lineNext`; where it is no event, counts it unless it is silent. */
export function readLine(start: usize): bool {
  let end = start;
  while (load<u8>(end) != 10) end++;
  lineNext = end + 1;
  if (isSilent(start, end)) return false;
  if (readColumns(start, end)) return true;
  count(slotDroppedWords, 1);
  return false;
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

/** Whether a byte is a space or a tab. */
// @ts-ignore: decorator
@inline
function isBlank(byte: u32): bool {
  return byte == 32 || byte == 9;
}
