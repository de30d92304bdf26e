import type { ServerResponse } from 'node:http';

/**
 * Headers of every answer: the page may run its own scripts, workers and WebAssembly, talk to this server and, where its
 * URL (a worker: that of its script) says `?url=`, to the one origin named there. Isolation lets the page use shared memory; a foreign `?url=` is read
 * with CORS, which isolation permits.
 */
export function setPageHeaders(response: ServerResponse, url: URL): void {
  const foreign = originOf(url.searchParams.get('url'));
  const policy = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self' blob: data:${foreign === undefined ? '' : ` ${foreign}`}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
}

function originOf(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { protocol, origin } = new URL(text);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}
