import { chmod, stat, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { FirstlightError } from '../base/errors.js';
import { Access, type AccessRules } from './access.js';
import { ChunkRoute, chunkRouteName } from './chunk-route.js';
import type { EngineGate } from './engine-gate.js';
import { type LineLog, silentLog } from './line-log.js';
import { setPageHeaders } from './page-headers.js';
import { type ClientLimits, defaultClientLimits, SocketClient } from './socket-client.js';
import type { StaticFiles } from './static-files.js';

/** Where a server listens: an address and port (0: any free one), or a Unix socket. */
export type ListenPlace = { readonly host: string; readonly port: number } | { readonly socketPath: string };

export interface WebServerOptions {
  readonly place: ListenPlace;
  /** Path prefix that a reverse proxy leaves on, `/` or like `/lab/firstlight/`; requests without it are answered too. */
  readonly basePath?: string;
  readonly token: string;
  readonly allowHosts?: readonly string[];
  readonly page: StaticFiles;
  readonly gate: EngineGate;
  readonly log?: LineLog;
  readonly maxClients?: number;
  readonly clientLimits?: ClientLimits;
}

/** The WebSocket's name, below the base path. */
export const socketName = 'socket';

/**
 * The HTTP and WebSocket host: a page, `/healthz`, derived bytes and one socket for messages. It holds no recording and decodes nothing.
 */
export class WebServer {
  readonly #options: WebServerOptions;
  readonly #access: Access;
  readonly #basePath: string;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #clients = new Set<SocketClient>();
  readonly #chunks: ChunkRoute;
  readonly #log: LineLog;
  #closing: Promise<void> | undefined;

  private constructor(options: WebServerOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#chunks = new ChunkRoute(options.gate);
    this.#basePath = normalBasePath(options.basePath ?? '/');
    const rules: AccessRules = {
      token: options.token,
      host: 'host' in options.place ? options.place.host : undefined,
      allowHosts: options.allowHosts ?? [],
    };
    this.#access = new Access(rules);
    this.#http = createServer({ maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 15_000 });
    this.#http.maxConnections = 512;
    this.#http.on('request', (request, response) => this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: 1 << 20, perMessageDeflate: false, clientTracking: false });
  }

  /** Listens. `denied` or `unsupported` when the address cannot be had. */
  static async start(options: WebServerOptions): Promise<WebServer> {
    const server = new WebServer(options);
    await server.#listen();
    return server;
  }

  /** The page's URL with the token, or `unix:PATH`. */
  get url(): string {
    const { place } = this.#options;
    if ('socketPath' in place) return `unix:${place.socketPath}`;
    const address = this.#http.address();
    const port = typeof address === 'object' && address !== null ? address.port : place.port;
    const everywhere = place.host === '0.0.0.0' || place.host === '::';
    const host = everywhere ? '127.0.0.1' : place.host.includes(':') ? `[${place.host}]` : place.host;
    return `http://${host}:${port}${this.#basePath}?token=${encodeURIComponent(this.#options.token)}`;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Stops listening, tells the clients, gives requests under way two seconds. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    for (const client of this.#clients) client.goAway();
    this.#http.closeIdleConnections();
    const late = setTimeout(() => this.#http.closeAllConnections(), 2000);
    await closed;
    clearTimeout(late);
  }

  async #listen(): Promise<void> {
    const { place } = this.#options;
    if ('socketPath' in place) await removeStaleSocket(place.socketPath);
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (thrown) => reject(listenError(thrown, place)));
      this.#http.once('listening', resolve);
      if ('socketPath' in place) this.#http.listen(place.socketPath);
      else this.#http.listen(place.port, place.host);
    });
    if ('socketPath' in place && process.platform !== 'win32') await chmod(place.socketPath, 0o600);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = requestUrl(request);
    setPageHeaders(response, url);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answerText(response, 405, 'Only GET and HEAD are answered here.');
      return;
    }
    const name = this.#nameOf(url);
    if (name === undefined) {
      response.setHeader('Location', `${this.#basePath}${url.search}`);
      answerText(response, 308, 'Moved');
      return;
    }
    if (name === 'healthz') {
      const refusal = this.#access.judgeNames(request);
      if (refusal?.kind === 'refused') answerText(response, refusal.status, refusal.reason);
      else answerText(response, this.#closing === undefined ? 200 : 503, this.#closing === undefined ? 'ok' : 'stopping');
      return;
    }
    const verdict = this.#access.judge(request, url, this.#basePath);
    if (verdict.kind === 'refused') {
      answerText(response, verdict.status, verdict.reason);
      return;
    }
    if (verdict.kind === 'token-in-url') {
      url.searchParams.delete('token');
      response.setHeader('Set-Cookie', verdict.cookie);
      // Relative, so that it holds under any prefix that a proxy took off.
      response.setHeader('Location', `./${url.search}`);
      answerText(response, 302, 'Welcome');
      return;
    }
    if (name === chunkRouteName) {
      this.#chunks.answer(request, response, url);
      return;
    }
    if (!this.#options.page.answer(request, response, name)) answerText(response, 404, 'There is nothing here.');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const url = requestUrl(request);
    const verdict = this.#access.judge(request, url, this.#basePath);
    const status =
      verdict.kind === 'refused'
        ? verdict.status
        : this.#nameOf(url) !== socketName
          ? 404
          : this.#closing !== undefined || this.#clients.size >= (this.#options.maxClients ?? 64)
            ? 503
            : 0;
    if (status !== 0) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = new SocketClient(webSocket, this.#options.gate, this.#options.clientLimits ?? defaultClientLimits);
      this.#clients.add(client);
      this.#log.info(`a page connected (${this.#clients.size} open)`);
      webSocket.on('close', (code) => {
        this.#clients.delete(client);
        this.#log.info(`a page left with code ${code} (${this.#clients.size} open)`);
      });
    });
  }

  /** The path below the base path, which a proxy may have taken off; undefined for the base path without its slash. */
  #nameOf(url: URL): string | undefined {
    const path = url.pathname;
    if (path.startsWith(this.#basePath)) return path.slice(this.#basePath.length);
    if (`${path}/` === this.#basePath) return undefined;
    return path.slice(1);
  }
}

/** `lab`, `/lab`, `/lab/` → `/lab/`. */
function normalBasePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length === 0 ? '/' : `/${parts.join('/')}/`;
}

function requestUrl(request: IncomingMessage): URL {
  const target = request.url ?? '/';
  // Only the path and query are used; the name in an absolute target is not trusted.
  return URL.canParse(target, 'http://server') ? new URL(target, 'http://server') : new URL('http://server/');
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(`${text}\n`);
}

function listenError(thrown: Error, place: ListenPlace): FirstlightError {
  const code = 'code' in thrown ? thrown.code : '';
  const path = 'socketPath' in place ? place.socketPath : `${place.host}:${place.port}`;
  if (code === 'EADDRINUSE') {
    return new FirstlightError('denied', 'Another program listens here already', { path, advice: 'Choose another --port.', cause: thrown });
  }
  if (code === 'EACCES') return new FirstlightError('denied', 'No permission to listen here', { path, cause: thrown });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new FirstlightError('not-found', 'This machine has no such address', { path, cause: thrown });
  }
  return new FirstlightError('internal', thrown.message, { path, cause: thrown });
}

/** A socket file that nobody listens on is what a killed server left. */
async function removeStaleSocket(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isSocket()) throw new FirstlightError('denied', 'Something other than a socket has this name', { path });
  const inUse = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
  if (inUse) throw new FirstlightError('denied', 'Another program listens on this socket', { path });
  await unlink(path).catch(() => undefined);
}
