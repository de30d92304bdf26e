import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const builtPage = fileURLToPath(new URL('../../dist/web', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** The built page behind a web server that knows nothing of it: files and their types, no socket, no special header. */
export class StaticServer {
  /** Method and path of every request. */
  readonly requests: string[] = [];
  /** Bytes of all request bodies together. */
  bytesReceived = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<StaticServer> {
    const server = createServer();
    const self = new StaticServer(server);
    server.on('request', (request, response) => {
      self.requests.push(`${request.method} ${request.url}`);
      request.on('data', (data: Buffer) => {
        self.bytesReceived += data.byteLength;
      });
      const name = decodeURIComponent((request.url ?? '/').replace(/\?.*$/, '').replace(/\/$/, '/index.html'));
      const path = join(builtPage, normalize(name));
      if (request.method !== 'GET' || !path.startsWith(builtPage) || !existsSync(path) || !statSync(path).isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' });
      createReadStream(path).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  /** The page's URL. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
