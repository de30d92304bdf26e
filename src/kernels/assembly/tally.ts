import {
  blockP,
  blockX,
  blockY,
  slotEvents,
  slotFirstMicros,
  slotLastMicros,
  slotMaxMicros,
  slotMaxX,
  slotMaxY,
  slotMinMicros,
  slotOn,
  slotOutOfRange,
  slotPreviousMicros,
  slotTimeDecreases,
  slotTriggerCount,
  slotTriggers,
  triggerCapacity,
} from '../context-slots';
import { count, getAddress, getFloat, getInt, setFloat } from './context';

/** Events that are decoded before they are counted, so that counting finds them in the first-level cache. */
export const tallyRun: i32 = 2048;

/**
 * Counts events `from` to `to` of the block, at most `tallyRun` and a few more at a time. Runs whose times never fall and
 * whose coordinates are all in range, as nearly all are, are only looked through for an exception.
 */
export function tally(block: usize, from: i32, to: i32, base: i64): void {
  if (from >= to) return;
  const baseMicros = <f64>base;
  const first = load<u32>(block + (<usize>from << 2));
  const last = load<u32>(block + (<usize>(to - 1) << 2));
  if (isOrderly(block, from, to)) {
    add(baseMicros + <f64>first, baseMicros + <f64>last, baseMicros + <f64>first, baseMicros + <f64>last);
  } else {
    countExceptions(block, from, to);
    add(baseMicros + <f64>first, baseMicros + <f64>last, baseMicros + <f64>least, baseMicros + <f64>greatest);
  }
  count(slotEvents, to - from);
  count(slotOn, countOn(block, from, to));
}

/** Adds the times of a run to the totals. */
function add(first: f64, last: f64, lowest: f64, highest: f64): void {
  if (first < getFloat(slotPreviousMicros)) count(slotTimeDecreases, 1);
  if (getFloat(slotEvents) == 0) {
    setFloat(slotFirstMicros, first);
    setFloat(slotMinMicros, lowest);
    setFloat(slotMaxMicros, highest);
  } else {
    setFloat(slotMinMicros, Math.min(getFloat(slotMinMicros), lowest));
    setFloat(slotMaxMicros, Math.max(getFloat(slotMaxMicros), highest));
  }
  setFloat(slotLastMicros, last);
  setFloat(slotPreviousMicros, last);
}

function isOrderly(block: usize, from: i32, to: i32): bool {
  const maxX = i16x8.splat(<i16>getInt(slotMaxX));
  const maxY = i16x8.splat(<i16>getInt(slotMaxY));
  let ascending = i32x4.splat(-1);
  let outside = i32x4.splat(0);
  let i = from;
  // The first event is compared with itself, the last eight again where their number is no multiple of eight.
  while (true) {
    const t = block + (<usize>i << 2);
    const a = v128.load(t);
    const b = v128.load(t, 16);
    const before = i == from ? v128.shuffle<i32>(a, a, 0, 0, 1, 2) : v128.load(t - 4);
    ascending = v128.and(ascending, v128.and(i32x4.eq(i32x4.max_u(before, a), a), i32x4.eq(i32x4.max_u(v128.load(t, 12), b), b)));
    const columns = v128.load(block + (<usize>i << 1), blockX);
    const rows = v128.load(block + (<usize>i << 1), blockY);
    outside = v128.or(outside, v128.or(i16x8.sub_sat_u(columns, maxX), i16x8.sub_sat_u(rows, maxY)));
    if (i + 8 >= to) break;
    i = min(i + 8, to - 8);
  }
  return i32x4.all_true(ascending) && !v128.any_true(outside);
}

let least: u32 = 0;
let greatest: u32 = 0;

/** Finds least and greatest time, counts decreases and coordinates out of range, one event at a time. */
function countExceptions(block: usize, from: i32, to: i32): void {
  const maxColumn = <u32>getInt(slotMaxX);
  const maxRow = <u32>getInt(slotMaxY);
  let before = load<u32>(block + (<usize>from << 2));
  let low = before;
  let high = before;
  let outOfRange = 0;
  let decreases = 0;
  for (let i = <usize>from; i < <usize>to; i++) {
    const now = load<u32>(block + (i << 2));
    decreases += i32(now < before);
    before = now;
    low = min(low, now);
    high = max(high, now);
    outOfRange += i32(<u32>load<u16>(block + (i << 1), blockX) > maxColumn) | i32(<u32>load<u16>(block + (i << 1), blockY) > maxRow);
  }
  least = low;
  greatest = high;
  count(slotOutOfRange, outOfRange);
  count(slotTimeDecreases, decreases);
}

function countOn(block: usize, from: i32, to: i32): i32 {
  let sums = i16x8.splat(0);
  let i = from;
  for (; i + 16 <= to; i += 16) sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.load(block + <usize>i, blockP)));
  const pairs = i32x4.extadd_pairwise_i16x8_s(sums);
  let on = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1) + i32x4.extract_lane(pairs, 2) + i32x4.extract_lane(pairs, 3);
  for (; i < to; i++) on += <i32>load<u8>(block + <usize>i, blockP);
  return on;
}

/** Notes a trigger; true when no further one fits. */
export function addTrigger(micros: i64, id: i32, edge: i32): bool {
  const at = getInt(slotTriggerCount);
  const address = getAddress(slotTriggers) + (<usize>at << 4);
  store<f64>(address, <f64>micros);
  store<i32>(address, id, 8);
  store<i32>(address, edge, 12);
  setFloat(slotTriggerCount, <f64>(at + 1));
  return at + 1 == triggerCapacity;
}

/** The base of a block whose first event is at `micros`, as `blockBase` in TypeScript. */
// @ts-ignore: decorator
@inline
export function blockBase(micros: i64): i64 {
  return micros & ~0x7fff_ffff;
}
