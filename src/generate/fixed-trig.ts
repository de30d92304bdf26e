/** A turn in the 16-bit angles of this folder. Angles grow from +x towards +y: clockwise on a screen whose y points down. */
export const turn16 = 65536;

/** atan(2⁻ⁱ) in turns × 2²⁴, rounded. */
const arcTangents = [
  2097152, 1238021, 654136, 332050, 166669, 83416, 41718, 20860, 10430, 5215, 2608, 1304, 652, 326, 163, 81, 41, 20, 10, 5,
] as const;
const turn24 = 1 << 24;
/** Π 1/√(1 + 4⁻ⁱ), what CORDIC's steps stretch a vector by, inverted and × 2²². */
const unstretched22 = 2547003;

/**
 * Sine of a 16-bit angle as an integer −32,767 … 32,767, within one unit, by CORDIC (Volder 1959): shifts and additions
 * only, so that every engine agrees.
 */
export function sin16(angle: number): number {
  let remaining = (((angle % turn16) + turn16) % turn16) * 256;
  let sign = 1;
  if (remaining >= turn24 / 2) {
    remaining -= turn24 / 2;
    sign = -1;
  }
  if (remaining > turn24 / 4) remaining = turn24 / 2 - remaining;
  let x = unstretched22;
  let y = 0;
  for (let i = 0; i < arcTangents.length; i += 1) {
    const dx = y >> i;
    const dy = x >> i;
    if (remaining >= 0) {
      x -= dx;
      y += dy;
      remaining -= arcTangents[i]!;
    } else {
      x += dx;
      y -= dy;
      remaining += arcTangents[i]!;
    }
  }
  const sine = Math.min(32767, (y + 64) >> 7);
  return sign < 0 ? 0 - sine : sine;
}

/** A point in polar form: 16-bit angle, and radius in 1/256 of the input's unit. */
export interface Polar {
  readonly angle: number;
  readonly radius256: number;
}

/** Polar form of an integer vector with |x|, |y| ≤ 16,384, by CORDIC: angle within two units, radius within 1/16 + 1/50,000 of it. */
export function polarOf(x: number, y: number): Polar {
  if (x === 0 && y === 0) return { angle: 0, radius256: 0 };
  let u = x * 32768;
  let v = y * 32768;
  let angle = 0;
  if (u < 0) {
    u = -u;
    v = -v;
    angle = turn24 / 2;
  }
  for (let i = 0; i < arcTangents.length; i += 1) {
    const du = v >> i;
    const dv = u >> i;
    if (v > 0) {
      u += du;
      v -= dv;
      angle += arcTangents[i]!;
    } else {
      u -= du;
      v += dv;
      angle -= arcTangents[i]!;
    }
  }
  const radius256 = Math.floor((u * unstretched22) / 2 ** 29);
  return { angle: ((angle + 128) >> 8) & (turn16 - 1), radius256 };
}
