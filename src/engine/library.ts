import type { Abortable } from '../base/abort.js';
import type { ByteStore, StoreEntry } from '../bytes/byte-store.js';
import type { AnswerOf } from '../protocol/answers.js';
import { baseName, formatRecording } from './recording-name.js';

type LibraryEntry = AnswerOf<'entries'>['entries'][number];

/** Endings of files that may be recordings; whether they are is seen when they are opened. */
const recordingEndings = /\.(raw|dat|h5|hdf5|txt|csv|tsv|npy|npz|bin|aedat4?|es)(\.(gz|zst))?$/i;
const entriesAtOnce = 200;
const deepest = 32;

/** The recordings of the opened roots, told by the endings of their names. */
export class Library {
  readonly #stores: readonly ByteStore[];

  constructor(stores: readonly ByteStore[]) {
    this.#stores = stores;
  }

  /** Everything there is, a few at a time, each batch *given*. */
  async *list(options: Abortable = {}): AsyncIterable<LibraryEntry[]> {
    let batch: LibraryEntry[] = [];
    for (const [store, opened] of this.#stores.entries()) {
      for await (const entry of opened.list('', options)) {
        const described = describeEntry(store, entry);
        if (described === undefined) continue;
        batch.push(described);
        if (batch.length < entriesAtOnce) continue;
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }
}

function describeEntry(store: number, { name, byteLength, modifiedMillis }: StoreEntry): LibraryEntry | undefined {
  const parts = name.split('/');
  if (parts.length > deepest || parts.some((part) => part.startsWith('.')) || !recordingEndings.test(name)) return undefined;
  return {
    recording: formatRecording({ store, name }),
    name: baseName(name),
    folder: parts.slice(0, -1).join('/'),
    kind: 'events',
    byteLength,
    ...(modifiedMillis === undefined ? {} : { modifiedMillis }),
  };
}
