import { zlibSync } from 'fflate';
import { crc32 } from '../../../src/bytes/compressed/crc32.js';

export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  readonly interlaced?: boolean;
  /** Red, green, blue of each colour. */
  readonly palette?: Uint8Array;
  /** Filter of each row, in turn. */
  readonly filters?: readonly number[];
}

/** Written from the specification: every 8th pixel first, then those between. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG file of `samples` (16-bit ones as two numbers, high first), rows from the top. */
export function pngFile(image: PngImage, samples: Uint8Array): Uint8Array {
  const { width, height, bitDepth, colourType, palette, interlaced = false } = image;
  const channels = [1, 0, 3, 1, 2, 0, 4][colourType]!;
  const perSample = bitDepth === 16 ? 2 : 1;
  const pixelBytes = channels * perSample;
  const raw: number[] = [];
  for (const [xStart, yStart, xStep, yStep] of interlaced ? passes : ([[0, 0, 1, 1]] as const)) {
    let above: number[] = [];
    if (xStart >= width) continue;
    for (let y = yStart, row = 0; y < height; y += yStep, row += 1) {
      const values: number[] = [];
      for (let x = xStart; x < width; x += xStep) {
        for (let byte = 0; byte < pixelBytes; byte += 1) values.push(samples[(y * width + x) * pixelBytes + byte]!);
      }
      const line = bitDepth < 8 ? packBits(values, bitDepth) : values;
      const filter = image.filters?.[row % image.filters.length] ?? 0;
      raw.push(filter, ...filterRow(line, above, Math.max(1, pixelBytes), filter));
      above = line;
    }
  }
  const deflated = zlibSync(Uint8Array.from(raw));
  const half = deflated.length >> 1;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  new Uint8Array(header.buffer).set([bitDepth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', new Uint8Array(header.buffer)),
    ...(palette === undefined ? [] : chunk('PLTE', palette)),
    ...chunk('IDAT', deflated.slice(0, half)),
    ...chunk('IDAT', deflated.slice(half)),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): number[] {
  const body = Uint8Array.from([...new TextEncoder().encode(type), ...data]);
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, data.length);
  view.setUint32(4, crc32(body));
  const ends = new Uint8Array(view.buffer);
  return [...ends.subarray(0, 4), ...body, ...ends.subarray(4)];
}

function packBits(values: readonly number[], bits: number): number[] {
  const bytes = new Array<number>(Math.ceil((values.length * bits) / 8)).fill(0);
  for (const [i, value] of values.entries()) bytes[(i * bits) >> 3]! |= value << (8 - bits - ((i * bits) & 7));
  return bytes;
}

function filterRow(line: readonly number[], above: readonly number[], pixelBytes: number, filter: number): number[] {
  return line.map((value, i) => {
    const a = i < pixelBytes ? 0 : line[i - pixelBytes]!;
    const b = above[i] ?? 0;
    const c = i < pixelBytes ? 0 : (above[i - pixelBytes] ?? 0);
    const p = a + b - c;
    const paeth = Math.abs(p - a) <= Math.abs(p - b) && Math.abs(p - a) <= Math.abs(p - c) ? a : Math.abs(p - b) <= Math.abs(p - c) ? b : c;
    return (value - [0, a, b, (a + b) >> 1, paeth][filter]!) & 255;
  });
}
