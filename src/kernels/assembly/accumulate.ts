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
// @ts-ignore: decorator
@inline
function locate(frame: usize, width: u32, height: u32, shift: i32, x: usize, y: usize, count: usize, addresses: usize): void {
  const widths = i16x8.splat(<i16>width);
  const lastColumn = i16x8.splat(<i16>(width - 1));
  const lastRow = i16x8.splat(<i16>(height - 1));
  const start = i32x4.splat(<u32>frame);
  const spares = i32x4.splat(<u32>frame + ((width * height) << shift));
  for (let i: usize = 0; i < count; i += 8) {
    const columns = v128.load(x + (i << 1));
    const rows = v128.load(y + (i << 1));
    const outside = v128.or(i16x8.gt_u(columns, lastColumn), i16x8.gt_u(rows, lastRow));
    let low = i32x4.add(i32x4.extmul_low_i16x8_u(rows, widths), i32x4.extend_low_i16x8_u(columns));
    let high = i32x4.add(i32x4.extmul_high_i16x8_u(rows, widths), i32x4.extend_high_i16x8_u(columns));
    low = i32x4.add(shift == 0 ? low : i32x4.shl(low, shift), start);
    high = i32x4.add(shift == 0 ? high : i32x4.shl(high, shift), start);
    if (v128.any_true(outside)) {
      low = v128.bitselect(spares, low, i32x4.extend_low_i16x8_s(outside));
      high = v128.bitselect(spares, high, i32x4.extend_high_i16x8_s(outside));
    }
    v128.store(addresses + (i << 2), low);
    v128.store(addresses + (i << 2), high, 16);
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
function addNarrow(at: u32, p: u32): i32 {
  const sum = <i32>load<i8>(at) + (<i32>(p << 1) - 1);
  store<u8>(at, <u8>sum);
  return sum + 128;
}

/**
 * Counts ON minus OFF in one signed byte a pixel: a frame that the caches hold. Returns how many events were counted: all,
 * or those before a run in which a sum does not fit.
 */
export function drawNarrow(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): usize {
  const spare = frame + <usize>(width * height);
  const addresses = scratchOf(frame, width * height);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(frame, width, height, 0, x + (from << 1), y + (from << 1), run, addresses);
    const polarities = p + from;
    let sums: i32 = 0;
    let a = addresses;
    let q = polarities;
    const stop = addresses + (run << 2);
    for (; a + 16 <= stop; a += 16, q += 4) {
      sums |= addNarrow(load<u32>(a), load<u8>(q));
      sums |= addNarrow(load<u32>(a, 4), load<u8>(q, 1));
      sums |= addNarrow(load<u32>(a, 8), load<u8>(q, 2));
      sums |= addNarrow(load<u32>(a, 12), load<u8>(q, 3));
    }
    for (; a < stop; a += 4, q += 1) sums |= addNarrow(load<u32>(a), load<u8>(q));
    if ((sums & ~0xff) != 0) {
      for (let i: usize = 0; i < run; i++) {
        const at = pixelAt(addresses, i);
        store<u8>(at, load<u8>(at) + 1 - (load<u8>(polarities + i) << 1));
      }
      return from;
    }
    store<u8>(spare, 0);
  }
  return count;
}

/** Widens signed bytes to 16 bits; both frames have room for 16 pixels more. */
export function widen(narrow: usize, frame: usize, pixels: usize): void {
  for (let i: usize = 0; i < pixels; i += 16) {
    const bytes = v128.load(narrow + i);
    v128.store(frame + (i << 1), i16x8.extend_low_i8x16_s(bytes));
    v128.store(frame + (i << 1), i16x8.extend_high_i8x16_s(bytes), 16);
  }
}

// @ts-ignore: decorator
@inline
function addSigned(at: u32, p: u32): i32 {
  const sum = <i32>load<i16>(at) + (<i32>(p << 1) - 1);
  store<u16>(at, <u16>sum);
  return (sum ^ (sum >> 31)) + 1;
}

/** Counts ON minus OFF, saturating at ±32,767. */
export function drawSigned(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  const addresses = scratchOf(frame, (width * height) << 1);
  for (let from: usize = 0; from < count; from += scratchEvents) {
    const run = min<usize>(scratchEvents, count - from);
    locate(frame, width, height, 1, x + (from << 1), y + (from << 1), run, addresses);
    const polarities = p + from;
    let sums: i32 = 0;
    let a = addresses;
    let q = polarities;
    const stop = addresses + (run << 2);
    for (; a + 16 <= stop; a += 16, q += 4) {
      sums |= addSigned(load<u32>(a), load<u8>(q));
      sums |= addSigned(load<u32>(a, 4), load<u8>(q, 1));
      sums |= addSigned(load<u32>(a, 8), load<u8>(q, 2));
      sums |= addSigned(load<u32>(a, 12), load<u8>(q, 3));
    }
    for (; a < stop; a += 4, q += 1) sums |= addSigned(load<u32>(a), load<u8>(q));
    if (sums < 0x8000) continue;
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i);
      store<u16>(at, load<u16>(at) + 1 - (<u16>load<u8>(polarities + i) << 1));
    }
    for (let i: usize = 0; i < run; i++) {
      const at = pixelAt(addresses, i);
      const sum = <i32>load<i16>(at) + (<i32>(<u32>load<u8>(polarities + i) << 1) - 1);
      store<i16>(at, <i16>max(-32_767, min(32_767, sum)));
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
