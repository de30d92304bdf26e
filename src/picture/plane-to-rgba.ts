import { FirstlightError } from '../base/errors.js';
import { halfToNumber, type SampleArray, type SampleType } from '../shapes/plane-samples.js';
import type { Rgb } from './palettes.js';
import type { ValueLevels } from './value-levels.js';

/** How values become colours; see {@link planeToRgba}. */
export interface PlaneInk {
  /** 256 colours, 3 bytes each, as those of `colormapTable`; of a plane with three samples a pixel it is not looked at. */
  readonly table: Uint8Array;
  readonly levels: ValueLevels;
  /** Exponent of the share between the levels. Default 1. */
  readonly gamma?: number;
  /** The share's logarithm instead of the share. Default false. */
  readonly log?: boolean;
  /** Colour of NaN. Default mid grey. */
  readonly missing?: Rgb;
}

/** A plane, *lent*. */
export interface PlaneSamples {
  readonly samples: SampleArray;
  readonly dtype: SampleType;
  /** Samples of a pixel side by side: 1 is a value, 3 red, green and blue; of 2 the first counts, of 4 and more the first three. */
  readonly channels: number;
}

interface Lookup {
  readonly places: Int16Array;
  /** Of the bits of a number, as read from its array. */
  readonly mask: number;
}

const midGrey: Rgb = [128, 128, 128];
const opaque = 0xff000000;

/**
 * The colour of every pixel, RGBA row-major, alpha 255; written into `out` where given (*lent*), else *given*.
 *
 * This is the one definition of how planes look; shaders compute the same. s = clamp((v − lo) / (hi − lo), 0, 1); with `log`
 * s = log2(1 + 255 · s) / 8; s = s^gamma; the colour is that at min(255, floor(256 · s)) of the table. Of three samples a
 * pixel each is such a place itself: the red, green or blue of the pixel. A pixel with NaN in it has the colour `missing`. A
 * `hi` at or below `lo` counts as a hair above it. A shader in single precision may be one place beside it.
 */
export function planeToRgba(plane: PlaneSamples, ink: PlaneInk, out?: Uint8ClampedArray | Uint8Array): Uint8ClampedArray | Uint8Array {
  const pixels = plane.samples.length / plane.channels;
  const rgba = out ?? new Uint8ClampedArray(pixels * 4);
  if (rgba.length !== pixels * 4 || rgba.byteOffset % 4 !== 0) {
    throw new FirstlightError('internal', `${rgba.length} bytes at ${rgba.byteOffset} for ${pixels} pixels`);
  }
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, pixels);
  const placeOf = placer(ink);
  const missing = packRgb(ink.missing ?? midGrey);
  if (plane.channels >= 3) paintColours(plane, placeOf, missing, words);
  else paintValues(plane, placeOf, paletteOf(ink.table), missing, words);
  return rgba;
}

/** The number that is stored at a place of the samples. */
export function sampleAt({ samples, dtype }: Pick<PlaneSamples, 'samples' | 'dtype'>, at: number): number {
  const stored = Number(samples[at]!);
  return dtype === 'float16' ? halfToNumber(stored) : stored;
}

/** Colours of a palette, 16 bits a colour (all reds, all greens, all blues), as a table of 256; *given*. */
export function paletteTable(palette: Uint16Array): Uint8Array {
  const colours = palette.length / 3;
  const table = new Uint8Array(768);
  for (let i = 0; i < 256; i += 1) {
    const from = Math.min(colours - 1, i);
    for (let channel = 0; channel < 3; channel += 1) table[3 * i + channel] = palette[channel * colours + from]! >> 8;
  }
  return table;
}

/** The colours of a table from the last to the first; *given*. */
export function reversedTable(table: Uint8Array): Uint8Array {
  const reversed = new Uint8Array(768);
  for (let i = 0; i < 256; i += 1) reversed.set(table.subarray(3 * (255 - i), 3 * (255 - i) + 3), 3 * i);
  return reversed;
}

/** The place of a value in a table of 256; −1 for NaN. */
function placer({ levels, gamma = 1, log = false }: PlaneInk): (value: number) => number {
  const { lo } = levels;
  const span = levels.hi > lo ? levels.hi - lo : Math.max(Number.MIN_VALUE, Math.abs(lo) * Number.EPSILON);
  if (gamma === 1 && !log) {
    return (value) => {
      const share = (value - lo) / span;
      return share >= 1 ? 255 : share > 0 ? Math.floor(256 * share) : share <= 0 ? 0 : -1;
    };
  }
  return (value) => {
    const linear = (value - lo) / span;
    if (Number.isNaN(linear)) return -1;
    const clamped = Math.min(1, Math.max(0, linear));
    const share = (log ? Math.log2(1 + 255 * clamped) / 8 : clamped) ** gamma;
    return Math.min(255, Math.floor(256 * share));
  };
}

function paintValues(
  plane: PlaneSamples,
  placeOf: (value: number) => number,
  palette: Uint32Array,
  missing: number,
  words: Uint32Array,
): void {
  const { samples, channels } = plane;
  const lookup = lookupOf(plane, placeOf);
  const colour = (place: number): number => (place < 0 ? missing : palette[place]!);
  if (lookup !== undefined) {
    const colours = Uint32Array.from(lookup.places, colour);
    const stored = samples as Uint8Array;
    for (let i = 0, at = 0; i < words.length; i += 1, at += channels) words[i] = colours[stored[at]! & lookup.mask]!;
    return;
  }
  for (let i = 0, at = 0; i < words.length; i += 1, at += channels) words[i] = colour(placeOf(Number(samples[at]!)));
}

function paintColours(plane: PlaneSamples, placeOf: (value: number) => number, missing: number, words: Uint32Array): void {
  const { samples, channels } = plane;
  const lookup = lookupOf(plane, placeOf);
  const read =
    lookup === undefined
      ? (at: number): number => placeOf(Number(samples[at]!))
      : (at: number): number => lookup.places[(samples as Uint8Array)[at]! & lookup.mask]!;
  for (let i = 0, at = 0; i < words.length; i += 1, at += channels) {
    const red = read(at);
    const green = read(at + 1);
    const blue = read(at + 2);
    words[i] = red < 0 || green < 0 || blue < 0 ? missing : (opaque | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/**
 * Places of every number that 8 or 16 bits can hold, found by the bits of the number; nothing where numbers are wider or so few
 * that a table does not pay. Halves come as their bits, and are always looked up.
 */
function lookupOf({ samples, dtype }: PlaneSamples, placeOf: (value: number) => number): Lookup | undefined {
  const bits = samples.BYTES_PER_ELEMENT * 8;
  if (bits > 16 || (bits === 16 && samples.length < 16_384 && dtype !== 'float16')) return undefined;
  const size = 2 ** bits;
  const half = size / 2;
  const numberOf =
    dtype === 'float16'
      ? halfToNumber
      : dtype === 'int8' || dtype === 'int16'
        ? (stored: number): number => (stored < half ? stored : stored - size)
        : (stored: number): number => stored;
  return { places: Int16Array.from({ length: size }, (_, stored) => placeOf(numberOf(stored))), mask: size - 1 };
}

function paletteOf(table: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => packRgb([table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!]));
}

function packRgb([red, green, blue]: Rgb): number {
  return (opaque | (blue << 16) | (green << 8) | red) >>> 0;
}
