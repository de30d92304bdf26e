import { type Abortable, throwIfAborted } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore, FolderNames, StoreEntry } from '../bytes/byte-store.js';
import type { AnswerOf } from '../protocol/answers.js';
import { isArrayName, kindOfFile, readFolder, type WholeFolder } from './library-kinds.js';
import { baseName, formatRecording } from './recording-name.js';
import { sniffKind } from './sniff-kind.js';

type LibraryEntry = AnswerOf<'entries'>['entries'][number];

const entriesAtOnce = 200;
const statsAtOnce = 32;
const shownOthers = 50;
const deepest = 32;
const arrayHeadBytes = 4096;
/** Names looked at in one store before a listing stops by itself. */
const mostNames = 1_000_000;

/** Where a walk through a store is. */
interface Walk {
  readonly store: ByteStore;
  readonly index: number;
  namesLeft: number;
}

/**
 * The recordings of the opened roots, of whatever kind, as their names tell: files, and folders that are one recording. Where
 * no name tells, whatever there is.
 */
export class Library {
  readonly #stores: readonly ByteStore[];

  constructor(stores: readonly ByteStore[]) {
    this.#stores = stores;
  }

  /** Everything there is, as it is found, in natural order; each batch *given*. Folders that may not be read are left out. */
  async *list(options: Abortable = {}): AsyncIterable<LibraryEntry[]> {
    let batch: LibraryEntry[] = [];
    const others: LibraryEntry[] = [];
    let found = false;
    for (const [index, store] of this.#stores.entries()) {
      for await (const entries of walkFolder({ store, index, namesLeft: mostNames }, '', 0, options)) {
        for (const entry of entries) {
          if (entry.kind !== 'unknown') batch.push(entry);
          else if (others.length < shownOthers) others.push(entry);
        }
        found ||= batch.length > 0;
        if (batch.length < entriesAtOnce) continue;
        yield batch;
        batch = [];
      }
    }
    // Files that were named one by one may be recordings under any name.
    yield found ? batch : others;
  }
}

/** The entries of a folder and of those within, a few at a time. */
async function* walkFolder(walk: Walk, folder: string, depth: number, options: Abortable): AsyncGenerator<LibraryEntry[], void, undefined> {
  const names = await namesOf(walk.store, folder, depth, options);
  if (names === undefined) return;
  if (names === 'unlisted') {
    yield [folderEntry(walk, '', { kind: /\.ome\.zarr$/i.test(walk.store.label) ? 'stack' : 'cells' }, undefined)];
    return;
  }
  walk.namesLeft -= names.files.length + names.folders.length;
  const path = folder === '' ? '' : `${folder}/`;
  const arrays = await kindOfArrays(walk.store, path, names, options);
  const { whole, files, folders } = readFolder(names, folder === '' ? walk.store.label : folder, arrays);
  if (whole !== undefined) yield [folderEntry(walk, folder, whole, await sizeOf(walk.store, path, whole.files, options))];
  for (let from = 0; from < files.length; from += statsAtOnce) {
    throwIfAborted(options.signal);
    const some = files.slice(from, from + statsAtOnce);
    const entries = await Promise.all(some.map((name) => statOf(walk.store, `${path}${name}`, options)));
    yield entries.flatMap((entry) => (entry === undefined ? [] : [fileEntry(walk, entry, arrays)]));
  }
  if (depth >= deepest) return;
  for (const name of folders) {
    if (walk.namesLeft <= 0) return;
    yield* walkFolder(walk, `${path}${name}`, depth + 1, options);
  }
}

/** What lies in a folder; undefined where it may not be read or is gone, `unlisted` where the store is one thing that lists nothing. */
async function namesOf(store: ByteStore, folder: string, depth: number, options: Abortable): Promise<FolderNames | 'unlisted' | undefined> {
  try {
    return await store.names(folder, options);
  } catch (thrown) {
    const error = toFirstlightError(thrown);
    if (error.code === 'unsupported' && folder === '') return 'unlisted';
    if (depth === 0 || error.code === 'aborted') throw error;
    return undefined;
  }
}

/** What the NumPy arrays of a folder are: whatever the first of them is, which alone is looked at. */
async function kindOfArrays(store: ByteStore, path: string, { files }: FolderNames, { signal }: Abortable): Promise<'events' | 'stack'> {
  const name = files.find(isArrayName);
  if (name === undefined) return 'stack';
  try {
    const source = await store.open(`${path}${name}`, { signal });
    try {
      const head = await source.read(0, Math.min(arrayHeadBytes, source.byteLength), { signal });
      return sniffKind({ name, byteLength: source.byteLength, head, options: {} });
    } finally {
      await source.close();
    }
  } catch (thrown) {
    if (toFirstlightError(thrown).code === 'aborted') throw thrown;
    return 'stack';
  }
}

/** Size and time of a file; undefined where it went away or may not be looked at. */
async function statOf(store: ByteStore, name: string, options: Abortable): Promise<StoreEntry | undefined> {
  try {
    return await store.stat(name, options);
  } catch (thrown) {
    const error = toFirstlightError(thrown);
    if (error.code === 'aborted') throw error;
    return undefined;
  }
}

/** Of files alike, as if all were as long as the first; the last one's time. */
async function sizeOf(
  store: ByteStore,
  path: string,
  files: readonly string[] | undefined,
  options: Abortable,
): Promise<Omit<StoreEntry, 'name'> | undefined> {
  const [first] = files ?? [];
  const last = files?.at(-1);
  if (files === undefined || first === undefined || last === undefined) return undefined;
  const [head, tail] = await Promise.all([statOf(store, `${path}${first}`, options), statOf(store, `${path}${last}`, options)]);
  const byteLength = (head?.byteLength ?? 0) * files.length;
  return { byteLength, ...(tail?.modifiedMillis === undefined ? {} : { modifiedMillis: tail.modifiedMillis }) };
}

function fileEntry({ index }: Walk, { name, byteLength, modifiedMillis }: StoreEntry, arrays: 'events' | 'stack'): LibraryEntry {
  return {
    recording: formatRecording({ store: index, name }),
    name: baseName(name),
    folder: parentOf(name),
    kind: kindOfFile(name, arrays),
    byteLength,
    ...(modifiedMillis === undefined ? {} : { modifiedMillis }),
  };
}

function folderEntry(
  { index, store }: Walk,
  folder: string,
  { kind, files }: WholeFolder,
  size: Omit<StoreEntry, 'name'> | undefined,
): LibraryEntry {
  return {
    recording: formatRecording({ store: index, name: `${folder}/` }),
    name: folder === '' ? store.label : baseName(folder),
    folder: parentOf(folder),
    kind,
    byteLength: 0,
    ...size,
    ...(files === undefined ? {} : { files: files.length }),
  };
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}
