import { crc32 } from 'node:zlib';
import { FirstlightError } from '../../base/errors.js';
import { FileSink } from '../../node/file-sink.js';
import { channelsOf } from '../../picture/frame-to-rgba.js';
import type { FrameWriter, FrameWriterOptions, RenderedFrame } from './frame-writer.js';

/**
 * The values of the frames as a NumPy archive: `frames` of shape (frames, height, width) or (…, 2) with ON and OFF
 * counts, and `from_us`, `to_us` of shape (frames,), int64. Stored, not compressed, so that it can be mapped.
 * Formats: NEP 1; PKWARE APPNOTE 6.3.9 (ZIP64 sizes throughout, so that size does not matter).
 */
export async function createNpzWriter(options: FrameWriterOptions): Promise<FrameWriter> {
  const writer = new NpzWriter(options, await FileSink.create(options.path));
  await writer.begin();
  return writer;
}

interface Member {
  readonly name: string;
  readonly offset: number;
  readonly byteLength: number;
  crc: number;
}

class NpzWriter implements FrameWriter {
  readonly #options: FrameWriterOptions;
  readonly #sink: FileSink;
  readonly #members: Member[] = [];
  readonly #from: BigInt64Array;
  readonly #to: BigInt64Array;
  #count = 0;

  constructor(options: FrameWriterOptions, sink: FileSink) {
    this.#options = options;
    this.#sink = sink;
    this.#from = new BigInt64Array(options.frames);
    this.#to = new BigInt64Array(options.frames);
  }

  async begin(): Promise<void> {
    const { frames, sensorHeight, sensorWidth, representation } = this.#options;
    const channels = channelsOf(representation);
    const [dtype, bytes] = representation === 'polarity' ? ['|u1', 1] : representation === 'perPolarityCount' ? ['<u2', 2] : ['<i2', 2];
    const shape = [frames, sensorHeight, sensorWidth, ...(channels === 2 ? [2] : [])];
    await this.#beginMember('frames.npy', npyHeader(dtype, shape), frames * sensorHeight * sensorWidth * channels * bytes);
  }

  async add(frame: RenderedFrame): Promise<void> {
    const { pixels } = frame;
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    this.#from[this.#count] = BigInt(frame.fromMicros);
    this.#to[this.#count] = BigInt(frame.toMicros);
    this.#count += 1;
    await this.#extendMember(bytes);
  }

  async finish(): Promise<string> {
    if (this.#count !== this.#options.frames) {
      throw new FirstlightError('internal', `${this.#count} of ${this.#options.frames} frames were made`, { path: this.#options.path });
    }
    await this.#endMember();
    for (const [name, values] of [
      ['from_us.npy', this.#from],
      ['to_us.npy', this.#to],
    ] as const) {
      await this.#beginMember(name, npyHeader('<i8', [values.length]), values.byteLength);
      await this.#extendMember(new Uint8Array(values.buffer));
      await this.#endMember();
    }
    const start = this.#sink.position;
    for (const member of this.#members) await this.#sink.write(centralEntry(member));
    await this.#sink.write(endOfArchive(this.#members.length, start, this.#sink.position));
    await this.#sink.finish();
    return this.#options.path;
  }

  abandon(): Promise<void> {
    return this.#sink.abandon();
  }

  async #beginMember(name: string, header: Buffer, dataBytes: number): Promise<void> {
    const member = { name, offset: this.#sink.position, byteLength: header.byteLength + dataBytes, crc: 0 };
    this.#members.push(member);
    await this.#sink.write(localHeader(member));
    await this.#extendMember(header);
  }

  async #extendMember(bytes: Uint8Array): Promise<void> {
    const member = this.#members.at(-1)!;
    member.crc = crc32(bytes, member.crc);
    await this.#sink.write(bytes);
  }

  async #endMember(): Promise<void> {
    const member = this.#members.at(-1)!;
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(member.crc);
    await this.#sink.patch(member.offset + 14, crc);
  }
}

/** Header of an array file, version 1.0, padded so that the data begins at a multiple of 64. */
function npyHeader(dtype: string, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, ' ');
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  header.writeUInt16LE(length, 8);
  header.write(text, 10, 'latin1');
  header.write('\n', 9 + length, 'latin1');
  return header;
}

function localHeader(member: Member): Buffer {
  const header = Buffer.alloc(30 + member.name.length + 20);
  header.write('PK\x03\x04', 0, 'latin1');
  header.writeUInt16LE(45, 4);
  header.writeUInt16LE(0x21, 12);
  header.writeUInt32LE(0xffffffff, 18);
  header.writeUInt32LE(0xffffffff, 22);
  header.writeUInt16LE(member.name.length, 26);
  header.writeUInt16LE(20, 28);
  header.write(member.name, 30, 'latin1');
  writeZip64(header, 30 + member.name.length, [member.byteLength, member.byteLength]);
  return header;
}

function centralEntry(member: Member): Buffer {
  const entry = Buffer.alloc(46 + member.name.length + 28);
  entry.write('PK\x01\x02', 0, 'latin1');
  entry.writeUInt16LE(45, 4);
  entry.writeUInt16LE(45, 6);
  entry.writeUInt16LE(0x21, 14);
  entry.writeUInt32LE(member.crc, 16);
  entry.writeUInt32LE(0xffffffff, 20);
  entry.writeUInt32LE(0xffffffff, 24);
  entry.writeUInt16LE(member.name.length, 28);
  entry.writeUInt16LE(28, 30);
  entry.writeUInt32LE(0xffffffff, 42);
  entry.write(member.name, 46, 'latin1');
  writeZip64(entry, 46 + member.name.length, [member.byteLength, member.byteLength, member.offset]);
  return entry;
}

function writeZip64(into: Buffer, at: number, values: readonly number[]): void {
  into.writeUInt16LE(1, at);
  into.writeUInt16LE(values.length * 8, at + 2);
  for (const [index, value] of values.entries()) into.writeBigUInt64LE(BigInt(value), at + 4 + index * 8);
}

/** ZIP64 end of central directory, its locator, and the classic end record that points there. */
function endOfArchive(count: number, start: number, end: number): Buffer {
  const record = Buffer.alloc(56 + 20 + 22);
  record.write('PK\x06\x06', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(end - start), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.write('PK\x06\x07', 56, 'latin1');
  record.writeBigUInt64LE(BigInt(end), 64);
  record.writeUInt32LE(1, 72);
  record.write('PK\x05\x06', 76, 'latin1');
  record.writeUInt16LE(count, 84);
  record.writeUInt16LE(count, 86);
  record.writeUInt32LE(0xffffffff, 88);
  record.writeUInt32LE(0xffffffff, 92);
  return record;
}
