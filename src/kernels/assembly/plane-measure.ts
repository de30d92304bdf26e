import { slotCountOfValues, slotGreatestValue, slotLeastValue, slotMeanValue, slotSquaresOfValues } from '../plane-codes';

// Sums run in four lanes; values that are not finite add nothing.

// @ts-ignore: decorator
@inline
function total(slot: i32): f64 {
  return load<f64>(totals + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
function setTotal(slot: i32, value: f64): void {
  store<f64>(totals + (<usize>slot << 3), value);
}

const totals: usize = memory.data(40, 16);

/** Where the totals are: five doubles. */
export function planeTotals(): usize {
  return totals;
}

/** Begins new totals. */
export function planeBegin(): void {
  setTotal(slotCountOfValues, 0);
  setTotal(slotMeanValue, 0);
  setTotal(slotSquaresOfValues, 0);
  setTotal(slotLeastValue, Infinity);
  setTotal(slotGreatestValue, -Infinity);
}

// @ts-ignore: decorator
@inline
function finiteMask(values: v128): v128 {
  const differences = f32x4.sub(values, values);
  return f32x4.eq(differences, differences);
}

// @ts-ignore: decorator
@inline
function low(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

// @ts-ignore: decorator
@inline
function high(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
}

/** The next four values, or as many as are left and NaN. */
// @ts-ignore: decorator
@inline
function fourAt(values: usize, left: usize): v128 {
  if (left >= 4) return v128.load(values);
  let four = f32x4.splat(NaN);
  four = v128.load_lane<f32>(values, four, 0);
  if (left > 1) four = f32x4.replace_lane(four, 1, load<f32>(values, 4));
  if (left > 2) four = f32x4.replace_lane(four, 2, load<f32>(values, 8));
  return four;
}

/** Adds `count` values to the totals, in one group. */
export function planeMeasure(values: usize, count: usize): void {
  let found = i32x4.splat(0);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let least = f32x4.splat(Infinity);
  let greatest = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < count; i += 4) {
    const four = fourAt(values + (i << 2), count - i);
    const finite = finiteMask(four);
    const kept = v128.and(four, finite);
    found = i32x4.sub(found, finite);
    sum0 = f64x2.add(sum0, low(kept));
    sum1 = f64x2.add(sum1, high(kept));
    least = f32x4.pmin(least, v128.bitselect(four, least, finite));
    greatest = f32x4.pmax(greatest, v128.bitselect(four, greatest, finite));
  }
  const all = <f64>(
    (i32x4.extract_lane(found, 0) + i32x4.extract_lane(found, 1) + i32x4.extract_lane(found, 2) + i32x4.extract_lane(found, 3))
  );
  if (all == 0) return;
  const mean = sumOfLanes(sum0, sum1) / all;
  const means = f64x2.splat(mean);
  let square0 = f64x2.splat(0);
  let square1 = f64x2.splat(0);
  for (let i: usize = 0; i < count; i += 4) {
    const four = fourAt(values + (i << 2), count - i);
    const finite = finiteMask(four);
    const deviation0 = v128.and(f64x2.sub(low(four), means), i64x2.extend_low_i32x4_s(finite));
    const deviation1 = v128.and(f64x2.sub(high(four), means), i64x2.extend_high_i32x4_s(finite));
    square0 = f64x2.add(square0, f64x2.mul(deviation0, deviation0));
    square1 = f64x2.add(square1, f64x2.mul(deviation1, deviation1));
  }
  merge(all, mean, sumOfLanes(square0, square1), smallest(least), largest(greatest));
}

// @ts-ignore: decorator
@inline
function sumOfLanes(a: v128, b: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + (f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
}

function smallest(v: v128): f64 {
  return <f64>min<f32>(
    min<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    min<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

function largest(v: v128): f64 {
  return <f64>max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

function merge(count: f64, mean: f64, squares: f64, least: f64, greatest: f64): void {
  const before = total(slotCountOfValues);
  const all = before + count;
  const delta = mean - total(slotMeanValue);
  setTotal(slotCountOfValues, all);
  setTotal(slotMeanValue, total(slotMeanValue) + delta * (count / all));
  setTotal(slotSquaresOfValues, total(slotSquaresOfValues) + (squares + delta * delta * ((before * count) / all)));
  setTotal(slotLeastValue, min<f64>(total(slotLeastValue), least));
  setTotal(slotGreatestValue, max<f64>(total(slotGreatestValue), greatest));
}

// @ts-ignore: decorator
@inline
function addOne(bins: usize, bin: i32): void {
  const at = bins + (<usize>bin << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Counts values from `from` to `to` in `binCount` bins; `scale` is bins per unit. */
export function planeBins(values: usize, count: usize, from: f32, to: f32, scale: f32, bins: usize, binCount: i32): void {
  const firsts = f32x4.splat(from);
  const lasts = f32x4.splat(to);
  const scales = f32x4.splat(scale);
  const lastBin = i32x4.splat(binCount - 1);
  for (let i: usize = 0; i < count; i += 4) {
    const four = fourAt(values + (i << 2), count - i);
    const inside = v128.and(f32x4.ge(four, firsts), f32x4.le(four, lasts));
    const scaled = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(four, firsts), scales));
    const found = i32x4.min_s(scaled, lastBin);
    if (i32x4.all_true(inside)) {
      addOne(bins, i32x4.extract_lane(found, 0));
      addOne(bins, i32x4.extract_lane(found, 1));
      addOne(bins, i32x4.extract_lane(found, 2));
      addOne(bins, i32x4.extract_lane(found, 3));
      continue;
    }
    if (i32x4.extract_lane(inside, 0) != 0) addOne(bins, i32x4.extract_lane(found, 0));
    if (i32x4.extract_lane(inside, 1) != 0) addOne(bins, i32x4.extract_lane(found, 1));
    if (i32x4.extract_lane(inside, 2) != 0) addOne(bins, i32x4.extract_lane(found, 2));
    if (i32x4.extract_lane(inside, 3) != 0) addOne(bins, i32x4.extract_lane(found, 3));
  }
}

/** Counts bytes by their bits exclusive-or `flip`, neighbours in two tables so that a run of one number does not wait for itself. */
export function planeBytes(values: usize, count: usize, flip: u32, bins: usize): void {
  const others = bins + 1024;
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const four = load<u32>(values + i) ^ (flip * 0x01010101);
    addOne(bins, four & 0xff);
    addOne(others, (four >> 8) & 0xff);
    addOne(bins, (four >> 16) & 0xff);
    addOne(others, four >> 24);
  }
  for (; i < count; i++) addOne(bins, load<u8>(values + i) ^ flip);
}

/** Counts 16-bit numbers by their bits exclusive-or `flip`. */
export function planeWords(values: usize, count: usize, flip: u32, bins: usize): void {
  for (let i: usize = 0; i < count; i++) addOne(bins, load<u16>(values + (i << 1)) ^ flip);
}
