import {
  slotBlock,
  blockDone,
  blockP,
  blockX,
  blockY,
  inputDone,
  slotBaseMicros,
  slotCapacity,
  slotInput,
  slotInputEnd,
  slotLength,
  slotSpec,
  slotSpec2,
  slotSpec3,
} from '../context-slots';
import { storeEvent } from './block';
import { getAddress, getInt, getLong, setFloat } from './context';
import { blockBase, tally, tallyRun } from './tally';
import { lineMicros, lineNext, lineOn, lineX, lineY, readLine } from './text-line';
import { pixelForm, pixelMoves } from './text-pixel';
import {
  forgetTimes,
  formOfLength,
  isInTenths,
  learnTime,
  limitsOf,
  mainOf,
  microsOf,
  movesOf,
  patternOf,
  restOf,
  timeBytes,
  timeForm,
} from './text-time';

// How the columns of most files are ordered, as types: the loop is compiled for each on its own.
class TimeFirst {}
class TimeLast {}
/** Read by `readLine` alone. */
class OtherOrder {}

// Whether times are as long as the one before, as nearly always, or their length is looked for in each line.
class OneLength {}
class AnyLength {}

/** More than the last eight digits of a time come to, in microseconds. */
const timeSpan: i64 = 100_000_000;

/** The next line, and the events in the block. */
let source: usize = 0;
let n: i32 = 0;

/** What follows the pixel of lines that are alike, from its second separator on, without the last bit of the polarity. */
let lineEnding: u64 = 0;
let lineEndingMask: u64 = 0;
let lineEndingBytes: usize = 0;
let lineSeparator: u8 = 0;
/** Whether a polarity had a minus. */
let lineIsSigned: bool = false;

/**
 * Decodes whole lines; the input ends with a line feed. Spec: columns as nibbles from the lowest (0 skipped, 1 t, 2 x,
 * 3 y, 4 p) with their number in slot 2, separator in slot 3 plus 256 · (microsDigits + 3).
 */
export function decodeText(): i32 {
  const order = getLong(slotSpec);
  const four = getInt(slotSpec2) == 4;
  if (four && order == 0x4321) return decodeLines<TimeFirst>();
  if (four && order == 0x1432) return decodeLines<TimeLast>();
  return decodeLines<OtherOrder>();
}

/**
 * Lines that are written like one before them, which `learnLine` has looked at, are read by `decodeAlike`, 16 bytes at a
 * time; all others by `readLine`.
 */
// @ts-ignore: decorator
@inline
function decodeLines<Order>(): i32 {
  const end = getAddress(slotInputEnd);
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  source = getAddress(slotInput);
  n = getInt(slotLength);
  let base = n > 0 ? getLong(slotBaseMicros) : i64.MIN_VALUE;
  let from = n;
  let limit = min(capacity, n + tallyRun);
  let result = inputDone;
  let learnt = false;
  let learntAt: usize = 0;
  let odd = 0;
  let shortRuns = 0;
  lineIsSigned = false;
  forgetTimes();

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
    // After a few lines that are unlike all before, only some are looked at.
    if (idof<Order>() != idof<OtherOrder>() && (odd < 4 || (odd & 15) == 0)) {
      if (learnt) {
        const micros = microsOf(timeForm);
        if (n == 0) base = blockBase(micros);
        if (<u64>(micros - base) > <u64>(0xffff_ffff - timeSpan)) {
          result = blockDone;
          break;
        }
        const first = n;
        if (shortRuns < 8) decodeAlike<Order, OneLength>(block, end, limit, base);
        else decodeAlike<Order, AnyLength>(block, end, limit, base);
        if (n != first) odd = 0;
        if (n - first < 16) shortRuns++;
        if (n >= limit || source >= end) continue;
      }
      if (learntAt != source) {
        learntAt = source;
        learnt = learnLine(source, idof<Order>() == idof<TimeFirst>());
        if (learnt) continue;
      }
    }

    odd++;
    if (!readLine(source)) {
      source = lineNext;
      continue;
    }
    if (n == 0) base = blockBase(lineMicros);
    else if (<u64>(lineMicros - base) > 0xffff_ffff) {
      result = blockDone;
      break;
    }
    storeEvent(block, <usize>n, <u32>(lineMicros - base), lineX, lineY, lineOn);
    n++;
    source = lineNext;
  }
  tally(block, from, n, base);

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  return result;
}

/** Learns how the line at `start` is written; false where `decodeAlike` reads no such lines. */
function learnLine(start: usize, timeFirst: bool): bool {
  const separator = <u8>getInt(slotSpec3);
  const otherSeparator: u8 = separator == 32 ? 9 : separator;
  const microsDigits = (getInt(slotSpec3) >> 8) - 3;
  let at = start;
  if (timeFirst) {
    if (!learnTime(at, false, separator, otherSeparator, microsDigits)) return false;
    at += timeBytes;
  }
  at = skipDigits(at);
  const byte = load<u8>(at);
  if (byte != separator && byte != otherSeparator) return false;
  at = skipDigits(at + 1);
  if (load<u8>(at) != byte) return false;
  const minus = load<u8>(at + 1) == 45;
  at += 2 + usize(minus);
  lineEnding = <u64>byte | (48 << 8);
  lineEndingMask = 0x00ff_feff;
  lineEndingBytes = 3;
  if (!timeFirst) {
    if (!learnTime(at + 1, true, 0, 0, microsDigits)) return false;
    lineEnding |= <u64>byte << 16;
  } else if (load<u8>(at) == 13) {
    lineEnding |= 0x0a0d_0000;
    lineEndingMask = 0xffff_feff;
    lineEndingBytes = 4;
  } else {
    lineEnding |= 10 << 16;
  }
  lineSeparator = byte;
  lineIsSigned = lineIsSigned || minus;
  return true;
}

/** The first byte from `at` on that is no digit, or the fifth. */
function skipDigits(at: usize): usize {
  for (let i = 0; i < 4 && <u32>load<u8>(at) - 48 <= 9; i++) at++;
  return at;
}

/**
 * Decodes lines while they are written like those learnt. All places in a line follow from those of the two separators
 * beside y, so that little has to be awaited before the next line is begun.
 */
// @ts-ignore: decorator
@inline
function decodeAlike<Order, Length>(block: usize, end: usize, limit: i32, base: i64): void {
  let length = timeBytes;
  let clockForm = timeForm;
  let main = mainOf(clockForm);
  let rest = restOf(clockForm);
  let pattern = patternOf(clockForm, main);
  let limits = limitsOf(clockForm, main);
  let moves = movesOf(clockForm);
  let inTenths = isInTenths(clockForm);
  let shift = <u32>(microsOf(clockForm) - base);
  const separators = i8x16.splat(lineSeparator);
  const ending = lineEnding;
  const endingMask = lineEndingMask;
  const endingBytes = lineEndingBytes;
  const isSigned = lineIsSigned;
  // From the beginning of a line to its pixel, where that is known.
  const lead: usize = idof<Order>() == idof<TimeFirst>() && idof<Length>() == idof<OneLength>() ? length : 0;
  const endAt = end + lead;
  let at = source + lead;
  let i = n;
  while (at < endAt && i < limit) {
    let pixel = at;
    if (idof<Order>() == idof<TimeFirst>() && idof<Length>() == idof<AnyLength>()) {
      length = lengthTo(at, separators);
      pixel += length;
    }
    const bytes = v128.load(pixel);
    const stops = <u32>i8x16.bitmask(i8x16.eq(bytes, separators));
    const form = pixelForm(stops);
    if (form == 0) break;
    const second = pixel + <usize>ctz(stops & (stops - 1));
    let tail = load<u64>(second);
    let next = second + endingBytes;
    let on: u32 = 1;
    if (isSigned) {
      const minus = u64((tail & 0xff00) == 0x2d00);
      tail = (tail & 0xff) | ((tail >> (8 + (minus << 3))) << 8);
      next += <usize>minus;
      on ^= <u32>minus;
    }
    if (idof<Length>() == idof<AnyLength>()) {
      if (idof<Order>() == idof<TimeLast>()) length = lengthTo(next, i8x16.splat(10));
      clockForm = formOfLength(length);
      if (clockForm == 0 || <u64>(microsOf(clockForm) - base) > <u64>(0xffff_ffff - timeSpan)) break;
      main = mainOf(clockForm);
      rest = restOf(clockForm);
      pattern = patternOf(clockForm, main);
      limits = limitsOf(clockForm, main);
      moves = movesOf(clockForm);
      inTenths = isInTenths(clockForm);
      shift = <u32>(microsOf(clockForm) - base);
    }
    if (idof<Order>() == idof<TimeLast>() || idof<Length>() == idof<OneLength>()) next += length;
    const time = (idof<Order>() == idof<TimeFirst>() ? pixel : next) - length;
    const clock = v128.xor(v128.load(time + main), pattern);
    let faults = i8x16.sub_sat_u(clock, limits);
    if (main != rest) {
      faults = v128.or(faults, i8x16.sub_sat_u(v128.xor(v128.load(time + rest), patternOf(clockForm, rest)), limitsOf(clockForm, rest)));
    }
    const coordinates = v128.swizzle(v128.xor(bytes, i8x16.splat(48)), pixelMoves(form));
    faults = v128.or(faults, i8x16.sub_sat_u(coordinates, i8x16.splat(9)));
    if ((tail & endingMask) != ending || v128.any_true(faults)) break;

    const digits = v128.or(v128.swizzle(clock, moves), coordinates);
    const pairs = i16x8.shr_u(i16x8.mul(digits, i16x8.splat(2561)), 8);
    const fours = i32x4.dot_i16x8_s(pairs, i32x4.splat(0x0001_0064));
    // The upper half of this product is 10,000 times the first four digits of the time plus the last four.
    let t = (<u64>i64x2.extract_lane(fours, 1) * 42_949_672_960_001) >> 32;
    if (inTenths) t = ((t + 5) * 3_435_973_837) >> 35;
    store<u32>(block + (<usize>i << 2), <u32>t + shift);
    v128.store_lane<u16>(block + (<usize>i << 1), fours, 0, blockX);
    v128.store_lane<u16>(block + (<usize>i << 1), fours, 2, blockY);
    store<u8>(block + <usize>i, on & <u32>(tail >> 8), blockP);
    i++;
    at = next;
  }
  source = at - lead;
  n = i;
}

/** Bytes to the first of 32 that is the one `splat` holds, with it; 33 where none is. */
// @ts-ignore: decorator
@inline
function lengthTo(start: usize, splat: v128): usize {
  const head = <u64>i8x16.bitmask(i8x16.eq(v128.load(start), splat));
  const tail = <u64>i8x16.bitmask(i8x16.eq(v128.load(start, 16), splat));
  return <usize>ctz(head | (tail << 16) | ((<u64>1) << 32)) + 1;
}
