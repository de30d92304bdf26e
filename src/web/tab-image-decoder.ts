import { throwIfAborted, withAbort } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ImageDecoder } from '../engine/ports.js';

/** Pixels of the strips in which an image is read back from the canvas: bounds the memory beside the image itself. */
const stripPixels = 1 << 20;

/**
 * Decodes JPEG with the browser. Values come as they are stored: neither turned by an orientation nor changed by a colour
 * profile that the file may name, both of which are left out before decoding.
 */
export const tabImageDecoder: ImageDecoder = {
  async decode(bytes, { mediaType, channels, signal }) {
    throwIfAborted(signal);
    const blob = new Blob([...plainParts(bytes)], { type: mediaType });
    const image = await withAbort(createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }), signal).catch(
      (cause: unknown) => {
        if (cause instanceof FirstlightError) throw cause;
        throw new FirstlightError('corrupt', 'A JPEG image is damaged', { cause });
      },
    );
    try {
      return { width: image.width, height: image.height, samples: readSamples(image, channels) };
    } finally {
      image.close();
    }
  },
};

function readSamples(image: ImageBitmap, channels: 1 | 3): Uint8Array {
  const { width, height } = image;
  const samples = new Uint8Array(width * height * channels);
  const rows = Math.max(1, Math.min(height, Math.floor(stripPixels / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new FirstlightError('unsupported', `This browser cannot read an image of ${width} × ${height} back`);
  context.globalCompositeOperation = 'copy';
  let out = 0;
  for (let fromRow = 0; fromRow < height; fromRow += rows) {
    const strip = Math.min(rows, height - fromRow);
    context.drawImage(image, 0, fromRow, width, strip, 0, 0, width, strip);
    const { data } = context.getImageData(0, 0, width, strip);
    for (let at = 0; at < data.length; at += 4) {
      samples[out] = data[at]!;
      if (channels === 3) {
        samples[out + 1] = data[at + 1]!;
        samples[out + 2] = data[at + 2]!;
      }
      out += channels;
    }
  }
  return samples;
}

/**
 * A JPEG file without the segments APP1 to APP13 and APP15 (Exif, colour profiles, previews), in pieces, copied. APP0 and APP14
 * say how colours are coded. Source: ITU-T T.81, annex B.
 */
function* plainParts(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const view = (from: number, to?: number): Uint8Array<ArrayBuffer> => bytes.slice(from, to);
  let at = 2;
  yield view(0, at);
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const code = bytes[at + 1]!;
    if (code === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    // Entropy-coded data follow the start of a scan: from there on all is kept.
    if (code === 0xda || end > bytes.length) break;
    const isDropped = code > 0xe0 && code <= 0xef && code !== 0xee;
    if (!isDropped) yield view(at, end);
    at = end;
  }
  yield view(at);
}
