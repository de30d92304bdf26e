import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';
import { openSingleImage } from '../single-image.js';
import type { PngJobSpec } from './decode-png.js';
import { isPng, pngChunks, pngStoredSamples, readPngHeader } from './png-header.js';

/** Deflate makes at most 1,032 bytes of one. */
const mostExpansion = 1040;

/** PNG images of every colour type and depth. Palettes come out as colours; shades of less than 8 bits as stored. */
export const pngFormat: PlaneFormat = {
  id: 'png',
  decoderVersion: 1,
  sniff: ({ head }) => isPng(head),
  open: openPng,
};

function* openPng({ head, byteLength }: PlaneProbe): Plan<PlaneLayout> {
  const header = readPngHeader(head);
  const { width, height, bitDepth, colourType } = header;
  if ((width * height * pngStoredSamples(header) * bitDepth) / 8 > byteLength * mostExpansion) {
    throw new FirstlightError('corrupt', `A file of ${byteLength} bytes claims an image of ${width} × ${height}`);
  }
  const notices: Notice[] = [];
  if (colourType === 3) notices.push({ code: 'palette-expanded', message: 'Numbers of colours are shown as the colours of the palette' });
  if ([...pngChunks(head)].some(({ type }) => type === 'tRNS')) {
    notices.push({ code: 'transparency-dropped', message: 'One colour or some of the palette are transparent, which is left out' });
  }
  const spec: PngJobSpec = { format: 'png', header };
  return openSingleImage(
    {
      format: 'PNG',
      width,
      height,
      channels: colourType === 3 ? 3 : pngStoredSamples(header),
      dtype: bitDepth === 16 ? 'uint16' : bitDepth === 1 && colourType === 0 ? 'bool' : 'uint8',
      byteOrder: 'big',
      notices,
    },
    byteLength,
    { spec },
  );
}
