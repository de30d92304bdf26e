const words = new Float64Array(1);
const halves = new Uint32Array(words.buffer);

/**
 * Natural logarithm of a normal positive double, within 2 · 10⁻¹⁵ of its size: the series of the inverse hyperbolic tangent, in
 * additions, multiplications and divisions only, which IEEE 754 rounds alike in every engine; `Math.log` need not.
 */
export function fixedLog(value: number): number {
  words[0] = value;
  let exponent = (halves[1]! >>> 20) - 1023;
  halves[1] = (halves[1]! & 0x000f_ffff) | 0x3ff0_0000;
  let mantissa = words[0]!;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const s = t * t;
  const series =
    1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * (1 / 13 + s * (1 / 15 + s * (1 / 17 + s / 19))))))));
  return exponent * Math.LN2 + 2 * t * series;
}

const tableBits = 11;
/** −ln of the middles of 2¹¹ equal parts of [1, 2). */
const minusLogs = Float64Array.from({ length: 1 << tableBits }, (_, part) => -fixedLog(1 + (part + 0.5) / (1 << tableBits)));

/** An exponentially distributed number of mean 1 from 32 random bits: −ln of them as a fraction, its mantissa cut to 11 bits. */
export function exponentialOf(bits: number): number {
  const zeros = Math.clz32(bits);
  const mantissa = zeros >= 31 ? 0 : (bits << (zeros + 1)) >>> (32 - tableBits);
  return (zeros + 1) * Math.LN2 + minusLogs[mantissa]!;
}
