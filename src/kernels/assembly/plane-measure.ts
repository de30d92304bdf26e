import { slotCountOfValues, slotGreatestValue, slotLeastValue, slotMeanValue, slotSquaresOfValues } from '../plane-codes';

// Sums run in eight lanes; values that are not finite add nothing.

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

/** The two floats at an address. */
// @ts-ignore: decorator
@inline
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

// @ts-ignore: decorator
@inline
function squared(value: v128): v128 {
  return f64x2.mul(value, value);
}

/** The next four values, or as many as are left and NaN. */
// @ts-ignore: decorator
@inline
function fourAt(values: usize, left: isize): v128 {
  if (left >= 4) return v128.load(values);
  let four = f32x4.splat(NaN);
  if (left > 0) four = f32x4.replace_lane(four, 0, load<f32>(values));
  if (left > 1) four = f32x4.replace_lane(four, 1, load<f32>(values, 4));
  if (left > 2) four = f32x4.replace_lane(four, 2, load<f32>(values, 8));
  return four;
}

/** Adds the range of `count` values, and how many are finite, to the totals; no moments. */
export function planeRange(values: usize, count: usize): void {
  let lost = i32x4.splat(0);
  let least = f32x4.splat(Infinity);
  let greatest = f32x4.splat(-Infinity);
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const first = v128.load(values + (i << 2));
    const second = v128.load(values + (i << 2), 16);
    if (v128.any_true(v128.or(f32x4.sub(first, first), f32x4.sub(second, second)))) {
      const finite0 = finiteMask(first);
      const finite1 = finiteMask(second);
      // A mask is −1 where a value is finite.
      lost = i32x4.add(lost, i32x4.add(i32x4.add(finite0, finite1), i32x4.splat(2)));
      least = f32x4.pmin(f32x4.pmin(least, v128.bitselect(first, least, finite0)), v128.bitselect(second, least, finite1));
      greatest = f32x4.pmax(f32x4.pmax(greatest, v128.bitselect(first, greatest, finite0)), v128.bitselect(second, greatest, finite1));
      continue;
    }
    least = f32x4.pmin(least, f32x4.pmin(first, second));
    greatest = f32x4.pmax(greatest, f32x4.pmax(first, second));
  }
  let missing = sumOfCounts(lost);
  let lowest = smallest(least);
  let highest = largest(greatest);
  for (; i < count; i++) {
    const value = load<f32>(values + (i << 2));
    if (value - value != 0) missing++;
    else {
      lowest = min<f64>(lowest, <f64>value);
      highest = max<f64>(highest, <f64>value);
    }
  }
  setTotal(slotCountOfValues, total(slotCountOfValues) + <f64>count - <f64>missing);
  setTotal(slotLeastValue, min<f64>(total(slotLeastValue), lowest));
  setTotal(slotGreatestValue, max<f64>(total(slotGreatestValue), highest));
}

// @ts-ignore: decorator
@inline
function sumOfCounts(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

/** Adds `count` values to the totals, in one group. */
export function planeMeasure(values: usize, count: usize): void {
  if ((count & 7) != 0 || !measureFinite(values, count)) measureAny(values, count);
}

/** Measures whole groups of eight; false, and nothing added, where a value is not finite. */
function measureFinite(values: usize, count: usize): bool {
  const zero = f64x2.splat(0);
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  let sum3 = zero;
  let least0 = f32x4.splat(Infinity);
  let least1 = least0;
  let greatest0 = f32x4.splat(-Infinity);
  let greatest1 = greatest0;
  const end = values + (count << 2);
  for (let at = values; at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    sum0 = f64x2.add(sum0, pair(at));
    sum1 = f64x2.add(sum1, pair(at + 8));
    sum2 = f64x2.add(sum2, pair(at + 16));
    sum3 = f64x2.add(sum3, pair(at + 24));
    least0 = f32x4.pmin(least0, first);
    least1 = f32x4.pmin(least1, second);
    greatest0 = f32x4.pmax(greatest0, first);
    greatest1 = f32x4.pmax(greatest1, second);
  }
  const sum = sumOfLanes(sum0, sum1, sum2, sum3);
  if (sum - sum != 0) return false;
  const all = <f64>count;
  const mean = sum / all;
  const means = f64x2.splat(mean);
  sum0 = zero;
  sum1 = zero;
  sum2 = zero;
  sum3 = zero;
  for (let at = values; at < end; at += 32) {
    sum0 = f64x2.add(sum0, squared(f64x2.sub(pair(at), means)));
    sum1 = f64x2.add(sum1, squared(f64x2.sub(pair(at + 8), means)));
    sum2 = f64x2.add(sum2, squared(f64x2.sub(pair(at + 16), means)));
    sum3 = f64x2.add(sum3, squared(f64x2.sub(pair(at + 24), means)));
  }
  const least = smallest(f32x4.pmin(least0, least1));
  merge(all, mean, sumOfLanes(sum0, sum1, sum2, sum3), least, largest(f32x4.pmax(greatest0, greatest1)));
  return true;
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

function measureAny(values: usize, count: usize): void {
  const zero = f64x2.splat(0);
  let found = i32x4.splat(0);
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  let sum3 = zero;
  let least = f32x4.splat(Infinity);
  let greatest = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < count; i += 8) {
    const first = fourAt(values + (i << 2), <isize>(count - i));
    const second = fourAt(values + (i << 2) + 16, <isize>(count - i) - 4);
    const finite0 = finiteMask(first);
    const finite1 = finiteMask(second);
    const kept0 = v128.and(first, finite0);
    const kept1 = v128.and(second, finite1);
    found = i32x4.sub(found, i32x4.add(finite0, finite1));
    sum0 = f64x2.add(sum0, low(kept0));
    sum1 = f64x2.add(sum1, high(kept0));
    sum2 = f64x2.add(sum2, low(kept1));
    sum3 = f64x2.add(sum3, high(kept1));
    least = f32x4.pmin(least, v128.bitselect(first, least, finite0));
    least = f32x4.pmin(least, v128.bitselect(second, least, finite1));
    greatest = f32x4.pmax(greatest, v128.bitselect(first, greatest, finite0));
    greatest = f32x4.pmax(greatest, v128.bitselect(second, greatest, finite1));
  }
  const all = <f64>sumOfCounts(found);
  if (all == 0) return;
  const mean = sumOfLanes(sum0, sum1, sum2, sum3) / all;
  const means = f64x2.splat(mean);
  sum0 = zero;
  sum1 = zero;
  sum2 = zero;
  sum3 = zero;
  for (let i: usize = 0; i < count; i += 8) {
    const first = fourAt(values + (i << 2), <isize>(count - i));
    const second = fourAt(values + (i << 2) + 16, <isize>(count - i) - 4);
    const finite0 = finiteMask(first);
    const finite1 = finiteMask(second);
    sum0 = f64x2.add(sum0, squared(v128.and(f64x2.sub(low(first), means), i64x2.extend_low_i32x4_s(finite0))));
    sum1 = f64x2.add(sum1, squared(v128.and(f64x2.sub(high(first), means), i64x2.extend_high_i32x4_s(finite0))));
    sum2 = f64x2.add(sum2, squared(v128.and(f64x2.sub(low(second), means), i64x2.extend_low_i32x4_s(finite1))));
    sum3 = f64x2.add(sum3, squared(v128.and(f64x2.sub(high(second), means), i64x2.extend_high_i32x4_s(finite1))));
  }
  merge(all, mean, sumOfLanes(sum0, sum1, sum2, sum3), smallest(least), largest(greatest));
}

// @ts-ignore: decorator
@inline
function sumOfPair(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function sumOfLanes(a: v128, b: v128, c: v128, d: v128): f64 {
  return sumOfPair(a) + sumOfPair(b) + (sumOfPair(c) + sumOfPair(d));
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
function countAt(address: usize): void {
  store<u32>(address, load<u32>(address) + 1);
}

// @ts-ignore: decorator
@inline
function addOne(bins: usize, bin: i32): void {
  const at = bins + (<usize>bin << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Values whose bins are found before they are counted. */
// @ts-ignore: decorator
@inline
const binnedTogether: usize = 256;

const offsets: usize = memory.data(1024, 16);

/**
 * Counts values from `from` to `to` in `binCount` bins, all others in one more; `scale` is bins per unit. Four neighbours count in four
 * tables, `apart` bytes from each other (0: in one), so that a run of one value does not wait for itself.
 */
export function planeBins(
  values: usize,
  count: usize,
  from: f32,
  to: f32,
  scale: f32,
  bins: usize,
  binCount: i32,
  apart: usize,
): void {
  const firsts = f32x4.splat(from);
  const lasts = f32x4.splat(to);
  const scales = f32x4.splat(scale);
  const lastBins = f32x4.splat(<f32>(binCount - 1));
  const elsewhere = f32x4.splat(<f32>binCount);
  const table1 = bins + apart;
  const table2 = table1 + apart;
  const table3 = table2 + apart;
  for (let start: usize = 0; start < count; start += binnedTogether) {
    const length = min<usize>(binnedTogether, count - start);
    for (let i: usize = 0; i < length; i += 4) {
      const four = fourAt(values + ((start + i) << 2), <isize>(length - i));
      const scaled = f32x4.pmax(f32x4.splat(0), f32x4.mul(f32x4.sub(four, firsts), scales));
      const whole = f32x4.floor(f32x4.pmin(lastBins, scaled));
      const inside = v128.and(f32x4.ge(four, firsts), f32x4.le(four, lasts));
      const found = v128.bitselect(whole, elsewhere, inside);
      // Small whole numbers added to 2²³ are the lowest bits of the sum.
      const bits = f32x4.add(found, f32x4.splat(8_388_608));
      v128.store(offsets + (i << 2), i32x4.shl(v128.and(bits, i32x4.splat(0x7fffff)), 2));
    }
    // Lanes beyond the last value are not numbers: they count elsewhere.
    for (let at = offsets; at < offsets + (length << 2); at += 16) {
      countAt(bins + load<u32>(at));
      countAt(table1 + load<u32>(at, 4));
      countAt(table2 + load<u32>(at, 8));
      countAt(table3 + load<u32>(at, 12));
    }
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
