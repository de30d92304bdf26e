import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { FirstlightError } from '../base/errors.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
  /** Content by encoding; `identity` is always there. */
  readonly bodies: ReadonlyMap<'identity' | 'br' | 'gzip', Buffer>;
}

/**
 * The built page, held in memory: only names that were there at start are answered, so there is nothing to list and no
 * path to escape by. Files under `assets/` carry a hash in their name and are immutable; `.br` and `.gz` files beside
 * a file are its compressed forms.
 */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>;

  private constructor(files: ReadonlyMap<string, StaticFile>) {
    this.#files = files;
  }

  /** Reads a built page. `not-found` with advice when there is none. */
  static async load(folder: string): Promise<StaticFiles> {
    let names: string[];
    try {
      names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
    } catch (thrown) {
      throw new FirstlightError('not-found', 'The page was not built', { path: folder, advice: 'Run npm run build.', cause: thrown });
    }
    const present = new Set(names);
    const files = new Map<string, StaticFile>();
    for (const name of names) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const bodies = new Map<'identity' | 'br' | 'gzip', Buffer>();
      const body = await readFile(join(folder, name));
      bodies.set('identity', body);
      if (present.has(`${name}.br`)) bodies.set('br', await readFile(join(folder, `${name}.br`)));
      if (present.has(`${name}.gz`)) bodies.set('gzip', await readFile(join(folder, `${name}.gz`)));
      const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
      files.set(name, { type, etag, immutable: name.startsWith('assets/'), bodies });
    }
    if (!files.has('index.html')) {
      throw new FirstlightError('not-found', 'The page was not built', { path: folder, advice: 'Run npm run build.' });
    }
    return new StaticFiles(files);
  }

  /** Answers a GET or HEAD of `name` (no leading slash; empty is the page). False when there is no such file. */
  answer(request: IncomingMessage, response: ServerResponse, name: string): boolean {
    const file = this.#files.get(name === '' ? 'index.html' : name);
    if (file === undefined) return false;
    const encoding = chooseEncoding(request.headers['accept-encoding'], file);
    const etag = `"${file.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`;
    response.setHeader('Cache-Control', file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache');
    response.setHeader('ETag', etag);
    response.setHeader('Vary', 'Accept-Encoding');
    if ((request.headers['if-none-match'] ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
      response.writeHead(304).end();
      return true;
    }
    const body = file.bodies.get(encoding) ?? Buffer.alloc(0);
    response.setHeader('Content-Type', file.type);
    if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
    response.setHeader('Content-Length', body.byteLength);
    response.writeHead(200);
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  }
}

function chooseEncoding(accepted: string | string[] | undefined, file: StaticFile): 'identity' | 'br' | 'gzip' {
  const wanted = new Set<string>();
  for (const part of String(accepted ?? '').split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    if (name !== undefined && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) wanted.add(name);
  }
  for (const encoding of ['br', 'gzip'] as const) if (wanted.has(encoding) && file.bodies.has(encoding)) return encoding;
  return 'identity';
}
