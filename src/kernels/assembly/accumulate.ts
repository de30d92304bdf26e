import { decayEvents } from './surface';

/** Draws events, last one wins: 1 OFF, 2 ON. Columns are addresses of the first event to draw. */
export function drawPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const column = <u32>load<u16>(x + (i << 1));
    const row = <u32>load<u16>(y + (i << 1));
    if (u32(column < width) & u32(row < height)) store<u8>(frame + <usize>(row * width + column), load<u8>(p + i) + 1);
  }
}

/** Counts ON minus OFF, saturating at ±32,767. */
export function drawSigned(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const column = <u32>load<u16>(x + (i << 1));
    const row = <u32>load<u16>(y + (i << 1));
    if (u32(column < width) & u32(row < height)) {
      const at = frame + (<usize>(row * width + column) << 1);
      const sum = <i32>load<i16>(at) + (<i32>(load<u8>(p + i) << 1) - 1);
      if (<u32>(sum + 32_767) <= 65_534) store<i16>(at, <i16>sum);
    }
  }
}

/** Counts ON and OFF side by side, saturating at 65,535. */
export function drawPerPolarity(frame: usize, width: u32, height: u32, x: usize, y: usize, p: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const column = <u32>load<u16>(x + (i << 1));
    const row = <u32>load<u16>(y + (i << 1));
    if (u32(column < width) & u32(row < height)) {
      const at = frame + (<usize>(row * width + column) << 2) + (<usize>(1 - load<u8>(p + i)) << 1);
      const sum = <u32>load<u16>(at) + 1;
      if (sum <= 0xffff) store<u16>(at, <u16>sum);
    }
  }
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
  values: usize,
): void {
  for (let done: usize = 0; done < count; ) {
    const run = min<usize>(1024, count - done);
    decayEvents(t + (done << 2), p + done, run, end, rate, values);
    for (let i: usize = 0; i < run; i++) {
      const column = <u32>load<u16>(x + ((done + i) << 1));
      const row = <u32>load<u16>(y + ((done + i) << 1));
      if (u32(column < width) & u32(row < height)) {
        store<i16>(frame + (<usize>(row * width + column) << 1), load<i16>(values + (i << 1)));
      }
    }
    done += run;
  }
}

export function clear(address: usize, byteLength: usize): void {
  memory.fill(address, 0, byteLength);
}
