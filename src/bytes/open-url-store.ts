import { toFirstlightError } from '../base/errors.js';
import type { HttpSourceOptions } from './http-source.js';
import { HttpStore } from './http-store.js';

/** Files that stand at the root of what is one recording: whoever names one of them means the folder around it. */
const rootNames = /(^|\/)(zarr\.json|\.zgroup|\.zmetadata|dataset_identity\.json|obs_manifest\.json|datasets\.json)$/;
const manifestName = 'manifest.json';

/**
 * The folder that a URL stands for: it ends in a slash or in `.zarr`, or names a file that stands at the root of a Zarr store
 * or an export; undefined where it stands for a file.
 */
export function folderUrlOf(url: string): string | undefined {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/') || /\.zarr$/i.test(pathname)) return url;
  return rootNames.test(pathname) ? new URL('.', url).href : undefined;
}

/**
 * The store behind a URL as a person gives it: a folder (see {@link folderUrlOf}), whose `manifest.json` lists its files where
 * it has one; a manifest (any other name that ends in `.json`); else one file. Errors: those of {@link HttpStore}.
 */
export async function openUrlStore(url: string, options: HttpSourceOptions = {}): Promise<HttpStore> {
  const folder = folderUrlOf(url);
  if (folder === undefined)
    return new URL(url).pathname.endsWith('.json') ? HttpStore.ofManifest(url, options) : HttpStore.ofFile(url, options);
  if (!isPlainFolder(url)) return HttpStore.ofFolder(folder, options);
  try {
    return await HttpStore.ofManifest(new URL(manifestName, folder).href, options);
  } catch (thrown) {
    const { code } = toFirstlightError(thrown);
    if (code !== 'not-found' && code !== 'denied') throw thrown;
    return HttpStore.ofFolder(folder, options);
  }
}

/** Whether nothing but its slash tells that a URL stands for a folder. */
function isPlainFolder(url: string): boolean {
  const { pathname } = new URL(url);
  return pathname.endsWith('/') && !/\.zarr\/$/i.test(pathname);
}
