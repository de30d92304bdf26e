import { FirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { EngineShared } from './engine-shared.js';
import type { OpenAnyOptions, OpenedSource } from './open-source.js';
import { openTableFolder } from './open-table-source.js';
import { openPlaneFolder } from './plane-folder.js';

/**
 * Opens a folder that is one thing: a table of cells, such as a Zarr store, else the images in it as one stack. The store
 * is owned by what is opened and closed with it, also when opening fails. Errors: those of `openTableFolder` and
 * `openPlaneFolder`.
 */
export async function openFolder(store: ByteStore, name: string, shared: EngineShared, open: OpenAnyOptions = {}): Promise<OpenedSource> {
  const { signal, kind } = open;
  const table = kind === 'stack' ? undefined : await openTableFolder(store, name, shared, { options: open.tables, signal });
  if (table !== undefined) return { kind: 'cells', table };
  if (kind === 'cells') {
    await store.close();
    throw new FirstlightError('unsupported', 'This folder is no table of cells of a known format', { path: store.label });
  }
  return { kind: 'stack', stack: await openPlaneFolder(store, shared, { options: open.planes, signal }) };
}
