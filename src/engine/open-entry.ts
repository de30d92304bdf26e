import { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { subStore } from '../bytes/sub-store.js';
import type { EngineShared } from './engine-shared.js';
import { openFolder } from './open-folder.js';
import { type OpenAnyOptions, type OpenedSource, openSource } from './open-source.js';
import { readSidecar } from './read-sidecar.js';
import { baseName, folderOf, parseRecording } from './recording-name.js';

/**
 * Opens what the library lists under a name, a file or a folder that is one recording, with what lies beside it and belongs
 * to it. The stores stay their owner's. Errors: those of `openSource`, `openFolder` and of the store; `not-found` for what was
 * never listed.
 */
export async function openLibraryEntry(
  stores: readonly ByteStore[],
  recording: string,
  shared: EngineShared,
  open: OpenAnyOptions = {},
): Promise<OpenedSource> {
  const { store: index, name } = parseRecording(recording);
  const store = stores[index];
  if (store === undefined) throw new FirstlightError('not-found', 'There is no such recording', { path: recording });
  const folder = folderOf(name);
  if (folder !== undefined) return openFolder(subStore(store, folder), baseName(name) || store.label, shared, open);
  const { signal } = open;
  const opening = store.open(name, { signal });
  const reading = readSidecar(store, name, { signal });
  const [source, sidecar] = await Promise.allSettled([opening, reading]);
  if (source.status === 'rejected') throw source.reason;
  if (sidecar.status === 'fulfilled') return openSource(source.value, baseName(name), shared, { ...open, sidecar: sidecar.value });
  await source.value.close();
  throw sidecar.reason;
}
