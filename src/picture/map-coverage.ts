import type { Rgb } from './palettes.js';

/** `density`: pixels of few points are dimmer; `flat`: every pixel with a point has its full colour. */
export type MapShading = 'density' | 'flat';

/** What a density picture says beside its pixels. */
export interface DensityTally {
  /** Pixels with a point in them. */
  readonly lit: number;
  /** Most points in one pixel. */
  readonly most: number;
  /** Points in a pixel from which on it has its full colour; 1 where every point stands alone. */
  readonly full: number;
}

/** Counts up to this have a place of their own in the histogram and in the table of strengths. */
const tableCounts = 4096;
/** Of the pixels that have points, so many have their full colour at most where points are dense. */
export const fullShare = 0.9;
/** How much of its colour a pixel with one point shows at least. */
export const leastStrength = 0.5;

/**
 * Lays coloured pixels over a background by how many points they have: s · colour + (1 − s) · background, 0 points → s = 0.
 * `flat`: s = 1 elsewhere. `density`: s = least + (1 − least) · min(1, log2(1 + count) / log2(1 + full)), where `full` is the
 * count that nine tenths of the pixels with points do not pass: where points stand alone s is 1. `rgba` holds the colours and gets
 * the result, alpha 255.
 */
export function paintCoverage(
  rgba: Uint8ClampedArray | Uint8Array,
  counts: Uint32Array,
  background: Rgb,
  shading: MapShading,
): DensityTally {
  const tally = tallyCounts(counts);
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, counts.length);
  const [red, green, blue] = background;
  const empty = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  const isFlat = shading === 'flat' || tally.full <= 1;
  const strengths = strengthTable(tally.full);
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i]!;
    if (count === 0) {
      words[i] = empty;
      continue;
    }
    if (isFlat || count >= tally.full) continue;
    const strength = count < tableCounts ? strengths[count]! : strengthOf(count, tally.full);
    const rest = 256 - strength;
    const colour = words[i]!;
    words[i] =
      (0xff000000 |
        (((((colour >>> 16) & 0xff) * strength + blue * rest + 128) >> 8) << 16) |
        (((((colour >>> 8) & 0xff) * strength + green * rest + 128) >> 8) << 8) |
        (((colour & 0xff) * strength + red * rest + 128) >> 8)) >>>
      0;
  }
  return tally;
}

function tallyCounts(counts: Uint32Array): DensityTally {
  const histogram = new Uint32Array(tableCounts);
  let lit = 0;
  let most = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i]!;
    if (count === 0) continue;
    lit += 1;
    if (count > most) most = count;
    histogram[count < tableCounts ? count : tableCounts - 1]! += 1;
  }
  let full = 0;
  for (let seen = 0; full < tableCounts - 1 && seen < fullShare * lit; ) {
    full += 1;
    seen += histogram[full]!;
  }
  return { lit, most, full: full === tableCounts - 1 ? Math.max(full, most) : full };
}

/** Strengths in 256ths. */
function strengthTable(full: number): Uint16Array {
  return Uint16Array.from({ length: tableCounts }, (_, count) => (count === 0 ? 0 : strengthOf(count, full)));
}

function strengthOf(count: number, full: number): number {
  const share = Math.min(1, Math.log2(1 + count) / Math.log2(1 + Math.max(1, full)));
  return Math.round(256 * (leastStrength + (1 - leastStrength) * share));
}
