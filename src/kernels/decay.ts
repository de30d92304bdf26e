/**
 * Exponential decay in single precision, one operation at a time, so that every build gives the same bits:
 * value = trunc(32767 · P(f) · 2⁻ⁱ + 0.5) with u = age · c, i = floor(u), f = u − i, c = 1 / (τ · ln 2), where P is the
 * polynomial below for 2⁻ᶠ on [0, 1). Within 0.6 of 32767 · exp(−age/τ), so at most 1 away from its rounded value.
 */
export const decayTerms: readonly [number, number, number, number, number, number] = [
  1,
  Math.fround(-0.6931444406509399),
  Math.fround(0.24018670618534088),
  Math.fround(-0.05531669408082962),
  Math.fround(0.009228380396962166),
  Math.fround(-0.0009540343307889998),
];

/** From here on, in units of τ · ln 2, a value rounds to 0. */
export const decayEnd = 16;

/** The constant c for a τ in microseconds. */
export function decayRate(tauMicros: number): number {
  return Math.fround(1 / (tauMicros * Math.LN2));
}

/** 32767 · exp(−age/τ) for an age in whole microseconds ≥ 0 and a rate from {@link decayRate}. */
export function decayValue(ageMicros: number, rate: number): number {
  const round = Math.fround;
  const u = Math.min(round(round(ageMicros) * rate), decayEnd);
  const i = Math.floor(u);
  const f = u - i;
  const [c0, c1, c2, c3, c4, c5] = decayTerms;
  let power = round(round(c5 * f) + c4);
  power = round(round(power * f) + c3);
  power = round(round(power * f) + c2);
  power = round(round(power * f) + c1);
  power = round(round(power * f) + c0);
  return Math.trunc(round(round(round(power * 32767) * 2 ** -i) + 0.5));
}
