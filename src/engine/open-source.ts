import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { PlaneOpenOptions } from '../shapes/plane-facts.js';
import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { EventRecording } from './event-recording.js';
import { type OpenedBytes, openBytes } from './open-bytes.js';
import { type OpenOptions, openEvents } from './open-event-source.js';
import { openPlanes } from './open-plane-source.js';
import { type FoundTable, findTable, openTable } from './open-table-source.js';
import type { PlaneFile } from './plane-file.js';
import type { PlaneFolder } from './plane-folder.js';
import { type SourceKind, sniffKind } from './sniff-kind.js';
import type { TableFile } from './table-file.js';

export interface OpenAnyOptions extends OpenOptions {
  /** What a person says about a stack. */
  readonly planes?: PlaneOpenOptions | undefined;
  /** What a person says about a table of cells. */
  readonly tables?: TableOpenOptions | undefined;
  /** What a person says it is; else its bytes decide. */
  readonly kind?: SourceKind | undefined;
}

/** A file, by what it holds. */
export type OpenedSource =
  | { readonly kind: 'events'; readonly recording: EventRecording }
  | { readonly kind: 'stack'; readonly stack: PlaneFile | PlaneFolder }
  | { readonly kind: 'cells'; readonly table: TableFile };

/** Opens a file of any kind; see `openEventSource`, `openPlaneSource` and `openTable`, whose contract and errors it has. */
export async function openSource(source: ByteSource, name: string, shared: EngineShared, open: OpenAnyOptions = {}): Promise<OpenedSource> {
  try {
    const opened = await openBytes(source, name, shared, open);
    const { kind, found } = await recognise(opened, shared, open);
    if (found !== undefined) return { kind: 'cells', table: await openTable(found, opened, shared, open) };
    if (kind === 'events') return { kind, recording: await openEvents(opened, shared, open) };
    return { kind: 'stack', stack: await openPlanes(opened, shared, { options: open.planes, signal: open.signal }) };
  } catch (error) {
    throw toFirstlightError(error).at(source.path);
  }
}

/** Closes what was opened. */
export function closeSource(opened: OpenedSource): Promise<void> {
  if (opened.kind === 'events') return opened.recording.close();
  return opened.kind === 'stack' ? opened.stack.close() : opened.table.close();
}

/** What a file holds, with the table where it is one. Bytes are closed when looking at them fails. */
async function recognise(
  opened: OpenedBytes,
  shared: EngineShared,
  open: OpenAnyOptions,
): Promise<{ readonly kind: SourceKind; readonly found?: FoundTable | undefined }> {
  const { name, head, bytes, owned } = opened;
  try {
    if (open.kind === 'events' || open.kind === 'stack') return { kind: open.kind };
    const isSaid = open.options?.columns !== undefined || open.options?.raw !== undefined || open.planes?.raw !== undefined;
    const looks = open.kind === 'cells' || !isSaid;
    const found = looks ? await findTable(opened, shared, { options: open.tables, signal: open.signal }) : undefined;
    if (found !== undefined) return { kind: 'cells', found };
    if (open.kind === 'cells') throw new FirstlightError('unsupported', `Not a table of cells of a known format: ${name}`);
    return { kind: sniffKind({ name, byteLength: bytes.counted.byteLength, head, options: open.planes ?? {} }) };
  } catch (error) {
    await owned.close();
    throw error;
  }
}
