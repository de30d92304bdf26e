import { FirstlightError } from '../base/errors.js';
import { bmpFormat } from './bmp/bmp-format.js';
import { decodeBmpPlane } from './bmp/decode-bmp.js';
import { jpegFormat } from './jpeg-planes/jpeg-format.js';
import { npyPlaneFormat } from './npy-planes/npy-plane-format.js';
import { decodeArrayPlanes } from './plane-arrays/decode-array.js';
import type { DecodePlanes, PlaneFormat, PlaneProbe } from './plane-format.js';
import { decodePngPlane } from './png/decode-png.js';
import { pngFormat } from './png/png-format.js';
import { rawPlaneFormat } from './raw-planes/raw-plane-format.js';
import { decodeTiffPlanes } from './tiff/decode-tiff.js';
import { tiffFormat } from './tiff/tiff-format.js';

/** Every format of planes that can be read, in the order in which they are tried. */
const planeFormats: readonly PlaneFormat[] = [rawPlaneFormat, tiffFormat, pngFormat, npyPlaneFormat, jpegFormat, bmpFormat];

/** How boxes are decoded, by the name in their `spec.format`. */
const decoders: ReadonlyMap<string, DecodePlanes> = new Map<string, DecodePlanes>([
  ['array', decodeArrayPlanes],
  ['tiff', decodeTiffPlanes],
  ['png', decodePngPlane],
  ['bmp', decodeBmpPlane],
]);

/** The format of a file of images, told from its first bytes; undefined where it is none. */
export function findPlaneFormat(probe: PlaneProbe): PlaneFormat | undefined {
  return planeFormats.find((candidate) => candidate.sniff(probe));
}

/** Decodes a box of any format: what a worker runs. */
export const decodePlanes: DecodePlanes = (job, bytes, kernels, output) => {
  const decode = decoders.get(job.spec.format);
  if (decode === undefined) throw new FirstlightError('internal', `No decoder for images of ${job.spec.format}`);
  decode(job, bytes, kernels, output);
};
