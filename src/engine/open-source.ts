import { toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { PlaneOpenOptions } from '../shapes/plane-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { EventRecording } from './event-recording.js';
import { openBytes } from './open-bytes.js';
import { type OpenOptions, openEvents } from './open-event-source.js';
import { openPlanes } from './open-plane-source.js';
import type { PlaneFile } from './plane-file.js';
import { type SourceKind, sniffKind } from './sniff-kind.js';

export interface OpenAnyOptions extends OpenOptions {
  /** What a person says about a stack. */
  readonly planes?: PlaneOpenOptions | undefined;
  /** What a person says it is; else its bytes decide. */
  readonly kind?: SourceKind | undefined;
}

/** A file, by what it holds. */
export type OpenedSource =
  | { readonly kind: 'events'; readonly recording: EventRecording }
  | { readonly kind: 'stack'; readonly stack: PlaneFile };

/** Opens a file of any kind; see `openEventSource` and `openPlaneSource`, whose contract and errors it has. */
export async function openSource(source: ByteSource, name: string, shared: EngineShared, open: OpenAnyOptions = {}): Promise<OpenedSource> {
  try {
    const opened = await openBytes(source, name, shared, open);
    const probe = { name: opened.name, byteLength: opened.bytes.counted.byteLength, head: opened.head, options: open.planes ?? {} };
    if ((open.kind ?? sniffKind(probe)) === 'events') return { kind: 'events', recording: await openEvents(opened, shared, open) };
    return { kind: 'stack', stack: await openPlanes(opened, shared, { options: open.planes, signal: open.signal }) };
  } catch (error) {
    throw toFirstlightError(error).at(source.path);
  }
}
