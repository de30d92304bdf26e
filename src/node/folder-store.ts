import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore, StoreEntry } from '../bytes/byte-store.js';
import { compareNames } from '../bytes/natural-order.js';
import { FileSource } from './file-source.js';
import { isMissing, systemError } from './system-error.js';

/** How far a listing goes before it stops by itself. */
export interface FolderLimits {
  /** Folders inside folders. */
  readonly depth: number;
  /** Names looked at, hidden ones included. */
  readonly entries: number;
}

/** Hidden names that are opened all the same: metadata of Zarr stores of version 2. */
const zarrNames: ReadonlySet<string> = new Set(['.zgroup', '.zarray', '.zattrs', '.zmetadata']);

const defaultLimits: FolderLimits = { depth: 16, entries: 200_000 };

/**
 * A folder on disk as a store. Its root is resolved once; whatever a name or a symbolic link says, nothing outside the
 * root is listed or opened (`denied`). Hidden names (leading dot) are neither listed nor opened, but for
 * Zarr's metadata, which is opened by name. Symbolic links that
 * stay inside are followed, circles are not.
 */
export class FolderStore implements ByteStore {
  readonly label: string;
  readonly #root: string;
  readonly #limits: FolderLimits;

  private constructor(root: string, limits: FolderLimits) {
    this.#root = root;
    this.label = basename(root) || root;
    this.#limits = limits;
  }

  /** `not-found`, `denied`, or `unsupported` when `path` is no folder. */
  static async open(path: string, limits: FolderLimits = defaultLimits): Promise<FolderStore> {
    try {
      const root = await realpath(path);
      if (!(await stat(root)).isDirectory()) throw new FirstlightError('unsupported', 'This is not a folder', { path });
      return new FolderStore(root, limits);
    } catch (thrown) {
      throw systemError(thrown, path);
    }
  }

  async *list(prefix: string, options: Abortable = {}): AsyncIterable<StoreEntry> {
    const start = prefix === '' ? this.#root : await this.#resolve(prefix);
    yield* this.#walk(start, prefix, { seen: new Set([start]), left: this.#limits.entries }, 0, options.signal);
  }

  async open(name: string, options: Abortable = {}): Promise<ByteSource> {
    return FileSource.open(await this.#resolve(name), { signal: options.signal, label: name });
  }

  async close(): Promise<void> {}

  async *#walk(
    folder: string,
    prefix: string,
    walk: { readonly seen: Set<string>; left: number },
    depth: number,
    signal: AbortSignal | undefined,
  ): AsyncIterable<StoreEntry> {
    throwIfAborted(signal);
    let names: Dirent[];
    try {
      names = await readdir(folder, { withFileTypes: true });
    } catch (thrown) {
      // A folder that may not be read hides its own files only; the one asked for by name is an error.
      if (depth > 0) return;
      throw systemError(thrown, prefix || this.label);
    }
    names.sort((a, b) => compareNames(a.name, b.name));
    for (const entry of names) {
      throwIfAborted(signal);
      if (walk.left <= 0) return;
      walk.left -= 1;
      if (entry.name.startsWith('.')) continue;
      const found = await this.#look(join(folder, entry.name), entry);
      if (found === undefined) continue;
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (found.stats.isFile()) yield { name, byteLength: found.stats.size, modifiedMillis: found.stats.mtimeMs };
      else if (found.stats.isDirectory() && depth < this.#limits.depth && !walk.seen.has(found.path)) {
        walk.seen.add(found.path);
        yield* this.#walk(found.path, name, walk, depth + 1, signal);
      }
    }
  }

  /** The place and facts of a name met while walking; undefined for what is not shown. */
  async #look(path: string, entry: Dirent): Promise<{ readonly path: string; readonly stats: Stats } | undefined> {
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) return undefined;
    try {
      const place = entry.isSymbolicLink() ? await realpath(path) : path;
      if (!this.#isInside(place)) return undefined;
      return { path: place, stats: await stat(place) };
    } catch {
      return undefined;
    }
  }

  async #resolve(name: string): Promise<string> {
    const parts = name.split('/');
    const isHidden = (part: string, at: number): boolean => part.startsWith('.') && !(at === parts.length - 1 && zarrNames.has(part));
    const plain = parts.every((part, at) => part !== '' && !isHidden(part, at) && !part.includes('\0') && !part.includes(sep));
    // On Windows `C:` at the start of a part names a drive or a stream.
    if (!plain || (sep === '\\' && name.includes(':'))) {
      throw new FirstlightError('denied', 'This name leads out of the opened folder or is hidden', { path: name });
    }
    let place: string;
    try {
      place = await realpath(join(this.#root, ...parts));
    } catch (thrown) {
      if (isMissing(thrown)) throw new FirstlightError('not-found', 'There is no such recording', { path: name });
      throw systemError(thrown, name);
    }
    if (!this.#isInside(place)) throw new FirstlightError('denied', 'A symbolic link leads out of the opened folder', { path: name });
    return place;
  }

  #isInside(place: string): boolean {
    const below = relative(this.#root, place);
    return below === '' || (below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below));
  }
}
