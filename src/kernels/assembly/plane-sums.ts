// Sums of floats in double precision are finite unless one of them is not: one test of the sum serves for all its parts.
// Where it fails, or near the end, pixels are taken one by one; the numbers are the same either way.

// @ts-ignore: decorator
@inline
function finite(value: f32): bool {
  return value - value == 0;
}

/** The two floats at an address. */
// @ts-ignore: decorator
@inline
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Whether a number of either pair is not finite: finite ones differ from themselves by zero, all bits of which are zero. */
// @ts-ignore: decorator
@inline
function anyNotFinite(a: v128, b: v128): bool {
  return v128.any_true(v128.or(f64x2.sub(a, a), f64x2.sub(b, b)));
}

// @ts-ignore: decorator
@inline
function plane(planes: usize, k: i32): usize {
  return load<u32>(planes + (<usize>k << 2));
}

function sumPixel(planes: usize, count: i32, sums: usize, missing: usize, i: usize): void {
  let sum = load<f64>(sums + (i << 3));
  for (let k = 0; k < count; k++) {
    const value = load<f32>(plane(planes, k) + (i << 2));
    if (finite(value)) sum += <f64>value;
    else store<u32>(missing + (i << 2), load<u32>(missing + (i << 2)) + 1);
  }
  store<f64>(sums + (i << 3), sum);
}

/** Adds planes, whose addresses are listed at `planes`, to sums of doubles; `missing` counts samples that are not finite. */
export function planeSums(planes: usize, count: i32, sums: usize, missing: usize, pixels: usize): void {
  let k = 0;
  for (; k + 4 <= count; k += 4) sumFour(planes + (<usize>k << 2), sums, missing, pixels);
  for (; k < count; k++) sumOne(planes + (<usize>k << 2), sums, missing, pixels);
}

function sumFour(planes: usize, sums: usize, missing: usize, pixels: usize): void {
  const p0 = plane(planes, 0);
  const p1 = plane(planes, 1);
  const p2 = plane(planes, 2);
  const p3 = plane(planes, 3);
  let i: usize = 0;
  for (; i + 4 <= pixels; i += 4) {
    const at = i << 2;
    let first = f64x2.add(v128.load(sums + (i << 3)), pair(p0 + at));
    first = f64x2.add(f64x2.add(f64x2.add(first, pair(p1 + at)), pair(p2 + at)), pair(p3 + at));
    let second = f64x2.add(v128.load(sums + (i << 3), 16), pair(p0 + at + 8));
    second = f64x2.add(f64x2.add(f64x2.add(second, pair(p1 + at + 8)), pair(p2 + at + 8)), pair(p3 + at + 8));
    if (anyNotFinite(first, second)) {
      for (let lane: usize = 0; lane < 4; lane++) sumPixel(planes, 4, sums, missing, i + lane);
      continue;
    }
    v128.store(sums + (i << 3), first);
    v128.store(sums + (i << 3), second, 16);
  }
  for (; i < pixels; i++) sumPixel(planes, 4, sums, missing, i);
}

function sumOne(planes: usize, sums: usize, missing: usize, pixels: usize): void {
  const p0 = plane(planes, 0);
  let i: usize = 0;
  for (; i + 4 <= pixels; i += 4) {
    const first = f64x2.add(v128.load(sums + (i << 3)), pair(p0 + (i << 2)));
    const second = f64x2.add(v128.load(sums + (i << 3), 16), pair(p0 + (i << 2) + 8));
    if (anyNotFinite(first, second)) {
      for (let lane: usize = 0; lane < 4; lane++) sumPixel(planes, 1, sums, missing, i + lane);
      continue;
    }
    v128.store(sums + (i << 3), first);
    v128.store(sums + (i << 3), second, 16);
  }
  for (; i < pixels; i++) sumPixel(planes, 1, sums, missing, i);
}

/** Divides sums by how many samples went in, and takes the square root where `root`; NaN where none did. */
export function planeShare(sums: usize, missing: usize, planes: i32, root: bool, output: usize, pixels: usize): void {
  const all = i32x4.splat(planes);
  let i: usize = 0;
  for (; i + 4 <= pixels; i += 4) {
    const counts = i32x4.sub(all, v128.load(missing + (i << 2)));
    const upper = v128.shuffle<i64>(counts, counts, 1, 1);
    let first = f64x2.div(v128.load(sums + (i << 3)), f64x2.convert_low_i32x4_s(counts));
    let second = f64x2.div(v128.load(sums + (i << 3), 16), f64x2.convert_low_i32x4_s(upper));
    if (root) {
      first = f64x2.sqrt(first);
      second = f64x2.sqrt(second);
    }
    v128.store(output + (i << 2), v128.shuffle<i64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 2));
  }
  for (; i < pixels; i++) {
    const share = load<f64>(sums + (i << 3)) / <f64>(planes - load<i32>(missing + (i << 2)));
    store<f32>(output + (i << 2), <f32>(root ? sqrt(share) : share));
  }
}

/** Keeps the least or the greatest finite sample of each pixel. */
export function planeExtremes(planes: usize, count: i32, greatest: bool, extremes: usize, pixels: usize): void {
  for (let k = 0; k < count; k++) {
    if (greatest) extreme(plane(planes, k), extremes, pixels, true);
    else extreme(plane(planes, k), extremes, pixels, false);
  }
}

// @ts-ignore: decorator
@inline
function extreme(values: usize, extremes: usize, pixels: usize, greatest: bool): void {
  const none = f32x4.splat(greatest ? -Infinity : Infinity);
  const excluded = f32x4.splat(greatest ? Infinity : -Infinity);
  let i: usize = 0;
  const end = pixels << 2;
  for (; i + 16 <= end; i += 16) {
    const value = v128.load(values + i);
    const kept = v128.bitselect(none, value, f32x4.eq(value, excluded));
    const before = v128.load(extremes + i);
    v128.store(extremes + i, greatest ? f32x4.pmax(before, kept) : f32x4.pmin(before, kept));
  }
  for (; i < end; i += 4) {
    const value = load<f32>(values + i);
    const before = load<f32>(extremes + i);
    if (finite(value) && (greatest ? value > before : value < before)) store<f32>(extremes + i, value);
  }
}
