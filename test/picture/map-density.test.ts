import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { categoryColour, categoryColours, parseColour } from '../../src/picture/category-colors.js';
import { colormapTable } from '../../src/picture/colormaps.js';
import type { MapColouring } from '../../src/picture/map-colouring.js';
import { paintCoverage } from '../../src/picture/map-coverage.js';
import { DensityDrawing, type MapView } from '../../src/picture/map-density.js';
import { fitProjection, mapBounds } from '../../src/picture/map-projection.js';
import type { Rgb } from '../../src/picture/palettes.js';

const kernels = createTwinKernels();
const white: Rgb = [255, 255, 255];
const view: MapView = { width: 3, height: 1, projection: [1, 0, 0, 0, 1, 0], diameter: 1, background: white, shading: 'flat' };
// Three points in pixel 0, one in pixel 1, none in pixel 2.
const points = { dims: 2, coordinates: Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 0.5) } as const;

function drawn(colouring: MapColouring, more: Partial<MapView> = {}): number[][] {
  const rgba = new Uint8Array(12);
  new DensityDrawing(kernels).draw(points, 0, 4, colouring, { ...view, ...more }, rgba);
  return [0, 4, 8].map((at) => [...rgba.subarray(at, at + 4)]);
}

describe('density pictures', () => {
  const codes = Uint8Array.of(0, 0, 1, 1);
  const colours: readonly Rgb[] = [
    [255, 0, 0],
    [0, 0, 255],
    [9, 9, 9],
  ];

  it('mix categories by their shares', () => {
    expect(drawn({ kind: 'mixture', codes, colours })).toEqual([
      [170, 0, 85, 255],
      [0, 0, 255, 255],
      [255, 255, 255, 255],
    ]);
    expect(drawn({ kind: 'mixture', codes, colours, hidden: new Set([1]) })).toEqual([
      [255, 0, 0, 255],
      [255, 255, 255, 255],
      [255, 255, 255, 255],
    ]);
  });

  it('put the rarest on top', () => {
    expect(drawn({ kind: 'rarest', codes, colours, counts: [2, 1, 0] })[0]).toEqual([0, 0, 255, 255]);
    expect(drawn({ kind: 'rarest', codes, colours, counts: [2, 7, 0] })[0]).toEqual([255, 0, 0, 255]);
    expect(drawn({ kind: 'rarest', codes, colours, counts: [2, 1, 0], hidden: new Set([1]) })[0]).toEqual([255, 0, 0, 255]);
  });

  it('show means and greatest numbers, and what has none', () => {
    const table = colormapTable('grey');
    const numbers = { lo: 0, hi: 256, table, missing: [1, 2, 3] } as const;
    const values = Float32Array.of(10, 20, Number.NaN, Number.NaN);
    expect(drawn({ kind: 'mean', values, ...numbers }).slice(0, 2)).toEqual([
      [15, 15, 15, 255],
      [1, 2, 3, 255],
    ]);
    expect(drawn({ kind: 'largest', values, ...numbers })[0]).toEqual([20, 20, 20, 255]);
    expect(drawn({ kind: 'largest', values, ...numbers, lo: 15, hi: 15 })[0]).toEqual([255, 255, 255, 255]);
  });

  it('are the same in bands, in runs and at once', () => {
    const colouring: MapColouring = { kind: 'mixture', codes: Uint8Array.from({ length: 500 }, (_, i) => i % 3), colours };
    const coordinates = Float32Array.from({ length: 1000 }, (_, i) => ((i * 37) % 101) / 101);
    const many = { dims: 2, coordinates } as const;
    const seen: MapView = { ...view, width: 40, height: 30, projection: [38, 0, 1, 0, -28, 29], diameter: 2, shading: 'density' };
    const whole = new Uint8Array(4800);
    const drawing = new DensityDrawing(kernels);
    const tally = drawing.draw(many, 0, 500, colouring, seen, whole);
    const runs = new Uint8Array(4800);
    drawing.begin(seen, colouring);
    for (let from = 0; from < 500; from += 123) drawing.add(many, from, Math.min(500, from + 123));
    expect(drawing.finish(runs)).toEqual(tally);
    expect(runs).toEqual(whole);
    // Wide enough that bins take more than one band.
    const wide: MapView = { ...seen, width: 60_000, height: 60, projection: [38, 0, 1, 0, -28, 39] };
    const banded = new Uint8Array(4 * wide.width * wide.height);
    const atOnce = new Uint8Array(banded.length);
    expect(drawing.draw(many, 0, 500, colouring, wide, banded)).toMatchObject({ lit: tally.lit });
    drawing.begin(wide, colouring);
    drawing.add(many, 0, 500);
    drawing.finish(atOnce);
    expect(Buffer.compare(banded, atOnce)).toBe(0);
  });
});

describe('coverage', () => {
  it('is dimmer where points are few, full where they stand alone', () => {
    const rgba = Uint8Array.from({ length: 44 }, () => 0);
    const counts = Uint32Array.of(0, 1, 100, 100, 100, 100, 100, 100, 100, 100, 100);
    expect(paintCoverage(rgba, counts, white, 'density')).toEqual({ lit: 10, most: 100, full: 100 });
    expect(rgba[0]).toBe(255);
    expect(rgba[4]).toBeGreaterThan(100);
    expect(rgba[8]).toBe(0);
    const alone = Uint8Array.from({ length: 8 }, () => 0);
    paintCoverage(alone, Uint32Array.of(1, 1), white, 'density');
    expect([...alone.subarray(0, 3)]).toEqual([0, 0, 0]);
  });
});

describe('projections', () => {
  it('fit all points into the picture', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3),
        fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 6, maxLength: 60 }),
        fc.boolean(),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (dims, numbers, yDown, turn) => {
          const coordinates = Float32Array.from(numbers.slice(0, numbers.length - (numbers.length % dims)));
          const terms = fitProjection(mapBounds(coordinates, dims), 200, 100, { yDown, turn, tilt: 0.3 });
          expect(terms).toHaveLength(2 * dims + 2);
          for (let i = 0; i < coordinates.length; i += dims) {
            const place = [0, dims + 1].map((row) =>
              Array.from({ length: dims }, (_, d) => terms[row + d]! * coordinates[i + d]!).reduce(
                (sum, part) => sum + part,
                terms[row + dims]!,
              ),
            );
            expect(place[0]).toBeGreaterThan(7.9);
            expect(place[0]).toBeLessThan(192.1);
            expect(place[1]).toBeGreaterThan(3.9);
            expect(place[1]).toBeLessThan(96.1);
          }
        },
      ),
    );
  });

  it('have y up, or down as images have it', () => {
    const bounds = mapBounds(Float32Array.of(0, 0, 10, 10, Number.NaN, 5), 2);
    expect(bounds).toEqual({ least: [0, 0], greatest: [10, 10] });
    expect(fitProjection(bounds, 100, 100, { yDown: false }, 0)).toEqual([10, 0, 0, 0, -10, 100]);
    expect(fitProjection(bounds, 100, 100, { yDown: true }, 0)).toEqual([10, 0, 0, 0, 10, 0]);
  });
});

describe('colours of categories', () => {
  it('are those of the file where they can be read', () => {
    const colours = categoryColours(4, ['#ff0000', '#0f0', 'grey', 'no colour']);
    expect(colours.slice(0, 4)).toEqual([[255, 0, 0], [0, 255, 0], [128, 128, 128], categoryColour(3)]);
    expect(colours).toHaveLength(5);
    expect(parseColour('#11223344')).toEqual([0x11, 0x22, 0x33]);
    expect(parseColour('constructor')).toBeUndefined();
  });

  it('differ for the first hundreds', () => {
    const all = Array.from({ length: 300 }, (_, index) => categoryColour(index).join());
    expect(new Set(all).size).toBeGreaterThan(290);
  });
});
