import { describe, expect, it } from 'vitest';
import { openStack, readNumbers } from '../open-planes.js';

interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly method?: number;
  /** Blue, green, red, 0 of each colour, or the masks of bit fields. */
  readonly table?: readonly number[];
  readonly data: readonly number[];
}

function bmpFile({ width, height, bits, method = 0, table = [], data }: Bitmap): Uint8Array {
  const view = new DataView(new ArrayBuffer(54 + table.length + data.length));
  const bytes = new Uint8Array(view.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54 + table.length, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  view.setUint32(30, method, true);
  if (bits <= 8) view.setUint32(46, table.length / 4, true);
  bytes.set(table, 54);
  bytes.set(data, 54 + table.length);
  return bytes;
}

const greys = [0, 0, 0, 0, 80, 80, 80, 0, 160, 160, 160, 0, 255, 255, 255, 0];
const colours = [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0];

describe('BMP images', () => {
  it.each([
    ['24 bits from the bottom', { width: 1, height: 2, bits: 24, data: [1, 2, 3, 0, 4, 5, 6, 0] }, [6, 5, 4, 3, 2, 1]],
    ['24 bits from the top', { width: 1, height: -2, bits: 24, data: [1, 2, 3, 0, 4, 5, 6, 0] }, [3, 2, 1, 6, 5, 4]],
    ['8 bits of greys', { width: 3, height: 1, bits: 8, table: greys, data: [0, 3, 2, 0] }, [0, 255, 160]],
    ['8 bits of colours', { width: 2, height: 1, bits: 8, table: colours, data: [3, 0, 0, 0] }, [12, 11, 10, 3, 2, 1]],
    ['4 bits', { width: 3, height: 1, bits: 4, table: greys, data: [0x12, 0x30, 0, 0] }, [80, 160, 255]],
    ['1 bit', { width: 3, height: 1, bits: 1, table: [0, 0, 0, 0, 255, 255, 255, 0], data: [0b10100000, 0, 0, 0] }, [255, 0, 255]],
    ['32 bits', { width: 1, height: 1, bits: 32, data: [1, 2, 3, 99] }, [3, 2, 1]],
    ['16 bits of 5', { width: 2, height: 1, bits: 16, data: [0x1f, 0, 0xe0, 0x03] }, [0, 0, 255, 0, 255, 0]],
    [
      '16 bits of 5, 6, 5',
      {
        width: 2,
        height: 1,
        bits: 16,
        method: 3,
        table: [0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0, 0, 0, 0, 0],
        data: [0, 0xf8, 0xe0, 7],
      },
      [255, 0, 0, 0, 255, 0],
    ],
    [
      'run lengths of 8 bits',
      { width: 4, height: 2, bits: 8, method: 1, table: greys, data: [3, 1, 1, 2, 0, 0, 0, 4, 0, 1, 2, 3, 0, 1] },
      [0, 80, 160, 255, 80, 80, 80, 160],
    ],
    ['run lengths of 4 bits', { width: 5, height: 1, bits: 4, method: 2, table: greys, data: [5, 0x12, 0, 1] }, [80, 160, 80, 160, 80]],
  ] satisfies [string, Bitmap, number[]][])('reads %s', async (_, bitmap, numbers) => {
    expect(await readNumbers(await openStack(bmpFile(bitmap), 'a.bmp'))).toEqual([numbers]);
  });

  it.each([
    ['a file that is cut', { width: 9, height: 9, bits: 24, data: [1, 2, 3] }, 'truncated'],
    ['a depth that there is not', { width: 1, height: 1, bits: 7, data: [0, 0, 0, 0] }, 'unsupported'],
    ['a JPEG inside', { width: 1, height: 1, bits: 24, method: 4, data: [0, 0, 0, 0] }, 'unsupported'],
    ['no width', { width: 0, height: 1, bits: 24, data: [0, 0, 0, 0] }, 'corrupt'],
  ] satisfies [string, Bitmap, string][])('refuses %s', async (_, bitmap, code) => {
    await expect(openStack(bmpFile(bitmap), 'a.bmp')).rejects.toMatchObject({ code });
  });
});
