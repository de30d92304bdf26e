import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { EnginePorts } from './ports.js';

/** Files that tables in folders have at their root: whoever writes such a table anew writes one of these anew. */
const telling = [
  'zarr.json',
  '.zmetadata',
  '.zattrs',
  '.zgroup',
  'X/.zarray',
  'X/zarr.json',
  'X/.zattrs',
  'dataset_identity.json',
  'obs_manifest.json',
  'var_manifest.json',
  'datasets.json',
  'matrix.mtx',
  'matrix.mtx.gz',
] as const;

/** Says which bytes a table in a folder consists of, from the files at its root; nothing else is listed or read. */
export async function fingerprintStore(store: ByteStore, { createHasher }: EnginePorts, options: Abortable = {}): Promise<string> {
  const parts = await Promise.all(
    telling.map(async (name) => {
      try {
        const source = await store.open(name, options);
        try {
          return `${name} ${await source.fingerprint(options)}`;
        } finally {
          await source.close();
        }
      } catch (thrown) {
        const error = toFirstlightError(thrown);
        if (error.code === 'aborted') throw error;
        return '';
      }
    }),
  );
  const hasher = createHasher();
  hasher.update(new TextEncoder().encode(parts.join('\n')));
  return `folder-${hasher.digestHex().slice(0, 32)}`;
}
