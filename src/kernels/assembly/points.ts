/** A bin that is none. */
const nowhere: u32 = 0xffff_ffff;

/**
 * The bin of each point, as `TwinPointBins` finds it: `terms` are ax, ay, az, a, bx, by, bz, b in double precision, u = ax · x + a +
 * ay · y + az · z added in this order and v likewise. Points are nowhere unless 0 ≤ u < `columns` and 0 ≤ v < `rows`, of `stride`
 * bins each, or where `shown`, one byte a point or absent (0), is 0.
 */
export function projectPoints(
  coordinates: usize,
  dims: i32,
  count: usize,
  shown: usize,
  terms: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  bins: usize,
): void {
  // Lane 0 is u, lane 1 is v.
  const byX = both(terms, 0);
  const byY = both(terms, 8);
  const byZ = both(terms, 16);
  const added = both(terms, 24);
  const limits = f64x2.replace_lane(f64x2.splat(<f64>columns), 1, <f64>rows);
  const zero = f64x2.splat(0);
  const step = <usize>dims << 2;
  if (dims == 2 && shown == 0) {
    for (let i: usize = 0; i < count; i++) {
      const at = coordinates + (i << 3);
      let place = f64x2.add(f64x2.mul(byX, f64x2.splat(<f64>load<f32>(at))), added);
      place = f64x2.add(place, f64x2.mul(byY, f64x2.splat(<f64>load<f32>(at, 4))));
      store<u32>(bins + (i << 2), binOf(place, zero, limits, stride));
    }
    return;
  }
  for (let i: usize = 0; i < count; i++, coordinates += step) {
    let place = f64x2.add(f64x2.mul(byX, f64x2.splat(<f64>load<f32>(coordinates))), added);
    if (dims > 1) place = f64x2.add(place, f64x2.mul(byY, f64x2.splat(<f64>load<f32>(coordinates, 4))));
    if (dims > 2) place = f64x2.add(place, f64x2.mul(byZ, f64x2.splat(<f64>load<f32>(coordinates, 8))));
    const isShown = shown == 0 || load<u8>(shown + i) != 0;
    store<u32>(bins + (i << 2), isShown ? binOf(place, zero, limits, stride) : nowhere);
  }
}

/** The bin of a place, or `nowhere`. */
// @ts-ignore: decorator
@inline
function binOf(place: v128, zero: v128, limits: v128, stride: i32): u32 {
  const inside = v128.and(f64x2.ge(place, zero), f64x2.lt(place, limits));
  const whole = i32x4.trunc_sat_f64x2_s_zero(place);
  const bin = <u32>(i32x4.extract_lane(whole, 1) * stride + i32x4.extract_lane(whole, 0));
  return i64x2.bitmask(inside) == 3 ? bin : nowhere;
}

/** The same term of u and of v. */
// @ts-ignore: decorator
@inline
function both(terms: usize, at: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(load<f64>(terms + at)), 1, load<f64>(terms + at, 32));
}

/** Adds, lane by lane, what the lookup has for each point's code to the bins of its disc; a single tap is the point's own bin. */
export function mixPoints(
  bins: usize,
  codes: usize,
  count: usize,
  lookup: usize,
  lastCode: u32,
  taps: usize,
  tapCount: i32,
  grid: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const entry = v128.load(lookup + (<usize>min(load<u32>(codes + (i << 2)), lastCode) << 4));
    const at = grid + (<usize>bin << 4);
    if (tapCount == 1) {
      v128.store(at, i32x4.add(v128.load(at), entry));
      continue;
    }
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      v128.store(target, i32x4.add(v128.load(target), entry));
    }
  }
}

/** Keeps the greatest first word that the lookup has for the points of a bin, and counts those that have one. */
export function rankPoints(
  bins: usize,
  codes: usize,
  count: usize,
  lookup: usize,
  lastCode: u32,
  taps: usize,
  tapCount: i32,
  grid: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const priority = load<u32>(lookup + (<usize>min(load<u32>(codes + (i << 2)), lastCode) << 4));
    if (priority == 0) continue;
    const at = grid + (<usize>bin << 4);
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      store<u32>(target, max(load<u32>(target), priority));
      store<u32>(target, load<u32>(target, 12) + 1, 12);
    }
  }
}

/** Sums the numbers of the points of a bin, or keeps the greatest, and counts points with a number and all. */
export function numberPoints(bins: usize, values: usize, count: usize, largest: bool, taps: usize, tapCount: i32, grid: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const value = load<f64>(values + (i << 3));
    const at = grid + (<usize>bin << 4);
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      store<u32>(target, load<u32>(target, 12) + 1, 12);
      if (value != value) continue;
      const before = load<f64>(target);
      const numbers = load<u32>(target, 8);
      if (!largest) store<f64>(target, before + value);
      else if (numbers == 0 || value > before) store<f64>(target, value);
      store<u32>(target, numbers + 1, 8);
    }
  }
}
