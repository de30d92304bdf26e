import { type FlateError, Gunzip } from 'fflate';
import { FirstlightError } from '../../base/errors.js';
import { crc32 } from './crc32.js';
import type { InflatedSink, Inflater } from './inflater.js';

/** Bytes of a member's trailer: CRC-32 and length modulo 2³² (RFC 1952). */
const trailerBytes = 8;
const invalidHeader = 6;
const unexpectedEnd = 0;

/**
 * gzip with one member or many, checksums checked. What follows the last member and is no gzip (padding, as tapes and
 * some tools leave it) is left out, as gzip itself does.
 */
export class GzipInflater implements Inflater {
  readonly #gunzip = new Gunzip();
  /** The last compressed bytes, back to the trailer of the member before the last piece. */
  #recent: Uint8Array = new Uint8Array(0);
  #pushedBytes = 0;
  #memberBytes = 0;
  #memberCrc = 0;
  #trailing = false;

  constructor(sink: InflatedSink) {
    this.#gunzip.ondata = (bytes) => {
      if (bytes.length === 0) return;
      this.#memberCrc = crc32(bytes, this.#memberCrc);
      this.#memberBytes += bytes.length;
      sink(bytes);
    };
    this.#gunzip.onmember = (offset) => this.#endMember(offset);
  }

  push(bytes: Uint8Array): void {
    if (this.#trailing) return;
    this.#pushedBytes += bytes.length;
    this.#recent = joined(this.#recent.subarray(-trailerBytes), bytes);
    this.#step(bytes, false);
  }

  finish(): void {
    if (this.#trailing) return;
    this.#step(new Uint8Array(0), true);
    if (this.#trailing || this.#findTrailer() >= 0) return;
    const tail = this.#recent.subarray(-trailerBytes);
    const length = tail.length < trailerBytes ? -1 : wordAt(tail, 4);
    if (length === this.#memberBytes % 4294967296) throw crcError();
    throw new FirstlightError('truncated', 'The gzip stream ends early');
  }

  #step(bytes: Uint8Array, final: boolean): void {
    try {
      // The decompressor keeps what it is given.
      this.#gunzip.push(bytes.slice(), final);
    } catch (thrown) {
      if (thrown instanceof FirstlightError) throw thrown;
      const { code } = thrown as FlateError;
      if (code === invalidHeader && this.#memberBytes > 0 && this.#findTrailer() >= 0) {
        this.#trailing = true;
        return;
      }
      if (code === unexpectedEnd) throw new FirstlightError('truncated', 'The gzip stream ends early', { cause: thrown });
      throw new FirstlightError('corrupt', 'The gzip stream is damaged', { cause: thrown });
    }
  }

  /** Called when the header of the next member was found at `offset` of the stream. */
  #endMember(offset: number): void {
    const end = this.#recent.length - (this.#pushedBytes - offset);
    if (end >= trailerBytes && !this.#isTrailer(end - trailerBytes)) throw crcError();
    this.#memberBytes = 0;
    this.#memberCrc = 0;
  }

  /** Where in the recent bytes the trailer of the member that just ended stands, or −1. */
  #findTrailer(): number {
    for (let at = 0; at + trailerBytes <= this.#recent.length; at += 1) if (this.#isTrailer(at)) return at;
    return -1;
  }

  #isTrailer(at: number): boolean {
    return wordAt(this.#recent, at) === this.#memberCrc && wordAt(this.#recent, at + 4) === this.#memberBytes % 4294967296;
  }
}

function crcError(): FirstlightError {
  return new FirstlightError('corrupt', 'The gzip stream is damaged: its checksum does not match');
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
