import { FirstlightError } from '../../base/errors.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { inflateLarge } from '../codecs/inflate-large.js';
import { swapBytes } from '../plane-arrays/swap-bytes.js';
import type { DecodePlanes, PlaneJob } from '../plane-format.js';
import { crc32 } from '../zip/crc32.js';
import { type PngHeader, pngChunks, pngStoredSamples, readPngHeader } from './png-header.js';
import { unfilter } from './unfilter.js';

export interface PngJobSpec {
  readonly format: 'png';
  readonly header: PngHeader;
}

/** One pass over an image: every `xStep`-th column from `xStart`, every `yStep`-th row from `yStart`. */
interface Pass {
  readonly xStart: number;
  readonly yStart: number;
  readonly xStep: number;
  readonly yStep: number;
}

const wholePass: readonly Pass[] = [{ xStart: 0, yStart: 0, xStep: 1, yStep: 1 }];
/** Source: PNG (W3C, third edition), 8.1 (Adam7). */
const interlacePasses: readonly Pass[] = [
  { xStart: 0, yStart: 0, xStep: 8, yStep: 8 },
  { xStart: 4, yStart: 0, xStep: 8, yStep: 8 },
  { xStart: 0, yStart: 4, xStep: 4, yStep: 8 },
  { xStart: 2, yStart: 0, xStep: 4, yStep: 4 },
  { xStart: 0, yStart: 2, xStep: 2, yStep: 4 },
  { xStart: 1, yStart: 0, xStep: 2, yStep: 2 },
  { xStart: 0, yStart: 1, xStep: 1, yStep: 2 },
];

/** Decodes a whole PNG file. Errors: `corrupt`, `truncated`. */
export const decodePngPlane: DecodePlanes = (job, [bytes], kernels, output) => {
  const { header } = pngSpec(job);
  const found = readPngHeader(bytes!);
  const same = found.width === header.width && found.height === header.height && found.colourType === header.colourType;
  if (!same || found.bitDepth !== header.bitDepth) throw new FirstlightError('corrupt', 'A PNG file changed while it was open');
  const { deflated, palette } = collectChunks(bytes!, header);
  const passes = passesOf(header);
  const raw = new Uint8Array(passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0));
  inflateWhole(kernels, deflated, raw);
  const pixelBytes = Math.max(1, (pngStoredSamples(header) * header.bitDepth) / 8);
  let from = 0;
  for (const pass of passes) {
    const { rows, rowBytes } = pass;
    const direct = !header.interlaced && header.bitDepth >= 8 && header.colourType !== 3;
    const plain = direct ? output : new Uint8Array(rows * rowBytes);
    unfilter(raw.subarray(from, from + rows * (1 + rowBytes)), rows, rowBytes, pixelBytes, plain);
    from += rows * (1 + rowBytes);
    if (!direct) placePass(plain, pass, header, palette, output);
  }
  if (header.bitDepth === 16) swapBytes(output, 2);
};

function pngSpec(job: PlaneJob): PngJobSpec {
  if (job.spec.format !== 'png') throw new FirstlightError('internal', `A job of ${job.spec.format} is none of a PNG image`);
  return job.spec as PngJobSpec;
}

interface SizedPass extends Pass {
  readonly columns: number;
  readonly rows: number;
  readonly rowBytes: number;
}

function passesOf(header: PngHeader): readonly SizedPass[] {
  return (header.interlaced ? interlacePasses : wholePass)
    .map((pass) => {
      const columns = Math.ceil((header.width - pass.xStart) / pass.xStep);
      const rows = Math.ceil((header.height - pass.yStart) / pass.yStep);
      return { ...pass, columns, rows, rowBytes: Math.ceil((columns * pngStoredSamples(header) * header.bitDepth) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** The deflated data, joined, and the palette; checksums of all but the data, which have their own, are held against the bytes. */
function collectChunks(bytes: Uint8Array, { colourType }: PngHeader): { deflated: Uint8Array; palette: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let palette = new Uint8Array(0);
  for (const { type, data, length, checksumAt, start } of pngChunks(bytes)) {
    if (data.length < length) throw new FirstlightError('truncated', 'A PNG file ends before its image does');
    if (type === 'IDAT') parts.push(data);
    if (type !== 'PLTE' && type !== 'IHDR') continue;
    if (checksumAt + 4 > bytes.length || view.getUint32(checksumAt) !== crc32(bytes.subarray(start, checksumAt))) {
      throw new FirstlightError('corrupt', `The ${type} chunk of a PNG file does not match its checksum`);
    }
    if (type === 'PLTE') palette = new Uint8Array(data);
  }
  if (parts.length === 0) throw new FirstlightError('truncated', 'A PNG file ends before its image begins');
  if (colourType === 3 && palette.length === 0) throw new FirstlightError('corrupt', 'A PNG image with a palette has none');
  if (parts.length === 1) return { deflated: parts[0]!, palette };
  const deflated = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    deflated.set(part, at);
    at += part.length;
  }
  return { deflated, palette };
}

function inflateWhole(kernels: ByteKernels, deflated: Uint8Array, raw: Uint8Array): void {
  const written = inflateLarge(kernels, deflated, raw, 'zlib');
  if (written < raw.length) throw new FirstlightError('corrupt', `A PNG image comes out at ${written} of ${raw.length} bytes`);
}

/** Puts the pixels of a pass in their places: packed shades spread over bytes, numbers of colours turned into colours. */
function placePass(plain: Uint8Array, pass: SizedPass, header: PngHeader, palette: Uint8Array, output: Uint8Array): void {
  const { bitDepth, width, colourType } = header;
  const stored = pngStoredSamples(header);
  const { columns, rows, rowBytes, xStart, yStart, xStep, yStep } = pass;
  const mask = (1 << bitDepth) - 1;
  const sampleSize = bitDepth === 16 ? 2 : 1;
  const storedBytes = stored * sampleSize;
  const pixelBytes = colourType === 3 ? 3 : storedBytes;
  for (let row = 0; row < rows; row += 1) {
    const line = row * rowBytes;
    let to = ((yStart + row * yStep) * width + xStart) * pixelBytes;
    for (let column = 0; column < columns; column += 1, to += xStep * pixelBytes) {
      if (bitDepth >= 8 && colourType !== 3) {
        for (let byte = 0; byte < storedBytes; byte += 1) output[to + byte] = plain[line + column * storedBytes + byte]!;
        continue;
      }
      const bit = column * bitDepth;
      const value = bitDepth === 8 ? plain[line + column]! : (plain[line + (bit >> 3)]! >> (8 - bitDepth - (bit & 7))) & mask;
      if (colourType !== 3) output[to] = value;
      else for (let colour = 0; colour < 3; colour += 1) output[to + colour] = palette[3 * value + colour] ?? 0;
    }
  }
}
