/** Counts events inside [x0, x1] × [y0, y1], ends included, 0 to 65,535 each: ON + 2³² · OFF. */
export function countRectangle(x: usize, y: usize, p: usize, count: usize, x0: u32, y0: u32, x1: u32, y1: u32): f64 {
  const left = i16x8.splat(<i16>x0);
  const top = i16x8.splat(<i16>y0);
  const columns = i16x8.splat(<i16>(x1 - x0));
  const rows = i16x8.splat(<i16>(y1 - y0));
  let on: u32 = 0;
  let all: u32 = 0;
  let i: usize = 0;
  while (i + 8 <= count) {
    const end = min<usize>(count - 7, i + 65_536);
    let inside16 = i16x8.splat(0);
    let on16 = i16x8.splat(0);
    for (; i < end; i += 8) {
      const dx = i16x8.sub(v128.load(x + (i << 1)), left);
      const dy = i16x8.sub(v128.load(y + (i << 1)), top);
      const outside = v128.or(i16x8.gt_u(dx, columns), i16x8.gt_u(dy, rows));
      inside16 = i16x8.add(inside16, i16x8.add(outside, i16x8.splat(1)));
      on16 = i16x8.add(on16, v128.andnot(v128.load_ext<u8>(p + i), outside));
    }
    all += sum16(inside16);
    on += sum16(on16);
  }
  for (; i < count; i++) {
    const dx = <u32>load<u16>(x + (i << 1)) - x0;
    const dy = <u32>load<u16>(y + (i << 1)) - y0;
    if (dx <= x1 - x0 && dy <= y1 - y0) {
      all++;
      on += <u32>load<u8>(p + i);
    }
  }
  return <f64>on + <f64>(all - on) * 4_294_967_296;
}

function sum16(v: v128): u32 {
  const pairs = i32x4.extadd_pairwise_i16x8_u(v);
  return <u32>(
    (i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1) + i32x4.extract_lane(pairs, 2) + i32x4.extract_lane(pairs, 3))
  );
}
