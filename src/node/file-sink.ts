import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FirstlightError } from '../base/errors.js';
import type { ByteSink } from '../formats/event-format.js';
import { PendingFile } from './pending-file.js';
import { systemError } from './system-error.js';

const bufferBytes = 1 << 18;

/**
 * A file that appears under its name only when it is whole (see {@link PendingFile}): `finish` makes it appear,
 * `abandon` leaves what was there before.
 *
 * Bytes given to `write` and `patch` are lent until the promise settles. One call at a time.
 */
export class FileSink implements ByteSink {
  readonly #pending: PendingFile;
  readonly #handle: FileHandle;
  readonly #buffer: Uint8Array = new Uint8Array(bufferBytes);
  #buffered = 0;
  #written = 0;
  #hash: Hash | undefined = createHash('sha256');
  #sha256: string | undefined;

  private constructor(pending: PendingFile, handle: FileHandle) {
    this.#pending = pending;
    this.#handle = handle;
  }

  /** Errors as {@link PendingFile.create}. */
  static async create(path: string): Promise<FileSink> {
    const pending = await PendingFile.create(path);
    try {
      return new FileSink(pending, await open(pending.temporaryPath, 'r+'));
    } catch (thrown) {
      await pending.abandon();
      throw systemError(thrown, path);
    }
  }

  get path(): string {
    return this.#pending.path;
  }

  get position(): number {
    return this.#written + this.#buffered;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash?.update(bytes);
    if (bytes.byteLength >= bufferBytes) {
      await this.#flush();
      await this.#put(bytes, this.#written);
      this.#written += bytes.byteLength;
      return;
    }
    if (this.#buffered + bytes.byteLength > bufferBytes) await this.#flush();
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.byteLength;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset < 0 || offset + bytes.byteLength > this.position) {
      throw new FirstlightError('internal', `A patch of bytes ${offset} to ${offset + bytes.byteLength} of ${this.position}`, {
        path: this.path,
      });
    }
    this.#hash = undefined;
    await this.#flush();
    await this.#put(bytes, offset);
  }

  /** Makes the file appear under its name, whole and on the disk. */
  async finish(): Promise<void> {
    await this.#flush();
    this.#sha256 = this.#hash?.digest('hex');
    await this.#handle.close();
    await this.#pending.commit();
  }

  /** Removes what was written. After `finish` it does nothing. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await this.#pending.abandon();
  }

  /** SHA-256 of the finished file, hexadecimal; read again from the disk where it was patched. */
  async sha256(): Promise<string> {
    if (this.#sha256 !== undefined) return this.#sha256;
    const hash = createHash('sha256');
    for await (const piece of createReadStream(this.path, { highWaterMark: 1 << 20 })) hash.update(piece);
    this.#sha256 = hash.digest('hex');
    return this.#sha256;
  }

  async #flush(): Promise<void> {
    if (this.#buffered === 0) return;
    const length = this.#buffered;
    this.#buffered = 0;
    await this.#put(this.#buffer.subarray(0, length), this.#written);
    this.#written += length;
  }

  async #put(bytes: Uint8Array, offset: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        done += (await this.#handle.write(bytes, done, bytes.byteLength - done, offset + done)).bytesWritten;
      }
    } catch (thrown) {
      throw systemError(thrown, this.path);
    }
  }
}
