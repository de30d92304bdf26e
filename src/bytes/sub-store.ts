import type { Abortable } from '../base/abort.js';
import type { ByteSource } from './byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from './byte-store.js';

/** A folder of a store as a store of its own. Closing it leaves the outer store open. `folder` `''` is the root. */
export function subStore(store: ByteStore, folder: string): ByteStore {
  return new SubStore(store, folder);
}

class SubStore implements ByteStore {
  readonly label: string;
  readonly #outer: ByteStore;
  readonly #folder: string;

  constructor(outer: ByteStore, folder: string) {
    this.#outer = outer;
    this.#folder = folder;
    this.label = folder === '' ? outer.label : folder;
  }

  names(folder: string, options?: Abortable): Promise<FolderNames> {
    return this.#outer.names(folder === '' ? this.#folder : this.#within(folder), options);
  }

  async stat(name: string, options?: Abortable): Promise<StoreEntry> {
    return { ...(await this.#outer.stat(this.#within(name), options)), name };
  }

  open(name: string, options?: Abortable): Promise<ByteSource> {
    return this.#outer.open(this.#within(name), options);
  }

  async close(): Promise<void> {}

  /** Whatever leads out of the folder leads through `..`, which no store follows. */
  #within(name: string): string {
    return this.#folder === '' ? name : `${this.#folder}/${name}`;
  }
}
