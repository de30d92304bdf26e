import { describe, expect, it } from 'vitest';
import { colormapNames, colormapTable } from '../../src/picture/colormaps.js';

const at = (name: (typeof colormapNames)[number], i: number): number[] => [...colormapTable(name).subarray(3 * i, 3 * i + 3)];

describe('colormaps', () => {
  it('meet published colours', () => {
    expect(at('grey', 77)).toEqual([77, 77, 77]);
    expect([at('viridis', 0), at('viridis', 255)]).toEqual([
      [68, 1, 84],
      [253, 231, 37],
    ]);
    expect(at('viridis', 100)).toEqual([0x2a, 0x76, 0x8e]);
    expect(at('inferno', 255)).toEqual([0xfc, 0xff, 0xa4]);
    expect(at('magma', 255)).toEqual([0xfc, 0xfd, 0xbf]);
    expect(at('plasma', 0)).toEqual([0x0d, 0x08, 0x87]);
    expect(at('cividis', 255)).toEqual([0xfe, 0xe8, 0x38]);
  });

  it('are as light on one side of a diverging middle as on the other, and ever lighter in the sequential maps', () => {
    const light = (rgb: readonly number[]): number => 0.2126 * rgb[0]! + 0.7152 * rgb[1]! + 0.0722 * rgb[2]!;
    for (const name of colormapNames) {
      const lights = Array.from({ length: 256 }, (_, i) => light(at(name, i)));
      expect(lights).toHaveLength(256);
      if (name === 'blueGreyOrange') {
        for (let i = 0; i < 128; i += 1) expect(Math.abs(lights[i]! - lights[255 - i]!)).toBeLessThan(16);
      } else {
        for (let i = 8; i < 256; i += 8) expect(lights[i]!).toBeGreaterThan(lights[i - 8]!);
      }
    }
  });
});
