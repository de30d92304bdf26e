import { rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { StaticFiles } from '../../src/server/static-files.js';
import { WebServer, type WebServerOptions } from '../../src/server/web-server.js';
import { ask, FakeEngine, makePage, until } from './server-harness.js';

const token = 'a-token-of-the-test';
let folder: string;
let page: StaticFiles;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  ({ folder, page } = await makePage());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function start(
  options: Partial<WebServerOptions> = {},
): Promise<{ server: WebServer; engine: FakeEngine; port: number; cookie: string }> {
  const engine = new FakeEngine();
  const server = await WebServer.start({ place: { host: '127.0.0.1', port: 0 }, token, page, gate: engine, ...options });
  open.push(server);
  const port = server.url.startsWith('unix:') ? 0 : Number(new URL(server.url).port);
  const cookie = port === 0 ? '' : await getCookie(port);
  return { server, engine, port, cookie };
}

async function getCookie(port: number): Promise<string> {
  const answer = await ask(port, `/?token=${token}`);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** How a WebSocket handshake ended: `open` or the HTTP status. */
function handshake(port: number, path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { Host: 'localhost', ...headers } });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (going, response) => {
      going.destroy();
      resolve(String(response.statusCode));
    });
    socket.on('error', (error) => resolve(error.message));
  });
}

describe('token', () => {
  it('comes once in the URL, becomes a cookie and leaves the URL', async () => {
    const { port } = await start();
    expect((await ask(port, '/')).status).toBe(401);
    const first = await ask(port, `/?token=${token}&url=https%3A%2F%2Fdata.example%2Fa.raw`);
    expect(first.status).toBe(302);
    expect(first.headers.location).toBe('./?url=https%3A%2F%2Fdata.example%2Fa.raw');
    expect(first.headers['referrer-policy']).toBe('no-referrer');
    const [cookie] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(cookie).not.toContain(token);
    const second = await ask(port, '/', { Cookie: `other=1; ${cookie?.split(';')[0]}` });
    expect(second.status).toBe(200);
    expect(second.body).toContain('<!doctype html>');
  });

  it('is refused when wrong, in the URL, the cookie and the header', async () => {
    const { port, cookie } = await start();
    const wrong = await ask(port, '/?token=wrong', { Cookie: cookie });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    expect((await ask(port, '/', { Cookie: `${cookie.split('=')[0]}=wrong` })).status).toBe(401);
    expect((await ask(port, '/assets/app-1a2b3c.js')).status).toBe(401);
    expect((await ask(port, '/', { Authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask(port, '/', { Authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('opens the socket only with the cookie or the header', async () => {
    const { port, cookie } = await start();
    expect(await handshake(port, '/socket', {})).toBe('401');
    expect(await handshake(port, '/socket', { Cookie: cookie })).toBe('open');
    expect(await handshake(port, '/socket', { Authorization: `Bearer ${token}` })).toBe('open');
    expect(await handshake(port, '/other', { Cookie: cookie })).toBe('404');
    // A token in the URL of a socket would stay in logs of proxies.
    expect(await handshake(port, `/socket?token=wrong`, { Cookie: cookie })).toBe('401');
  });

  it('tells servers on one host apart', async () => {
    const one = await start();
    const two = await start({ token: 'another-token-of-the-test' });
    expect((await ask(two.port, '/', { Cookie: one.cookie })).status).toBe(401);
  });
});

describe('Host and Origin', () => {
  it.each([
    ['localhost', 200],
    ['localhost:1234', 200],
    ['127.0.0.1', 200],
    ['[::1]:80', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['192.168.1.5', 421],
  ])('Host %j of a server on the loopback address: %i', async (host, status) => {
    const { port } = await start();
    expect((await ask(port, '/', { Host: host, Authorization: `Bearer ${token}` })).status).toBe(status);
    expect((await ask(port, '/healthz', { Host: host })).status).toBe(status);
  });

  it('takes addresses and allowed names where the server is reachable by others', async () => {
    const { port } = await start({ place: { host: '0.0.0.0', port: 0 }, allowHosts: ['Lab.Example'] });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await ask(port, '/', { Host: '192.168.1.5:80', ...headers })).status).toBe(200);
    expect((await ask(port, '/', { Host: 'lab.example', ...headers })).status).toBe(200);
    expect((await ask(port, '/', { Host: 'rebound.example', ...headers })).status).toBe(421);
  });

  it('lets no other page connect, on another port of the same host neither', async () => {
    const { port, cookie } = await start({ allowHosts: ['lab.example'] });
    const host = `localhost:${port}`;
    const connects = (origin: string): Promise<string> => handshake(port, '/socket', { Host: host, Cookie: cookie, Origin: origin });
    expect(await connects(`http://localhost:${port}`)).toBe('open');
    expect(await connects('https://lab.example')).toBe('open');
    expect(await connects('http://localhost:3000')).toBe('403');
    expect(await connects('https://evil.example')).toBe('403');
    expect(await connects(`https://evil.example/http://localhost:${port}`)).toBe('403');
    expect(await connects('null')).toBe('403');
  });
});

describe('the page', () => {
  it('has hashed files for ever, the page itself never, and compressed forms', async () => {
    const { port, cookie } = await start();
    const index = await ask(port, '/', { Cookie: cookie });
    expect(index.headers['cache-control']).toBe('no-cache');
    const policy = index.headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:");
    expect(policy).toContain("connect-src 'self' blob: data:;");
    const again = await ask(port, '/', { Cookie: cookie, 'If-None-Match': `W/"x", ${index.headers.etag}` });
    expect([again.status, again.body]).toEqual([304, '']);
    const script = await ask(port, '/assets/app-1a2b3c.js', { Cookie: cookie, 'Accept-Encoding': 'gzip, br' });
    expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect([script.headers['content-encoding'], script.body]).toEqual(['br', 'pretend brotli']);
    const plain = await ask(port, '/assets/app-1a2b3c.js', { Cookie: cookie, 'Accept-Encoding': 'br;q=0' });
    expect([plain.headers['content-encoding'], plain.body.length]).toEqual([undefined, 1000]);
    const head = await ask(port, '/assets/app-1a2b3c.js', { Cookie: cookie }, 'HEAD');
    expect([head.headers['content-length'], head.body]).toEqual(['1000', '']);
  });

  it('may talk to the one origin that its URL names', async () => {
    const { port, cookie } = await start();
    const answer = await ask(port, '/?url=https%3A%2F%2Fdata.example%3A8443%2Fa.raw', { Cookie: cookie });
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self' blob: data: https://data.example:8443;");
    const forged = await ask(port, `/?url=${encodeURIComponent('javascript:alert(1);script-src *')}`, { Cookie: cookie });
    expect(forged.headers['content-security-policy']).toContain("connect-src 'self' blob: data:;");
  });

  it.each([
    '/../firstlight-outside.txt',
    '/%2e%2e/firstlight-outside.txt',
    '/..%2ffirstlight-outside.txt',
    '/assets/..%5c..%5cfirstlight-outside.txt',
    '/assets/',
    '/assets',
    '/assets/notes.unknown',
    '//etc/passwd',
    '/etc/passwd',
    '/%00',
  ])('has nothing at %s', async (path) => {
    const { port, cookie } = await start();
    const answer = await ask(port, path, { Cookie: cookie });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('outside');
  });

  it('is only read', async () => {
    const { port, cookie } = await start();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(port, '/', { Cookie: cookie }, method)).status).toBe(405);
    }
  });

  it('must have been built', async () => {
    const { StaticFiles: Files } = await import('../../src/server/static-files.js');
    await expect(Files.load(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('limits', () => {
  it('answers broken and oversized requests without falling over', async () => {
    const { port, cookie } = await start();
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let got = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (data) => {
          got += data.toString('latin1');
        });
        socket.on('close', () => resolve(got));
        socket.on('error', () => resolve(got));
      });
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d/);
    expect((await ask(port, '/', { Cookie: cookie })).status).toBe(200);
  });

  it('takes so many clients and no more', async () => {
    const { server, port, cookie } = await start({ maxClients: 1 });
    const first = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { Cookie: cookie } });
    await new Promise((resolve) => first.on('open', resolve));
    expect(await handshake(port, '/socket', { Cookie: cookie })).toBe('503');
    first.close();
    await until(() => server.clients === 0, 'the client is gone');
    expect(await handshake(port, '/socket', { Cookie: cookie })).toBe('open');
  });
});

describe('places to listen', () => {
  it('works behind a reverse proxy that takes the prefix off, and behind one that leaves it', async () => {
    for (const strips of [true, false]) {
      const { port, engine } = await start(strips ? { allowHosts: ['lab.example'] } : { allowHosts: ['lab.example'], basePath: 'lab/fl' });
      const proxy = await prefixProxy(port, '/lab/fl', strips);
      open.push(proxy);
      const address = proxy.address();
      const proxyPort = typeof address === 'object' && address !== null ? address.port : 0;
      const first = await ask(proxyPort, `/lab/fl/?token=${token}`, { Host: 'lab.example' });
      expect(first.status).toBe(302);
      const place = new URL(first.headers.location ?? '', 'http://lab.example/lab/fl/?token=x');
      expect(place.pathname).toBe('/lab/fl/');
      const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      expect(first.headers['set-cookie']?.[0]).toContain(`Path=${strips ? '/' : '/lab/fl/'}`);
      expect((await ask(proxyPort, place.pathname, { Host: 'lab.example', Cookie: cookie })).status).toBe(200);
      expect((await ask(proxyPort, '/lab/fl/assets/app-1a2b3c.js', { Host: 'lab.example', Cookie: cookie })).status).toBe(200);
      const socket = new WebSocket(`ws://127.0.0.1:${proxyPort}/lab/fl/socket`, {
        headers: { Host: 'lab.example', Origin: 'https://lab.example', Cookie: cookie },
      });
      const answered = new Promise((resolve) => socket.on('message', (data) => resolve(data.toString())));
      await new Promise((resolve) => socket.on('open', resolve));
      engine.lines.at(-1)?.listener.answer({ replaces: undefined, bytes: Buffer.from('through') });
      expect(await answered).toBe('through');
      socket.terminate();
      if (!strips) expect((await ask(port, '/lab/fl?a=1', { Cookie: cookie })).headers.location).toBe('/lab/fl/?a=1');
    }
  });

  it('listens on a Unix socket, replaces a dead one, not one in use', async () => {
    if (process.platform === 'win32') return;
    const path = join(tmpdir(), `firstlight-test-${process.pid}.sock`);
    const { server } = await start({ place: { socketPath: path } });
    expect(server.url).toBe(`unix:${path}`);
    expect((await ask(path, '/healthz')).body).toBe('ok\n');
    expect((await ask(path, '/')).status).toBe(401);
    await expect(start({ place: { socketPath: path } })).rejects.toMatchObject({ code: 'denied' });
    await server.close();
    writeFileSync(path, 'a file');
    await expect(start({ place: { socketPath: path } })).rejects.toMatchObject({ code: 'denied' });
    rmSync(path);
  });

  it('says when a port is taken', async () => {
    const { port } = await start();
    await expect(start({ place: { host: '127.0.0.1', port } })).rejects.toMatchObject({ code: 'denied' });
  });
});

/** A reverse proxy as small as can be: forwards requests and upgrades below a prefix, keeping Host. */
async function prefixProxy(target: number, prefix: string, strips: boolean): Promise<Server> {
  const rewrite = (url = '/'): string => (strips ? url.slice(prefix.length) || '/' : url);
  const proxy = createServer((incoming, outgoing) => {
    const going = httpRequest(
      { host: '127.0.0.1', port: target, path: rewrite(incoming.url), method: incoming.method ?? 'GET', headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(going);
  });
  proxy.on('upgrade', (incoming, socket) => {
    const back = connect(target, '127.0.0.1', () => {
      const lines = [`${incoming.method} ${rewrite(incoming.url)} HTTP/1.1`];
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
      back.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.pipe(back).pipe(socket);
    });
    back.on('error', () => socket.destroy());
    socket.on('error', () => back.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}
