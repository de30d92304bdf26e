import { createHash, type Hash, randomBytes } from 'node:crypto';
import { createReadStream, unlinkSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FirstlightError } from '../base/errors.js';
import type { ByteSink } from '../formats/event-format.js';
import { isMissing, systemError } from './system-error.js';

const bufferBytes = 1 << 18;

/** Unfinished files of this process, removed when it exits in any way but by SIGKILL. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // Nothing is left to tell, and nobody to tell it to.
    }
  }
});

/**
 * A file that appears under its name only when it is whole: bytes go to a hidden temporary name beside it; `finish`
 * flushes them to the disk and renames. A process that dies leaves what was there before.
 *
 * Bytes given to `write` and `patch` are lent until the promise settles. One call at a time.
 */
export class FileSink implements ByteSink {
  readonly path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #buffer: Uint8Array = new Uint8Array(bufferBytes);
  #buffered = 0;
  #written = 0;
  #hash: Hash | undefined = createHash('sha256');
  #sha256: string | undefined;
  #open = true;

  private constructor(path: string, target: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** `not-found` when the folder is missing, `denied`, `unsupported` when something other than a file has the name. */
  static async create(path: string): Promise<FileSink> {
    try {
      const target = await writableTarget(path);
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.part`);
      const handle = await open(temporary, 'wx+');
      unfinished.add(temporary);
      return new FileSink(path, target, temporary, handle);
    } catch (thrown) {
      if (isMissing(thrown)) throw new FirstlightError('not-found', 'The folder to write into does not exist', { path, cause: thrown });
      throw systemError(thrown, path);
    }
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
    try {
      await this.#flush();
      await this.#handle.sync();
      this.#sha256 = this.#hash?.digest('hex');
      await this.#handle.close();
      await rename(this.#temporary, this.#target);
      this.#open = false;
      unfinished.delete(this.#temporary);
      await syncFolder(dirname(this.#target));
    } catch (thrown) {
      await this.abandon();
      throw systemError(thrown, this.path);
    }
  }

  /** Removes what was written. After `finish` it does nothing. */
  async abandon(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#temporary).catch(() => undefined);
    unfinished.delete(this.#temporary);
  }

  /** SHA-256 of the finished file, hexadecimal; read again from the disk where it was patched. */
  async sha256(): Promise<string> {
    if (this.#sha256 !== undefined) return this.#sha256;
    const hash = createHash('sha256');
    for await (const piece of createReadStream(this.#target, { highWaterMark: 1 << 20 })) hash.update(piece);
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

/** The place a name leads to: renaming onto a symbolic link would replace the link. */
async function writableTarget(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    const stats = await stat(target);
    if (!stats.isFile()) throw new FirstlightError('unsupported', 'Something other than a file has this name', { path });
    return target;
  } catch (thrown) {
    if (isMissing(thrown)) return path;
    throw thrown;
  }
}

/** Keeps a rename over a power cut, where the system lets folders be synced. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
