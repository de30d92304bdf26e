import { FirstlightError } from '../base/errors.js';
import { BlobSource } from '../bytes/blob-source.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { ByteStore, StoreEntry } from '../bytes/byte-store.js';
import { compareNames } from '../bytes/natural-order.js';
import type { NamedFile } from './worker-messages.js';

/** Files that were dropped on the page or chosen by hand: their bytes never leave the machine. */
export class BlobStore implements ByteStore {
  readonly label: string;
  readonly #files: ReadonlyMap<string, File>;

  constructor(files: readonly NamedFile[], label: string) {
    this.label = label;
    this.#files = new Map(files.map(({ name, file }) => [name, file]));
  }

  async *list(prefix: string): AsyncIterable<StoreEntry> {
    for (const name of [...this.#files.keys()].sort(compareNames)) {
      const file = this.#files.get(name);
      if (file !== undefined && name.startsWith(prefix)) yield { name, byteLength: file.size, modifiedMillis: file.lastModified };
    }
  }

  async open(name: string): Promise<ByteSource> {
    const file = this.#files.get(name);
    if (file === undefined) throw new FirstlightError('not-found', 'There is no such file among those dropped', { path: name });
    return new BlobSource(file, name);
  }

  async close(): Promise<void> {}
}
