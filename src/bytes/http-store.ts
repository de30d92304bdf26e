import * as v from 'valibot';
import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from './byte-store.js';
import { httpFetch } from './http-fetch.js';
import { statusError } from './http-response.js';
import { HttpSource, type HttpSourceOptions } from './http-source.js';
import { NameTree } from './name-tree.js';

const manifestSchema = v.object({
  files: v.array(
    v.object({
      name: v.pipe(v.string(), v.minLength(1)),
      byteLength: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      modifiedMillis: v.optional(v.number()),
    }),
  ),
});

const longestManifestBytes = 16 << 20;
/** What was asked of a host so long ago may have changed. */
const freshMillis = 10_000;

/**
 * Files below one URL. A plain web server has no listing: either one URL is opened and listed alone, or a manifest, JSON
 * of the form `{"files": [{"name": "a/b.raw", "byteLength": 123}]}`, names the files beside it, or the files of a folder are
 * opened by names that its format knows, and not listed.
 */
export class HttpStore implements ByteStore {
  readonly label: string;
  /** By name; undefined where names are not listed. */
  readonly #entries: ReadonlyMap<string, StoreEntry> | undefined;
  readonly #tree: NameTree;
  readonly #base: URL;
  readonly #options: HttpSourceOptions;
  /** The first file that was refused where names are not listed. */
  #refused: FirstlightError | undefined;
  /** The source that told the length of the only file: whoever opens it first need not ask again. */
  #probed: { readonly source: HttpSource; readonly atMillis: number } | undefined;

  private constructor(base: URL, label: string, entries: readonly StoreEntry[] | undefined, options: HttpSourceOptions) {
    this.label = label;
    this.#base = base;
    this.#entries = entries === undefined ? undefined : new Map(entries.map((entry) => [entry.name, entry]));
    this.#tree = new NameTree(this.#entries?.keys() ?? []);
    this.#options = { ...(options.fetch ? { fetch: options.fetch } : {}), ...(options.headers ? { headers: options.headers } : {}) };
  }

  /** The store of one file. Errors as {@link HttpSource.open}. */
  static async ofFile(url: string, options: HttpSourceOptions = {}): Promise<HttpStore> {
    const source = await HttpSource.open(url, options);
    const { byteLength } = source;
    const base = new URL('.', url);
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
    const store = new HttpStore(new URL(url).search === '' ? base : new URL(url), base.host, [{ name, byteLength }], options);
    store.#probed = { source, atMillis: performance.now() };
    return store;
  }

  /** The files that a manifest names. Errors: `corrupt` when it is none, `denied` when a name leads out of its folder. */
  static async ofManifest(url: string, options: HttpSourceOptions = {}): Promise<HttpStore> {
    const { fetch = (input, init) => globalThis.fetch(input, init), headers = {}, signal } = options;
    const response = await httpFetch(url, { fetch, headers, signal });
    if (response.status !== 200) throw statusError(response.status, url);
    if (Number(response.headers.get('content-length') ?? 0) > longestManifestBytes) {
      throw new FirstlightError('too-large', `A manifest of ${response.headers.get('content-length')} bytes`, { path: url });
    }
    const manifest = v.safeParse(manifestSchema, await parseJson(response, url));
    if (!manifest.success) throw new FirstlightError('corrupt', `Not a manifest: ${manifest.issues[0].message}`, { path: url });
    const entries = manifest.output.files.map(({ name, byteLength, modifiedMillis }) => {
      checkName(name, url);
      return { name, byteLength, ...(modifiedMillis === undefined ? {} : { modifiedMillis }) };
    });
    const base = new URL('.', url);
    return new HttpStore(base, base.host, entries, options);
  }

  /** The files below a folder's URL, with its slash at the end or without; its name is the store's label. Asks for nothing yet. */
  static ofFolder(url: string, options: HttpSourceOptions = {}): HttpStore {
    const base = new URL(url);
    base.search = '';
    base.hash = '';
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return new HttpStore(base, decodeURIComponent(base.pathname.split('/').at(-2) ?? '') || base.host, undefined, options);
  }

  async names(folder: string): Promise<FolderNames> {
    if (this.#entries !== undefined) return this.#tree.names(folder);
    if (this.#refused !== undefined) throw this.#refused;
    throw new FirstlightError('unsupported', 'A web server does not list the files of a folder', {
      path: this.#base.href,
      advice: 'Consolidate the metadata of a Zarr store, or put a manifest.json beside the files.',
    });
  }

  async stat(name: string, options: Abortable = {}): Promise<StoreEntry> {
    if (this.#entries !== undefined) return this.#listed(this.#entries, name);
    const source = await this.open(name, options);
    await source.close();
    return { name, byteLength: source.byteLength };
  }

  async open(name: string, { signal }: Abortable = {}): Promise<ByteSource> {
    const url = this.urlOf(name);
    if (this.#entries !== undefined) this.#listed(this.#entries, name);
    const probed = this.#probed;
    this.#probed = undefined;
    if (probed !== undefined && performance.now() - probed.atMillis < freshMillis) return probed.source;
    if (this.#entries !== undefined) return HttpSource.open(url, { ...this.#options, signal });
    try {
      return await HttpSource.open(url, { ...this.#options, signal });
    } catch (thrown) {
      const error = toFirstlightError(thrown);
      if (error.code !== 'denied') throw error;
      // Object stores whose listing is not public refuse what they do not have.
      this.#refused ??= error;
      throw new FirstlightError('not-found', error.message, { path: url, cause: error });
    }
  }

  #listed(entries: ReadonlyMap<string, StoreEntry>, name: string): StoreEntry {
    const entry = entries.get(name);
    if (entry === undefined) throw new FirstlightError('not-found', 'The store has no such file', { path: this.urlOf(name) });
    return entry;
  }

  async close(): Promise<void> {}

  /** Where a name of the store is found. `denied` for names that lead out of it. */
  urlOf(name: string): string {
    checkName(name, this.#base.href);
    if (this.#base.search !== '') return this.#base.href;
    return new URL(name.split('/').map(encodeURIComponent).join('/'), this.#base).href;
  }
}

function checkName(name: string, url: string): void {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || name.includes('\\')) {
    throw new FirstlightError('denied', `The name ${JSON.stringify(name)} leads out of its folder`, { path: url });
  }
}

async function parseJson(response: Response, url: string): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new FirstlightError('corrupt', 'The manifest is no JSON', { path: url, cause });
  }
}
