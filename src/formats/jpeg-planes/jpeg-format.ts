import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';
import { openSingleImage } from '../single-image.js';

const mostMarkers = 4096;

/** JPEG images, which the platform decodes. */
export const jpegFormat: PlaneFormat = {
  id: 'jpeg',
  decoderVersion: 1,
  sniff: ({ head }) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  open: openJpeg,
};

function* openJpeg({ head, byteLength }: PlaneProbe): Plan<PlaneLayout> {
  const { width, height, components, bits } = yield* findFrame(head, byteLength);
  if (bits !== 8) throw new FirstlightError('unsupported', `JPEG images of ${bits} bits a sample cannot be read`);
  if (width === 0 || height === 0) throw new FirstlightError('corrupt', `A JPEG file describes an image of ${width} × ${height}`);
  return openSingleImage(
    {
      format: 'JPEG',
      width,
      height,
      channels: components === 1 ? 1 : 3,
      dtype: 'uint8',
      byteOrder: 'big',
      notices: [{ code: 'lossy', message: 'JPEG keeps values only roughly' }],
    },
    byteLength,
    { spec: { format: 'jpeg' }, image: 'image/jpeg' },
  );
}

interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
}

/** Walks the markers to the frame header. Source: ITU-T T.81, annex B. */
function* findFrame(head: Uint8Array, byteLength: number): Plan<JpegFrame> {
  let bytes = head;
  let start = 0;
  let offset = 2;
  for (let marker = 0; marker < mostMarkers; marker += 1) {
    if (offset + 10 > byteLength) throw new FirstlightError('truncated', 'A JPEG file ends before its image begins');
    if (offset - start + 10 > bytes.length) {
      bytes = (yield [{ offset, length: 10 }])[0]!;
      start = offset;
    }
    const at = offset - start;
    if (bytes[at] !== 0xff) throw new FirstlightError('corrupt', 'A JPEG file is damaged: a marker is missing');
    const code = bytes[at + 1]!;
    if (code === 0xff) {
      offset += 1;
      continue;
    }
    const alone = code === 0x01 || (code >= 0xd0 && code <= 0xd8);
    if (code === 0xd9 || code === 0xda) throw new FirstlightError('corrupt', 'A JPEG file has no frame header before its data');
    if (alone) {
      offset += 2;
      continue;
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const frame = code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
    if (frame) {
      return {
        bits: bytes[at + 4]!,
        height: (bytes[at + 5]! << 8) | bytes[at + 6]!,
        width: (bytes[at + 7]! << 8) | bytes[at + 8]!,
        components: bytes[at + 9]!,
      };
    }
    if (length < 2) throw new FirstlightError('corrupt', 'A JPEG file is damaged: a segment has no length');
    offset += 2 + length;
  }
  throw new FirstlightError('corrupt', 'A JPEG file has no frame header');
}
