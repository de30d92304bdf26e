import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from '../bytes/byte-store.js';
import { NameTree } from '../bytes/name-tree.js';
import { FileSource } from './file-source.js';
import { systemError } from './system-error.js';

/** What may lie beside a recording and belong to it; opened by name, never listed. */
const sidecarEndings = ['.tmp_index'] as const;

/**
 * Files named one by one, as on a command line: nothing else in their folders is reachable, but for the sidecars of the
 * files themselves. A name is the file's own, with its folder's before it where two would be the same.
 */
export class LooseFilesStore implements ByteStore {
  readonly label: string;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #tree: NameTree;

  /** Opens nothing yet; a file that is missing shows when it is listed or opened. */
  constructor(paths: readonly string[]) {
    const named = new Map<string, string>();
    for (const path of paths.map((each) => resolve(each))) {
      let name = basename(path);
      if (named.has(name) && named.get(name) !== path) name = `${basename(dirname(path))}/${name}`;
      for (let twin = 2; named.has(name) && named.get(name) !== path; twin += 1) name = `${twin}/${basename(path)}`;
      named.set(name, path);
    }
    this.#paths = named;
    this.#tree = new NameTree(named.keys());
    this.label = [...named.keys()][0] ?? '';
  }

  async names(folder: string): Promise<FolderNames> {
    return this.#tree.names(folder);
  }

  async stat(name: string, options: Abortable = {}): Promise<StoreEntry> {
    throwIfAborted(options.signal);
    try {
      const stats = await stat(this.#pathOf(name));
      if (!stats.isFile()) throw new FirstlightError('unsupported', 'This is no file', { path: name });
      return { name, byteLength: stats.size, modifiedMillis: stats.mtimeMs };
    } catch (thrown) {
      throw systemError(thrown, name);
    }
  }

  async open(name: string, options: Abortable = {}): Promise<ByteSource> {
    return FileSource.open(this.#pathOf(name), { signal: options.signal, label: name });
  }

  async close(): Promise<void> {}

  #pathOf(name: string): string {
    const path = this.#paths.get(name);
    if (path !== undefined) return path;
    const ending = sidecarEndings.find((candidate) => name.endsWith(candidate));
    const owner = ending === undefined ? undefined : this.#paths.get(name.slice(0, -ending.length));
    if (owner === undefined) throw new FirstlightError('not-found', 'There is no such recording', { path: name });
    return `${owner}${ending}`;
  }
}
