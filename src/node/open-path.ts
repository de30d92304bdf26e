import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { HttpSource } from '../bytes/http-source.js';
import { folderUrlOf, openUrlStore } from '../bytes/open-url-store.js';
import type { EngineShared } from '../engine/engine-shared.js';
import type { EventRecording } from '../engine/event-recording.js';
import { openEventSource } from '../engine/open-event-source.js';
import { openFolder } from '../engine/open-folder.js';
import { type OpenAnyOptions, type OpenedSource, openSource } from '../engine/open-source.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import { FileSource } from './file-source.js';
import { FolderStore } from './folder-store.js';
import { systemError } from './system-error.js';

/** Whether a command line's argument is a URL that an `HttpSource` reads. */
export function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** `not-found` for what begins as a URL and is none. */
export function checkUrl(path: string): void {
  if (isUrl(path) && !URL.canParse(path)) throw new FirstlightError('not-found', 'This is no URL', { path });
}

/** Opens the bytes behind a path, as a person types it. */
export async function openByteSource(path: string, options: Abortable = {}): Promise<ByteSource> {
  checkUrl(path);
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

/** Opens whatever lies behind a path. Errors of {@link openByteSource}, {@link openSource} and {@link openFolder}. */
export async function openAnyPath(path: string, shared: EngineShared, options: OpenAnyOptions = {}): Promise<OpenedSource> {
  checkUrl(path);
  if (isUrl(path) && folderUrlOf(path) !== undefined) {
    const store = await openUrlStore(path, options);
    return openFolder(store, store.label, shared, options);
  }
  if (!isUrl(path) && (await isFolder(path))) {
    const store = await FolderStore.open(path);
    try {
      return await openFolder(store, basename(resolve(path)), shared, options);
    } catch (thrown) {
      throw systemError(thrown, path);
    }
  }
  return openSource(await openByteSource(path, options), fileNameOf(path), shared, options);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (thrown) {
    throw systemError(thrown, path);
  }
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
