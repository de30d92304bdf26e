import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FirstlightError } from '../base/errors.js';
import { isMissing, systemError } from './system-error.js';

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
 * A file in the making: a hidden temporary name beside the target, which takes the target's name when it is whole.
 * Whoever writes it chooses how; a process that dies leaves what was there before.
 */
export class PendingFile {
  /** The name that was asked for. */
  readonly path: string;
  readonly temporaryPath: string;
  readonly #target: string;
  #open = true;

  private constructor(path: string, target: string, temporaryPath: string) {
    this.path = path;
    this.#target = target;
    this.temporaryPath = temporaryPath;
  }

  /**
   * Creates the temporary file, empty. `not-found` when the folder is missing, `denied`, `unsupported` when something
   * other than a file has the name.
   */
  static async create(path: string): Promise<PendingFile> {
    try {
      const target = await writableTarget(path);
      const temporaryPath = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.part`);
      await (await open(temporaryPath, 'wx')).close();
      unfinished.add(temporaryPath);
      return new PendingFile(path, target, temporaryPath);
    } catch (thrown) {
      if (isMissing(thrown)) throw new FirstlightError('not-found', 'The folder to write into does not exist', { path, cause: thrown });
      throw systemError(thrown, path);
    }
  }

  /** Flushes the temporary file to the disk and gives it the target's name. Abandons it when that fails. */
  async commit(): Promise<void> {
    try {
      const handle = await open(this.temporaryPath, 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(this.temporaryPath, this.#target);
      this.#open = false;
      unfinished.delete(this.temporaryPath);
      await syncFolder(dirname(this.#target));
    } catch (thrown) {
      await this.abandon();
      throw systemError(thrown, this.path);
    }
  }

  /** Removes the temporary file. After `commit` it does nothing. */
  async abandon(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await unlink(this.temporaryPath).catch(() => undefined);
    unfinished.delete(this.temporaryPath);
  }
}

/** The place a name leads to: renaming onto a symbolic link would replace the link. */
async function writableTarget(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) throw new FirstlightError('unsupported', 'Something other than a file has this name', { path });
    return target;
  } catch (thrown) {
    if (isMissing(thrown)) return path;
    throw thrown;
  }
}

/** Keeps a rename over a power cut, where the system lets folders be synced. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
