import { FirstlightError } from '../base/errors.js';
import { BlobSource } from '../bytes/blob-source.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from '../bytes/byte-store.js';
import { NameTree } from '../bytes/name-tree.js';
import type { NamedFile } from './worker-messages.js';

/** Files that were dropped on the page or chosen by hand: their bytes never leave the machine. */
export class BlobStore implements ByteStore {
  readonly label: string;
  readonly #files: ReadonlyMap<string, File>;
  readonly #tree: NameTree;

  constructor(files: readonly NamedFile[], label: string) {
    this.label = label;
    this.#files = new Map(files.map(({ name, file }) => [name, file]));
    this.#tree = new NameTree(this.#files.keys());
  }

  async names(folder: string): Promise<FolderNames> {
    return this.#tree.names(folder);
  }

  async stat(name: string): Promise<StoreEntry> {
    const { size, lastModified } = this.#file(name);
    return { name, byteLength: size, modifiedMillis: lastModified };
  }

  async open(name: string): Promise<ByteSource> {
    return new BlobSource(this.#file(name), name);
  }

  async close(): Promise<void> {}

  #file(name: string): File {
    const file = this.#files.get(name);
    if (file === undefined) throw new FirstlightError('not-found', 'There is no such file among those dropped', { path: name });
    return file;
  }
}
