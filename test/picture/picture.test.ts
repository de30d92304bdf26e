import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downscaleCounts, downscaleRgba, fitSize } from '../../src/picture/downscale.js';
import { frameToRgba } from '../../src/picture/frame-to-rgba.js';
import { autoLevels, defaultLevels } from '../../src/picture/levels.js';
import { eventPaletteNames, eventPalettes, type Rgb } from '../../src/picture/palettes.js';

const palette = fc.constantFrom(...eventPaletteNames).map((name) => eventPalettes[name]);
const levels = fc.record({ lo: fc.nat(20), hi: fc.nat(100) });
const clamp = (value: number, least: number, greatest: number): number => Math.min(greatest, Math.max(least, value));
const strength = (value: number, { lo, hi }: { lo: number; hi: number }): number =>
  value === 0 ? 0 : clamp((value - lo) / (hi > lo ? hi - lo : 1), 0, 1);
const mix = (base: Rgb, ...parts: readonly (readonly [number, Rgb])[]): number[] => [
  ...base.map((channel, i) =>
    Math.floor(
      clamp(
        parts.reduce((sum, [share, to]) => sum + share * (to[i]! - channel), channel),
        0,
        255,
      ) + 0.5,
    ),
  ),
  255,
];

describe('frameToRgba', () => {
  it('follows the written formula for signed pixels', () => {
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1, min: -120, max: 120 }), palette, levels, (pixels, colours, at) => {
        const expected = [...pixels].flatMap((v) => mix(colours.background, [strength(Math.abs(v), at), v > 0 ? colours.on : colours.off]));
        expect([...frameToRgba('signedCount', pixels, colours, at)]).toEqual(expected);
        expect([...frameToRgba('timeSurface', pixels, colours, at)]).toEqual(expected);
      }),
    );
  });

  it('follows the written formula for pairs and polarities', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(120), fc.nat(120)), { minLength: 1 }), palette, levels, (pairs, colours, at) => {
        const expected = pairs.flatMap(([a, b]) => mix(colours.background, [strength(a, at), colours.on], [strength(b, at), colours.off]));
        expect([...frameToRgba('perPolarityCount', Uint16Array.from(pairs.flat()), colours, at)]).toEqual(expected);
      }),
    );
    const { background, on, off } = eventPalettes.coolWarm;
    const rgba = frameToRgba('polarity', Uint8Array.of(0, 1, 2), eventPalettes.coolWarm, defaultLevels('polarity'));
    expect([...rgba]).toEqual([...background, 255, ...off, 255, ...on, 255]);
  });

  it('refuses an output of another size', () => {
    expect(() => frameToRgba('polarity', new Uint8Array(4), eventPalettes.dark, { lo: 0, hi: 1 }, new Uint8Array(12))).toThrow();
  });
});

describe('levels', () => {
  it('fit a frame without following its hot pixels', () => {
    const pixels = new Int16Array(10_000);
    pixels.fill(3, 0, 4000).fill(-5, 4000, 6000);
    pixels[9999] = 30_000;
    expect(autoLevels('signedCount', pixels)).toEqual({ lo: 0, hi: 5 });
    expect(autoLevels('signedCount', new Int16Array(9))).toEqual(defaultLevels('signedCount'));
    expect(autoLevels('perPolarityCount', Uint16Array.of(40_000, 0))).toEqual({ lo: 0, hi: 40_000 });
  });

  it('fits pixels the same wherever they lie in memory, and however many they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 50 }), (values) => {
        const shifted = new Int16Array(new ArrayBuffer(2 * values.length + 2), 2, values.length);
        shifted.set(values);
        expect(autoLevels('signedCount', shifted)).toEqual(autoLevels('signedCount', Int16Array.from(values)));
        const counts = values.map((value) => Math.abs(value) * 1_600);
        const bytes = new Uint16Array(new ArrayBuffer(2 * values.length + 2), 2, values.length);
        bytes.set(counts);
        expect(autoLevels('perPolarityCount', bytes)).toEqual(autoLevels('perPolarityCount', Uint16Array.from(counts)));
      }),
    );
  });
});

describe('downscaling', () => {
  it('keeps every count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.nat(400), (width, height, seed) => {
        const pixels = Uint16Array.from({ length: width * height * 2 }, (_, i) => (i * 7919 + seed) % 5);
        const [toWidth, toHeight] = fitSize(width, height, 6, 4);
        const sum = (values: Uint16Array, odd: number): number => values.reduce((total, v, i) => (i % 2 === odd ? total + v : total), 0);
        const small = downscaleCounts(pixels, width, height, toWidth, toHeight);
        expect([sum(small, 0), sum(small, 1)]).toEqual([sum(pixels, 0), sum(pixels, 1)]);
      }),
    );
    expect(fitSize(1280, 720, 320, 320)).toEqual([320, 180]);
    expect(fitSize(16, 9, 320, 320)).toEqual([16, 9]);
  });

  it('averages colours by area', () => {
    const flat = new Uint8Array(7 * 5 * 4).fill(200);
    expect(downscaleRgba(flat, 7, 5, 3, 2).every((v) => v === 200)).toBe(true);
    expect([...downscaleRgba(Uint8Array.of(0, 0, 0, 255, 100, 200, 50, 255), 2, 1, 1, 1)]).toEqual([50, 100, 25, 255]);
  });
});
