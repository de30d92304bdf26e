import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';

/** An index of 20 bytes every 2 ms: more than a day. Larger ones are left alone. */
const largestSidecarBytes = 1 << 28;

/** OpenEB's index of the RAW file `name`, read whole, where there is one beside it. *Given.* */
export async function readSidecar(store: ByteStore, name: string, options: Abortable = {}): Promise<Uint8Array | undefined> {
  if (!/\.raw$/i.test(name)) return undefined;
  try {
    const source = await store.open(`${name}.tmp_index`, options);
    try {
      if (source.byteLength > largestSidecarBytes) return undefined;
      return await source.read(0, source.byteLength, options);
    } finally {
      await source.close();
    }
  } catch (error) {
    // Without it the recording opens all the same.
    if (toFirstlightError(error).code === 'aborted') throw error;
    return undefined;
  }
}
