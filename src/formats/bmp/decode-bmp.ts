import { FirstlightError } from '../../base/errors.js';
import type { DecodePlanes, PlaneJob } from '../plane-format.js';
import { type BmpHeader, bmpRowBytes } from './bmp-header.js';
import { decodeRunLengths } from './run-lengths.js';

export interface BmpJobSpec {
  readonly format: 'bmp';
  readonly header: BmpHeader;
}

/** Decodes a whole BMP file. Errors: `corrupt`, `truncated`. */
export const decodeBmpPlane: DecodePlanes = (job, [bytes], _kernels, output) => {
  const { header } = bmpSpec(job);
  const { width, height, topDown, bits, palette, channels } = header;
  const stored = bytes!.subarray(header.dataOffset);
  const rowBytes = header.compression === 0 ? bmpRowBytes(header) : width;
  const numbers = header.compression === 0 ? stored : decodeRunLengths(stored, header);
  if (numbers.length < rowBytes * height) throw new FirstlightError('truncated', 'A BMP file ends before its image does');
  const unpackedBits = header.compression === 0 ? bits : 8;
  for (let row = 0; row < height; row += 1) {
    const line = numbers.subarray((topDown ? row : height - 1 - row) * rowBytes);
    const target = output.subarray(row * width * channels, (row + 1) * width * channels);
    if (bits <= 8) placeIndexed(line, unpackedBits, palette, channels, width, target);
    else if (bits === 24) placeTriples(line, width, target);
    else placeFields(line, bits as 16 | 32, header.masks!, channels, width, target);
  }
};

function bmpSpec(job: PlaneJob): BmpJobSpec {
  if (job.spec.format !== 'bmp') throw new FirstlightError('internal', `A job of ${job.spec.format} is none of a BMP image`);
  return job.spec as BmpJobSpec;
}

function placeIndexed(line: Uint8Array, bits: number, palette: Uint8Array, channels: number, width: number, target: Uint8Array): void {
  const mask = (1 << bits) - 1;
  for (let column = 0, to = 0; column < width; column += 1, to += channels) {
    const bit = column * bits;
    const colour = bits === 8 ? line[column]! : (line[bit >> 3]! >> (8 - bits - (bit & 7))) & mask;
    // The palette holds blue first.
    if (channels === 1) target[to] = palette[3 * colour] ?? 0;
    else for (let part = 0; part < 3; part += 1) target[to + part] = palette[3 * colour + 2 - part] ?? 0;
  }
}

function placeTriples(line: Uint8Array, width: number, target: Uint8Array): void {
  for (let at = 0; at < 3 * width; at += 3) {
    target[at] = line[at + 2]!;
    target[at + 1] = line[at + 1]!;
    target[at + 2] = line[at]!;
  }
}

function placeFields(
  line: Uint8Array,
  bits: 16 | 32,
  masks: NonNullable<BmpHeader['masks']>,
  channels: number,
  width: number,
  target: Uint8Array,
): void {
  const view = new DataView(line.buffer, line.byteOffset, (width * bits) / 8);
  const fields = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, scale: mask === 0 ? 0 : 255 / (mask >>> shift) };
  });
  for (let column = 0, to = 0; column < width; column += 1) {
    const value = bits === 16 ? view.getUint16(2 * column, true) : view.getUint32(4 * column, true);
    for (const { mask, shift, scale } of fields) target[to++] = Math.round(((value & mask) >>> shift) * scale);
  }
}
