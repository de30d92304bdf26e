import gifenc from 'gifenc';
import { FileSink } from '../../node/file-sink.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/** Hundredths of a second: players take shorter ones for ten. */
const shortestDelay = 2;

/** An animated GIF that loops for ever. Exact where a frame has at most 256 colours, else quantized to 256. */
export async function createGifWriter(options: FrameWriterOptions): Promise<FrameWriter> {
  if (options.fps > 100 / shortestDelay) {
    process.stderr.write(`firstlight: a GIF shows at most ${100 / shortestDelay} frames a second: this one plays slower than asked\n`);
  }
  return new GifWriter(options, await FileSink.create(options.path));
}

class GifWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #sink: FileSink;
  readonly #encoder = gifenc.GIFEncoder({ initialCapacity: 1 << 20 });
  readonly #indices: Uint8Array;
  #frame = 0;
  #elapsedHundredths = 0;

  constructor(options: FrameWriterOptions, sink: FileSink) {
    this.#options = options;
    this.#sink = sink;
    this.#indices = new Uint8Array(options.width * options.height);
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { width, height } = this.#options;
    const { palette, indices } = indexColours(frame.rgba, this.#indices);
    this.#encoder.writeFrame(indices, width, height, { palette, delay: this.#nextDelayMillis(), repeat: 0 });
    await this.#drain();
  }

  async finish(): Promise<string> {
    this.#encoder.finish();
    await this.#drain();
    await this.#sink.finish();
    return this.#options.path;
  }

  abandon(): Promise<void> {
    return this.#sink.abandon();
  }

  async #drain(): Promise<void> {
    await this.#sink.write(this.#encoder.bytesView());
    this.#encoder.stream.reset();
  }

  /** GIF counts hundredths of a second: the rounding is carried on, so that the whole keeps its length. */
  #nextDelayMillis(): number {
    this.#frame += 1;
    const due = Math.round((this.#frame * 100) / this.#options.fps);
    const delay = Math.max(shortestDelay, due - this.#elapsedHundredths);
    this.#elapsedHundredths += delay;
    return delay * 10;
  }
}

/** Palette and indices of a picture; `into` is used where the colours fit. */
function indexColours(rgba: Uint8Array, into: Uint8Array): { readonly palette: number[][]; readonly indices: Uint8Array } {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4);
  const known = new Map<number, number>();
  let previous = -1;
  let index = 0;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    if (word !== previous) {
      const found = known.get(word);
      index = found ?? known.size;
      if (found === undefined) {
        if (known.size === 256) return quantized(rgba);
        known.set(word, index);
      }
      previous = word;
    }
    into[i] = index;
  }
  return { palette: [...known.keys()].map((word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255]), indices: into };
}

function quantized(rgba: Uint8Array): { readonly palette: number[][]; readonly indices: Uint8Array } {
  const palette = gifenc.quantize(rgba, 256);
  return { palette, indices: gifenc.applyPalette(rgba, palette) };
}
