import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { type LibraryEntry, type SeenFolder, sizeOfEntry, type WalkedStore, walkFolders } from './library-walk.js';
import type { Clock } from './ports.js';

/** What changed in the opened roots since it was told last. */
export interface LibraryChange {
  /** New entries, and such as have another size now; *given*. */
  readonly entries: readonly LibraryEntry[];
  /** Recordings that are no longer there. */
  readonly removed: readonly string[];
}

/** Folders are looked at this often, or less where looking takes long. */
const periodMillis = 2000;
const restPerLook = 20;

/**
 * Watches listed folders for files that come and go, while somebody listens: asks the store now and then for each folder's
 * revision (its time of change: the same wherever files lie, on this disk or over a network), and lists anew those that
 * have another.
 */
export class LibraryWatch {
  readonly #stores: readonly ByteStore[];
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: LibraryChange) => void>();
  /** By store, by folder. */
  readonly #seen = new Map<number, Map<string, SeenFolder>>();
  #stop: AbortController | undefined;

  constructor(stores: readonly ByteStore[], clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  get isOn(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `listener` with changes of what is noted from now on. Returns the way to stop. */
  listen(listener: (change: LibraryChange) => void): () => void {
    this.#listeners.add(listener);
    if (this.#stop === undefined && this.#stores.some(({ revision }) => revision !== undefined)) {
      this.#stop = new AbortController();
      void this.#run(this.#stop.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.isOn) return;
      this.#stop?.abort();
      this.#stop = undefined;
      this.#seen.clear();
    };
  }

  /** Takes down what a listing saw. */
  note(store: number, seen: SeenFolder): void {
    let folders = this.#seen.get(store);
    if (folders === undefined) {
      folders = new Map();
      this.#seen.set(store, folders);
    }
    folders.set(seen.folder, seen);
  }

  async #run(signal: AbortSignal): Promise<void> {
    let restMillis = periodMillis;
    while (!signal.aborted) {
      try {
        await this.#clock.delay(restMillis, { signal });
        const before = this.#clock.now();
        const change = await this.#look({ signal });
        restMillis = Math.max(periodMillis, (this.#clock.now() - before) * restPerLook);
        if (change.entries.length + change.removed.length === 0) continue;
        for (const listener of [...this.#listeners]) listener(change);
      } catch {
        // Aborted, or a root that cannot be read now: it is looked at again, or opening says why not.
      }
    }
  }

  async #look(options: Abortable): Promise<LibraryChange> {
    const entries: LibraryEntry[] = [];
    const removed: string[] = [];
    for (const [index, folders] of this.#seen) {
      const store = this.#stores[index];
      if (store?.revision === undefined) continue;
      for (const seen of [...folders.values()]) {
        // What was removed with a folder around it is not asked for.
        if (folders.get(seen.folder) !== seen || (await isAsBefore(store, seen, options))) continue;
        entries.push(...(await this.#lookInto({ store, index }, seen, removed, options)));
      }
    }
    return { entries, removed };
  }

  /** Lists a changed folder anew; returns what is new, adds what is gone. */
  async #lookInto(walked: WalkedStore, before: SeenFolder, removed: string[], options: Abortable): Promise<LibraryEntry[]> {
    const folders = this.#seen.get(walked.index);
    const known = new Set(folders?.keys());
    const found: LibraryEntry[] = [];
    const now = new Map<string, SeenFolder>();
    try {
      const walking = walkFolders(walked, before.folder, {
        ...options,
        isKnown: (folder) => known.has(folder),
        onFolder: (seen) => now.set(seen.folder, seen),
      });
      for await (const batch of walking) found.push(...batch);
    } catch (thrown) {
      const { code } = toFirstlightError(thrown);
      if (code === 'aborted') throw thrown;
      if (code !== 'not-found') return [];
    }
    const after = now.get(before.folder);
    for (const recording of before.sizes.keys()) if (after?.sizes.has(recording) !== true) removed.push(recording);
    for (const inner of before.within) if (after?.within.includes(inner) !== true) this.#forget(walked.index, inner, removed);
    if (after === undefined) folders?.delete(before.folder);
    for (const seen of now.values()) this.note(walked.index, seen);
    return found.filter((entry) => entry.kind !== 'unknown' && before.sizes.get(entry.recording) !== sizeOfEntry(entry));
  }

  /** A folder and those within are gone. */
  #forget(store: number, folder: string, removed: string[]): void {
    const folders = this.#seen.get(store);
    const seen = folders?.get(folder);
    if (seen === undefined) return;
    folders?.delete(folder);
    removed.push(...seen.sizes.keys());
    for (const inner of seen.within) this.#forget(store, inner, removed);
  }
}

async function isAsBefore(store: ByteStore, { folder, revision }: SeenFolder, options: Abortable): Promise<boolean> {
  try {
    return (await store.revision?.(folder, options)) === revision;
  } catch (thrown) {
    const { code } = toFirstlightError(thrown);
    if (code === 'aborted') throw thrown;
    // A folder that is gone is listed anew; one that cannot be asked for another reason may be back the next time.
    return code !== 'not-found';
  }
}
