import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { openUrlStore } from '../bytes/open-url-store.js';
import { FolderStore } from './folder-store.js';
import { LooseFilesStore } from './loose-files-store.js';
import { checkUrl, isUrl } from './open-path.js';
import { systemError } from './system-error.js';

/**
 * Stores over the paths of a command line: one for each folder and URL in their order, then one for all files that were
 * named. `not-found`, `denied`, `network`, or `unsupported` for what is neither file nor folder.
 */
export async function openStores(paths: readonly string[]): Promise<readonly ByteStore[]> {
  const stores: ByteStore[] = [];
  const files: string[] = [];
  for (const path of paths) {
    if (isUrl(path)) {
      checkUrl(path);
      stores.push(await openUrlStore(path));
      continue;
    }
    const stats = await stat(path).catch((thrown: unknown) => {
      throw systemError(thrown, path);
    });
    if (stats.isDirectory()) stores.push(await FolderStore.open(path));
    else if (stats.isFile()) files.push(path);
    else throw new FirstlightError('unsupported', 'This is neither a file nor a folder', { path });
  }
  if (files.length > 0) stores.push(new LooseFilesStore(files));
  return stores;
}

/** A title for what was opened: names, never whole paths. */
export function titleOf(paths: readonly string[]): string {
  const names = paths.map((path) => (isUrl(path) ? new URL(path).host : basename(resolve(path))) || path);
  const [first = 'Firstlight', ...rest] = names;
  if (rest.length === 0) return first;
  return rest.length === 1 ? `${first} and ${rest[0]}` : `${first} and ${rest.length} more`;
}
