import sharp from 'sharp';
import { FirstlightError } from '../../base/errors.js';
import { FileSink } from '../../node/file-sink.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/**
 * An animated WebP that loops for ever, every frame lossless. Frames are encoded one by one and put into the container
 * here, so that none is kept. Container: RFC 9649, sections 2.5 to 2.7.
 */
export async function createWebpWriter(options: FrameWriterOptions): Promise<FrameWriter> {
  if (options.width > 16_384 || options.height > 16_384) {
    throw new FirstlightError(
      'out-of-range',
      `A WebP picture is at most 16384 pixels wide and high, not ${options.width}x${options.height}`,
      {
        path: options.path,
      },
    );
  }
  const sink = await FileSink.create(options.path);
  await sink.write(fileHeader(options.width, options.height));
  return new WebpWriter(options, sink);
}

class WebpWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #sink: FileSink;
  #frame = 0;

  constructor(options: FrameWriterOptions, sink: FileSink) {
    this.#options = options;
    this.#sink = sink;
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { width, height, fps } = this.#options;
    const encoded = await sharp(frame.rgba, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .webp({ lossless: true, effort: 2 })
      .toBuffer();
    const image = imageChunks(encoded, this.#options.path);
    const millisAt = (index: number): number => Math.round((index * 1000) / fps);
    const durationMillis = Math.min(2 ** 24 - 1, millisAt(this.#frame + 1) - millisAt(this.#frame));
    this.#frame += 1;
    const head = Buffer.alloc(24);
    head.write('ANMF', 0, 'latin1');
    head.writeUInt32LE(16 + image.byteLength, 4);
    head.writeUIntLE(width - 1, 14, 3);
    head.writeUIntLE(height - 1, 17, 3);
    head.writeUIntLE(durationMillis, 20, 3);
    // Bit 1: do not blend with the frame before.
    head.writeUInt8(2, 23);
    if (this.#sink.position + head.byteLength + image.byteLength > 2 ** 32 - 10) {
      throw new FirstlightError('too-large', 'A WebP file holds at most 4 GiB', { path: this.#options.path });
    }
    await this.#sink.write(head);
    await this.#sink.write(image);
  }

  async finish(): Promise<string> {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(this.#sink.position - 8);
    await this.#sink.patch(4, size);
    await this.#sink.finish();
    return this.#options.path;
  }

  abandon(): Promise<void> {
    return this.#sink.abandon();
  }
}

/** RIFF header (its size is patched at the end), VP8X with the animation flag, ANIM: black background, endless loop. */
function fileHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF....WEBPVP8X', 0, 'latin1');
  header.writeUInt32LE(10, 16);
  header.writeUInt8(0x02, 20);
  header.writeUIntLE(width - 1, 24, 3);
  header.writeUIntLE(height - 1, 27, 3);
  header.write('ANIM', 30, 'latin1');
  header.writeUInt32LE(6, 34);
  header.writeUInt32LE(0xff000000, 38);
  return header;
}

/** The picture's own chunks of a still WebP file. */
function imageChunks(file: Buffer, path: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const size = file.readUInt32LE(at + 4);
    const end = at + 8 + size + (size & 1);
    if (['VP8L', 'VP8 ', 'ALPH'].includes(file.toString('latin1', at, at + 4))) parts.push(file.subarray(at, end));
    at = end;
  }
  if (parts.length === 0) throw new FirstlightError('internal', 'A WebP picture was encoded without a picture', { path });
  return Buffer.concat(parts);
}
