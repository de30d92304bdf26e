import type { NamedFile } from './worker-messages.js';

const fileLimit = 20_000;

/** What was dropped: files, and the files of folders below them, by their path. Must be called in the drop's own turn. */
export async function readDropped(dropped: DataTransfer): Promise<readonly NamedFile[]> {
  const entries = [...dropped.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
  if (entries.length === 0) return nameFiles([...dropped.files]);
  const found: NamedFile[] = [];
  for (const entry of entries) await collect(entry, '', found);
  const [only] = entries;
  const inOneFolder = entries.length === 1 && only?.isDirectory === true;
  return inOneFolder ? found.map(({ name, file }) => ({ name: name.slice(name.indexOf('/') + 1), file })) : found;
}

/** Chosen files by their own names; the path of a folder's files where the browser tells it. */
export function nameFiles(files: readonly File[]): readonly NamedFile[] {
  return files.map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));
}

async function collect(entry: FileSystemEntry, folder: string, found: NamedFile[]): Promise<void> {
  if (found.length >= fileLimit || entry.name.startsWith('.')) return;
  const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
    if (file !== undefined) found.push({ name, file });
  } else if (isDirectory(entry)) {
    const reader = entry.createReader();
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (batch.length === 0) return;
      for (const child of batch) await collect(child, name, found);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
