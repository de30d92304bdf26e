// The same terms as `decayTerms` in TypeScript.
const term1: f32 = -0.6931444406509399;
const term2: f32 = 0.24018670618534088;
const term3: f32 = -0.05531669408082962;
const term4: f32 = 0.009228380396962166;
const term5: f32 = -0.0009540343307889998;

/**
 * Signed decayed values, as `decayValue` in TypeScript, of `count` events into `values` (Int16; up to 7 more are written).
 * `end` is the end of the window less the base of the times; `nearEnd` the same where it is `near`: 0 to 2³² − 1.
 */
export function decayEvents(t: usize, p: usize, count: usize, near: bool, nearEnd: u32, end: f64, rate: f32, values: usize): void {
  const end32 = i32x4.splat(nearEnd);
  const rates = f32x4.splat(rate);
  for (let i: usize = 0; i < count; i += 8) {
    const t0 = v128.load(t + (i << 2));
    const t1 = v128.load(t + (i << 2), 16);
    let a = i32x4.sub(i32x4.max_u(end32, t0), t0);
    let b = i32x4.sub(i32x4.max_u(end32, t1), t1);
    if (near && i32x4.bitmask(v128.or(a, b)) == 0) {
      a = f32x4.convert_i32x4_s(a);
      b = f32x4.convert_i32x4_s(b);
    } else {
      a = farAges(t + (i << 2), end);
      b = farAges(t + (i << 2) + 16, end);
    }
    const magnitudes = i16x8.narrow_i32x4_s(decay(a, rates), decay(b, rates));
    // p is 0 or 1: minus one for OFF, none for ON, then negate by two's complement.
    const minus = i16x8.sub(v128.load_ext<u8>(p + i), i16x8.splat(1));
    v128.store(values + (i << 1), i16x8.sub(v128.xor(magnitudes, minus), minus));
  }
}

/** Added to a float of 0 to 2²³, leaves the whole number in its lowest bits above `wholeBits`. */
const wholeShift: f32 = 8_388_608;
const wholeBits: i32 = 0x4b00_0000;

/** Ages of 2³¹ µs and more, or where the end of the window lies before the base. */
function farAges(t: usize, end: f64): v128 {
  const ends = f64x2.splat(end);
  const none = f64x2.splat(0);
  const times = v128.load(t);
  const low = f64x2.max(none, f64x2.sub(ends, f64x2.convert_low_i32x4_u(times)));
  const high = f64x2.max(none, f64x2.sub(ends, f64x2.convert_low_i32x4_u(v128.shuffle<i32>(times, times, 2, 3, 2, 3))));
  const ages = f32x4.demote_f64x2_zero(low);
  return v128.shuffle<i32>(ages, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function decay(ages: v128, rates: v128): v128 {
  const u = f32x4.pmin(f32x4.mul(ages, rates), f32x4.splat(16));
  const i = f32x4.floor(u);
  const f = f32x4.sub(u, i);
  let power = f32x4.add(f32x4.mul(f32x4.splat(term5), f), f32x4.splat(term4));
  power = f32x4.add(f32x4.mul(power, f), f32x4.splat(term3));
  power = f32x4.add(f32x4.mul(power, f), f32x4.splat(term2));
  power = f32x4.add(f32x4.mul(power, f), f32x4.splat(term1));
  power = f32x4.add(f32x4.mul(power, f), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.sub(i32x4.splat(wholeBits + 127), f32x4.add(i, f32x4.splat(wholeShift))), 23);
  const value = f32x4.add(f32x4.mul(f32x4.mul(power, f32x4.splat(32767)), scale), f32x4.splat(0.5));
  return i32x4.sub(f32x4.add(f32x4.floor(value), f32x4.splat(wholeShift)), i32x4.splat(wholeBits));
}
