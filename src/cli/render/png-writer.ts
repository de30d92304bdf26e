import sharp from 'sharp';
import { FirstlightError } from '../../base/errors.js';
import { FileSink } from '../../node/file-sink.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/**
 * One PNG, or a numbered sequence where the name holds `%d` or `%05d` (counted from 0). More than one frame without a
 * pattern gets `-%05d` before the ending.
 */
export function createPngWriter(options: FrameWriterOptions): FrameWriter {
  return new PngWriter(options);
}

const numberPattern = /%(?:0(\d{1,2}))?d/;

class PngWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #pattern: string;
  #next = 0;
  #sink: FileSink | undefined;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
    const numbered = options.frames === 1 || numberPattern.test(options.path);
    this.#pattern = numbered ? options.path : options.path.replace(/(\.[^.]+)$/, '-%05d$1');
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { width, height } = this.#options;
    const png = await sharp(frame.rgba, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .png({ compressionLevel: 6 })
      .toBuffer();
    this.#sink = await FileSink.create(this.#nameOf(this.#next));
    await this.#sink.write(png);
    await this.#sink.finish();
    this.#sink = undefined;
    this.#next += 1;
  }

  async finish(): Promise<string> {
    if (this.#next === 0)
      throw new FirstlightError('out-of-range', 'There is no frame in this part of the recording', { path: this.#pattern });
    return this.#pattern;
  }

  async abandon(): Promise<void> {
    await this.#sink?.abandon();
  }

  #nameOf(index: number): string {
    return this.#pattern.replace(numberPattern, (_, digits: string | undefined) => String(index).padStart(Number(digits ?? 0), '0'));
  }
}
