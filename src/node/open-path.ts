import { basename } from 'node:path';
import type { Abortable } from '../base/abort.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { HttpSource } from '../bytes/http-source.js';
import type { EngineShared } from '../engine/engine-shared.js';
import type { EventRecording } from '../engine/event-recording.js';
import { openEventSource } from '../engine/open-event-source.js';
import { type OpenAnyOptions, type OpenedSource, openSource } from '../engine/open-source.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import { FileSource } from './file-source.js';

/** Whether a command line's argument is a URL that an `HttpSource` reads. */
export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Opens the bytes behind a path, as a person types it. */
export async function openByteSource(path: string, options: Abortable = {}): Promise<ByteSource> {
  return isUrl(path) ? HttpSource.open(path, options) : FileSource.open(path, options);
}

/** Opens the recording behind a path. Errors of {@link openByteSource} and of {@link openEventSource}. */
export async function openPath(
  path: string,
  shared: EngineShared,
  options: Abortable & { readonly options?: EventOpenOptions } = {},
): Promise<EventRecording> {
  const source = await openByteSource(path, options);
  return openEventSource(source, fileNameOf(path), shared, options);
}

/** Opens whatever lies behind a path. Errors of {@link openByteSource} and of {@link openSource}. */
export async function openAnyPath(path: string, shared: EngineShared, options: OpenAnyOptions = {}): Promise<OpenedSource> {
  return openSource(await openByteSource(path, options), fileNameOf(path), shared, options);
}

/** The file's name, by which formats are recognised; of a URL without its query. */
function fileNameOf(path: string): string {
  if (!isUrl(path)) return basename(path);
  const { pathname } = new URL(path);
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
