import { scratchEvents } from '../context-slots';
import { decayEvents } from './surface';

// An accumulator first turns coordinates into addresses of pixels, eight events at a time; events outside the frame get a
// spare pixel after it. Then one loop per kind touches the pixels.

/** The room for addresses and values that follows the frame and its spare pixel. */
// @ts-ignore: decorator
@inline
function scratchOf(frame: usize, byteLength: u32): usize {
  return (frame + <usize>byteLength + 79) & ~63;
}

/** Writes the addresses of the pixels of `count` events (rounded up to eight); a pixel takes 2^`shift` bytes. */
function locate(frame: usize, width: u32, height: u32, shift: i32, x: usize, y: usize, count: usize, addresses: usize): void {
  // One multiplication of pairs does where a row and a column of the frame are 15 bits: those of usual sensors.
  if (width << shift <= 0x7fff && height <= 0x8000) locateNear(frame, width, height, shift, x, y, count, addresses);
  else locateFar(frame, width, height, shift, x, y, count, addresses);
}

function locateNear(frame: usize, width: u32, height: u32, shift: i32, x: usize, y: usize, count: usize, addresses: usize): void {
  const strides = i32x4.splat((width << (16 + shift)) | (1 << shift));
  const lastColumn = i16x8.splat(<i16>(width - 1));
  const lastRow = i16x8.splat(<i16>(height - 1));
  const start = i32x4.splat(<u32>frame);
  for (let i: usize = 0; i < count; i += 8) {
    const columns = v128.load(x + (i << 1));
    const rows = v128.load(y + (i << 1));
    const beyond = v128.or(i16x8.sub_sat_u(columns, lastColumn), i16x8.sub_sat_u(rows, lastRow));
    let low = i32x4.add(i32x4.dot_i16x8_s(v128.shuffle<i16>(columns, rows, 0, 8, 1, 9, 2, 10, 3, 11), strides), start);
    let high = i32x4.add(i32x4.dot_i16x8_s(v128.shuffle<i16>(columns, rows, 4, 12, 5, 13, 6, 14, 7, 15), strides), start);
    if (v128.any_true(beyond)) {
      const inside = i16x8.eq(beyond, i16x8.splat(0));
      const spares = i32x4.splat(<u32>frame + ((width * height) << shift));
      low = v128.bitselect(low, spares, i32x4.extend_low_i16x8_s(inside));
      high = v128.bitselect(high, spares, i32x4.extend_high_i16x8_s(inside));
    }
    v128.store(addresses + (i << 2), low);
    v128.store(addresses + (i << 2), high, 16);
  }
}

function locateFar(frame: usize, width: u32, height: u32, shift: i32, x: usize, y: usize, count: usize, addresses: usize): void {
  const widths = i16x8.splat(<i16>width);
  const lastColumn = i16x8.splat(<i16>(width - 1));
  const lastRow = i16x8.splat(<i16>(height - 1));
  const start = i32x4.splat(<u32>frame);
  const spares = i32x4.splat(<u32>frame + ((width * height) << shift));
  for (let i: usize = 0; i < count; i += 8) {
    const columns = v128.load(x + (i << 1));
    const rows = v128.load(y + (i << 1));
    const outside = v128.or(i16x8.gt_u(columns, lastColumn), i16x8.gt_u(rows, lastRow));
    const low = i32x4.add(i32x4.extmul_low_i16x8_u(rows, widths), i32x4.extend_low_i16x8_u(columns));
    const high = i32x4.add(i32x4.extmul_high_i16x8_u(rows, widths), i32x4.extend_high_i16x8_u(columns));
    const lowAt = i32x4.add(i32x4.shl(low, shift), start);
    const highAt = i32x4.add(i32x4.shl(high, shift), start);
    v128.store(addresses + (i << 2), v128.bitselect(spares, lowAt, i32x4.extend_low_i16x8_s(outside)));
    v128.store(addresses + (i << 2), v128.bitselect(spares, highAt, i32x4.extend_high_i16x8_s(outside)), 16);
  }
}

/** Writes 2 p − 1 of each event, one signed byte each (rounded up to sixteen): what it adds to a count. */
function signs(p: usize, count: usize, values: usize): void {
  const one = i8x16.splat(1);
  for (let i: usize = 0; i < count; i += 16) {
    const polarities = v128.load(p + i);
    v128.store(values + i, i8x16.sub(i8x16.add(polarities, polarities), one));
  }
}

// @ts-ignore: decorator
@inline
function pixelAt(addresses: usize, i: usize): usize {
  return <usize>load<u32>(addresses + (i << 2));
}

// @ts-ignore: decorator
@inline
function markPolarity(at: u32, p: u32): void {
  store<u8>(at, <u8>(p + 1));
}

/** Draws events, last one wins: 1 OFF, 2 ON. Columns are addresses of the first event. */
export function drawPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const addresses = scratchOf(frame, width * height);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(frame, width, height, 0, x + (from << 1), y + (from << 1), run, addresses);
    const polarities = p + from;
    let a = addresses;
    let q = polarities;
    const stop = addresses + (run << 2);
    for (; a + 16 <= stop; a += 16, q += 4) {
      markPolarity(load<u32>(a), load<u8>(q));
      markPolarity(load<u32>(a, 4), load<u8>(q, 1));
      markPolarity(load<u32>(a, 8), load<u8>(q, 2));
      markPolarity(load<u32>(a, 12), load<u8>(q, 3));
    }
    for (; a < stop; a += 4, q += 1) markPolarity(load<u32>(a), load<u8>(q));
  }
}

// Counting wraps round, and gathers in one word whether any sum did not fit; then the run is undone, which needs no order.

// @ts-ignore: decorator
@inline
function addSigned(at: u32, sign: i32): i32 {
  const sum = <i32>load<i16>(at) + sign;
  store<u16>(at, <u16>sum);
  return sum + 0x8000;
}

// @ts-ignore: decorator
@inline
function addUnchecked(at: u32, sign: i32): void {
  store<u16>(at, <u16>(<i32>load<i16>(at) + sign));
}

/**
 * Counts ON minus OFF, saturating at −32,768 and 32,767. The frame holds so few events that the first `free` cannot lead there:
 * those are counted without looking, and a pixel comes from afar the sooner the fewer instructions wait before it.
 */
export function drawSigned(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize, free: usize): void {
  const addresses = scratchOf(frame, (width * height) << 1);
  const values = addresses + 4 * scratchEvents;
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(frame, width, height, 1, x + (from << 1), y + (from << 1), run, addresses);
    signs(p + from, run, values);
    let sums: i32 = 0;
    let a = addresses;
    let q = values;
    const stop = addresses + (run << 2);
    if (from + run <= free) {
      for (; a + 16 <= stop; a += 16, q += 4) {
        addUnchecked(load<u32>(a), load<i8>(q));
        addUnchecked(load<u32>(a, 4), load<i8>(q, 1));
        addUnchecked(load<u32>(a, 8), load<i8>(q, 2));
        addUnchecked(load<u32>(a, 12), load<i8>(q, 3));
      }
      for (; a < stop; a += 4, q += 1) addUnchecked(load<u32>(a), load<i8>(q));
      continue;
    }
    for (; a + 16 <= stop; a += 16, q += 4) {
      sums |= addSigned(load<u32>(a), load<i8>(q));
      sums |= addSigned(load<u32>(a, 4), load<i8>(q, 1));
      sums |= addSigned(load<u32>(a, 8), load<i8>(q, 2));
      sums |= addSigned(load<u32>(a, 12), load<i8>(q, 3));
    }
    for (; a < stop; a += 4, q += 1) sums |= addSigned(load<u32>(a), load<i8>(q));
    if ((sums & ~0xffff) == 0) continue;
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i);
      store<u16>(at, load<u16>(at) - <u16>load<i8>(values + i));
    }
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i);
      const sum = <i32>load<i16>(at) + <i32>load<i8>(values + i);
      store<i16>(at, <i16>max(-32_768, min(32_767, sum)));
    }
  }
}

// @ts-ignore: decorator
@inline
function addOne(pixel: u32, p: u32): u32 {
  const at = pixel - (p << 1);
  const sum = <u32>load<u16>(at, 2) + 1;
  store<u16>(at, <u16>sum, 2);
  return sum;
}

/** Counts ON and OFF side by side, saturating at 65,535. */
export function drawPerPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const addresses = scratchOf(frame, (width * height) << 2);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(frame, width, height, 2, x + (from << 1), y + (from << 1), run, addresses);
    const polarities = p + from;
    let sums: u32 = 0;
    let a = addresses;
    let q = polarities;
    const stop = addresses + (run << 2);
    for (; a + 16 <= stop; a += 16, q += 4) {
      sums |= addOne(load<u32>(a), load<u8>(q));
      sums |= addOne(load<u32>(a, 4), load<u8>(q, 1));
      sums |= addOne(load<u32>(a, 8), load<u8>(q, 2));
      sums |= addOne(load<u32>(a, 12), load<u8>(q, 3));
    }
    for (; a < stop; a += 4, q += 1) sums |= addOne(load<u32>(a), load<u8>(q));
    if (sums < 0x10000) continue;
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i) - (<usize>load<u8>(polarities + i) << 1);
      store<u16>(at, load<u16>(at, 2) - 1, 2);
    }
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i) - (<usize>load<u8>(polarities + i) << 1);
      store<u16>(at, <u16>min<u32>(0xffff, <u32>load<u16>(at, 2) + 1), 2);
    }
  }
}

// @ts-ignore: decorator
@inline
function markValue(at: u32, value: i16): void {
  store<i16>(at, value);
}

/** Marks each event with the decayed value of its age; `near`, `nearEnd` and `end` as in `decayEvents`. */
export function drawSurface(
  frame: usize,
  width: u32,
  height: u32,
  t: usize,
  x: usize,
  y: usize,
  p: usize,
  count: usize,
  near: bool,
  nearEnd: u32,
  end: f64,
  rate: f32,
): void {
  const addresses = scratchOf(frame, (width * height) << 1);
  const values = addresses + 4 * scratchEvents;
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    decayEvents(t + (from << 2), p + from, run, near, nearEnd, end, rate, values);
    locate(frame, width, height, 1, x + (from << 1), y + (from << 1), run, addresses);
    let a = addresses;
    let q = values;
    const stop = addresses + (run << 2);
    for (; a + 16 <= stop; a += 16, q += 8) {
      markValue(load<u32>(a), load<i16>(q));
      markValue(load<u32>(a, 4), load<i16>(q, 2));
      markValue(load<u32>(a, 8), load<i16>(q, 4));
      markValue(load<u32>(a, 12), load<i16>(q, 6));
    }
    for (; a < stop; a += 4, q += 2) markValue(load<u32>(a), load<i16>(q));
  }
}

export function clear(address: usize, byteLength: usize): void {
  memory.fill(address, 0, byteLength);
}
