/** Zero where a value is not finite: its difference from itself is then NaN. */
// @ts-ignore: decorator
@inline
function finiteOrZero(values: v128): v128 {
  const differences = f32x4.sub(values, values);
  return v128.and(values, f32x4.eq(differences, differences));
}

// @ts-ignore: decorator
@inline
function subtracted(values: v128, by: v128, amount: v128): v128 {
  return finiteOrZero(f32x4.sub(values, f32x4.mul(amount, by)));
}

// @ts-ignore: decorator
@inline
function divided(values: v128, by: v128, amount: v128, rest: v128): v128 {
  const divisors = f32x4.add(f32x4.mul(amount, by), rest);
  const quotients = finiteOrZero(f32x4.div(values, divisors));
  return v128.andnot(quotients, f32x4.eq(divisors, f32x4.splat(0)));
}

/**
 * Subtracts a · S and divides by b · D + (1 − b), each unless its address is 0. `output` may be `input`.
 */
export function planeCorrect(input: usize, subtract: usize, a: f32, divide: usize, b: f32, output: usize, count: usize): void {
  if (divide == 0) correct(input, subtract, a, 0, b, output, count, true, false);
  else if (subtract == 0) correct(input, 0, a, divide, b, output, count, false, true);
  else correct(input, subtract, a, divide, b, output, count, true, true);
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
): void {
  const amount = f32x4.splat(a);
  const share = f32x4.splat(b);
  const rest = f32x4.splat(<f32>1 - b);
  let i: usize = 0;
  const end = count << 2;
  for (; i + 16 <= end; i += 16) {
    let values = v128.load(input + i);
    if (subtracts) values = subtracted(values, v128.load(subtract + i), amount);
    if (divides) values = divided(values, v128.load(divide + i), share, rest);
    v128.store(output + i, values);
  }
  for (; i < end; i += 4) {
    let values = v128.load32_splat(input + i);
    if (subtracts) values = subtracted(values, v128.load32_splat(subtract + i), amount);
    if (divides) values = divided(values, v128.load32_splat(divide + i), share, rest);
    v128.store_lane<f32>(output + i, values, 0);
  }
}
