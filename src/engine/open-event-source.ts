import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { runPlan } from '../bytes/plan.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { EngineShared } from './engine-shared.js';
import { EventRecording } from './event-recording.js';
import { type OpenedBytes, openBytes } from './open-bytes.js';

export interface OpenOptions extends Abortable {
  /** What a person says about the recording. */
  readonly options?: EventOpenOptions | undefined;
  /** The whole of OpenEB's `<file>.tmp_index`, where it lies beside a RAW file; see `readSidecar`. Lent. */
  readonly sidecar?: Uint8Array | undefined;
}

/**
 * Opens a recording: recognises its format, reads its headers and tables, nothing more. `name` is the file's name, for
 * recognising it; the source is owned by the recording from now on and closed with it, also when opening fails.
 *
 * Errors: `truncated` for an empty file, `unsupported` where it is nothing that can be read, else those of the format;
 * all of them carry the source's path.
 */
export async function openEventSource(
  source: ByteSource,
  name: string,
  shared: EngineShared,
  open: OpenOptions = {},
): Promise<EventRecording> {
  try {
    return await openEvents(await openBytes(source, name, shared, open), shared, open);
  } catch (error) {
    throw toFirstlightError(error).at(source.path);
  }
}

/** Opens the recording in bytes whose beginning was looked at; they are closed when that fails. */
export async function openEvents(opened: OpenedBytes, shared: EngineShared, open: OpenOptions): Promise<EventRecording> {
  const { owned, bytes, name, head, notices } = opened;
  const { signal, sidecar } = open;
  const options = open.options ?? {};
  try {
    const probe = { name, byteLength: bytes.counted.byteLength, head, options };
    const format = shared.formats.sniff(probe);
    const layout = await runPlan(bytes.blocks, format.open({ ...probe, kernels: shared.kernels, sidecar }), { signal });
    const fingerprint = await owned.fingerprint({ signal });
    return new EventRecording({ bytes, format, layout, options, fingerprint, shared, notices });
  } catch (error) {
    await owned.close();
    throw error;
  }
}
