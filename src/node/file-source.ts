import { constants, readSync, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource, Fingerprint } from '../bytes/byte-source.js';
import { checkRange } from '../bytes/check-range.js';
import { contentFingerprint } from '../bytes/content-fingerprint.js';
import { systemError } from './system-error.js';

/** Reads are cut at this length, so that an abort is noticed between two pieces. */
const pieceBytes = 1 << 20;
const sampleBytes = 4096;
/** A file written to this recently is taken to be still growing. */
const growingMillis = 3000;

/**
 * A regular file on disk. Reads are positional, so any number may be in flight; `readSync` serves workers beside the
 * disk. The fingerprint is size, modification time and a hash of the first, middle and last 4 KiB.
 *
 * Folders, pipes, sockets and devices are refused with `unsupported` without being opened in a way that blocks.
 */
export class FileSource implements ByteSource {
  readonly path: string;
  readonly #handle: FileHandle;
  #byteLength: number;
  #modifiedMillis: number;
  #grew = false;
  #fingerprint: Promise<Fingerprint> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(path: string, handle: FileHandle, stats: Stats) {
    this.path = path;
    this.#handle = handle;
    this.#byteLength = stats.size;
    this.#modifiedMillis = stats.mtimeMs;
  }

  /** Opens `path`, following symbolic links; errors name `label` (default: `path`). `not-found`, `denied`, `unsupported`. */
  static async open(path: string, options: Abortable & { readonly label?: string } = {}): Promise<FileSource> {
    const label = options.label ?? path;
    throwIfAborted(options.signal);
    let handle: FileHandle | undefined;
    try {
      refuseUnlessRegular(await stat(path), label);
      // Another file may have taken the name since; without O_NONBLOCK a pipe would then block here for ever.
      handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const stats = await handle.stat();
      refuseUnlessRegular(stats, label);
      throwIfAborted(options.signal);
      return new FileSource(label, handle, stats);
    } catch (thrown) {
      await handle?.close();
      throw systemError(thrown, label);
    }
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get descriptor(): number {
    return this.#handle.fd;
  }

  get growing(): boolean {
    return this.#grew || Date.now() - this.#modifiedMillis < growingMillis;
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes, options);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, options: Abortable = {}): Promise<void> {
    const { length } = target;
    checkRange(this, offset, length);
    let done = 0;
    while (done < length) {
      throwIfAborted(options.signal);
      let got: number;
      try {
        got = (await this.#handle.read(target, done, Math.min(pieceBytes, length - done), offset + done)).bytesRead;
      } catch (thrown) {
        throw systemError(thrown, this.path);
      }
      if (got === 0) throw this.#shrunk(offset + done);
      done += got;
    }
    throwIfAborted(options.signal);
  }

  readonly readSync = (offset: number, length: number, into?: Uint8Array): Uint8Array => {
    checkRange(this, offset, length);
    const bytes = into?.subarray(0, length) ?? new Uint8Array(length);
    let done = 0;
    while (done < length) {
      let got: number;
      try {
        got = readSync(this.#handle.fd, bytes, done, length - done, offset + done);
      } catch (thrown) {
        throw systemError(thrown, this.path);
      }
      if (got === 0) throw this.#shrunk(offset + done);
      done += got;
    }
    return bytes;
  };

  fingerprint(options: Abortable = {}): Promise<Fingerprint> {
    throwIfAborted(options.signal);
    this.#fingerprint ??= this.#sampleFingerprint().catch((thrown: unknown) => {
      this.#fingerprint = undefined;
      throw thrown;
    });
    return this.#fingerprint;
  }

  async refresh(options: Abortable = {}): Promise<void> {
    throwIfAborted(options.signal);
    let stats: Stats;
    try {
      stats = await this.#handle.stat();
    } catch (thrown) {
      throw systemError(thrown, this.path);
    }
    if (stats.size === this.#byteLength && stats.mtimeMs === this.#modifiedMillis) {
      this.#grew = false;
      return;
    }
    this.#grew = stats.size > this.#byteLength;
    this.#byteLength = stats.size;
    this.#modifiedMillis = stats.mtimeMs;
    this.#fingerprint = undefined;
  }

  /** Waits for reads in flight. Calling it again is harmless. */
  close(): Promise<void> {
    this.#closed ??= this.#handle.close();
    return this.#closed;
  }

  async #sampleFingerprint(): Promise<Fingerprint> {
    const size = this.#byteLength;
    const length = Math.min(sampleBytes, size);
    const middle = Math.floor((size - length) / 2);
    const samples = await Promise.all([0, middle, size - length].map((offset) => this.read(offset, length)));
    return contentFingerprint(samples, size, this.#modifiedMillis);
  }

  #shrunk(offsetBytes: number): FirstlightError {
    return new FirstlightError('truncated', `The file got shorter while it was open: it ends at byte ${offsetBytes}`, { path: this.path });
  }
}

function refuseUnlessRegular(stats: Stats, path: string): void {
  if (stats.isFile()) return;
  const what = stats.isDirectory()
    ? 'a folder'
    : stats.isFIFO()
      ? 'a pipe, which cannot be read at any position'
      : stats.isSocket()
        ? 'a socket'
        : 'a device';
  throw new FirstlightError('unsupported', `This is ${what}, not a recording`, { path });
}
