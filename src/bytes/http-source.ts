import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource, Fingerprint } from './byte-source.js';
import { checkRange } from './check-range.js';
import { contentFingerprint } from './content-fingerprint.js';
import { type Fetch, httpFetch } from './http-fetch.js';
import { changedError, checkEncoding, noRangesError, parseContentRange, statusError, validatorOf } from './http-response.js';

export interface HttpSourceOptions extends Abortable {
  /** Default: the global `fetch`. */
  readonly fetch?: Fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpResource {
  readonly byteLength: number;
  /** The first bytes, which came with the first answer. */
  readonly head: Uint8Array;
  readonly validator: string | undefined;
  readonly modifiedMillis: number;
}

const sampleBytes = 4096;
/** Asked for when a file is opened: whatever it is, its first bytes are looked at next. */
const headBytes = 64 << 10;

/**
 * A file behind any HTTP server that answers ranges. Nothing is fetched whole: a server without ranges is `unsupported`,
 * and so is one that compresses on the way. If the file changes while it is open, reads are `corrupt`.
 */
export class HttpSource implements ByteSource {
  readonly path: string;
  readonly growing = false;
  readonly byteLength: number;
  readonly #resource: HttpResource;
  readonly #fetch: Fetch;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(url: string, resource: HttpResource, fetch: Fetch, headers: Readonly<Record<string, string>>) {
    this.path = url;
    this.byteLength = resource.byteLength;
    this.#resource = resource;
    this.#fetch = fetch;
    this.#headers = headers;
  }

  /** Asks for the first 64 KiB, which are kept: the answer tells the length, and whether the server knows ranges. */
  static async open(url: string, options: HttpSourceOptions = {}): Promise<HttpSource> {
    const { fetch = (input, init) => globalThis.fetch(input, init), headers = {}, signal } = options;
    const resource = await probe(url, fetch, headers, signal);
    return new HttpSource(url, resource, fetch, headers);
  }

  async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    checkRange(this, offset, length);
    throwIfAborted(signal);
    if (length === 0) return new Uint8Array(0);
    const { head } = this.#resource;
    if (offset + length <= head.length) return head.slice(offset, offset + length);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#readOnce(offset, length, signal);
      } catch (thrown) {
        if (!(thrown instanceof BrokenBody)) throw thrown;
        if (attempt === 0) continue;
        throw new FirstlightError('network', 'The connection broke while the server was sending', { path: this.path, cause: thrown });
      }
    }
  }

  /** From the strong ETag or the time of change; where the server tells neither, from 4 KiB each of head, middle and tail. */
  async fingerprint(options: Abortable = {}): Promise<Fingerprint> {
    const { byteLength, validator, modifiedMillis } = this.#resource;
    if (validator !== undefined) {
      return contentFingerprint([new TextEncoder().encode(validator)], byteLength, modifiedMillis);
    }
    const length = Math.min(sampleBytes, byteLength);
    const offsets = [0, Math.floor((byteLength - length) / 2), byteLength - length];
    const samples = await Promise.all(offsets.map((offset) => this.read(offset, length, options)));
    return contentFingerprint(samples, byteLength, modifiedMillis);
  }

  async close(): Promise<void> {}

  async #readOnce(offset: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const response = await this.#get(`bytes=${offset}-${offset + length - 1}`, signal);
    await this.#check(response, offset, length);
    const bytes = await readBody(response, signal);
    if (bytes.length !== length) throw new BrokenBody(`${bytes.length} of ${length} bytes`);
    return bytes;
  }

  #get(range: string, signal: AbortSignal | undefined): Promise<Response> {
    return httpFetch(this.path, { fetch: this.#fetch, headers: { ...this.#headers, Range: range }, signal });
  }

  async #check(response: Response, offset: number, length: number): Promise<void> {
    const error = this.#mismatch(response, offset, length);
    if (error === undefined) return;
    await response.body?.cancel();
    throw error;
  }

  #mismatch({ status, headers }: Response, offset: number, length: number): FirstlightError | undefined {
    const validator = validatorOf(headers);
    if (validator !== undefined && this.#resource.validator !== undefined && validator !== this.#resource.validator)
      return changedError(this.path);
    if (status === 416) return changedError(this.path);
    if (status === 200) return noRangesError(this.path);
    if (status !== 206) return statusError(status, this.path);
    const range = parseContentRange(headers.get('content-range'));
    if (range === undefined) return undefined;
    if (range.total !== undefined && range.total !== this.byteLength) return changedError(this.path);
    if (range.offset === offset && range.length === length) return undefined;
    return new FirstlightError(
      'network',
      `The server sent bytes ${range.offset} to ${range.offset + range.length} instead of ${offset} to ${offset + length}`,
      {
        path: this.path,
      },
    );
  }
}

async function probe(
  url: string,
  fetch: Fetch,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HttpResource> {
  const response = await httpFetch(url, { fetch, headers: { ...headers, Range: `bytes=0-${headBytes - 1}` }, signal });
  try {
    const { status } = response;
    const range = parseContentRange(response.headers.get('content-range'));
    if (status === 416 || (status === 200 && response.headers.get('content-length') === '0'))
      return resourceOf(response, 0, new Uint8Array(0));
    if (status === 200) throw noRangesError(url);
    if (status !== 206) throw statusError(status, url);
    checkEncoding(response.headers, url);
    const byteLength = range?.total ?? (await askLength(url, fetch, headers, signal));
    const head = await readHead(response, Math.min(headBytes, byteLength), url, signal);
    return resourceOf(response, byteLength, head);
  } catch (thrown) {
    if (!response.bodyUsed) await response.body?.cancel();
    throw thrown;
  }
}

/** Nothing, where the first answer broke off: the bytes are asked for again when they are read. */
async function readHead(response: Response, length: number, url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    const head = await readBody(response, signal);
    if (head.length <= length) return head.length === length ? head : new Uint8Array(0);
  } catch (thrown) {
    if (thrown instanceof BrokenBody) return new Uint8Array(0);
    throw thrown;
  }
  throw new FirstlightError('network', `The server sent more than the ${length} bytes it was asked for`, { path: url });
}

/** The length where the answer to a range does not show it: across origins a page may not see `Content-Range` unless exposed. */
async function askLength(
  url: string,
  fetch: Fetch,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const response = await httpFetch(url, { fetch, headers, method: 'HEAD', signal });
  const length = response.headers.get('content-length');
  if (response.status === 200 && length !== null && /^\d+$/.test(length)) {
    checkEncoding(response.headers, url);
    return Number(length);
  }
  throw new FirstlightError('unsupported', 'The server does not tell how long the file is', {
    path: url,
    advice: 'Send "Access-Control-Expose-Headers: Content-Range, ETag" with the answers of the server.',
  });
}

function resourceOf({ headers }: Response, byteLength: number, head: Uint8Array): HttpResource {
  const modified = Date.parse(headers.get('last-modified') ?? '');
  return { byteLength, head, validator: validatorOf(headers), modifiedMillis: Number.isNaN(modified) ? 0 : modified };
}

/** A body that ended before its time: worth one more attempt. Never leaves this file. */
class BrokenBody extends Error {}

async function readBody(response: Response, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (signal?.aborted) throw abortedError(signal);
    throw new BrokenBody('The body broke off', { cause });
  }
}
