import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { FirstlightError } from '../base/errors.js';
import type { IndexStore } from '../engine/ports.js';

/** Size of the cache folder when none was asked for. */
export const defaultCacheBytes: number = 2 ** 30;

/** Left by a process that died while it wrote. */
const staleMillis = 3_600_000;

/**
 * Indexes, facts and thumbnails in a folder, one file a key. Written under a temporary name, flushed and renamed: a
 * reader sees the old bytes or the new ones, never a part. When the folder grows past its cap, what was not used for
 * longest goes first, down to nine tenths of the cap. Several processes may share the folder.
 */
export class DiskIndexStore implements IndexStore {
  readonly #folder: string;
  readonly capBytes: number;
  /** Bytes written since the folder was last looked through, and what was there then. */
  #knownBytes: number | undefined;
  #trimming: Promise<void> | undefined;

  constructor(folder: string, capBytes: number = defaultCacheBytes) {
    this.#folder = folder;
    this.capBytes = capBytes;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(key);
    try {
      const bytes = await readFile(path);
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch {
      return undefined;
    }
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(key);
    if (bytes.byteLength > this.capBytes) return;
    const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch {
      // A full or read-only disk makes the next opening slower, nothing worse.
      await unlink(temporary).catch(() => undefined);
      return;
    }
    if (this.#knownBytes !== undefined) this.#knownBytes += bytes.byteLength;
    if (this.#knownBytes === undefined || this.#knownBytes > this.capBytes) await this.#trim();
  }

  #trim(): Promise<void> {
    this.#trimming ??= this.#trimNow().finally(() => {
      this.#trimming = undefined;
    });
    return this.#trimming;
  }

  async #trimNow(): Promise<void> {
    const files: { readonly path: string; readonly bytes: number; readonly usedMillis: number }[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name);
      const stats = await stat(path).catch(() => undefined);
      if (stats === undefined || !stats.isFile()) continue;
      if (name.endsWith('.part')) {
        if (Date.now() - stats.mtimeMs > staleMillis) await unlink(path).catch(() => undefined);
      } else files.push({ path, bytes: stats.size, usedMillis: stats.mtimeMs });
    }
    files.sort((a, b) => a.usedMillis - b.usedMillis);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    const target = total > this.capBytes ? this.capBytes * 0.9 : this.capBytes;
    for (const file of files) {
      if (total <= target) break;
      await unlink(file.path).catch(() => undefined);
      total -= file.bytes;
    }
    this.#knownBytes = total;
  }

  #pathOf(key: string): string {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/.test(key) || key.endsWith('.part')) {
      throw new FirstlightError('internal', `A cache key that is no file name: ${key}`);
    }
    return join(this.#folder, key);
  }
}
