// What a double-precision sum loses is kept beside it (Knuth's exact sum of two numbers).

// @ts-ignore: decorator
@inline
function finite(value: f32): bool {
  return value - value == 0;
}

function addPixel(high: usize, low: usize, missing: usize, value: f32, sign: f64, i: usize): void {
  if (!finite(value)) {
    store<i32>(missing + (i << 2), load<i32>(missing + (i << 2)) + <i32>sign);
    return;
  }
  const added = sign * <f64>value;
  const before = load<f64>(high + (i << 3));
  const sum = before + added;
  store<f64>(high + (i << 3), sum);
  if (low == 0) return;
  const taken = sum - before;
  store<f64>(low + (i << 3), load<f64>(low + (i << 3)) + (before - (sum - taken) + (added - taken)));
}

function slidePixel(high: usize, low: usize, missing: usize, entering: usize, leaving: usize, planes: i32, means: usize, i: usize): void {
  if (entering != 0) addPixel(high, low, missing, load<f32>(entering + (i << 2)), 1, i);
  if (leaving != 0) addPixel(high, low, missing, load<f32>(leaving + (i << 2)), -1, i);
  if (means == 0) return;
  const count = planes - load<i32>(missing + (i << 2));
  const rest = low == 0 ? 0 : load<f64>(low + (i << 3));
  store<f32>(means + (i << 2), count > 0 ? <f32>((load<f64>(high + (i << 3)) + rest) * (1.0 / <f64>count)) : NaN);
}

// @ts-ignore: decorator
@inline
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** What rounding took from `sum` = `before` + `added`. */
// @ts-ignore: decorator
@inline
function lost(before: v128, added: v128, sum: v128): v128 {
  const taken = f64x2.sub(sum, before);
  return f64x2.add(f64x2.sub(before, f64x2.sub(sum, taken)), f64x2.sub(added, taken));
}

/** What rounding took from `sum` = `before` − `taken`. */
// @ts-ignore: decorator
@inline
function lostBelow(before: v128, taken: v128, sum: v128): v128 {
  const given = f64x2.sub(before, sum);
  return f64x2.sub(f64x2.sub(before, f64x2.add(sum, given)), f64x2.sub(taken, given));
}

/**
 * Adds a plane to sums and takes one away, either unless its address is 0; `low` is 0 where sums are exact without; writes means
 * unless `means` is 0.
 */
export function planeSlide(
  high: usize,
  low: usize,
  missing: usize,
  entering: usize,
  leaving: usize,
  planes: i32,
  means: usize,
  pixels: usize,
): void {
  let i: usize = 0;
  if (low != 0) i = move(high, low, missing, entering, leaving, planes, means, pixels, true);
  else i = move(high, 0, missing, entering, leaving, planes, means, pixels, false);
  for (; i < pixels; i++) slidePixel(high, low, missing, entering, leaving, planes, means, i);
}

/** Takes the way that fits; returns how many pixels are done. */
// @ts-ignore: decorator
@inline
function move(
  high: usize,
  low: usize,
  missing: usize,
  entering: usize,
  leaving: usize,
  planes: i32,
  means: usize,
  pixels: usize,
  compensates: bool,
): usize {
  if (entering == 0 && leaving == 0) return 0;
  if (means == 0) {
    if (leaving == 0) return slide(high, low, missing, entering, 0, planes, 0, pixels, true, false, compensates, false);
    if (entering == 0) return slide(high, low, missing, 0, leaving, planes, 0, pixels, false, true, compensates, false);
    return slide(high, low, missing, entering, leaving, planes, 0, pixels, true, true, compensates, false);
  }
  if (planes <= 0) return 0;
  if (leaving == 0) return slide(high, low, missing, entering, 0, planes, means, pixels, true, false, compensates, true);
  if (entering == 0) return slide(high, low, missing, 0, leaving, planes, means, pixels, false, true, compensates, true);
  return slide(high, low, missing, entering, leaving, planes, means, pixels, true, true, compensates, true);
}

// @ts-ignore: decorator
@inline
function slide(
  high: usize,
  low: usize,
  missing: usize,
  entering: usize,
  leaving: usize,
  planes: i32,
  means: usize,
  pixels: usize,
  enters: bool,
  leaves: bool,
  compensates: bool,
  writes: bool,
): usize {
  const part = f64x2.splat(1.0 / <f64>planes);
  let i: usize = 0;
  for (; i + 4 <= pixels; i += 4) {
    const at = i << 2;
    const before0 = v128.load(high + (i << 3));
    const before1 = v128.load(high + (i << 3), 16);
    const added0 = enters ? pair(entering + at) : before0;
    const added1 = enters ? pair(entering + at + 8) : before1;
    const taken0 = leaves ? pair(leaving + at) : before0;
    const taken1 = leaves ? pair(leaving + at + 8) : before1;
    const between0 = enters ? f64x2.add(before0, added0) : before0;
    const between1 = enters ? f64x2.add(before1, added1) : before1;
    const sum0 = leaves ? f64x2.sub(between0, taken0) : between0;
    const sum1 = leaves ? f64x2.sub(between1, taken1) : between1;
    const differences = v128.or(f64x2.sub(sum0, sum0), f64x2.sub(sum1, sum1));
    if (v128.any_true(v128.or(differences, v128.load(missing + at)))) {
      for (let lane: usize = 0; lane < 4; lane++) slidePixel(high, low, missing, entering, leaving, planes, means, i + lane);
      continue;
    }
    v128.store(high + (i << 3), sum0);
    v128.store(high + (i << 3), sum1, 16);
    let exact0 = sum0;
    let exact1 = sum1;
    if (compensates) {
      let low0 = v128.load(low + (i << 3));
      let low1 = v128.load(low + (i << 3), 16);
      if (enters) {
        low0 = f64x2.add(low0, lost(before0, added0, between0));
        low1 = f64x2.add(low1, lost(before1, added1, between1));
      }
      if (leaves) {
        low0 = f64x2.add(low0, lostBelow(between0, taken0, sum0));
        low1 = f64x2.add(low1, lostBelow(between1, taken1, sum1));
      }
      v128.store(low + (i << 3), low0);
      v128.store(low + (i << 3), low1, 16);
      exact0 = f64x2.add(sum0, low0);
      exact1 = f64x2.add(sum1, low1);
    }
    if (!writes) continue;
    const mean0 = f32x4.demote_f64x2_zero(f64x2.mul(exact0, part));
    v128.store(means + at, v128.shuffle<i64>(mean0, f32x4.demote_f64x2_zero(f64x2.mul(exact1, part)), 0, 2));
  }
  return i;
}
