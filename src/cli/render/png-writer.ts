import sharp from 'sharp';
import { FirstlightError } from '../../base/errors.js';
import { FileSink } from '../../node/file-sink.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';
import { pictureName } from './png-name.js';

/** One PNG, or a numbered sequence where the name holds `%d` or `%05d` (counted from 0). */
export function createPngWriter(options: FrameWriterOptions): FrameWriter {
  return new PngWriter(options);
}

class PngWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  #next = 0;
  #sink: FileSink | undefined;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { width, height } = this.#options;
    const png = await sharp(frame.rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
      .removeAlpha()
      .png({ compressionLevel: 6 })
      .toBuffer();
    this.#sink = await FileSink.create(pictureName(this.#options.path, this.#next));
    await this.#sink.write(png);
    await this.#sink.finish();
    this.#sink = undefined;
    this.#next += 1;
  }

  async finish(): Promise<string> {
    if (this.#next === 0)
      throw new FirstlightError('out-of-range', 'There is no frame in this part of the recording', { path: this.#options.path });
    return this.#options.path;
  }

  async abandon(): Promise<void> {
    await this.#sink?.abandon();
  }
}
