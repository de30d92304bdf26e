import { frameOutputOf } from './frame-outputs.js';
import type { FrameWriter, FrameWriterOptions } from './frame-writer.js';

/** A writer for the kind of output, its library loaded only now. */
export async function createFrameWriter(options: FrameWriterOptions): Promise<FrameWriter> {
  switch (frameOutputOf(options.path)) {
    case 'png':
      return (await import('./png-writer.js')).createPngWriter(options);
    case 'gif':
      return (await import('./gif-writer.js')).createGifWriter(options);
    case 'webp':
      return (await import('./webp-writer.js')).createWebpWriter(options);
    case 'mp4':
      return (await import('./mp4-writer.js')).createMp4Writer(options);
    case 'npz':
      return (await import('./npz-writer.js')).createNpzWriter(options);
  }
}
