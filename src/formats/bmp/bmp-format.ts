import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';
import { openSingleImage } from '../single-image.js';
import { bmpRowBytes, isBmp, readBmpHeader } from './bmp-header.js';
import type { BmpJobSpec } from './decode-bmp.js';

/** Run lengths make at most this many bytes of two. */
const mostExpansion = 512;

/** Windows bitmaps. Palettes come out as colours, or as shades where they hold nothing else. */
export const bmpFormat: PlaneFormat = {
  id: 'bmp',
  decoderVersion: 1,
  sniff: ({ head }) => isBmp(head),
  open: openBmp,
};

// biome-ignore lint/correctness/useYield: the header is within the first bytes
function* openBmp({ head, byteLength }: PlaneProbe): Plan<PlaneLayout> {
  const header = readBmpHeader(head);
  const { width, height, channels, bits } = header;
  if (width * height > byteLength * mostExpansion) {
    throw new FirstlightError('corrupt', `A file of ${byteLength} bytes claims an image of ${width} × ${height}`);
  }
  const missing = header.compression === 0 ? header.dataOffset + bmpRowBytes(header) * height - byteLength : 0;
  if (missing > 0) throw new FirstlightError('truncated', `A BMP file is ${missing} bytes shorter than its image`);
  const notices: Notice[] = [];
  if (bits <= 8 && channels > 1)
    notices.push({ code: 'palette-expanded', message: 'Numbers of colours are shown as the colours of the palette' });
  const spec: BmpJobSpec = { format: 'bmp', header };
  return openSingleImage({ format: 'BMP', width, height, channels, dtype: 'uint8', byteOrder: 'little', notices }, byteLength, { spec });
}
