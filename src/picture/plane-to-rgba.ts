import { FirstlightError } from '../base/errors.js';
import { halfToNumber, type SampleArray, type SampleType } from '../shapes/plane-samples.js';
import type { Rgb } from './palettes.js';
import type { ValueLevels } from './value-levels.js';

/** How values become colours; see {@link planeToRgba}. Never changed: what is made of it is kept with it. */
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
  const missing = packRgb(ink.missing ?? midGrey);
  if (plane.channels >= 3) paintColours(plane, ink, missing, words);
  else paintValues(plane, ink, missing, words);
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

function isLinear({ gamma = 1, log = false }: PlaneInk): boolean {
  return gamma === 1 && !log;
}

function spanOf({ lo, hi }: ValueLevels): number {
  return hi > lo ? hi - lo : Math.max(Number.MIN_VALUE, Math.abs(lo) * Number.EPSILON);
}

/** The place of a value in a table of 256; −1 for NaN. */
function placer(ink: PlaneInk): (value: number) => number {
  const { levels, gamma = 1, log = false } = ink;
  const { lo } = levels;
  const span = spanOf(levels);
  if (isLinear(ink)) {
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

function paintValues(plane: PlaneSamples, ink: PlaneInk, missing: number, words: Uint32Array): void {
  const { channels } = plane;
  const colours = coloursOf(plane, ink, missing);
  if (colours !== undefined) {
    const stored = bitsOf(plane.samples);
    if (channels === 1) for (let i = 0; i < words.length; i += 1) words[i] = colours[stored[i]!]!;
    else for (let i = 0, at = 0; i < words.length; i += 1, at += channels) words[i] = colours[stored[at]!]!;
    return;
  }
  const placeOf = placer(ink);
  const palette = paletteOf(ink.table);
  const { samples } = plane;
  if (samples instanceof Float32Array && channels === 1 && isLinear(ink)) {
    paintLinear(samples, ink, palette, missing, words);
    return;
  }
  for (let i = 0, at = 0; i < words.length; i += 1, at += channels) {
    const place = placeOf(Number(samples[at]!));
    words[i] = place < 0 ? missing : palette[place]!;
  }
}

/** What operations make, drawn while it plays: the formula without a call for each pixel. */
function paintLinear(samples: Float32Array, { levels }: PlaneInk, palette: Uint32Array, missing: number, words: Uint32Array): void {
  const { lo } = levels;
  const span = spanOf(levels);
  for (let i = 0; i < words.length; i += 1) {
    const share = (samples[i]! - lo) / span;
    words[i] = share >= 1 ? palette[255]! : share > 0 ? palette[(256 * share) | 0]! : share <= 0 ? palette[0]! : missing;
  }
}

function paintColours(plane: PlaneSamples, ink: PlaneInk, missing: number, words: Uint32Array): void {
  const { samples, channels } = plane;
  const places = placesOf(plane, ink);
  const placeOf = placer(ink);
  const stored = places === undefined ? undefined : bitsOf(samples);
  const read = (at: number): number =>
    places !== undefined && stored !== undefined ? places[stored[at]!]! : placeOf(Number(samples[at]!));
  for (let i = 0, at = 0; i < words.length; i += 1, at += channels) {
    const red = read(at);
    const green = read(at + 1);
    const blue = read(at + 2);
    words[i] = red < 0 || green < 0 || blue < 0 ? missing : (opaque | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/** The colours of every number that 8 or 16 bits can hold, found by its bits, kept while the same ink is used. */
function coloursOf(plane: PlaneSamples, ink: PlaneInk, missing: number): Uint32Array | undefined {
  const known = keptColours.get(ink);
  if (known !== undefined && known.dtype === plane.dtype) return known.colours;
  const places = placesOf(plane, ink);
  if (places === undefined) return undefined;
  const palette = paletteOf(ink.table);
  const colours = new Uint32Array(places.length);
  for (let bits = 0; bits < places.length; bits += 1) colours[bits] = places[bits]! < 0 ? missing : palette[places[bits]!]!;
  keptColours.set(ink, { dtype: plane.dtype, colours });
  return colours;
}

const keptColours = new WeakMap<PlaneInk, { readonly dtype: SampleType; readonly colours: Uint32Array }>();

/**
 * Places of every number that 8 or 16 bits can hold, found by its bits; nothing where numbers are wider or so few that a table
 * does not pay. Halves come as their bits, and are always looked up.
 */
function placesOf({ samples, dtype }: PlaneSamples, ink: PlaneInk): Int16Array | undefined {
  const width = samples.BYTES_PER_ELEMENT * 8;
  if (width > 16 || (width === 16 && samples.length < 16_384 && dtype !== 'float16')) return undefined;
  const placeOf = placer(ink);
  const places = new Int16Array(2 ** width);
  const signed = dtype === 'int8' || dtype === 'int16';
  for (let bits = 0; bits < places.length; bits += 1) {
    const stored = signed && bits >= places.length / 2 ? bits - places.length : bits;
    places[bits] = placeOf(dtype === 'float16' ? halfToNumber(bits) : stored);
  }
  return places;
}

/** Numbers of 8 or 16 bits by their bits; the same memory. */
function bitsOf({ buffer, byteOffset, length, BYTES_PER_ELEMENT: bytes }: SampleArray): Uint8Array | Uint16Array {
  return bytes === 1 ? new Uint8Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
}

function paletteOf(table: Uint8Array): Uint32Array {
  const palette = new Uint32Array(256);
  for (let i = 0; i < 256; i += 1) palette[i] = packRgb([table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!]);
  return palette;
}

function packRgb([red, green, blue]: Rgb): number {
  return (opaque | (blue << 16) | (green << 8) | red) >>> 0;
}
