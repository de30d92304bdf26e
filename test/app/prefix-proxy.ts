import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A reverse proxy as sites put them in front of their tools: one path prefix leads to a server of this machine. */
export class PrefixProxy {
  readonly #server: Server;
  readonly #prefix: string;
  #target: URL | undefined;
  readonly #keepsPrefix: boolean;

  private constructor(server: Server, prefix: string, keepsPrefix: boolean) {
    this.#server = server;
    this.#prefix = prefix;
    this.#keepsPrefix = keepsPrefix;
  }

  /** `prefix` begins and ends with a slash; with `keepsPrefix` it is left on what the server behind gets to see. */
  static async start(prefix: string, keepsPrefix: boolean): Promise<PrefixProxy> {
    const server = createServer();
    const self = new PrefixProxy(server, prefix, keepsPrefix);
    server.on('request', (request, response) => {
      const path = self.#pathOf(request);
      if (path === undefined || self.#target === undefined) {
        response.writeHead(404).end();
        return;
      }
      const { hostname, port } = self.#target;
      const forward = send({ hostname, port, path, method: request.method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      forward.on('error', () => response.destroy());
      request.pipe(forward);
    });
    server.on('upgrade', (request, socket, head) => self.#upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on requests go to the server at `target`. */
  leadTo(target: URL): void {
    this.#target = target;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #pathOf({ url = '/' }: IncomingMessage): string | undefined {
    if (!url.startsWith(this.#prefix)) return undefined;
    return this.#keepsPrefix ? url : `/${url.slice(this.#prefix.length)}`;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.#pathOf(request);
    if (path === undefined || this.#target === undefined) {
      socket.destroy();
      return;
    }
    const { hostname, port } = this.#target;
    const onward = connect(Number(port), hostname, () => {
      const lines = [`GET ${path} HTTP/1.1`];
      for (let at = 0; at < request.rawHeaders.length; at += 2) lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const one of [socket, onward]) one.on('error', () => [socket, onward].map((end) => end.destroy()));
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  }
}
