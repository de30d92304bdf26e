import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from '../bytes/byte-store.js';
import { isHiddenName } from '../bytes/hidden-name.js';
import { sortNames } from '../bytes/natural-order.js';
import { FileSource } from './file-source.js';
import { isMissing, systemError } from './system-error.js';

/** Symbolic links looked at side by side. */
const linksAtOnce = 64;
/** A folder changed this recently may change again without its time telling. */
const settledMillis = 2000;

/** What was listed last: a folder is listed and then opened, and has many names where that matters. */
interface Listed {
  readonly place: string;
  readonly modifiedMillis: number;
  readonly names: FolderNames;
}

/**
 * A folder on disk as a store. Its root is resolved once; whatever a name or a symbolic link says, nothing outside the
 * root is listed or opened (`denied`). Links to files inside are listed; links to folders inside can be followed by name, but
 * are not listed: the folder is, where it lies, so that no listing runs in circles.
 */
export class FolderStore implements ByteStore {
  readonly label: string;
  readonly #root: string;
  #listed: Listed | undefined;

  private constructor(root: string) {
    this.#root = root;
    this.label = basename(root) || root;
  }

  /** `not-found`, `denied`, or `unsupported` when `path` is no folder. */
  static async open(path: string): Promise<FolderStore> {
    try {
      const root = await realpath(path);
      if (!(await stat(root)).isDirectory()) throw new FirstlightError('unsupported', 'This is not a folder', { path });
      return new FolderStore(root);
    } catch (thrown) {
      throw systemError(thrown, path);
    }
  }

  async names(folder: string, { signal }: Abortable = {}): Promise<FolderNames> {
    throwIfAborted(signal);
    const place = folder === '' ? this.#root : await this.#resolve(folder);
    try {
      const { mtimeMs: modifiedMillis } = await stat(place);
      const listed = this.#listed;
      if (listed !== undefined && listed.place === place && listed.modifiedMillis === modifiedMillis) return listed.names;
      const { names, hasLinks } = await this.#read(place, signal);
      // Where links lead changes without a trace in the folder.
      if (!hasLinks && Date.now() - modifiedMillis > settledMillis) this.#listed = { place, modifiedMillis, names };
      return names;
    } catch (thrown) {
      throw systemError(thrown, folder || this.label);
    }
  }

  async revision(folder: string, { signal }: Abortable = {}): Promise<string> {
    throwIfAborted(signal);
    const place = folder === '' ? this.#root : await this.#resolve(folder);
    try {
      const { mtimeMs, ino } = await stat(place);
      return Date.now() - mtimeMs > settledMillis ? `${ino} ${mtimeMs}` : `${ino} ${mtimeMs} changing`;
    } catch (thrown) {
      throw systemError(thrown, folder || this.label);
    }
  }

  async stat(name: string, { signal }: Abortable = {}): Promise<StoreEntry> {
    throwIfAborted(signal);
    const place = await this.#resolve(name);
    try {
      const stats = await stat(place);
      if (!stats.isFile()) throw new FirstlightError('unsupported', 'This is no file', { path: name });
      return { name, byteLength: stats.size, modifiedMillis: stats.mtimeMs };
    } catch (thrown) {
      throw systemError(thrown, name);
    }
  }

  async open(name: string, options: Abortable = {}): Promise<ByteSource> {
    return FileSource.open(await this.#resolve(name), { signal: options.signal, label: name });
  }

  async close(): Promise<void> {}

  async #read(place: string, signal: AbortSignal | undefined): Promise<{ readonly names: FolderNames; readonly hasLinks: boolean }> {
    const files: string[] = [];
    const folders: string[] = [];
    const links: string[] = [];
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (isHiddenName(entry.name)) continue;
      if (entry.isFile()) files.push(entry.name);
      else if (entry.isDirectory()) folders.push(entry.name);
      else if (entry.isSymbolicLink()) links.push(entry.name);
    }
    for (let from = 0; from < links.length; from += linksAtOnce) {
      throwIfAborted(signal);
      const some = links.slice(from, from + linksAtOnce);
      const shown = await Promise.all(some.map((name) => this.#leadsToFile(join(place, name))));
      files.push(...some.filter((_, at) => shown[at]));
    }
    throwIfAborted(signal);
    return { names: { files: sortNames(files), folders: sortNames(folders) }, hasLinks: links.length > 0 };
  }

  async #leadsToFile(link: string): Promise<boolean> {
    try {
      const place = await realpath(link);
      return this.#isInside(place) && (await stat(place)).isFile();
    } catch {
      return false;
    }
  }

  async #resolve(name: string): Promise<string> {
    const parts = name.split('/');
    const isPlain = (part: string): boolean =>
      part !== '' && part !== '.' && part !== '..' && !isHiddenName(part) && !part.includes('\0') && !part.includes(sep);
    // On Windows `C:` at the start of a part names a drive or a stream.
    if (!parts.every(isPlain) || (sep === '\\' && name.includes(':'))) {
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
