import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colormapTable } from '../../src/picture/colormaps.js';
import { type PlaneInk, paletteTable, planeToRgba, reversedTable } from '../../src/picture/plane-to-rgba.js';
import { halfToNumber, type SampleArray, type SampleType } from '../../src/shapes/plane-samples.js';

/** The formula of the docstring, one pixel at a time. */
function expected(samples: SampleArray, dtype: SampleType, channels: number, ink: PlaneInk): number[] {
  const { levels, gamma = 1, log = false, missing = [128, 128, 128] } = ink;
  const placeOf = (stored: number | bigint): number => {
    const value = dtype === 'float16' ? halfToNumber(Number(stored)) : Number(stored);
    if (Number.isNaN(value)) return -1;
    let share = Math.min(1, Math.max(0, (value - levels.lo) / (levels.hi - levels.lo)));
    if (log) share = Math.log2(1 + 255 * share) / 8;
    return Math.min(255, Math.floor(256 * share ** gamma));
  };
  const rgba: number[] = [];
  for (let at = 0; at < samples.length; at += channels) {
    const places = Array.from({ length: channels >= 3 ? 3 : 1 }, (_, channel) => placeOf(samples[at + channel]!));
    if (places.includes(-1)) rgba.push(...missing, 255);
    else if (channels >= 3) rgba.push(...places, 255);
    else rgba.push(...ink.table.subarray(3 * places[0]!, 3 * places[0]! + 3), 255);
  }
  return rgba;
}

const arrays: Readonly<Record<SampleType, fc.Arbitrary<SampleArray>>> = {
  bool: fc.uint8Array({ max: 1, minLength: 12, maxLength: 12 }),
  uint8: fc.uint8Array({ minLength: 12, maxLength: 12 }),
  int8: fc.int8Array({ minLength: 12, maxLength: 12 }),
  uint16: fc.uint16Array({ minLength: 12, maxLength: 12 }),
  int16: fc.int16Array({ minLength: 12, maxLength: 12 }),
  uint32: fc.uint32Array({ minLength: 12, maxLength: 12 }),
  int32: fc.int32Array({ minLength: 12, maxLength: 12 }),
  uint64: fc.bigUint64Array({ minLength: 12, maxLength: 12 }),
  int64: fc.bigInt64Array({ minLength: 12, maxLength: 12 }),
  float16: fc.uint16Array({ minLength: 12, maxLength: 12 }),
  float32: fc.float32Array({ minLength: 12, maxLength: 12 }),
  float64: fc.float64Array({ minLength: 12, maxLength: 12 }),
};

test.each(Object.keys(arrays) as SampleType[])('%s becomes colours as the formula says', (dtype) => {
  const lo = fc.double({ min: -1e5, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(
      arrays[dtype],
      fc.constantFrom(1, 2, 3, 4),
      lo,
      fc.constantFrom(0.5, 1, 2.2),
      fc.boolean(),
      (samples, channels, low, gamma, log) => {
        const ink = { table: colormapTable('inferno'), levels: { lo: low, hi: low + 1_000 }, gamma, log };
        expect([...planeToRgba({ samples, dtype, channels }, ink)]).toEqual(expected(samples, dtype, channels, ink));
      },
    ),
  );
});

test('many 16-bit numbers are looked up, few are not, and both look the same', () => {
  const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  const ink = { table: colormapTable('viridis'), levels: { lo: -1_000, hi: 2_000 }, gamma: 0.7, log: true };
  const many = planeToRgba({ samples, dtype: 'int16', channels: 1 }, ink);
  const few = planeToRgba({ samples: samples.slice(30_000, 40_000), dtype: 'int16', channels: 1 }, ink);
  expect(few).toEqual(many.slice(120_000, 160_000));
});

test('bytes as red, green and blue between 0 and 255 stay what they are', () => {
  const samples = Uint8Array.from({ length: 768 }, (_, i) => i / 3);
  const rgba = planeToRgba({ samples, dtype: 'uint8', channels: 3 }, { table: colormapTable('grey'), levels: { lo: 0, hi: 255 } });
  expect([...rgba].filter((_, i) => i % 4 !== 3)).toEqual([...samples]);
});

test('levels without a distance between them part what is below from what is not', () => {
  const samples = Float32Array.of(1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  const rgba = planeToRgba(
    { samples, dtype: 'float32', channels: 1 },
    { table: colormapTable('grey'), levels: { lo: 2, hi: 2 }, missing: [9, 8, 7] },
  );
  expect([...rgba].filter((_, i) => i % 4 === 0)).toEqual([0, 0, 255, 9, 255, 0]);
});

test('palettes and reversed tables', () => {
  const palette = Uint16Array.of(0, 65_535, 0, 32_768, 0, 256);
  expect([...paletteTable(palette).subarray(0, 9)]).toEqual([0, 0, 0, 255, 128, 1, 255, 128, 1]);
  expect([...reversedTable(colormapTable('grey')).subarray(0, 6)]).toEqual([255, 255, 255, 254, 254, 254]);
});
