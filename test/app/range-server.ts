import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Bytes that an HTTP range server hands out: of a file, or made on the fly. */
export interface RangeContent {
  readonly byteLength: number;
  read(offset: number, length: number): Promise<Uint8Array> | Uint8Array;
}

/** The bytes of a small file. */
export function contentOf(path: string): RangeContent {
  const bytes = readFileSync(path);
  return { byteLength: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

export interface RangeServerOptions {
  /** Milliseconds every answer waits, as a distant host would. */
  readonly latencyMillis?: number;
  /** Leaves the CORS headers away. */
  readonly withoutCors?: boolean;
  /** Answers 200 with everything, as servers without Range support do. */
  readonly withoutRanges?: boolean;
}

/**
 * A plain HTTP server with ranges that keeps book: bytes, requests, how they ended, and *rounds*. A round begins when a request arrives
 * while none is being answered: requests that wait for an earlier answer are in different rounds.
 */
export class RangeServer {
  bytes = 0;
  requests = 0;
  rounds = 0;
  /** Requests that were answered to the end. */
  completed = 0;
  /** Requests whose connection the reader closed before that. */
  aborted = 0;
  readonly #server: Server;
  #inFlight = 0;
  #held: Promise<void> | undefined;
  #release: () => void = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Requests that are being answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  static async start(contents: Readonly<Record<string, RangeContent>>, options: RangeServerOptions = {}): Promise<RangeServer> {
    const server = createServer();
    const self = new RangeServer(server);
    server.on('request', async (request, response) => {
      const content = contents[decodeURIComponent((request.url ?? '').slice(1).replace(/\?.*$/, ''))];
      if (options.withoutCors !== true) {
        response.setHeader('Access-Control-Allow-Origin', '*');
        response.setHeader('Access-Control-Allow-Headers', 'Range, If-Range');
        response.setHeader('Access-Control-Expose-Headers', 'Content-Range, Content-Length, ETag, Accept-Ranges');
      }
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      if (content === undefined) {
        response.writeHead(404).end();
        return;
      }
      self.requests += 1;
      if (self.#inFlight === 0) self.rounds += 1;
      self.#inFlight += 1;
      const left = new AbortController();
      response.once('close', () => left.abort());
      try {
        if (options.latencyMillis !== undefined) await delay(options.latencyMillis);
        if (self.#held !== undefined) await Promise.race([self.#held, once(response, 'close')]);
        if (left.signal.aborted) return;
        response.setHeader('ETag', `"${content.byteLength}"`);
        const range = options.withoutRanges === true ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
        if (options.withoutRanges !== true) response.setHeader('Accept-Ranges', 'bytes');
        if (request.method === 'HEAD') {
          response.writeHead(200, { 'Content-Length': content.byteLength }).end();
          return;
        }
        const from = Number(range?.[1] ?? 0);
        const to = Math.min(
          content.byteLength - 1,
          range?.[2] === undefined || range[2] === '' ? content.byteLength - 1 : Number(range[2]),
        );
        if (range !== null && from > to) {
          response.writeHead(416, { 'Content-Range': `bytes */${content.byteLength}` }).end();
          return;
        }
        response.writeHead(range === null ? 200 : 206, {
          'Content-Length': to - from + 1,
          ...(range === null ? {} : { 'Content-Range': `bytes ${from}-${to}/${content.byteLength}` }),
        });
        for (let at = from; at <= to && !response.destroyed; at += 1 << 20) {
          const bytes = await content.read(at, Math.min(1 << 20, to - at + 1));
          self.bytes += bytes.byteLength;
          if (!response.write(bytes))
            await new Promise<void>((resolve) => {
              response.once('drain', resolve);
              response.once('close', resolve);
            });
        }
        response.end();
      } finally {
        self.#inFlight -= 1;
        if (left.signal.aborted) self.aborted += 1;
        else self.completed += 1;
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  url(name: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;
  }

  /** From now on nothing is answered, as by a host that is very slow, until `release`. */
  hold(): void {
    this.#held ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** Answers whoever still waits, and everybody after them at once. */
  release(): void {
    this.#held = undefined;
    this.#release();
  }

  /** Starts counting anew. */
  reset(): void {
    this.bytes = 0;
    this.requests = 0;
    this.rounds = 0;
    this.completed = 0;
    this.aborted = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
