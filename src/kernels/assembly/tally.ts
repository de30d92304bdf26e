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

/** Counts events `from` to `to` of the block; at most `tallyRun` plus one vector group at a time. */
export function tally(block: usize, from: i32, to: i32, base: i64): void {
  if (from >= to) return;
  const baseMicros = <f64>base;
  const maxX = i16x8.splat(<i16>getInt(slotMaxX));
  const maxY = i16x8.splat(<i16>getInt(slotMaxY));
  const first = load<u32>(block + (<usize>from << 2));
  const last = load<u32>(block + (<usize>(to - 1) << 2));
  const firstMicros = baseMicros + <f64>first;

  let least = i32x4.splat(first);
  let greatest = least;
  let falls = i32x4.splat(0);
  let outside = i16x8.splat(0);
  let i = from + 1;
  for (; i + 8 <= to; i += 8) {
    const at = block + (<usize>i << 2);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    least = i32x4.min_u(least, i32x4.min_u(a, b));
    greatest = i32x4.max_u(greatest, i32x4.max_u(a, b));
    falls = i32x4.add(falls, i32x4.add(i32x4.gt_u(v128.load(at - 4), a), i32x4.gt_u(v128.load(at + 12), b)));
    const wide = i16x8.gt_u(v128.load(block + (<usize>i << 1), blockX), maxX);
    const low = i16x8.gt_u(v128.load(block + (<usize>i << 1), blockY), maxY);
    outside = i16x8.add(outside, v128.or(wide, low));
  }
  let outOfRange = -horizontal16(outside);
  let decreases = -horizontal32(falls);
  let min = minimum(least);
  let max = maximum(greatest);
  let onVector = i16x8.splat(0);
  let k = from;
  for (; k + 16 <= to; k += 16) onVector = i16x8.add(onVector, i16x8.extadd_pairwise_i8x16_u(v128.load(block + <usize>k, blockP)));
  let on = horizontal16(onVector);
  for (; k < to; k++) on += <i32>load<u8>(block + <usize>k, blockP);

  const maxColumn = <u32>getInt(slotMaxX);
  const maxRow = <u32>getInt(slotMaxY);
  outOfRange += i32(<u32>load<u16>(block + (<usize>from << 1), blockX) > maxColumn || <u32>load<u16>(block + (<usize>from << 1), blockY) > maxRow);
  for (; i < to; i++) {
    const now = load<u32>(block + (<usize>i << 2));
    decreases += i32(load<u32>(block + (<usize>(i - 1) << 2)) > now);
    min = now < min ? now : min;
    max = now > max ? now : max;
    outOfRange += i32(<u32>load<u16>(block + (<usize>i << 1), blockX) > maxColumn || <u32>load<u16>(block + (<usize>i << 1), blockY) > maxRow);
  }

  const previous = getFloat(slotPreviousMicros);
  if (firstMicros < previous) decreases++;
  if (getFloat(slotEvents) == 0) {
    setFloat(slotFirstMicros, firstMicros);
    setFloat(slotMinMicros, baseMicros + <f64>min);
    setFloat(slotMaxMicros, baseMicros + <f64>max);
  } else {
    setFloat(slotMinMicros, Math.min(getFloat(slotMinMicros), baseMicros + <f64>min));
    setFloat(slotMaxMicros, Math.max(getFloat(slotMaxMicros), baseMicros + <f64>max));
  }
  setFloat(slotLastMicros, baseMicros + <f64>last);
  setFloat(slotPreviousMicros, baseMicros + <f64>last);
  count(slotEvents, to - from);
  count(slotOn, on);
  count(slotOutOfRange, outOfRange);
  count(slotTimeDecreases, decreases);
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

function horizontal16(v: v128): i32 {
  const sums = i32x4.extadd_pairwise_i16x8_s(v);
  return horizontal32(sums);
}

function horizontal32(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

function minimum(v: v128): u32 {
  const half = i32x4.min_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return <u32>i32x4.extract_lane(i32x4.min_u(half, v128.shuffle<i32>(half, half, 1, 0, 3, 2)), 0);
}

function maximum(v: v128): u32 {
  const half = i32x4.max_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return <u32>i32x4.extract_lane(i32x4.max_u(half, v128.shuffle<i32>(half, half, 1, 0, 3, 2)), 0);
}
