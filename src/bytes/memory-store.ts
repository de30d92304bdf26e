import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import type { ByteStore, StoreEntry } from './byte-store.js';
import { MemorySource } from './memory-source.js';
import { compareNames } from './natural-order.js';

/** Named byte arrays as a store: for tests and for what a page already holds. The arrays are lent for the store's life. */
export class MemoryStore implements ByteStore {
  readonly label: string;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: Readonly<Record<string, Uint8Array>>, label = 'memory') {
    this.label = label;
    this.#files = new Map(Object.entries(files));
  }

  async *list(prefix: string): AsyncIterable<StoreEntry> {
    for (const name of [...this.#files.keys()].sort(compareNames)) {
      if (name.startsWith(prefix)) yield { name, byteLength: this.#files.get(name)?.byteLength ?? 0 };
    }
  }

  async open(name: string): Promise<ByteSource> {
    const bytes = this.#files.get(name);
    if (bytes === undefined) throw new FirstlightError('not-found', 'There is no such name', { path: `${this.label}/${name}` });
    return new MemorySource(bytes, name);
  }

  async close(): Promise<void> {}
}
