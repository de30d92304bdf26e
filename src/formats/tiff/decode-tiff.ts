import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { sampleBytes } from '../../shapes/plane-samples.js';
import { inflateLarge } from '../codecs/inflate-large.js';
import { decodeZstd } from '../codecs/zstd.js';
import { swapBytes } from '../plane-arrays/swap-bytes.js';
import type { DecodePlanes, PlaneJob } from '../plane-format.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './packbits.js';
import { storedRowBytes, type TiffJobSpec, type TiffPiece } from './plan-page.js';
import { undoDifferences, undoFloatDifferences } from './predictors.js';
import type { TiffCoding } from './tiff-page.js';
import { reverseBits, unpackBits } from './unpack-bits.js';

/** Decodes the boxes of TIFF images. Damage of one part leaves it zero; the others are decoded before it is thrown. */
export const decodeTiffPlanes: DecodePlanes = (job, bytes, kernels, output) => {
  const spec = tiffSpec(job);
  let damage: unknown;
  for (const piece of spec.pieces) {
    if (piece.range < 0) continue;
    try {
      decodePiece(piece, bytes[piece.range]!, spec, kernels, output);
    } catch (error) {
      damage ??= error;
    }
  }
  if (damage !== undefined) throw damage;
};

function tiffSpec(job: PlaneJob): TiffJobSpec {
  if (job.spec.format !== 'tiff') throw new FirstlightError('internal', `A job of ${job.spec.format} is none of a TIFF image`);
  return job.spec as TiffJobSpec;
}

function decodePiece(piece: TiffPiece, stored: Uint8Array, spec: TiffJobSpec, kernels: ByteKernels, output: Uint8Array): void {
  const { coding, columns } = spec;
  const itemBytes = sampleBytes(coding.type);
  const samples = coding.planar ? 1 : coding.channels;
  const pixelBytes = coding.channels * itemBytes;
  const direct = piece.columns === columns && piece.storedColumns === columns && !coding.planar && coding.bits === 8 * itemBytes;
  const rowBytes = storedRowBytes(coding, piece.storedColumns);
  const start = (piece.row * columns + piece.column) * pixelBytes;
  const target = direct ? output.subarray(start, start + piece.rows * rowBytes) : undefined;
  const whole = coding.compression === 50_000 || coding.compression === 34_926;
  const plain = target !== undefined && !whole ? target : new Uint8Array((whole ? piece.storedRows : piece.rows) * rowBytes);
  unpack(stored, plain, piece.rows * rowBytes, coding, kernels);
  finishRows(plain, rowBytes, coding, samples);
  if (target !== undefined) {
    if (plain !== target) target.set(plain.subarray(0, target.length));
    return;
  }
  const rowSamples = piece.storedColumns * samples;
  let unpacked = plain;
  if (coding.bits !== 8 * itemBytes) {
    unpacked = new Uint8Array(piece.rows * rowSamples * itemBytes);
    unpackBits(plain, unpacked, coding, piece.rows, rowSamples);
  }
  copyPiece(piece, unpacked, samples * itemBytes, coding, columns * pixelBytes, pixelBytes, output);
}

/** Bytes as they were before compression. Data that end before `needed` are damage. */
function unpack(
  stored: Uint8Array,
  plain: Uint8Array,
  needed: number,
  { compression, lowBitFirst }: TiffCoding,
  kernels: ByteKernels,
): void {
  let input = stored;
  if (lowBitFirst) {
    input = stored.slice();
    reverseBits(input);
  }
  let written: number;
  switch (compression) {
    case 1:
      plain.set(input.subarray(0, plain.length));
      return;
    case 5:
      written = decodeLzw(input, plain);
      break;
    case 32_773:
      written = decodePackBits(input, plain);
      break;
    case 50_000:
    case 34_926:
      written = decodeZstd(input, plain);
      break;
    default:
      written = inflateLarge(kernels, input, plain, 'zlib');
  }
  if (written < needed) {
    throw new FirstlightError('corrupt', `A part of a TIFF image comes out at ${written} of ${needed} bytes`);
  }
}

/** Little-endian samples without differences. */
function finishRows(plain: Uint8Array, rowBytes: number, { predictor, bits, kind, little }: TiffCoding, step: number): void {
  const itemBytes = bits / 8;
  if (predictor === 3) {
    undoFloatDifferences(plain, rowBytes, itemBytes, step);
    return;
  }
  const whole = itemBytes === 1 || itemBytes === 2 || itemBytes === 4 || itemBytes === 8;
  if (whole && !little) swapBytes(plain, itemBytes);
  if (bits === 24 && kind === 'float' && !little) swapTriples(plain);
  if (predictor === 2 && whole) undoDifferences(plain, rowBytes, itemBytes, step);
}

function swapTriples(bytes: Uint8Array): void {
  for (let at = 0; at + 3 <= bytes.length; at += 3) {
    const first = bytes[at]!;
    bytes[at] = bytes[at + 2]!;
    bytes[at + 2] = first;
  }
}

/** Puts what is kept of a decoded part in its place. */
function copyPiece(
  piece: TiffPiece,
  unpacked: Uint8Array,
  storedPixelBytes: number,
  coding: TiffCoding,
  lineBytes: number,
  pixelBytes: number,
  output: Uint8Array,
): void {
  const storedLineBytes = piece.storedColumns * storedPixelBytes;
  for (let row = 0; row < piece.rows; row += 1) {
    let from = row * storedLineBytes;
    let to = (piece.row + row) * lineBytes + piece.column * pixelBytes;
    if (!coding.planar) {
      output.set(unpacked.subarray(from, from + piece.columns * pixelBytes), to);
      continue;
    }
    to += piece.sample * storedPixelBytes;
    for (let column = 0; column < piece.columns; column += 1, from += storedPixelBytes, to += pixelBytes) {
      for (let byte = 0; byte < storedPixelBytes; byte += 1) output[to + byte] = unpacked[from + byte]!;
    }
  }
}
