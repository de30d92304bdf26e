/** Zero where a value is not finite: its difference from itself is then NaN. */
// @ts-ignore: decorator
@inline
function finiteOrZero(values: v128): v128 {
  const differences = f32x4.sub(values, values);
  return v128.and(values, f32x4.eq(differences, differences));
}

/**
 * Subtracts a · S and divides by b · D + (1 − b), each unless its address is 0. `output` may be `input`.
 *
 * One test at the end serves for all: what was not finite before a division is not finite, or 0, after it, and a division by 0 is
 * never finite.
 */
export function planeCorrect(input: usize, subtract: usize, a: f32, divide: usize, b: f32, output: usize, count: usize): void {
  if (divide == 0) correct(input, subtract, a, 0, b, output, count, true, false, true);
  else if (subtract == 0) correct(input, 0, a, divide, b, output, count, false, true, true);
  else if (a == 1 && b == 1) correct(input, subtract, a, divide, b, output, count, true, true, false);
  else correct(input, subtract, a, divide, b, output, count, true, true, true);
}

// @ts-ignore: decorator
@inline
function correct(
  input: usize,
  subtract: usize,
  a: f32,
  divide: usize,
  b: f32,
  output: usize,
  count: usize,
  subtracts: bool,
  divides: bool,
  weighs: bool,
): void {
  const amount = f32x4.splat(a);
  const share = f32x4.splat(b);
  const rest = f32x4.splat(<f32>1 - b);
  let i: usize = 0;
  const end = count << 2;
  for (; i + 32 <= end; i += 32) {
    let first = v128.load(input + i);
    let second = v128.load(input + i, 16);
    if (subtracts) {
      first = minus(first, v128.load(subtract + i), amount, weighs);
      second = minus(second, v128.load(subtract + i, 16), amount, weighs);
    }
    if (divides) {
      first = by(first, v128.load(divide + i), share, rest, weighs);
      second = by(second, v128.load(divide + i, 16), share, rest, weighs);
    }
    v128.store(output + i, finiteOrZero(first));
    v128.store(output + i, finiteOrZero(second), 16);
  }
  for (; i < end; i += 4) {
    let value = v128.load32_splat(input + i);
    if (subtracts) value = minus(value, v128.load32_splat(subtract + i), amount, weighs);
    if (divides) value = by(value, v128.load32_splat(divide + i), share, rest, weighs);
    v128.store_lane<f32>(output + i, finiteOrZero(value), 0);
  }
}

// @ts-ignore: decorator
@inline
function minus(values: v128, subtrahends: v128, amount: v128, weighs: bool): v128 {
  return f32x4.sub(values, weighs ? f32x4.mul(amount, subtrahends) : subtrahends);
}

// @ts-ignore: decorator
@inline
function by(values: v128, divisors: v128, amount: v128, rest: v128, weighs: bool): v128 {
  return f32x4.div(values, weighs ? f32x4.add(f32x4.mul(amount, divisors), rest) : divisors);
}
