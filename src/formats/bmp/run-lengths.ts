import type { BmpHeader } from './bmp-header.js';

/**
 * Decodes RLE8 and RLE4 into one byte a pixel, rows as they are stored (from the bottom); what is skipped or cut is 0.
 * Source: Microsoft, "Bitmap Compression".
 */
export function decodeRunLengths(input: Uint8Array, { width, height, compression }: BmpHeader): Uint8Array {
  const output = new Uint8Array(width * height);
  const half = compression === 2;
  let column = 0;
  let row = 0;
  const put = (value: number): void => {
    if (column < width && row < height) output[row * width + column] = value;
    column += 1;
  };
  for (let at = 0; at + 1 < input.length && row < height; ) {
    const count = input[at]!;
    const value = input[at + 1]!;
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i += 1) put(half ? ((i & 1) === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      column = 0;
      row += 1;
    } else if (value === 1) break;
    else if (value === 2) {
      column += input[at] ?? 0;
      row += input[at + 1] ?? 0;
      at += 2;
    } else {
      for (let i = 0; i < value; i += 1) {
        const byte = input[at + (half ? i >> 1 : i)] ?? 0;
        put(half ? ((i & 1) === 0 ? byte >> 4 : byte & 15) : byte);
      }
      const bytes = half ? Math.ceil(value / 2) : value;
      at += bytes + (bytes & 1);
    }
  }
  return output;
}
