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
  if (entering != 0 && leaving != 0 && means != 0 && planes > 0) {
    if (low == 0) i = slideBoth(high, 0, missing, entering, leaving, planes, means, pixels, false);
    else i = slideBoth(high, low, missing, entering, leaving, planes, means, pixels, true);
  } else if (entering != 0 && leaving == 0 && means == 0) {
    if (low == 0) i = enter(high, 0, entering, pixels, missing, false);
    else i = enter(high, low, entering, pixels, missing, true);
  }
  for (; i < pixels; i++) slidePixel(high, low, missing, entering, leaving, planes, means, i);
}

// @ts-ignore: decorator
@inline
function slideBoth(
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
  const part = f64x2.splat(1.0 / <f64>planes);
  let i: usize = 0;
  for (; i + 2 <= pixels; i += 2) {
    const at = i << 2;
    const added = pair(entering + at);
    const taken = f64x2.neg(pair(leaving + at));
    const before = v128.load(high + (i << 3));
    const between = f64x2.add(before, added);
    const sum = f64x2.add(between, taken);
    const difference = f64x2.sub(sum, sum);
    if (v128.any_true(v128.or(f64x2.ne(difference, difference), v128.load64_zero(missing + at)))) {
      slidePixel(high, low, missing, entering, leaving, planes, means, i);
      slidePixel(high, low, missing, entering, leaving, planes, means, i + 1);
      continue;
    }
    v128.store(high + (i << 3), sum);
    let exact = sum;
    if (compensates) {
      const rest = f64x2.add(f64x2.add(v128.load(low + (i << 3)), lost(before, added, between)), lost(between, taken, sum));
      v128.store(low + (i << 3), rest);
      exact = f64x2.add(sum, rest);
    }
    v128.store_lane<i64>(means + at, f32x4.demote_f64x2_zero(f64x2.mul(exact, part)), 0);
  }
  return i;
}

// @ts-ignore: decorator
@inline
function enter(high: usize, low: usize, entering: usize, pixels: usize, missing: usize, compensates: bool): usize {
  let i: usize = 0;
  for (; i + 2 <= pixels; i += 2) {
    const added = pair(entering + (i << 2));
    const before = v128.load(high + (i << 3));
    const sum = f64x2.add(before, added);
    const difference = f64x2.sub(sum, sum);
    if (v128.any_true(f64x2.ne(difference, difference))) {
      slidePixel(high, low, missing, entering, 0, 0, 0, i);
      slidePixel(high, low, missing, entering, 0, 0, 0, i + 1);
      continue;
    }
    v128.store(high + (i << 3), sum);
    if (compensates) v128.store(low + (i << 3), f64x2.add(v128.load(low + (i << 3)), lost(before, added, sum)));
  }
  return i;
}
