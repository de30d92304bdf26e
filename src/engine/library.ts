import type { Abortable } from '../base/abort.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { type LibraryEntry, walkFolders } from './library-walk.js';
import { type LibraryChange, LibraryWatch } from './library-watch.js';
import type { Clock } from './ports.js';

/** A screen of entries comes first, and at once. */
const firstEntries = 32;
const entriesAtOnce = 200;
const shownOthers = 50;

/**
 * The recordings of the opened roots, of whatever kind, as their names tell: files, and folders that are one recording. Where
 * no name tells, whatever there is.
 */
export class Library {
  readonly #stores: readonly ByteStore[];
  readonly #watch: LibraryWatch;

  constructor(stores: readonly ByteStore[], clock: Clock) {
    this.#stores = stores;
    this.#watch = new LibraryWatch(stores, clock);
  }

  /** Everything there is, as it is found, in natural order; each batch *given*. Folders that may not be read are left out. */
  async *list(options: Abortable = {}): AsyncIterable<LibraryEntry[]> {
    let batch: LibraryEntry[] = [];
    let enough = firstEntries;
    const others: LibraryEntry[] = [];
    let found = false;
    for (const [index, store] of this.#stores.entries()) {
      const onFolder = this.#watch.isOn ? (seen: Parameters<LibraryWatch['note']>[1]): void => this.#watch.note(index, seen) : undefined;
      for await (const entries of walkFolders({ store, index }, '', { ...options, onFolder })) {
        for (const entry of entries) {
          if (entry.kind !== 'unknown') batch.push(entry);
          else if (others.length < shownOthers) others.push(entry);
        }
        found ||= batch.length > 0;
        if (batch.length < enough) continue;
        yield batch;
        batch = [];
        enough = entriesAtOnce;
      }
    }
    // Files that were named one by one may be recordings under any name.
    yield found ? batch : others;
  }

  /**
   * Calls `listener` when files come, go or change their size in folders that are listed from now on: watch first, then
   * list. Returns the way to stop; nothing is looked at while nobody listens.
   */
  watch(listener: (change: LibraryChange) => void): () => void {
    return this.#watch.listen(listener);
  }
}
