import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from './byte-store.js';
import { MemorySource } from './memory-source.js';
import { NameTree } from './name-tree.js';

/** Named byte arrays as a store: for tests and for what a page already holds. The arrays are lent for the store's life. */
export class MemoryStore implements ByteStore {
  readonly label: string;
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #tree: NameTree;

  constructor(files: Readonly<Record<string, Uint8Array>>, label = 'memory') {
    this.label = label;
    this.#files = new Map(Object.entries(files));
    this.#tree = new NameTree(this.#files.keys());
  }

  async names(folder: string): Promise<FolderNames> {
    return this.#tree.names(folder);
  }

  async stat(name: string): Promise<StoreEntry> {
    return { name, byteLength: this.#bytes(name).byteLength };
  }

  async open(name: string): Promise<ByteSource> {
    return new MemorySource(this.#bytes(name), name);
  }

  async close(): Promise<void> {}

  #bytes(name: string): Uint8Array {
    const bytes = this.#files.get(name);
    if (bytes === undefined) throw new FirstlightError('not-found', 'There is no such name', { path: `${this.label}/${name}` });
    return bytes;
  }
}
