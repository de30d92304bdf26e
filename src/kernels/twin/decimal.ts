const notDecimal = Number.NaN;

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * The number written in `field` times 10^`shift`, as an integer with halves rounded up, read on its digits and never
 * through a float. NaN where the field is no decimal number or the result passes ±(2⁵³ − 1).
 */
export function readDecimal(field: string, shift: number): number {
  const match = form.exec(field);
  if (match === null) return notDecimal;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole.length + fraction.length === 0) return notDecimal;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0;
  const power = Math.max(-3000, Math.min(3000, Number(exponent))) - fraction.length + shift;
  const value = sign === '-' ? -digits : digits;
  const scale = 10n ** BigInt(Math.abs(power));
  const rounded = power >= 0 ? value * scale : floorDivide(2n * value + scale, 2n * scale);
  if (rounded > BigInt(Number.MAX_SAFE_INTEGER) || rounded < -BigInt(Number.MAX_SAFE_INTEGER)) return notDecimal;
  return Number(rounded);
}

/** Whether the number written in `field` is an integer, however it is written. */
export function isIntegral(field: string): boolean {
  const match = form.exec(field);
  if (match === null) return false;
  const [, , whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/0+$/, '');
  const trailingZeros = whole.length + fraction.length - digits.length;
  return /^0*$/.test(digits) || Number(exponent) - fraction.length + trailingZeros >= 0;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}
