import type { FrameKind, FramePixels } from '../kernels/event-kernels.js';

/** Pixel magnitudes, in the units of the frame's pixels: `lo` and below is background, `hi` and above full colour. */
export interface Levels {
  readonly lo: number;
  readonly hi: number;
}

/** The levels a representation starts with: `polarity` has none to set, a time surface shows its whole decay. */
export function defaultLevels(kind: FrameKind): Levels {
  if (kind === 'polarity') return { lo: 0, hi: 1 };
  return kind === 'timeSurface' ? { lo: 0, hi: 32_767 } : { lo: 0, hi: 4 };
}

/**
 * Levels that fit a frame: from 0 to the magnitude that `share` of the pixels that are not 0 do not pass (a few hot
 * pixels then do not darken the rest). The default levels where every pixel is 0, and for `polarity` and `timeSurface`.
 */
export function autoLevels(kind: FrameKind, pixels: FramePixels, share = 0.995): Levels {
  if (kind === 'polarity' || kind === 'timeSurface') return defaultLevels(kind);
  const histogram = new Uint32Array(1024);
  let lit = 0;
  let greatest = 0;
  for (const value of pixels) {
    if (value === 0) continue;
    const magnitude = value < 0 ? -value : value;
    lit += 1;
    if (magnitude > greatest) greatest = magnitude;
    histogram[Math.min(magnitude, 1023)]! += 1;
  }
  if (lit === 0) return defaultLevels(kind);
  let hi = 0;
  for (let seen = 0; hi < 1023 && seen < share * lit; ) {
    hi += 1;
    seen += histogram[hi]!;
  }
  return { lo: 0, hi: hi < 1023 ? Math.max(1, hi) : greatest };
}

/**
 * Least and greatest pixel value of a frame. Of `polarity` and `timeSurface`, whose range is fixed, that range: 0 to 2,
 * −32,767 to 32,767.
 */
export function pixelRange(kind: FrameKind, pixels: FramePixels): readonly [least: number, greatest: number] {
  if (kind === 'polarity') return [0, 2];
  if (kind === 'timeSurface') return [-32_767, 32_767];
  // Most pixels hold nothing: two are looked at at once, and left where both are 0.
  const pairs = pixels.byteOffset % 4 === 0 ? new Int32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2) : undefined;
  if (pairs === undefined || pixels.BYTES_PER_ELEMENT !== 2) return rangeOf(pixels);
  let least = pixels.length === 0 ? 0 : pixels[pixels.length - 1]!;
  let greatest = least;
  for (let pair = 0; pair < pairs.length; pair += 1) {
    if (pairs[pair] === 0) {
      if (least > 0) least = 0;
      if (greatest < 0) greatest = 0;
      continue;
    }
    const first = pixels[2 * pair]!;
    const second = pixels[2 * pair + 1]!;
    if (first < least) least = first;
    if (first > greatest) greatest = first;
    if (second < least) least = second;
    if (second > greatest) greatest = second;
  }
  return [least, greatest];
}

function rangeOf(pixels: FramePixels): readonly [least: number, greatest: number] {
  let least = pixels.length === 0 ? 0 : pixels[0]!;
  let greatest = least;
  for (const value of pixels) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}
