import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';

/** As the global `fetch`. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface HttpFetchOptions extends Abortable {
  readonly fetch: Fetch;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
}

/** Waits before the second and the third attempt. */
const retryMillis = [100, 400] as const;
const passingStatuses = new Set([429, 502, 503, 504]);

/**
 * Fetches with two more attempts when the network fails or the server says that it is busy; requests are only ever
 * reads. Any status comes back. Errors: `aborted`; `denied` where the page may not read the server's answer (CORS); else
 * `network`.
 */
export async function httpFetch(url: string, options: HttpFetchOptions): Promise<Response> {
  const { fetch, headers = {}, method = 'GET', signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    throwIfAborted(signal);
    const wait = retryMillis[attempt];
    try {
      const response = await fetch(url, { method, headers: { ...headers }, ...(signal === undefined ? {} : { signal }) });
      if (wait === undefined || !passingStatuses.has(response.status)) return response;
      await response.body?.cancel();
    } catch (thrown) {
      if (signal?.aborted) throw abortedError(signal);
      if (wait === undefined) throw await explainFailure(url, fetch, thrown, signal);
    }
    await pause(wait, signal);
  }
}

/**
 * A browser does not tell a page why a fetch failed. Asking again without reading the answer does: if that works, the
 * server is there and it is its CORS header that is missing.
 */
async function explainFailure(url: string, fetch: Fetch, cause: unknown, signal: AbortSignal | undefined): Promise<FirstlightError> {
  let reached: boolean;
  try {
    const response = await fetch(url, { method: 'HEAD', mode: 'no-cors', ...(signal === undefined ? {} : { signal }) });
    reached = response.type === 'opaque';
  } catch {
    reached = false;
  }
  if (reached) {
    return new FirstlightError(
      'denied',
      'The server does not allow this page to read the file: its Access-Control-Allow-Origin header is absent',
      {
        path: url,
        advice: 'Add "Access-Control-Allow-Origin: *" to the answers of the server, or open the file with the command line.',
        cause,
      },
    );
  }
  return new FirstlightError('network', 'The server could not be reached', { path: url, cause });
}

async function pause(millis: number | undefined, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, millis);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
