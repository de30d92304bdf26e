import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { runPlan } from '../bytes/plan.js';
import { findPlaneFormat } from '../formats/plane-formats.js';
import type { PlaneOpenOptions } from '../shapes/plane-facts.js';
import type { EngineShared } from './engine-shared.js';
import { KeptWalks } from './kept-walks.js';
import { type OpenedBytes, openBytes } from './open-bytes.js';
import { PlaneFile } from './plane-file.js';

export interface OpenPlaneOptions extends Abortable {
  /** What a person says about the stack. */
  readonly options?: PlaneOpenOptions | undefined;
  /** Whether the fingerprint is of use; else it is taken only where opening needs it, and empty where not. Default true. */
  readonly fingerprint?: boolean;
}

/**
 * Opens a file of images: recognises its format, reads its header, nothing more. The source is owned by the stack from
 * now on and closed with it, also when opening fails.
 *
 * Errors: `truncated` for an empty file, `unsupported` where it is nothing that can be read, else those of the format;
 * all of them carry the source's path.
 */
export async function openPlaneSource(
  source: ByteSource,
  name: string,
  shared: EngineShared,
  open: OpenPlaneOptions = {},
): Promise<PlaneFile> {
  try {
    return await openPlanes(await openBytes(source, name, shared, open), shared, open);
  } catch (error) {
    throw toFirstlightError(error).at(source.path);
  }
}

/** Opens the stack in bytes whose beginning was looked at; they are closed when that fails. */
export async function openPlanes(opened: OpenedBytes, shared: EngineShared, open: OpenPlaneOptions): Promise<PlaneFile> {
  const { owned, bytes, name, head, notices } = opened;
  const options = open.options ?? {};
  try {
    const probe = { name, byteLength: bytes.counted.byteLength, head, options };
    const format = findPlaneFormat(probe);
    if (format === undefined) throw new FirstlightError('unsupported', `Not an image or a stack of a known format: ${name}`);
    const layout = await runPlan(bytes.blocks, format.open(probe), open);
    const needsFingerprint = open.fingerprint !== false || layout.resume !== undefined;
    const fingerprint = needsFingerprint ? await owned.fingerprint(open) : '';
    const walks = new KeptWalks(shared.ports.index, { format, fingerprint, byteLength: probe.byteLength });
    return new PlaneFile({ bytes, layout: await walks.resume(layout), walks, fingerprint, options, shared, notices });
  } catch (error) {
    await owned.close();
    throw error;
  }
}
