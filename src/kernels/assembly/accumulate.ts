import { scratchEvents } from '../context-slots';
import { decayEvents } from './surface';

// An accumulator first turns coordinates into byte offsets, eight events at a time; events outside the frame get the
// offset of a spare pixel after it. Then one loop per kind touches the pixels.

/** The room for offsets and values that follows the frame and its spare pixel. */
// @ts-ignore: decorator
@inline
function scratchOf(frame: usize, byteLength: u32): usize {
  return (frame + <usize>byteLength + 79) & ~63;
}

/** Writes the byte offsets of `count` events (rounded up to eight) to `offsets`; a pixel takes 2^`shift` bytes. */
// @ts-ignore: decorator
@inline
function locate(x: usize, y: usize, count: usize, width: u32, height: u32, shift: i32, spare: u32, offsets: usize): void {
  const widths = i16x8.splat(<i16>width);
  const lastColumn = i16x8.splat(<i16>(width - 1));
  const lastRow = i16x8.splat(<i16>(height - 1));
  const spares = i32x4.splat(spare);
  for (let i: usize = 0; i < count; i += 8) {
    const columns = v128.load(x + (i << 1));
    const rows = v128.load(y + (i << 1));
    const outside = v128.or(i16x8.gt_u(columns, lastColumn), i16x8.gt_u(rows, lastRow));
    const low = i32x4.shl(i32x4.add(i32x4.extmul_low_i16x8_u(rows, widths), i32x4.extend_low_i16x8_u(columns)), shift);
    const high = i32x4.shl(i32x4.add(i32x4.extmul_high_i16x8_u(rows, widths), i32x4.extend_high_i16x8_u(columns)), shift);
    v128.store(offsets + (i << 2), v128.bitselect(spares, low, i32x4.extend_low_i16x8_s(outside)));
    v128.store(offsets + (i << 2), v128.bitselect(spares, high, i32x4.extend_high_i16x8_s(outside)), 16);
  }
}

// @ts-ignore: decorator
@inline
function markPolarity(frame: usize, offsets: usize, p: usize, i: usize): void {
  store<u8>(frame + <usize>load<u32>(offsets + (i << 2)), load<u8>(p + i) + 1);
}

/** Draws events, last one wins: 1 OFF, 2 ON. Columns are addresses of the first event. */
export function drawPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const spare = width * height;
  const offsets = scratchOf(frame, spare);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(x + (from << 1), y + (from << 1), run, width, height, 0, spare, offsets);
    const polarities = p + from;
    let i: usize = 0;
    for (; i + 4 <= run; i += 4) {
      markPolarity(frame, offsets, polarities, i);
      markPolarity(frame, offsets, polarities, i + 1);
      markPolarity(frame, offsets, polarities, i + 2);
      markPolarity(frame, offsets, polarities, i + 3);
    }
    for (; i < run; i++) markPolarity(frame, offsets, polarities, i);
  }
}

// @ts-ignore: decorator
@inline
function countSigned(frame: usize, offsets: usize, p: usize, i: usize): void {
  const at = frame + <usize>load<u32>(offsets + (i << 2));
  const sum = <i32>load<i16>(at) + (<i32>(load<u8>(p + i) << 1) - 1);
  if (<u32>(sum + 32_767) <= 65_534) store<i16>(at, <i16>sum);
}

/** Counts ON minus OFF, saturating at ±32,767. */
export function drawSigned(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const spare = width * height << 1;
  const offsets = scratchOf(frame, spare);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(x + (from << 1), y + (from << 1), run, width, height, 1, spare, offsets);
    const polarities = p + from;
    let i: usize = 0;
    for (; i + 4 <= run; i += 4) {
      countSigned(frame, offsets, polarities, i);
      countSigned(frame, offsets, polarities, i + 1);
      countSigned(frame, offsets, polarities, i + 2);
      countSigned(frame, offsets, polarities, i + 3);
    }
    for (; i < run; i++) countSigned(frame, offsets, polarities, i);
  }
}

// @ts-ignore: decorator
@inline
function countOne(frame: usize, offsets: usize, p: usize, i: usize): void {
  const at = frame + <usize>load<u32>(offsets + (i << 2)) + (<usize>(1 - <u32>load<u8>(p + i)) << 1);
  const sum = <u32>load<u16>(at) + 1;
  if (sum <= 0xffff) store<u16>(at, <u16>sum);
}

/** Counts ON and OFF side by side, saturating at 65,535. */
export function drawPerPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const spare = width * height << 2;
  const offsets = scratchOf(frame, spare);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(x + (from << 1), y + (from << 1), run, width, height, 2, spare, offsets);
    const polarities = p + from;
    let i: usize = 0;
    for (; i + 4 <= run; i += 4) {
      countOne(frame, offsets, polarities, i);
      countOne(frame, offsets, polarities, i + 1);
      countOne(frame, offsets, polarities, i + 2);
      countOne(frame, offsets, polarities, i + 3);
    }
    for (; i < run; i++) countOne(frame, offsets, polarities, i);
  }
}

// @ts-ignore: decorator
@inline
function markValue(frame: usize, offsets: usize, values: usize, i: usize): void {
  store<i16>(frame + <usize>load<u32>(offsets + (i << 2)), load<i16>(values + (i << 1)));
}

/** Marks each event with the decayed value of its age; `end` is the end of the window less the base of the columns. */
export function drawSurface(
  frame: usize,
  width: u32,
  height: u32,
  t: usize,
  x: usize,
  y: usize,
  p: usize,
  count: usize,
  end: f64,
  rate: f32,
): void {
  const spare = width * height << 1;
  const offsets = scratchOf(frame, spare);
  const values = offsets + 4 * scratchEvents;
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    decayEvents(t + (from << 2), p + from, run, end, rate, values);
    locate(x + (from << 1), y + (from << 1), run, width, height, 1, spare, offsets);
    let i: usize = 0;
    for (; i + 4 <= run; i += 4) {
      markValue(frame, offsets, values, i);
      markValue(frame, offsets, values, i + 1);
      markValue(frame, offsets, values, i + 2);
      markValue(frame, offsets, values, i + 3);
    }
    for (; i < run; i++) markValue(frame, offsets, values, i);
  }
}

export function clear(address: usize, byteLength: usize): void {
  memory.fill(address, 0, byteLength);
}
