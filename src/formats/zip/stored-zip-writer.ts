import { FirstlightError } from '../../base/errors.js';
import type { ByteSink } from '../event-format.js';
import { ByteBuilder } from '../hdf5/write/byte-builder.js';

/** A member whose bytes were written; its sizes and checksum are known when it ends. */
interface StoredMember {
  readonly name: Uint8Array;
  readonly headerOffset: number;
  byteLength: number;
  crc: number;
}

const zip64Version = 45;
/** 1 January 1980, midnight: archives of the same content are the same bytes. */
const dosDate = 0x21;
const wide = 0xffff_ffff;

/**
 * Writes a zip archive of stored members as a stream, zip64 throughout, so that size does not matter; a member's local
 * header is patched when the member ends. Source: PKWARE APPNOTE 6.3.10. Offsets count from where the sink stood.
 */
export class StoredZipWriter {
  readonly #sink: ByteSink;
  readonly #start: number;
  readonly #members: StoredMember[] = [];
  #open: StoredMember | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#start = sink.position;
  }

  /** Starts a member; its bytes then go to the sink directly. Resolves to where they start in the sink. */
  async begin(name: string): Promise<number> {
    if (this.#open !== undefined) throw new FirstlightError('internal', 'A member of the archive is still open');
    this.#open = { name: new TextEncoder().encode(name), headerOffset: this.#sink.position - this.#start, byteLength: 0, crc: 0 };
    await this.#sink.write(localHeader(this.#open));
    return this.#sink.position;
  }

  /** Ends the member that is open: `byteLength` bytes with this CRC-32 were written since it began. */
  async end(byteLength: number, crc: number): Promise<void> {
    const member = this.#open;
    if (member === undefined) throw new FirstlightError('internal', 'No member of the archive is open');
    member.byteLength = byteLength;
    member.crc = crc;
    await this.#sink.patch(this.#start + member.headerOffset, localHeader(member));
    this.#members.push(member);
    this.#open = undefined;
  }

  /** Writes the directory. */
  async finish(): Promise<void> {
    const offset = this.#sink.position - this.#start;
    for (const member of this.#members) await this.#sink.write(directoryEntry(member));
    const length = this.#sink.position - this.#start - offset;
    await this.#sink.write(endOfDirectory(this.#members.length, offset, length));
  }
}

function localHeader({ name, byteLength, crc }: StoredMember): Uint8Array {
  const builder = new ByteBuilder(30 + name.length + 20).text('PK').u8(3).u8(4).u16(zip64Version).u16(0).u16(0).u16(0).u16(dosDate);
  builder.u32(crc).u32(wide).u32(wide).u16(name.length).u16(20).put(name);
  return builder.u16(1).u16(16).u64(byteLength).u64(byteLength).bytes;
}

function directoryEntry({ name, byteLength, crc, headerOffset }: StoredMember): Uint8Array {
  const builder = new ByteBuilder(46 + name.length + 28).text('PK').u8(1).u8(2).u16(zip64Version).u16(zip64Version);
  builder.u16(0).u16(0).u16(0).u16(dosDate).u32(crc).u32(wide).u32(wide).u16(name.length).u16(28).skip(10).u32(wide).put(name);
  return builder.u16(1).u16(24).u64(byteLength).u64(byteLength).u64(headerOffset).bytes;
}

function endOfDirectory(count: number, offset: number, length: number): Uint8Array {
  const builder = new ByteBuilder(56 + 20 + 22);
  builder.text('PK').u8(6).u8(6).u64(44).u16(zip64Version).u16(zip64Version).u32(0).u32(0).u64(count).u64(count).u64(length).u64(offset);
  builder
    .text('PK')
    .u8(6)
    .u8(7)
    .u32(0)
    .u64(offset + length)
    .u32(1);
  builder.text('PK').u8(5).u8(6).u16(0).u16(0).u16(count).u16(count).u32(wide).u32(wide).u16(0);
  return builder.bytes;
}
