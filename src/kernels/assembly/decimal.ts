/** What `parseNumber` found: the scaled, rounded value, and whether the number as written is an integer. */
export let numberValue: i64 = 0;
export let numberIsIntegral: bool = false;

const largest: i64 = 9_007_199_254_740_991;

/**
 * Reads the decimal number between `start` and `end`, times 10^`shift`, halves rounded up, on its digits: the same as
 * `readDecimal` in TypeScript. False where it is no number, or does not fit.
 */
export function parseNumber(start: usize, end: usize, shift: i32): bool {
  let negative = false;
  if (start < end && (load<u8>(start) == 45 || load<u8>(start) == 43)) {
    negative = load<u8>(start) == 45;
    start++;
  }
  // The digits: `wholeDigits` of them stand before the point.
  const digits = start;
  let at = start;
  while (at < end && isDigit(at)) at++;
  const wholeDigits = <i32>(at - start);
  let digitsEnd = at;
  let digitCount = wholeDigits;
  if (at < end && load<u8>(at) == 46) {
    at++;
    while (at < end && isDigit(at)) at++;
    digitCount += <i32>(at - digitsEnd) - 1;
    digitsEnd = at;
  }
  if (digitCount == 0) return false;
  let exponent = 0;
  if (at < end) {
    if ((load<u8>(at) | 32) != 101) return false;
    at++;
    let down = false;
    if (at < end && (load<u8>(at) == 45 || load<u8>(at) == 43)) {
      down = load<u8>(at) == 45;
      at++;
    }
    if (at >= end) return false;
    for (; at < end; at++) {
      if (!isDigit(at)) return false;
      exponent = min(100_000, exponent * 10 + (<i32>load<u8>(at) - 48));
    }
    if (down) exponent = -exponent;
  }

  const writtenPoint = wholeDigits + exponent;
  const point = writtenPoint + shift;
  let value: i64 = 0;
  let nonZero = false;
  let integral = true;
  let roundDigit = 0;
  let more = false;
  let taken = 0;
  for (let i = digits, index = 0; i < digitsEnd; i++) {
    if (load<u8>(i) == 46) continue;
    const digit = <i32>load<u8>(i) - 48;
    nonZero = nonZero || digit != 0;
    if (digit != 0 && index >= writtenPoint) integral = false;
    if (index < point) {
      if (value > 1_000_000_000_000_000) return false;
      value = value * 10 + digit;
    } else if (index == point) {
      roundDigit = digit;
    } else {
      more = more || digit != 0;
    }
    index++;
    taken = index;
  }
  numberIsIntegral = integral;
  if (!nonZero) {
    numberValue = 0;
    return true;
  }
  for (; taken < point; taken++) {
    if (value > 1_000_000_000_000_000) return false;
    value *= 10;
    if (value == 0) return false;
  }
  if (negative ? roundDigit > 5 || (roundDigit == 5 && more) : roundDigit >= 5) value++;
  if (value > largest) return false;
  numberValue = negative ? -value : value;
  return true;
}

// @ts-ignore: decorator
@inline
function isDigit(address: usize): bool {
  return <u32>load<u8>(address) - 48 <= 9;
}
