import { FirstlightError } from '../base/errors.js';
import type { FrameKind, FramePixels } from '../kernels/event-kernels.js';
import type { Levels } from './levels.js';
import type { EventPalette, Rgb } from './palettes.js';
import { wholeWords } from './whole-words.js';

/** Numbers per pixel of a frame: a pair where ON and OFF are counted apart. */
export function channelsOf(kind: FrameKind): 1 | 2 {
  return kind === 'perPolarityCount' ? 2 : 1;
}

/**
 * The colour of every pixel, RGBA row-major, alpha 255; written into `out` where given (*lent*), else *given*.
 *
 * This is the one definition of how frames look; shaders compute the same. With B, N and F the palette's background, ON
 * and OFF colours (0 to 255, no gamma), `strength(v) = clamp((v − lo) / (hi − lo), 0, 1)` for v > 0, and 0 for v = 0:
 * - `polarity`: 0 → B, 1 → F, 2 → N.
 * - `signedCount`, `timeSurface`: B + strength(|v|) · (C − B), C = N for v > 0 and F for v < 0.
 * - `perPolarityCount` (a, b): clamp(B + strength(a) · (N − B) + strength(b) · (F − B), 0, 255).
 * Channels are rounded by floor(c + 0.5). A `hi` at or below `lo` counts as `lo + 1`. Levels are in the units of the
 * pixels: a time surface runs to 32,767. A shader in single precision may differ by 1 in a channel.
 */
export function frameToRgba(
  kind: FrameKind,
  pixels: FramePixels,
  palette: EventPalette,
  levels: Levels,
  out: Uint8ClampedArray | Uint8Array = new Uint8ClampedArray((pixels.length / channelsOf(kind)) * 4),
): Uint8ClampedArray | Uint8Array {
  const count = pixels.length / channelsOf(kind);
  if (out.length !== count * 4 || out.byteOffset % 4 !== 0) {
    throw new FirstlightError('internal', `${out.length} bytes at ${out.byteOffset} for ${count} pixels`);
  }
  const words = new Uint32Array(out.buffer, out.byteOffset, count);
  if (kind === 'polarity') paintPolarity(pixels, palette, words);
  else if (kind === 'perPolarityCount') paintPairs(pixels, palette, levels, words);
  else paintSigned(pixels, palette, levels, words);
  return out;
}

/** Eight pixels at a time: empty ones are passed over, others painted without asking which of them are. */
function paintPolarity(pixels: FramePixels, palette: EventPalette, words: Uint32Array): void {
  const background = packRgb(palette.background);
  const colours = new Uint32Array(256).fill(background);
  colours[1] = packRgb(palette.off);
  colours[2] = packRgb(palette.on);
  words.fill(background);
  const quads = wholeWords(pixels);
  const end = quads.length & ~1;
  for (let quad = 0; quad < end; quad += 2) {
    const low = quads[quad]!;
    const high = quads[quad + 1]!;
    if ((low | high) === 0) continue;
    const i = 4 * quad;
    words[i] = colours[low & 0xff]!;
    words[i + 1] = colours[(low >>> 8) & 0xff]!;
    words[i + 2] = colours[(low >>> 16) & 0xff]!;
    words[i + 3] = colours[low >>> 24]!;
    words[i + 4] = colours[high & 0xff]!;
    words[i + 5] = colours[(high >>> 8) & 0xff]!;
    words[i + 6] = colours[(high >>> 16) & 0xff]!;
    words[i + 7] = colours[high >>> 24]!;
  }
  for (let i = 4 * end; i < words.length; i += 1) words[i] = colours[pixels[i]!] ?? background;
}

function paintSigned(pixels: FramePixels, palette: EventPalette, levels: Levels, words: Uint32Array): void {
  const on = ramp(palette.background, palette.on, levels);
  const off = ramp(palette.background, palette.off, levels);
  const last = on.length - 1;
  words.fill(packRgb(palette.background));
  const pairs = wholeWords(pixels);
  for (let pair = 0; pair < pairs.length; pair += 1) {
    const both = pairs[pair]!;
    if (both === 0) continue;
    const low = (both << 16) >> 16;
    const high = both >> 16;
    if (low !== 0) words[2 * pair] = low > 0 ? on[Math.min(low, last)]! : off[Math.min(-low, last)]!;
    if (high !== 0) words[2 * pair + 1] = high > 0 ? on[Math.min(high, last)]! : off[Math.min(-high, last)]!;
  }
  for (let i = pairs.length * 2; i < words.length; i += 1) {
    const value = pixels[i]!;
    if (value !== 0) words[i] = value > 0 ? on[Math.min(value, last)]! : off[Math.min(-value, last)]!;
  }
}

/** Colours of pairs that are looked up rather than computed, at most. */
const mostPairColours = 1 << 16;

function paintPairs(pixels: FramePixels, palette: EventPalette, levels: Levels, words: Uint32Array): void {
  const strengths = strengthTable(levels, 65_535);
  const last = strengths.length - 1;
  const [red, green, blue] = palette.background;
  const [onRed, onGreen, onBlue] = minus(palette.on, palette.background);
  const [offRed, offGreen, offBlue] = minus(palette.off, palette.background);
  const colourOf = (on: number, off: number): number => {
    const a = strengths[on]!;
    const b = strengths[off]!;
    return packRgb([red + a * onRed + b * offRed, green + a * onGreen + b * offGreen, blue + a * onBlue + b * offBlue]);
  };
  const side = last + 1;
  const looksUp = side * side <= Math.min(mostPairColours, words.length);
  const colours = new Uint32Array(looksUp ? side * side : 0);
  for (let at = 0; at < colours.length; at += 1) colours[at] = colourOf(Math.floor(at / side), at % side);
  words.fill(packRgb(palette.background));
  for (let i = 0; i < words.length; i += 1) {
    const onCount = pixels[2 * i]!;
    const offCount = pixels[2 * i + 1]!;
    if ((onCount | offCount) === 0) continue;
    const on = Math.min(onCount, last);
    const off = Math.min(offCount, last);
    words[i] = looksUp ? colours[on * side + off]! : colourOf(on, off);
  }
}

/** Strength of magnitudes 0, 1, … up to the first that is full. */
function strengthTable(levels: Levels, greatest: number): Float64Array {
  const span = levels.hi > levels.lo ? levels.hi - levels.lo : 1;
  const full = Math.min(greatest, Math.max(1, Math.ceil(levels.lo + span)));
  const table = new Float64Array(full + 1);
  for (let value = 1; value <= full; value += 1) table[value] = Math.min(1, Math.max(0, (value - levels.lo) / span));
  return table;
}

function ramp(from: Rgb, to: Rgb, levels: Levels): Uint32Array {
  const [red, green, blue] = minus(to, from);
  const strengths = strengthTable(levels, 32_767);
  const colours = new Uint32Array(strengths.length);
  for (let value = 0; value < colours.length; value += 1) {
    const s = strengths[value]!;
    colours[value] = packRgb([from[0] + s * red, from[1] + s * green, from[2] + s * blue]);
  }
  return colours;
}

function minus(a: Rgb, b: Rgb): Rgb {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** RGBA in memory order, alpha 255; every platform that runs WebAssembly is little-endian. */
function packRgb([red, green, blue]: Rgb): number {
  return (0xff000000 | (toByte(blue) << 16) | (toByte(green) << 8) | toByte(red)) >>> 0;
}

function toByte(channel: number): number {
  return Math.min(255, Math.max(0, Math.floor(channel + 0.5)));
}
