import type { FrameKind, FramePixels } from '../kernels/event-kernels.js';
import { wholeWords } from './whole-words.js';

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
  // A word at a time: most are empty, and this is done for every frame that plays.
  const words = wholeWords(pixels);
  const each = 4 / pixels.BYTES_PER_ELEMENT;
  for (let word = 0; word < words.length; word += 1) {
    if (words[word] === 0) continue;
    for (let i = word * each; i < (word + 1) * each; i += 1) count(pixels[i]!);
  }
  for (let i = words.length * each; i < pixels.length; i += 1) count(pixels[i]!);
  if (lit === 0) return defaultLevels(kind);
  let hi = 0;
  for (let seen = 0; hi < 1023 && seen < share * lit; ) {
    hi += 1;
    seen += histogram[hi]!;
  }
  return { lo: 0, hi: hi < 1023 ? Math.max(1, hi) : greatest };
}
