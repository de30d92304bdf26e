import type { FolderNames } from '../bytes/byte-store.js';
import { chooseFrames } from '../formats/folder-planes/choose-frames.js';

/** What a name says that something is. */
export type NamedKind = 'events' | 'stack' | 'cells' | 'unknown';

/** The first that fits decides. */
const endings: readonly (readonly [RegExp, NamedKind])[] = [
  [/\.(h5ad|h5mu|parquet)$/i, 'cells'],
  [/(feature|gene)_bc_matri(x|ces)[^/]*\.h5$/i, 'cells'],
  [/\.(tiff?|btf|tf8|png|jpe?g|bmp)$/i, 'stack'],
  [/\.(raw|dat|h5|hdf5|txt|csv|tsv|npz|bin|aedat4?|es)$/i, 'events'],
];

/** Whether a name says that a file is a NumPy array, which may hold anything. */
export function isArrayName(name: string): boolean {
  return /\.npy$/i.test(name);
}

/** What a file's name says that it is, where `arrays` are NumPy arrays; what it is, is seen when it is opened. */
export function kindOfFile(name: string, arrays: 'events' | 'stack'): NamedKind {
  const inner = name.replace(/\.(gz|zst)$/i, '');
  if (isArrayName(inner)) return arrays;
  return endings.find(([ending]) => ending.test(inner))?.[1] ?? 'unknown';
}

/** A folder that is one recording. */
export interface WholeFolder {
  readonly kind: 'stack' | 'cells';
  /** Names of the files it consists of, in natural order; absent where those lie in folders within. */
  readonly files?: readonly string[];
}

/** What a folder holds, as its names tell. */
export interface FolderReading {
  /** Present where the folder is a recording itself. */
  readonly whole?: WholeFolder;
  /** Files that are listed by themselves. */
  readonly files: readonly string[];
  /** Folders that may hold more. */
  readonly folders: readonly string[];
}

const zarrNames = ['zarr.json', '.zgroup', '.zmetadata', '.zarray'] as const;
const cellucidNames = ['obs_manifest.json', 'dataset_identity.json'] as const;
const tenxName = /^[^/]*?(matrix\.mtx|features\.tsv|genes\.tsv|barcodes\.tsv)(\.gz)?$/i;
const matrixName = /matrix\.mtx(\.gz)?$/i;
/** Fewer images than this are listed one by one. */
const shortestSeries = 4;

/**
 * Tells what a folder is from what lies directly in it: a Zarr store (into which nobody looks), a Cellucid export, a 10x
 * matrix, an image series (most images of its commonest kind differ in their digits only), or just a folder. `arrays` are what
 * NumPy arrays in it are.
 */
export function readFolder({ files, folders }: FolderNames, folderName: string, arrays: 'events' | 'stack'): FolderReading {
  const has = (name: string): boolean => files.includes(name);
  if (zarrNames.some(has)) {
    const kind = /\.ome\.zarr$/i.test(folderName) ? 'stack' : 'cells';
    return { whole: { kind }, files: [], folders: [] };
  }
  if (cellucidNames.some(has)) return { whole: { kind: 'cells' }, files: [], folders: [] };
  const parts = files.some((name) => matrixName.test(name)) ? files.filter((name) => tenxName.test(name)) : [];
  if (parts.length > 0) {
    const rest = new Set(parts);
    return { whole: { kind: 'cells', files: parts }, files: files.filter((name) => !rest.has(name)), folders };
  }
  const { names } = chooseFrames(files);
  if (!isSeries(names) || (arrays === 'events' && isArrayName(names[0]!))) return { files, folders };
  const frames = new Set(names);
  return { whole: { kind: 'stack', files: names }, files: files.filter((name) => !frames.has(name)), folders };
}

/** Whether enough names, and more than half, are the same but for their digits. */
function isSeries(names: readonly string[]): boolean {
  if (names.length < shortestSeries) return false;
  const alike = new Map<string, number>();
  let most = 0;
  for (const name of names) {
    const pattern = name.replace(/\d+/g, '0');
    const count = (alike.get(pattern) ?? 0) + 1;
    alike.set(pattern, count);
    most = Math.max(most, count);
  }
  return most >= shortestSeries && most * 2 > names.length;
}
