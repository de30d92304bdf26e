import { throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ImageDecoder } from '../engine/ports.js';

/** Decodes JPEG with libvips, loaded when the first image comes. */
export const nodeImageDecoder: ImageDecoder = {
  async decode(bytes, { channels, signal }) {
    throwIfAborted(signal);
    const { default: sharp } = await import('sharp');
    try {
      const image = sharp(bytes, { failOn: 'error', limitInputPixels: 2 ** 29 }).toColourspace(channels === 1 ? 'b-w' : 'srgb');
      const { data, info } = await (channels === 3 ? image.removeAlpha() : image).raw().toBuffer({ resolveWithObject: true });
      throwIfAborted(signal);
      return { width: info.width, height: info.height, samples: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
    } catch (cause) {
      if (cause instanceof FirstlightError) throw cause;
      throw new FirstlightError('corrupt', 'A JPEG image is damaged', { cause });
    }
  },
};
