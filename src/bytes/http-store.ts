import * as v from 'valibot';
import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
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
 * of the form `{"files": [{"name": "a/b.raw", "byteLength": 123}]}`, names the files beside it.
 */
export class HttpStore implements ByteStore {
  readonly label: string;
  readonly #entries: ReadonlyMap<string, StoreEntry>;
  readonly #tree: NameTree;
  readonly #base: URL;
  readonly #options: HttpSourceOptions;
  /** The source that told the length of the only file: whoever opens it first need not ask again. */
  #probed: { readonly source: HttpSource; readonly atMillis: number } | undefined;

  private constructor(base: URL, entries: readonly StoreEntry[], options: HttpSourceOptions) {
    this.label = base.host;
    this.#base = base;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.#tree = new NameTree(this.#entries.keys());
    this.#options = { ...(options.fetch ? { fetch: options.fetch } : {}), ...(options.headers ? { headers: options.headers } : {}) };
  }

  /** The store of one file. Errors as {@link HttpSource.open}. */
  static async ofFile(url: string, options: HttpSourceOptions = {}): Promise<HttpStore> {
    const source = await HttpSource.open(url, options);
    const { byteLength } = source;
    const base = new URL('.', url);
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
    const store = new HttpStore(new URL(url).search === '' ? base : new URL(url), [{ name, byteLength }], options);
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
    return new HttpStore(new URL('.', url), entries, options);
  }

  async names(folder: string): Promise<FolderNames> {
    return this.#tree.names(folder);
  }

  async stat(name: string): Promise<StoreEntry> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new FirstlightError('not-found', 'The store has no such file', { path: this.urlOf(name) });
    return entry;
  }

  async open(name: string, { signal }: Abortable = {}): Promise<ByteSource> {
    const url = this.urlOf(name);
    if (!this.#entries.has(name)) throw new FirstlightError('not-found', 'The store has no such file', { path: url });
    const probed = this.#probed;
    this.#probed = undefined;
    if (probed !== undefined && performance.now() - probed.atMillis < freshMillis) return probed.source;
    return HttpSource.open(url, { ...this.#options, signal });
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
