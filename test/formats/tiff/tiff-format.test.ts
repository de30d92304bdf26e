import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openStack, readNumbers } from '../open-planes.js';
import { encodeLzw } from './encode-lzw.js';
import { packNumbers, type TiffImage, writeTiff } from './write-tiff.js';

const counting = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const grey = (numbers: readonly number[], fields: Partial<TiffImage> = {}): TiffImage => ({
  width: 4,
  height: 3,
  segments: [packNumbers('u8', numbers)],
  ...fields,
});

describe('images in TIFF files', () => {
  it.each([
    { big: false, bigEndian: false },
    { big: false, bigEndian: true },
    { big: true, bigEndian: false },
    { big: true, bigEndian: true },
  ])('reads 16 bits, strips and both headers: %j', async (options) => {
    const numbers = counting(1000, 12);
    const strips = [numbers.slice(0, 8), numbers.slice(8)].map((part) => packNumbers('u16', part, options.bigEndian));
    const file = writeTiff([{ width: 4, height: 3, bits: 16, rowsPerStrip: 2, segments: strips }], options);
    const stack = await openStack(file, 'a.tif');
    expect(await readNumbers(stack)).toEqual([numbers]);
    expect(stack.facts).toMatchObject({
      format: options.big ? 'BigTIFF' : 'TIFF',
      dtype: 'uint16',
      byteOrder: options.bigEndian ? 'big' : 'little',
      frames: { value: 1, exactness: 'exact' },
    });
  });

  it('reads colours side by side and apart', async () => {
    const numbers = counting(0, 36);
    const together = writeTiff([{ width: 4, height: 3, channels: 3, segments: [packNumbers('u8', numbers)] }]);
    expect(await readNumbers(await openStack(together, 'a.tif'))).toEqual([numbers]);
    const planes = [0, 1, 2].map((colour) =>
      packNumbers(
        'u8',
        numbers.filter((_, i) => i % 3 === colour),
      ),
    );
    const apart = await openStack(writeTiff([{ width: 4, height: 3, channels: 3, planar: 2, segments: planes }]), 'a.tif');
    expect(await readNumbers(apart)).toEqual([numbers]);
    expect(apart.facts.axes.map(({ name }) => name).join('')).toBe('YXS');
  });

  it('reads tiles, those at the edges in part', async () => {
    const width = 20;
    const numbers = counting(0, width * 18).map((value) => value % 251);
    const tile = (x0: number, y0: number): Uint8Array =>
      Uint8Array.from({ length: 256 }, (_, i) => {
        const [x, y] = [x0 + (i % 16), y0 + (i >> 4)];
        return x < width && y < 18 ? numbers[y * width + x]! : 99;
      });
    const segments = [tile(0, 0), tile(16, 0), tile(0, 16), tile(16, 16)];
    const file = writeTiff([{ width, height: 18, tile: [16, 16], segments }]);
    expect(await readNumbers(await openStack(file, 'a.tif'))).toEqual([numbers]);
    const deflated = segments.map((segment) => zlibSync(segment));
    const packed = writeTiff([{ width, height: 18, tile: [16, 16], compression: 8, segments: deflated }]);
    expect(await readNumbers(await openStack(packed, 'a.tif'))).toEqual([numbers]);
  });

  it('takes the same file in every compression for the same image', async () => {
    const numbers = [1, 2, 3, 3, 3, 3, 3, 3, 250, 1, 2, 3, 3, 3, 200, 0];
    const stored: Readonly<Record<number, Uint8Array>> = {
      1: packNumbers('u8', numbers),
      5: encodeLzw(packNumbers('u8', numbers)),
      8: zlibSync(packNumbers('u8', numbers)),
      32946: zlibSync(packNumbers('u8', numbers)),
      32773: Uint8Array.from([1, 1, 2, 0xfb, 3, 2, 0xfa, 1, 2, 0xfe, 3, 1, 0xc8, 0]),
      50000: Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x10, 0x81, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 0xfa, 1, 2, 3, 3, 3, 0xc8, 0]),
    };
    for (const [compression, segment] of Object.entries(stored)) {
      const file = writeTiff([{ width: 8, height: 2, compression: Number(compression), segments: [segment] }]);
      expect(await readNumbers(await openStack(file, 'a.tif')), compression).toEqual([numbers]);
    }
  });

  it('undoes predictors with every colour for itself', async () => {
    const rows = packNumbers('u16', [10, 20, 30, 1, 1, 1, 2, 65_535, 0, 5, 6, 7, 0, 0, 0, 1, 1, 1], true);
    const image: TiffImage = { width: 3, height: 2, channels: 3, bits: 16, predictor: 2, compression: 8, segments: [zlibSync(rows)] };
    const stack = await openStack(writeTiff([image], { bigEndian: true }), 'a.tif');
    expect(await readNumbers(stack)).toEqual([[10, 20, 30, 11, 21, 31, 13, 20, 31, 5, 6, 7, 5, 6, 7, 6, 7, 8]]);
    const floats = '3f8190b0c05005eb000002fe0000f907'.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
    const rest = '40000000004020303000000000000000'.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
    const float: TiffImage = {
      width: 4,
      height: 2,
      bits: 32,
      format: 3,
      predictor: 3,
      compression: 8,
      segments: [zlibSync(Uint8Array.from([...floats, ...rest]))],
    };
    expect(await readNumbers(await openStack(writeTiff([float]), 'a.tif'))).toEqual([[1.5, -2.25, 1e10, 0, 3, 4, 5, 6.5]]);
  });

  it.each([
    [10, [0x00, 0x00, 0x1f, 0xfc, 0x05, 0xfa, 0x00], [0, 1, 1023, 5, 1000], 'uint16'],
    [12, [0x00, 0x00, 0x01, 0xff, 0xf0, 0x05, 0x3e, 0x80], [0, 1, 4095, 5, 1000], 'uint16'],
    [14, [0x00, 0x00, 0x00, 0x1f, 0xff, 0xc0, 0x05, 0x0f, 0xa0], [0, 1, 16_383, 5, 1000], 'uint16'],
    [4, [0x1f, 0x07, 0xa0], [1, 15, 0, 7, 10], 'uint8'],
    [1, [0b10110000], [1, 0, 1, 1, 0], 'bool'],
  ])('spreads samples of %d bits', async (bits, stored, numbers, dtype) => {
    const file = writeTiff([{ width: 5, height: 1, bits, segments: [Uint8Array.from(stored)] }]);
    const stack = await openStack(file, 'a.tif');
    expect(await readNumbers(stack)).toEqual([numbers]);
    expect(stack.facts.dtype).toBe(dtype);
  });

  it('reads floats of 16, 24 and 64 bits and signed integers', async () => {
    const open = async (bits: number, format: number, bytes: Uint8Array, bigEndian = false): Promise<unknown> => {
      const stack = await openStack(writeTiff([{ width: 4, height: 1, bits, format, segments: [bytes] }], { bigEndian }), 'a.tif');
      return [stack.facts.dtype, ...(await readNumbers(stack))];
    };
    expect(await open(16, 3, packNumbers('u16', [0x3c00, 0xc000, 0x7bff, 1]))).toEqual(['float16', [1, -2, 65_504, 2 ** -24]]);
    expect(await open(24, 3, Uint8Array.of(0, 0, 0, 0, 0x80, 0x3f, 0, 0x20, 0xc0, 0x25, 6, 0x35))).toEqual([
      'float32',
      [0, 1.5, -2.25, Math.fround(0.0010000020265579224)],
    ]);
    expect(await open(64, 3, packNumbers('f64', [Math.PI, -0.5, 1e300, 0], true), true)).toEqual(['float64', [Math.PI, -0.5, 1e300, 0]]);
    expect(await open(16, 2, packNumbers('i16', [-1, 32_767, -32_768, 0]))).toEqual(['int16', [-1, 32_767, -32_768, 0]]);
  });

  it('keeps values as they are stored and says what they mean', async () => {
    const white = await openStack(writeTiff([grey(counting(0, 12), { photometric: 0 })]), 'a.tif');
    expect(white.facts.photometric).toBe('white-is-zero');
    expect(await readNumbers(white)).toEqual([counting(0, 12)]);
    const colours = counting(0, 768);
    const indexed = writeTiff([grey(counting(0, 12), { photometric: 3, fields: [{ tag: 320, type: 3, values: colours }] })]);
    const stack = await openStack(indexed, 'a.tif');
    expect(stack.facts.photometric).toBe('palette');
    expect([...stack.facts.palette!]).toEqual(colours);
    expect(await readNumbers(stack)).toEqual([counting(0, 12)]);
    expect(stack.facts.notices.map(({ code }) => code)).toEqual(['palette']);
  });

  it.each([
    ['JPEG inside', grey(counting(0, 12), { compression: 7 }), 'unsupported', /7 \(JPEG\)/],
    ['an unknown compression', grey(counting(0, 12), { compression: 999 }), 'unsupported', /999/],
    ['complex numbers', grey(counting(0, 12), { format: 6, bits: 64 }), 'unsupported', /complex/],
    ['no width', grey(counting(0, 12), { width: 0 }), 'corrupt', /0 × 3/],
    ['an image that no file of this size holds', grey(counting(0, 12), { width: 60_000, height: 60_000 }), 'corrupt', /claims/],
    ['a predictor on packed bits', grey(counting(0, 12), { predictor: 2, bits: 12, compression: 5 }), 'unsupported', /predictor 2/],
  ] as const)('refuses %s', async (_, image, code, message) => {
    const opening = openStack(writeTiff([image]), 'a.tif');
    await expect(opening).rejects.toMatchObject({ code });
    await expect(openStack(writeTiff([image]), 'a.tif')).rejects.toThrow(message);
  });

  it('shows what is there of an image that is cut, and counts the rest', async () => {
    const gone = writeTiff([grey(counting(1, 12), { segments: [packNumbers('u8', counting(1, 12))] })]);
    const view = new DataView(gone.buffer);
    const entries = view.getUint16(view.getUint32(4, true), true);
    for (let i = 0, at = view.getUint32(4, true) + 2; i < entries; i += 1, at += 12) {
      if (view.getUint16(at, true) === 273) view.setUint32(at + 8, gone.length - 5, true);
    }
    const stack = await openStack(gone, 'a.tif');
    await stack.survey();
    expect(stack.facts.integrity).toEqual({ truncatedBytes: 7, brokenFrames: 1 });
    expect(stack.facts.notices.map(({ code }) => code)).toEqual(['truncated']);
    expect((await readNumbers(stack))[0]!.slice(5)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
