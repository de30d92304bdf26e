import { isHiddenName } from '../bytes/hidden-name.js';
import type { NamedFile } from './worker-messages.js';

/** A Zarr store without shards has many files; a whole disk has more. */
const fileLimit = 200_000;

/** Files of this machine that were opened together. */
export interface OpenedFiles {
  readonly files: readonly NamedFile[];
  /** What they are called together. */
  readonly title: string;
}

/**
 * What was dropped: files, and the files of folders below them, by their path; of one folder by their path in it. Must be
 * called in the drop's own turn.
 */
export async function readDropped(dropped: DataTransfer): Promise<OpenedFiles> {
  const entries = [...dropped.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
  if (entries.length === 0) return nameFiles([...dropped.files]);
  const found: NamedFile[] = [];
  await Promise.all(entries.map((entry) => collect(entry, '', found)));
  const [only, another] = entries;
  if (only?.isDirectory !== true || another !== undefined) return titled(found);
  return { files: found.map(({ name, file }) => ({ name: name.slice(name.indexOf('/') + 1), file })), title: only.name };
}

/** Chosen files by their own names; the path of a folder's files where the browser tells it. */
export function nameFiles(files: readonly File[]): OpenedFiles {
  return titled(files.map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })));
}

function titled(files: readonly NamedFile[]): OpenedFiles {
  const [only, another] = files;
  return { files, title: only !== undefined && another === undefined ? only.name : 'dropped files' };
}

async function collect(entry: FileSystemEntry, folder: string, found: NamedFile[]): Promise<void> {
  if (found.length >= fileLimit || isHiddenName(entry.name)) return;
  const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
    if (file !== undefined) found.push({ name, file });
  } else if (isDirectory(entry)) {
    const reader = entry.createReader();
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (batch.length === 0) return;
      await Promise.all(batch.map((child) => collect(child, name, found)));
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
