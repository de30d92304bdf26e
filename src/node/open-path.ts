import { basename } from 'node:path';
import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import type { EngineShared, EventRecording } from '../engine/event-recording.js';
import { openEventSource } from '../engine/open-event-source.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import { FileSource } from './file-source.js';

/** Whether a command line's argument is a URL that an `HttpSource` reads. */
export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Opens the bytes behind a path, as a person types it. */
export async function openByteSource(path: string, options: Abortable = {}): Promise<ByteSource> {
  if (isUrl(path)) throw new FirstlightError('unsupported', 'URLs cannot be read yet', { path });
  return FileSource.open(path, options);
}

/** Opens the recording behind a path. Errors of {@link openByteSource} and of {@link openEventSource}. */
export async function openPath(
  path: string,
  shared: EngineShared,
  options: Abortable & { readonly options?: EventOpenOptions } = {},
): Promise<EventRecording> {
  const source = await openByteSource(path, options);
  return openEventSource(source, basename(path), shared, options);
}
