import { type Abortable, throwIfAborted } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore, FolderNames, StoreEntry } from '../bytes/byte-store.js';
import type { AnswerOf } from '../protocol/answers.js';
import { isArrayName, kindOfFile, readFolder, type WholeFolder } from './library-kinds.js';
import { baseName, formatRecording } from './recording-name.js';
import { sniffKind } from './sniff-kind.js';

export type LibraryEntry = AnswerOf<'entries'>['entries'][number];

/** A store that is walked through, and its number among the opened roots. */
export interface WalkedStore {
  readonly store: ByteStore;
  readonly index: number;
}

/** A folder that was listed. */
export interface SeenFolder {
  readonly folder: string;
  /** As the store told it before the names were read; undefined where it tells none. */
  readonly revision: string | undefined;
  /** Its own recordings, not those of folders within, each with what tells its size. */
  readonly sizes: ReadonlyMap<string, string>;
  /** Paths of the folders within that are listed next. */
  readonly within: readonly string[];
}

export interface WalkOptions extends Abortable {
  /** Hears of every folder once it was listed. */
  readonly onFolder?: ((seen: SeenFolder) => void) | undefined;
  /** Folders within that are left out. */
  readonly isKnown?: (folder: string) => boolean;
}

const statsAtOnce = 32;
const deepest = 32;
const arrayHeadBytes = 4096;
/** Names looked at before a walk stops by itself. */
const mostNames = 1_000_000;

/**
 * The entries of a folder of a store and of those within, a few at a time, in natural order, each batch *given*. Folders
 * within that may not be read are left out. Errors: those of the store for the folder itself.
 */
export async function* walkFolders(
  walked: WalkedStore,
  folder: string,
  options: WalkOptions,
): AsyncGenerator<LibraryEntry[], void, undefined> {
  const walk = { ...walked, top: folder, namesLeft: mostNames };
  yield* walkOn(walk, folder, options);
}

/** What tells whether an entry is as large as it was. */
export function sizeOfEntry({ byteLength, files }: LibraryEntry): string {
  return `${byteLength} ${files ?? ''}`;
}

interface Walk extends WalkedStore {
  readonly top: string;
  namesLeft: number;
}

async function* walkOn(walk: Walk, folder: string, options: WalkOptions): AsyncGenerator<LibraryEntry[], void, undefined> {
  const sizes = new Map<string, string>();
  const note = (entries: LibraryEntry[]): LibraryEntry[] => {
    for (const entry of entries) sizes.set(entry.recording, sizeOfEntry(entry));
    return entries;
  };
  const { store } = walk;
  const revision = await revisionOf(walk, folder, options);
  const names = await namesOf(walk, folder, options);
  if (names === undefined) return;
  if (names === 'unlisted') {
    yield [folderEntry(walk, folder, { kind: /\.ome\.zarr$/i.test(store.label) ? 'stack' : 'cells' }, undefined)];
    return;
  }
  walk.namesLeft -= names.files.length + names.folders.length;
  const path = folder === '' ? '' : `${folder}/`;
  const arrays = await kindOfArrays(store, path, names, options);
  const { whole, files, folders } = readFolder(names, folder === '' ? store.label : folder, arrays);
  if (whole !== undefined) yield note([folderEntry(walk, folder, whole, await sizeOfFiles(store, path, whole.files, options))]);
  for (let from = 0; from < files.length; from += statsAtOnce) {
    throwIfAborted(options.signal);
    const some = files.slice(from, from + statsAtOnce);
    const entries = await Promise.all(some.map((name) => statOf(store, `${path}${name}`, options)));
    yield note(entries.flatMap((entry) => (entry === undefined ? [] : [fileEntry(walk, entry, arrays)])));
  }
  const within = folder.split('/').length < deepest ? folders.map((name) => `${path}${name}`) : [];
  options.onFolder?.({ folder, revision, sizes, within });
  for (const inner of within) if (walk.namesLeft > 0 && options.isKnown?.(inner) !== true) yield* walkOn(walk, inner, options);
}

async function revisionOf({ store }: Walk, folder: string, options: Abortable): Promise<string | undefined> {
  try {
    return await store.revision?.(folder, options);
  } catch (thrown) {
    if (toFirstlightError(thrown).code === 'aborted') throw thrown;
    return undefined;
  }
}

/** What lies in a folder; undefined where it may not be read or is gone, `unlisted` where the store is one thing that lists nothing. */
async function namesOf({ store, top }: Walk, folder: string, options: Abortable): Promise<FolderNames | 'unlisted' | undefined> {
  try {
    return await store.names(folder, options);
  } catch (thrown) {
    const error = toFirstlightError(thrown);
    if (error.code === 'unsupported' && folder === '') return 'unlisted';
    if (folder === top || error.code === 'aborted') throw error;
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
async function sizeOfFiles(
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
