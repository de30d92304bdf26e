import { FirstlightError } from '../../base/errors.js';

/**
 * Undoes the filters of a PNG pass: `rows` rows of one filter byte and `rowBytes` bytes each become rows of `output`.
 * `pixelBytes` is at least 1. Source: PNG (W3C, third edition), 9. Throws `corrupt`.
 */
export function unfilter(raw: Uint8Array, rows: number, rowBytes: number, pixelBytes: number, output: Uint8Array): void {
  const first = new Uint8Array(rowBytes);
  for (let row = 0, from = 0; row < rows; row += 1) {
    const filter = raw[from]!;
    from += 1;
    const line = output.subarray(row * rowBytes, (row + 1) * rowBytes);
    const above = row === 0 ? first : output.subarray((row - 1) * rowBytes, row * rowBytes);
    const input = raw.subarray(from, from + rowBytes);
    from += rowBytes;
    switch (filter) {
      case 0:
        line.set(input);
        break;
      case 1:
        undoSub(input, line, pixelBytes);
        break;
      case 2:
        for (let i = 0; i < rowBytes; i += 1) line[i] = input[i]! + above[i]!;
        break;
      case 3:
        undoAverage(input, above, line, pixelBytes);
        break;
      case 4:
        undoPaeth(input, above, line, pixelBytes);
        break;
      default:
        throw new FirstlightError('corrupt', `A row of a PNG image has filter ${filter}, which is not defined`);
    }
  }
}

function undoSub(input: Uint8Array, line: Uint8Array, pixelBytes: number): void {
  const lead = Math.min(pixelBytes, line.length);
  for (let i = 0; i < lead; i += 1) line[i] = input[i]!;
  for (let i = pixelBytes; i < line.length; i += 1) line[i] = input[i]! + line[i - pixelBytes]!;
}

function undoAverage(input: Uint8Array, above: Uint8Array, line: Uint8Array, pixelBytes: number): void {
  const lead = Math.min(pixelBytes, line.length);
  for (let i = 0; i < lead; i += 1) line[i] = input[i]! + (above[i]! >> 1);
  for (let i = pixelBytes; i < line.length; i += 1) line[i] = input[i]! + ((line[i - pixelBytes]! + above[i]!) >> 1);
}

function undoPaeth(input: Uint8Array, above: Uint8Array, line: Uint8Array, pixelBytes: number): void {
  const lead = Math.min(pixelBytes, line.length);
  for (let i = 0; i < lead; i += 1) line[i] = input[i]! + above[i]!;
  for (let i = pixelBytes; i < line.length; i += 1) {
    const left = line[i - pixelBytes]!;
    const up = above[i]!;
    const corner = above[i - pixelBytes]!;
    const fromLeft = Math.abs(up - corner);
    const fromUp = Math.abs(left - corner);
    const fromCorner = Math.abs(left + up - 2 * corner);
    line[i] = input[i]! + (fromLeft <= fromUp && fromLeft <= fromCorner ? left : fromUp <= fromCorner ? up : corner);
  }
}
