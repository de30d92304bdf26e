import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, mkdir, open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { SpoolStore } from '../bytes/compressed/spool-store.js';
import { systemError } from './system-error.js';

/**
 * A spool in a temporary file, at most half of what the disk has free. The file has no name while it is used (but on
 * Windows, where it goes when the spool is closed): whatever ends the process frees the space.
 */
export class FileSpool implements SpoolStore {
  readonly budgetBytes: number;
  readonly #handle: FileHandle;
  readonly #path: string;
  #byteLength = 0;

  private constructor(handle: FileHandle, path: string, budgetBytes: number) {
    this.#handle = handle;
    this.#path = path;
    this.budgetBytes = budgetBytes;
  }

  /** Makes the file in `folder`, which is made too. `denied` or `too-large` where that cannot be. */
  static async create(folder: string, mostBytes: number = Number.MAX_SAFE_INTEGER): Promise<FileSpool> {
    const path = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.spool`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      const handle = await open(path, 'wx+', 0o600);
      if (process.platform !== 'win32') await unlink(path);
      return new FileSpool(handle, path, Math.min(mostBytes, Math.floor((bavail * bsize) / 2)));
    } catch (thrown) {
      throw systemError(thrown, folder);
    }
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#byteLength + bytes.byteLength > this.budgetBytes) {
      throw new FirstlightError('too-large', `The content passes the ${this.budgetBytes} bytes that a temporary file may take`, {
        advice: 'Decompress the file first, or choose another --cache-dir.',
      });
    }
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        done += (await this.#handle.write(bytes, done, bytes.byteLength - done, this.#byteLength + done)).bytesWritten;
      }
    } catch (thrown) {
      throw systemError(thrown, this.#path);
    }
    this.#byteLength += bytes.byteLength;
  }

  async read(offset: number, length: number, options: Abortable = {}): Promise<Uint8Array> {
    throwIfAborted(options.signal);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw this.#ended(offset + length);
      done += bytesRead;
    }
    return bytes;
  }

  readonly readSync = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const got = readSync(this.#handle.fd, bytes, done, length - done, offset + done);
      if (got === 0) throw this.#ended(offset + length);
      done += got;
    }
    return bytes;
  };

  async close(): Promise<void> {
    await this.#handle.close();
    if (process.platform === 'win32') await unlink(this.#path).catch(() => undefined);
  }

  #ended(endBytes: number): FirstlightError {
    return new FirstlightError('internal', `The spool ends at byte ${this.#byteLength}, before ${endBytes}`, { path: this.#path });
  }
}
