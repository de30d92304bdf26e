import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FirstlightError } from '../base/errors.js';
import { isMissing, systemError } from './system-error.js';

/** Unfinished folders of this process, removed when it exits in any way but by SIGKILL. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Nothing is left to tell, and nobody to tell it to.
    }
  }
});

/**
 * A folder in the making: a hidden temporary name beside the target, which takes the target's name when it is whole. A process
 * that dies leaves what was there before.
 */
export class PendingFolder {
  /** The name that was asked for. */
  readonly path: string;
  readonly #temporaryPath: string;
  readonly #folders = new Set<string>();
  readonly #writing = new Set<Promise<void>>();
  #open = true;
  /** Bytes written so far. */
  bytes = 0;

  private constructor(path: string, temporaryPath: string) {
    this.path = path;
    this.#temporaryPath = temporaryPath;
  }

  /**
   * Creates the temporary folder. `replaces` are names one of which a folder that is in the way must hold to be replaced; else
   * `unsupported`. Also `not-found` when the folder around it is missing, `denied`.
   */
  static async create(path: string, replaces: readonly string[]): Promise<PendingFolder> {
    const target = resolve(path);
    try {
      await checkTarget(target, replaces);
      const temporaryPath = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.part`);
      await mkdir(temporaryPath);
      unfinished.add(temporaryPath);
      return new PendingFolder(path, temporaryPath);
    } catch (thrown) {
      if (isMissing(thrown)) throw new FirstlightError('not-found', 'The folder to write into does not exist', { path, cause: thrown });
      throw systemError(thrown, path);
    }
  }

  /** Writes a file of the folder, whole and on the disk; `name` has `/` between folders, which are made. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw new FirstlightError('aborted', 'Nothing is written into a folder that was given up', { path: this.path });
    const writing = this.#write(name, bytes);
    this.#writing.add(writing);
    try {
      await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const file = join(this.#temporaryPath, ...name.split('/'));
    try {
      const folder = dirname(file);
      if (!this.#folders.has(folder)) {
        await mkdir(folder, { recursive: true });
        this.#folders.add(folder);
      }
      const handle = await open(file, 'w');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      this.bytes += bytes.length;
    } catch (thrown) {
      throw systemError(thrown, this.path);
    }
  }

  /** Gives the folder the target's name; what had it is removed. Abandons it when that fails. */
  async commit(): Promise<void> {
    const target = resolve(this.path);
    const old = `${this.#temporaryPath}.old`;
    try {
      const replaced = await rename(target, old).then(
        () => true,
        (thrown: unknown) => {
          if (isMissing(thrown)) return false;
          throw thrown;
        },
      );
      await rename(this.#temporaryPath, target);
      this.#open = false;
      unfinished.delete(this.#temporaryPath);
      if (replaced) await rm(old, { recursive: true, force: true });
    } catch (thrown) {
      await this.abandon();
      throw systemError(thrown, this.path);
    }
  }

  /** Removes what was written. After `commit` it does nothing. */
  async abandon(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    // What is still being written would make its folder anew.
    await Promise.allSettled(this.#writing);
    await rm(this.#temporaryPath, { recursive: true, force: true }).catch(() => undefined);
    unfinished.delete(this.#temporaryPath);
  }
}

/** Nothing is in the way, or a folder of the kind that is written. */
async function checkTarget(path: string, replaces: readonly string[]): Promise<void> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    const names = isFolder ? await readdir(path) : [];
    if (isFolder && (names.length === 0 || replaces.some((name) => names.includes(name)))) return;
  } catch (thrown) {
    if (isMissing(thrown)) return;
    throw thrown;
  }
  throw new FirstlightError('unsupported', 'Something else has this name', { path });
}
