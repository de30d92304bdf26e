import {
  codeFloat16,
  codeFloat32,
  codeFloat64,
  codeInt16,
  codeInt32,
  codeInt64,
  codeInt8,
  codeUint16,
  codeUint32,
  codeUint64,
  codeUint8,
} from '../plane-codes';

/** Writes `count` samples of a type as floats; `output` may not overlap `input`. */
export function planeWiden(code: i32, input: usize, output: usize, count: usize): void {
  switch (code) {
    case codeUint8:
      widen8(input, output, count, false);
      return;
    case codeInt8:
      widen8(input, output, count, true);
      return;
    case codeUint16:
      widen16(input, output, count, false);
      return;
    case codeInt16:
      widen16(input, output, count, true);
      return;
    case codeUint32:
      widen32(input, output, count, false);
      return;
    case codeInt32:
      widen32(input, output, count, true);
      return;
    case codeUint64:
      for (let i: usize = 0; i < count; i++) store<f32>(output + (i << 2), <f32>(<f64>load<u64>(input + (i << 3))));
      return;
    case codeInt64:
      for (let i: usize = 0; i < count; i++) store<f32>(output + (i << 2), <f32>(<f64>load<i64>(input + (i << 3))));
      return;
    case codeFloat16:
      widenHalves(input, output, count);
      return;
    case codeFloat32:
      memory.copy(output, input, count << 2);
      return;
    case codeFloat64:
      widenDoubles(input, output, count);
      return;
  }
}

// @ts-ignore: decorator
@inline
function store16(output: usize, low: v128, high: v128, signed: bool): void {
  if (signed) {
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)));
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), 16);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), 32);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), 48);
  } else {
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(output, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
  }
}

// @ts-ignore: decorator
@inline
function widen8(input: usize, output: usize, count: usize, signed: bool): void {
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const bytes = v128.load(input + i);
    if (signed) store16(output + (i << 2), i16x8.extend_low_i8x16_s(bytes), i16x8.extend_high_i8x16_s(bytes), true);
    else store16(output + (i << 2), i16x8.extend_low_i8x16_u(bytes), i16x8.extend_high_i8x16_u(bytes), false);
  }
  for (; i < count; i++) store<f32>(output + (i << 2), signed ? <f32>load<i8>(input + i) : <f32>load<u8>(input + i));
}

// @ts-ignore: decorator
@inline
function widen16(input: usize, output: usize, count: usize, signed: bool): void {
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    store16(output + (i << 2), v128.load(input + (i << 1)), v128.load(input + (i << 1), 16), signed);
  }
  for (; i < count; i++) store<f32>(output + (i << 2), signed ? <f32>load<i16>(input + (i << 1)) : <f32>load<u16>(input + (i << 1)));
}

// @ts-ignore: decorator
@inline
function widen32(input: usize, output: usize, count: usize, signed: bool): void {
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const words = v128.load(input + (i << 2));
    v128.store(output + (i << 2), signed ? f32x4.convert_i32x4_s(words) : f32x4.convert_i32x4_u(words));
  }
  for (; i < count; i++) store<f32>(output + (i << 2), signed ? <f32>load<i32>(input + (i << 2)) : <f32>load<u32>(input + (i << 2)));
}

/** Exponent and fraction move up 13 bits; the product sets the exponent's bias right, for small numbers too. */
// @ts-ignore: decorator
@inline
function widenFour(halves: v128): v128 {
  const magnitudes = i32x4.shl(v128.and(halves, i32x4.splat(0x7fff)), 13);
  const scaled = f32x4.mul(magnitudes, i32x4.splat(0x77800000));
  const notFinite = v128.and(i32x4.ge_s(magnitudes, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000));
  return v128.or(v128.or(scaled, notFinite), i32x4.shl(v128.and(halves, i32x4.splat(0x8000)), 16));
}

function widenHalves(input: usize, output: usize, count: usize): void {
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) {
    const halves = v128.load(input + (i << 1));
    v128.store(output + (i << 2), widenFour(i32x4.extend_low_i16x8_u(halves)));
    v128.store(output + (i << 2), widenFour(i32x4.extend_high_i16x8_u(halves)), 16);
  }
  for (; i < count; i++) {
    const widened = widenFour(i32x4.splat(load<u16>(input + (i << 1))));
    store<f32>(output + (i << 2), f32x4.extract_lane(widened, 0));
  }
}

function widenDoubles(input: usize, output: usize, count: usize): void {
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const low = f32x4.demote_f64x2_zero(v128.load(input + (i << 3)));
    const high = f32x4.demote_f64x2_zero(v128.load(input + (i << 3), 16));
    v128.store(output + (i << 2), v128.shuffle<i64>(low, high, 0, 2));
  }
  for (; i < count; i++) store<f32>(output + (i << 2), <f32>load<f64>(input + (i << 3)));
}
