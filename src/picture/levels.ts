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
  const count = (value: number): void => {
    if (value === 0) return;
    const magnitude = value < 0 ? -value : value;
    lit += 1;
    if (magnitude > greatest) greatest = magnitude;
    histogram[Math.min(magnitude, 1023)]! += 1;
  };
  // Two pixels at a time: most are empty, and this is done for every frame that plays.
  const pairs = pixels.BYTES_PER_ELEMENT === 2 && pixels.byteOffset % 4 === 0 ? pixels.length >> 1 : 0;
  const both = new Int32Array(pixels.buffer, pairs === 0 ? 0 : pixels.byteOffset, pairs);
  for (let pair = 0; pair < pairs; pair += 1) {
    if (both[pair] === 0) continue;
    count(pixels[2 * pair]!);
    count(pixels[2 * pair + 1]!);
  }
  for (let i = 2 * pairs; i < pixels.length; i += 1) count(pixels[i]!);
  if (lit === 0) return defaultLevels(kind);
  let hi = 0;
  for (let seen = 0; hi < 1023 && seen < share * lit; ) {
    hi += 1;
    seen += histogram[hi]!;
  }
  return { lo: 0, hi: hi < 1023 ? Math.max(1, hi) : greatest };
}
