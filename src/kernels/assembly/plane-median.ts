// Sixteen neighbouring pixels at a time: their samples are gathered side by side as integers of the same order, then the median
// is found by halving the range of integers it may lie in; each halving counts the samples above its middle.

/** Greater than any finite sample. */
// @ts-ignore: decorator
@inline
const never: i32 = 0x7fffffff;

/** Integers in the order of the floats; the same function leads back. Those that are not finite become `never`. */
// @ts-ignore: decorator
@inline
function ordered(values: v128): v128 {
  const finite = i32x4.lt_u(i32x4.shl(values, 1), i32x4.splat(0xff000000));
  const keys = v128.xor(values, v128.and(i32x4.shr_s(values, 31), i32x4.splat(never)));
  return v128.bitselect(keys, i32x4.splat(never), finite);
}

// @ts-ignore: decorator
@inline
function valuesOf(keys: v128): v128 {
  return v128.xor(keys, v128.and(i32x4.shr_s(keys, 31), i32x4.splat(never)));
}

/** Half of a + b without overflow, rounded down. */
// @ts-ignore: decorator
@inline
function middle(a: v128, b: v128): v128 {
  return i32x4.add(v128.and(a, b), i32x4.shr_s(v128.xor(a, b), 1));
}

/**
 * Medians of `pixels` pixels over `planes` planes that follow each other every `stride` bytes. `scratch` has room for 64 bytes a
 * plane.
 */
export function planeMedians(block: usize, planes: i32, stride: usize, pixels: usize, output: usize, scratch: usize): void {
  for (let i: usize = 0; i < pixels; i += 16) {
    const lanes = min<usize>(16, pixels - i);
    gather(block + (i << 2), planes, stride, lanes, scratch);
    for (let quad: usize = 0; quad < lanes; quad += 4) {
      const found = medians(scratch + (quad << 2), planes);
      const at = output + ((i + quad) << 2);
      if (quad + 4 <= lanes) v128.store(at, found);
      else {
        store<f32>(at, f32x4.extract_lane(found, 0));
        if (quad + 1 < lanes) store<f32>(at, f32x4.extract_lane(found, 1), 4);
        if (quad + 2 < lanes) store<f32>(at, f32x4.extract_lane(found, 2), 8);
      }
    }
  }
}

/** Reads whole vectors, beyond the last pixel too: the memory goes on behind it. */
function gather(block: usize, planes: i32, stride: usize, lanes: usize, scratch: usize): void {
  let from = block;
  let to = scratch;
  for (let plane = 0; plane < planes; plane++) {
    for (let at: usize = 0; at < lanes << 2; at += 16) v128.store(to + at, ordered(v128.load(from + at)));
    from += stride;
    to += 64;
  }
}

function medians(keys: usize, planes: i32): v128 {
  const none = i32x4.splat(never);
  const end = keys + (<usize>planes << 6);
  let low = none;
  let high = i32x4.splat(0x80000000);
  let count = i32x4.splat(0);
  for (let at = keys; at < end; at += 64) {
    const key = v128.load(at);
    const found = i32x4.ne(key, none);
    count = i32x4.sub(count, found);
    low = i32x4.min_s(low, key);
    high = i32x4.max_s(high, v128.bitselect(key, high, found));
  }
  const empty = i32x4.eq(count, i32x4.splat(0));
  high = i32x4.max_s(high, low);
  // As many samples may lie above the lower of the middle two, and as many above the upper; samples that are missing do.
  const all = i32x4.splat(planes);
  const aboveLower = i32x4.sub(all, i32x4.shr_u(i32x4.add(count, i32x4.splat(1)), 1));
  const aboveUpper = i32x4.sub(all, i32x4.add(i32x4.shr_u(count, 1), i32x4.splat(1)));
  while (v128.any_true(i32x4.lt_s(low, high))) {
    const split = middle(low, high);
    const below = i32x4.le_s(countAbove(keys, end, split), aboveLower);
    high = v128.bitselect(split, high, below);
    low = v128.bitselect(low, i32x4.add(split, i32x4.splat(1)), below);
  }
  let above = i32x4.splat(0);
  let next = none;
  for (let at = keys; at < end; at += 64) {
    const key = v128.load(at);
    const greater = i32x4.gt_s(key, low);
    above = i32x4.sub(above, greater);
    next = i32x4.min_s(next, v128.bitselect(key, none, greater));
  }
  const upper = v128.bitselect(low, next, i32x4.le_s(above, aboveUpper));
  const medians = mean(valuesOf(low), valuesOf(upper));
  return v128.bitselect(f32x4.splat(NaN), medians, empty);
}

// @ts-ignore: decorator
@inline
function countAbove(keys: usize, end: usize, split: v128): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let at = keys;
  for (; at + 256 <= end; at += 256) {
    a = i32x4.sub(a, i32x4.gt_s(v128.load(at), split));
    b = i32x4.sub(b, i32x4.gt_s(v128.load(at, 64), split));
    a = i32x4.sub(a, i32x4.gt_s(v128.load(at, 128), split));
    b = i32x4.sub(b, i32x4.gt_s(v128.load(at, 192), split));
  }
  for (; at < end; at += 64) a = i32x4.sub(a, i32x4.gt_s(v128.load(at), split));
  return i32x4.add(a, b);
}

/** Half the sum in double precision. */
// @ts-ignore: decorator
@inline
function mean(a: v128, b: v128): v128 {
  const half = f64x2.splat(0.5);
  const sum0 = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const upperA = f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1));
  const sum1 = f64x2.add(upperA, f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1)));
  const low = f32x4.demote_f64x2_zero(f64x2.mul(sum0, half));
  return v128.shuffle<i64>(low, f32x4.demote_f64x2_zero(f64x2.mul(sum1, half)), 0, 2);
}
