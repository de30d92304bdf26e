import { Decompress } from 'fzstd';
import { FirstlightError } from '../../base/errors.js';
import type { InflatedSink, Inflater } from './inflater.js';
import { Xxh64 } from './xxh64.js';
import { longestZstdHeader, readZstdBlock, readZstdHeader, type ZstdHeader } from './zstd-frame.js';

const checksumBytes = 4;

/** What the next bytes are. */
type Place = 'header' | 'skip' | 'block-header' | 'block' | 'checksum';

/**
 * Zstandard, one frame or many, skippable frames left out, checksums checked where there are any. Frames are told apart
 * here, so that each is inflated by a decompressor of its own.
 */
export class ZstdInflater implements Inflater {
  readonly #sink: InflatedSink;
  #place: Place = 'header';
  /** Bytes of a header or checksum that are not yet complete. */
  #partial: Uint8Array = new Uint8Array(0);
  /** Bytes of the block or skippable frame that are still to come. */
  #left = 0;
  #lastBlock = false;
  #frame: ZstdHeader & { kind: 'data' } = { kind: 'data', byteLength: 0, hasChecksum: false };
  #frameBytes = 0;
  #decompress = new Decompress();
  /** The start of a frame, held back until it is long enough for the decompressor to begin. */
  #held: Uint8Array[] = [];
  #heldLength = 0;
  #hash = new Xxh64();

  constructor(sink: InflatedSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0; ) rest = this.#take(rest);
  }

  finish(): void {
    if (this.#place === 'header' && this.#partial.length === 0) return;
    throw new FirstlightError('truncated', 'The Zstandard stream ends early');
  }

  /** Takes what belongs together off the front and returns the rest. */
  #take(bytes: Uint8Array): Uint8Array {
    if (this.#place === 'skip' || this.#place === 'block') {
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.length;
      if (this.#place === 'block') this.#feed(part);
      if (this.#left === 0) this.#endPart();
      return bytes.subarray(part.length);
    }
    const wanted = this.#place === 'header' ? longestZstdHeader : this.#place === 'checksum' ? checksumBytes : 3;
    const before = this.#partial.length;
    const joined = new Uint8Array(Math.min(wanted, before + bytes.length));
    joined.set(this.#partial);
    joined.set(bytes.subarray(0, joined.length - before), before);
    const used = this.#readPartial(joined, wanted);
    this.#partial = used === 0 ? joined : new Uint8Array(0);
    return bytes.subarray((used === 0 ? joined.length : used) - before);
  }

  /** Reads a header or checksum and returns its length, 0 when it is not complete. */
  #readPartial(bytes: Uint8Array, wanted: number): number {
    if (this.#place === 'header') return this.#beginFrame(bytes);
    if (bytes.length < wanted) return 0;
    if (this.#place === 'block-header') {
      const block = readZstdBlock(bytes, 0);
      this.#feed(bytes);
      this.#lastBlock = block.last;
      this.#left = block.byteLength;
      this.#place = 'block';
      if (block.byteLength === 0) this.#endPart();
      return 3;
    }
    const expected = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
    if (expected !== this.#hash.lowWord()) {
      throw new FirstlightError('corrupt', 'The Zstandard stream is damaged: its checksum does not match');
    }
    this.#place = 'header';
    return checksumBytes;
  }

  #beginFrame(bytes: Uint8Array): number {
    const header = readZstdHeader(bytes);
    if (header === undefined) return 0;
    if (header.kind === 'skippable') {
      this.#place = header.contentBytes === 0 ? 'header' : 'skip';
      this.#left = header.contentBytes;
      return header.byteLength;
    }
    this.#frame = header;
    this.#frameBytes = 0;
    this.#hash = new Xxh64();
    this.#held = [];
    this.#heldLength = 0;
    this.#decompress = new Decompress((inflated) => {
      if (inflated.length === 0) return;
      this.#frameBytes += inflated.length;
      if (header.hasChecksum) this.#hash.update(inflated);
      // The decompressor goes on to use the memory of its answers.
      this.#sink(inflated.slice());
    });
    this.#feed(bytes.subarray(0, header.byteLength));
    this.#place = 'block-header';
    return header.byteLength;
  }

  #endPart(): void {
    if (this.#place === 'skip') this.#place = 'header';
    else if (!this.#lastBlock) this.#place = 'block-header';
    else this.#endFrame();
  }

  #endFrame(): void {
    if (this.#held.length > 0) this.#begin(true);
    const { contentBytes } = this.#frame;
    if (contentBytes !== undefined && contentBytes !== this.#frameBytes) {
      throw new FirstlightError('corrupt', `The Zstandard frame states ${contentBytes} bytes and holds ${this.#frameBytes}`);
    }
    this.#place = this.#frame.hasChecksum ? 'checksum' : 'header';
  }

  #feed(bytes: Uint8Array): void {
    if (this.#heldLength >= longestZstdHeader) {
      this.#inflate(bytes);
      return;
    }
    this.#held.push(bytes.slice());
    this.#heldLength += bytes.length;
    if (this.#heldLength >= longestZstdHeader) this.#begin(false);
  }

  #begin(ended: boolean): void {
    // A frame that ends before the decompressor would begin with it is filled up.
    const start = new Uint8Array(ended ? longestZstdHeader : this.#heldLength);
    let at = 0;
    for (const part of this.#held) {
      start.set(part, at);
      at += part.length;
    }
    this.#held = [];
    this.#inflate(start);
  }

  #inflate(bytes: Uint8Array): void {
    try {
      // The decompressor may keep what it is given.
      this.#decompress.push(bytes.slice(), false);
    } catch (thrown) {
      throw new FirstlightError('corrupt', 'The Zstandard stream is damaged', { cause: thrown });
    }
  }
}
