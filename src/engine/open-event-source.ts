import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { type CompressedOpening, openCompressed, sniffCompression } from '../bytes/compressed/open-compressed.js';
import { runPlan } from '../bytes/plan.js';
import type { EventOpenOptions, Notice } from '../shapes/event-facts.js';
import type { EngineShared } from './engine-shared.js';
import { EventRecording } from './event-recording.js';
import { type RecordingBytes, wrapBytes } from './recording-bytes.js';

export interface OpenOptions extends Abortable {
  /** What a person says about the recording. */
  readonly options?: EventOpenOptions | undefined;
  /** The whole of OpenEB's `<file>.tmp_index`, where it lies beside a RAW file; see `readSidecar`. Lent. */
  readonly sidecar?: Uint8Array | undefined;
}

const headBytes = 64 << 10;

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
  const { signal } = open;
  const options = open.options ?? {};
  let owned = source;
  try {
    if (source.byteLength === 0) throw new FirstlightError('truncated', 'The file is empty');
    const outer = wrapBytes(source, shared.blockBudgetBytes);
    const outerHead = await readHead(outer, signal);
    const compressed = sniffCompression(outerHead) === undefined ? undefined : await inflate(source, name, shared, open);
    if (compressed !== undefined) owned = compressed.source;
    const bytes = compressed === undefined ? outer : wrapBytes(compressed.source, shared.blockBudgetBytes);
    const head = compressed === undefined ? outerHead : await readHead(bytes, signal);
    const probe = { name: compressed?.innerName ?? name, byteLength: bytes.counted.byteLength, head, options };
    const format = shared.formats.sniff(probe);
    const layout = await runPlan(bytes.blocks, format.open({ ...probe, kernels: shared.kernels }), { signal });
    const fingerprint = await owned.fingerprint({ signal });
    return new EventRecording({ bytes, format, layout, options, fingerprint, shared, notices: compressionNotices(compressed) });
  } catch (error) {
    await owned.close();
    throw toFirstlightError(error).at(source.path);
  }
}

function readHead({ blocks }: RecordingBytes, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return blocks.read(0, Math.min(headBytes, blocks.byteLength), { signal });
}

function inflate(source: ByteSource, name: string, shared: EngineShared, open: OpenOptions): Promise<CompressedOpening | undefined> {
  const { createSpool } = shared.ports;
  return openCompressed(source, {
    name,
    signal: open.signal,
    ...(createSpool === undefined ? { budgetBytes: shared.scheduler.budgetBytes } : { createSpool }),
  });
}

function compressionNotices(compressed: CompressedOpening | undefined): readonly Notice[] {
  if (compressed === undefined) return [];
  const { notice, damage } = compressed;
  return damage === undefined ? [notice] : [notice, { code: 'damaged', message: `${damage.message}; what came before it is shown` }];
}
