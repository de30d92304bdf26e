import type { Abortable } from '../base/abort.js';
import type { ByteStore, StoreEntry } from '../bytes/byte-store.js';
import type { AnswerOf } from '../protocol/answers.js';
import { baseName, formatRecording } from './recording-name.js';

type LibraryEntry = AnswerOf<'entries'>['entries'][number];

/** Endings of files that may be recordings; whether they are is seen when they are opened. */
const recordingEndings = /\.(raw|dat|h5|hdf5|txt|csv|tsv|npy|npz|bin|aedat4?|es)(\.(gz|zst))?$/i;
const entriesAtOnce = 200;
const shownOthers = 50;
const deepest = 32;

/** The recordings of the opened roots, told by the endings of their names; where no name tells, whatever there is. */
export class Library {
  readonly #stores: readonly ByteStore[];

  constructor(stores: readonly ByteStore[]) {
    this.#stores = stores;
  }

  /** Everything there is, a few at a time, each batch *given*. */
  async *list(options: Abortable = {}): AsyncIterable<LibraryEntry[]> {
    let batch: LibraryEntry[] = [];
    const others: LibraryEntry[] = [];
    let found = false;
    for (const [store, opened] of this.#stores.entries()) {
      for await (const entry of opened.list('', options)) {
        if (isHidden(entry.name)) continue;
        const described = describeEntry(store, entry);
        if (described.kind === 'unknown') {
          if (others.length < shownOthers) others.push(described);
          continue;
        }
        found = true;
        batch.push(described);
        if (batch.length < entriesAtOnce) continue;
        yield batch;
        batch = [];
      }
    }
    // Files that were named one by one may be recordings under any name.
    yield found ? batch : others;
  }
}

function isHidden(name: string): boolean {
  const parts = name.split('/');
  return parts.length > deepest || parts.some((part) => part.startsWith('.'));
}

function describeEntry(store: number, { name, byteLength, modifiedMillis }: StoreEntry): LibraryEntry {
  return {
    recording: formatRecording({ store, name }),
    name: baseName(name),
    folder: name.slice(0, Math.max(0, name.lastIndexOf('/'))),
    kind: recordingEndings.test(name) ? 'events' : 'unknown',
    byteLength,
    ...(modifiedMillis === undefined ? {} : { modifiedMillis }),
  };
}
