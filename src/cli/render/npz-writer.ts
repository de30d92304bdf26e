import { crc32 } from 'node:zlib';
import { FirstlightError } from '../../base/errors.js';
import { npyFront } from '../../formats/numpy/npy-header-text.js';
import { StoredZipWriter } from '../../formats/zip/stored-zip-writer.js';
import { FileSink } from '../../node/file-sink.js';
import { channelsOf } from '../../picture/frame-to-rgba.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/**
 * The values of the frames as a NumPy archive: `frames` of shape (frames, height, width) or (…, 2) with ON and OFF
 * counts, and `from_us`, `to_us` of shape (frames,), int64. Stored, not compressed, so that it can be mapped.
 */
export async function createNpzWriter(options: FrameWriterOptions): Promise<FrameWriter> {
  const writer = new NpzWriter(options, await FileSink.create(options.path));
  await writer.begin();
  return writer;
}

class NpzWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #sink: FileSink;
  readonly #zip: StoredZipWriter;
  readonly #from: BigInt64Array;
  readonly #to: BigInt64Array;
  #count = 0;
  #memberBytes = 0;
  #memberCrc = 0;

  constructor(options: FrameWriterOptions, sink: FileSink) {
    this.#options = options;
    this.#sink = sink;
    this.#zip = new StoredZipWriter(sink);
    this.#from = new BigInt64Array(options.frames);
    this.#to = new BigInt64Array(options.frames);
  }

  async begin(): Promise<void> {
    const { frames, counts, path } = this.#options;
    if (counts === undefined) {
      await this.#sink.abandon();
      throw new FirstlightError('unsupported', 'Only frames of events are written to .npz', {
        path,
        advice: 'Export writes planes to .npy and .tif.',
      });
    }
    const { sensorHeight, sensorWidth, representation } = counts;
    const pair = channelsOf(representation) === 2 ? ', 2' : '';
    const type = representation === 'polarity' ? "'|u1'" : representation === 'perPolarityCount' ? "'<u2'" : "'<i2'";
    await this.#beginMember('frames.npy', npyFront(type, `(${frames}, ${sensorHeight}, ${sensorWidth}${pair})`));
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { counted } = frame;
    if (counted === undefined) throw new FirstlightError('internal', 'A frame of events came without its counts');
    const { pixels, fromMicros, toMicros } = counted;
    this.#from[this.#count] = BigInt(fromMicros);
    this.#to[this.#count] = BigInt(toMicros);
    this.#count += 1;
    await this.#extendMember(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  }

  async finish(): Promise<string> {
    if (this.#count !== this.#options.frames) {
      throw new FirstlightError('internal', `${this.#count} of ${this.#options.frames} frames were made`, { path: this.#options.path });
    }
    await this.#endMember();
    await this.#writeTimes('from_us.npy', this.#from);
    await this.#writeTimes('to_us.npy', this.#to);
    await this.#zip.finish();
    await this.#sink.finish();
    return this.#options.path;
  }

  abandon(): Promise<void> {
    return this.#sink.abandon();
  }

  async #writeTimes(name: string, micros: BigInt64Array): Promise<void> {
    await this.#beginMember(name, npyFront("'<i8'", `(${micros.length},)`));
    await this.#extendMember(new Uint8Array(micros.buffer));
    await this.#endMember();
  }

  async #beginMember(name: string, front: Uint8Array): Promise<void> {
    await this.#zip.begin(name);
    this.#memberBytes = 0;
    this.#memberCrc = 0;
    await this.#extendMember(front);
  }

  async #extendMember(bytes: Uint8Array): Promise<void> {
    this.#memberCrc = crc32(bytes, this.#memberCrc);
    this.#memberBytes += bytes.byteLength;
    await this.#sink.write(bytes);
  }

  #endMember(): Promise<void> {
    return this.#zip.end(this.#memberBytes, this.#memberCrc);
  }
}
