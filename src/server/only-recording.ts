import type { ByteStore } from '../bytes/byte-store.js';
import { walkFolders } from '../engine/library-walk.js';
import { formatRecording } from '../engine/recording-name.js';
import { FolderStore } from '../node/folder-store.js';

/**
 * The recording that plays at once because nothing else is served: a file, a URL, a manifest of one. Undefined for folders,
 * which show their library, for several recordings, and where it cannot be told: the page then says why.
 */
export async function findOnlyRecording(stores: readonly ByteStore[]): Promise<string | undefined> {
  const [store, ...others] = stores;
  if (store === undefined || others.length > 0 || store instanceof FolderStore) return undefined;
  const { files, folders } = await store.names('').catch(() => ({ files: [], folders: [] }));
  // One name is enough: looking at the file itself would ask a web server for its head once more.
  if (files.length === 1 && folders.length === 0) return formatRecording({ store: 0, name: files[0]! });
  let only: string | undefined;
  try {
    for await (const entries of walkFolders({ store, index: 0 }, '', {})) {
      for (const { recording } of entries) {
        if (only !== undefined) return undefined;
        only = recording;
      }
    }
  } catch {
    return undefined;
  }
  return only;
}
