import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStack, readNumbers } from '../open-planes.js';
import { pngFile } from './write-png.js';

const kinds = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
] as const;
const channelsOf = (colourType: number): number => [1, 0, 3, 1, 2, 0, 4][colourType]!;

describe('PNG images', () => {
  it('reads every colour type, depth, filter and interlacing', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 19 }));
    const filters = fc.array(fc.nat(4), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        sizes,
        filters,
        fc.boolean(),
        fc.nat(1000),
        async (kind, size, rows, interlaced, seed) => {
          const [colourType, bitDepth] = kind;
          const [width, height] = size;
          const count = width * height * channelsOf(colourType);
          const values = Array.from({ length: count }, (_, i) => Math.imul(i + seed, 2_654_435_761) >>> (32 - bitDepth));
          const samples = Uint8Array.from(bitDepth === 16 ? values.flatMap((value) => [value >> 8, value & 255]) : values);
          const palette = colourType === 3 ? Uint8Array.from({ length: 3 << bitDepth }, (_, i) => i * 7) : undefined;
          const image = { width, height, bitDepth, colourType, interlaced, filters: rows, ...(palette === undefined ? {} : { palette }) };
          const stack = await openStack(pngFile(image, samples), 'a.png');
          const shown = palette === undefined ? values : values.flatMap((value) => [...palette.subarray(3 * value, 3 * value + 3)]);
          expect(await readNumbers(stack)).toEqual([shown]);
          expect(stack.facts.dtype).toBe(bitDepth === 16 ? 'uint16' : colourType === 0 && bitDepth === 1 ? 'bool' : 'uint8');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tells a file that is cut from one that is damaged', async () => {
    const file = pngFile(
      { width: 8, height: 8, bitDepth: 8, colourType: 0 },
      new Uint8Array(64).map((_, i) => i * i),
    );
    const codeOf = async (bytes: Uint8Array): Promise<string | undefined> =>
      (await (await openStack(bytes, 'a.png')).plane(0)).damage?.code;
    expect(await codeOf(file)).toBeUndefined();
    expect(await codeOf(file.slice(0, 60))).toBe('truncated');
    const damaged = file.slice();
    damaged[50]! ^= 255;
    expect(await codeOf(damaged)).toBe('corrupt');
    const header = file.slice();
    header[19] = 9;
    expect(await codeOf(header)).toBe('corrupt');
  });

  it('refuses a header that no file of its size keeps', async () => {
    const file = pngFile({ width: 8, height: 8, bitDepth: 8, colourType: 0 }, new Uint8Array(64));
    file.set([0x7f, 0xff, 0xff, 0xff], 16);
    await expect(openStack(file, 'a.png')).rejects.toMatchObject({ code: 'corrupt' });
    file[24] = 3;
    await expect(openStack(file, 'a.png')).rejects.toMatchObject({ code: 'corrupt' });
  });
});
