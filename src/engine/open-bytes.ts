import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { type CompressedOpening, openCompressed, sniffCompression } from '../bytes/compressed/open-compressed.js';
import type { Notice } from '../shapes/event-facts.js';
import type { EngineShared } from './engine-shared.js';
import { type RecordingBytes, wrapBytes } from './recording-bytes.js';

/** A file's bytes, inflated where they were compressed as a whole, with all that formats are recognised by. */
export interface OpenedBytes {
  /** What is closed in the end. */
  readonly owned: ByteSource;
  readonly bytes: RecordingBytes;
  /** The file's name without the ending of its compression. */
  readonly name: string;
  /** The first bytes, at most 64 KiB. Lent. */
  readonly head: Uint8Array;
  /** What is to be said of compression. */
  readonly notices: readonly Notice[];
}

const headBytes = 64 << 10;

/** Looks at the first bytes of a source, which is owned from now on and closed when that fails. Errors: `truncated` for an empty file. */
export async function openBytes(source: ByteSource, name: string, shared: EngineShared, { signal }: Abortable = {}): Promise<OpenedBytes> {
  let owned = source;
  try {
    if (source.byteLength === 0) throw new FirstlightError('truncated', 'The file is empty');
    const outer = wrapBytes(source, shared.blockBudgetBytes);
    const outerHead = await readHead(outer, signal);
    const compressed = sniffCompression(outerHead) === undefined ? undefined : await inflate(source, name, shared, signal);
    if (compressed === undefined) return { owned, bytes: outer, name, head: outerHead, notices: [] };
    owned = compressed.source;
    const bytes = wrapBytes(owned, shared.blockBudgetBytes);
    const head = await readHead(bytes, signal);
    return { owned, bytes, name: compressed.innerName ?? name, head, notices: compressionNotices(compressed) };
  } catch (error) {
    await owned.close();
    throw error;
  }
}

function readHead({ blocks }: RecordingBytes, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return blocks.read(0, Math.min(headBytes, blocks.byteLength), { signal });
}

function inflate(
  source: ByteSource,
  name: string,
  shared: EngineShared,
  signal: AbortSignal | undefined,
): Promise<CompressedOpening | undefined> {
  const { createSpool } = shared.ports;
  return openCompressed(source, {
    name,
    signal,
    ...(createSpool === undefined ? { budgetBytes: shared.scheduler.budgetBytes } : { createSpool }),
  });
}

function compressionNotices({ notice, damage }: CompressedOpening): readonly Notice[] {
  return damage === undefined ? [notice] : [notice, { code: 'damaged', message: `${damage.message}; what came before it is shown` }];
}
