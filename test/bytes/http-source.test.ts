import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpSource } from '../../src/bytes/http-source.js';
import { HttpStore } from '../../src/bytes/http-store.js';
import { expectedBytes } from './slow-source.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(answer: Answer): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/data.raw`;
}

/** Answers ranges of `bytes` as a static server does. */
function ranges(bytes: Uint8Array, headers: Record<string, string> = { ETag: '"one"' }): Answer {
  return (request, response) => {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (match === null)
      return response.writeHead(200, { ...headers, 'Content-Length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes);
    const [start, end] = [Number(match[1]), Math.min(Number(match[2]) + 1, bytes.length)];
    if (start >= bytes.length) return response.writeHead(416, { ...headers, 'Content-Range': `bytes */${bytes.length}` }).end();
    const part = bytes.subarray(start, end);
    response
      .writeHead(206, { ...headers, 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`, 'Content-Length': part.length })
      .end(part);
  };
}

describe('HttpSource', () => {
  it('opens with its first 64 KiB, then asks for the ranges that are read', async () => {
    const asked: (string | undefined)[] = [];
    const answer = ranges(expectedBytes(0, 100_000));
    const url = await serve((request, response) => {
      asked.push(request.headers.range);
      answer(request, response);
    });
    const source = await HttpSource.open(url);
    expect(source.byteLength).toBe(100_000);
    expect(await source.read(0, 65_536)).toEqual(expectedBytes(0, 65_536));
    expect(await source.read(65_500, 50)).toEqual(expectedBytes(65_500, 50));
    expect(await source.read(99_999, 1)).toEqual(expectedBytes(99_999, 1));
    expect(asked).toEqual(['bytes=0-65535', 'bytes=65500-65549', 'bytes=99999-99999']);
    await expect(source.read(99_990, 20)).rejects.toMatchObject({ code: 'out-of-range', path: url });
  });

  it('opens an empty file', async () => {
    expect((await HttpSource.open(await serve(ranges(new Uint8Array(0))))).byteLength).toBe(0);
  });

  it.each([
    [
      'a server without ranges',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).end('whole'),
      'unsupported',
      'range',
    ],
    ['a missing file', (_: IncomingMessage, response: ServerResponse) => response.writeHead(404).end(), 'not-found', '404'],
    ['a forbidden file', (_: IncomingMessage, response: ServerResponse) => response.writeHead(403).end(), 'denied', '403'],
    [
      'compression on the way',
      (_: IncomingMessage, response: ServerResponse) =>
        response.writeHead(206, { 'Content-Range': 'bytes 0-8/9', 'Content-Encoding': 'br' }).end(),
      'unsupported',
      'Content-Encoding: br',
    ],
  ] as const)('names %s', async (_, answer, code, words) => {
    const url = await serve(answer);
    await expect(HttpSource.open(url)).rejects.toMatchObject({ code, path: url, message: expect.stringContaining(words) });
  });

  it('names an absent CORS header', async () => {
    const fetch = async (_: string, init?: RequestInit): Promise<Response> => {
      if (init?.mode !== 'no-cors') throw new TypeError('Failed to fetch');
      return Object.defineProperty(new Response(), 'type', { value: 'opaque' });
    };
    await expect(HttpSource.open('http://elsewhere/a.raw', { fetch })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Access-Control-Allow-Origin'),
    });
    const nobody = async (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
    await expect(HttpSource.open('http://elsewhere/a.raw', { fetch: nobody })).rejects.toMatchObject({ code: 'network' });
  });

  it('asks for the length where a page may not see Content-Range', async () => {
    const answer = ranges(expectedBytes(0, 300));
    const url = await serve((request, response) => {
      if (request.method === 'HEAD') return answer(request, response);
      return response.writeHead(206, { 'Content-Length': '300' }).end(expectedBytes(0, 300));
    });
    expect((await HttpSource.open(url)).byteLength).toBe(300);
  });

  it('notices that the file changed', async () => {
    let answer = ranges(expectedBytes(0, 70_000), { ETag: '"one"' });
    const url = await serve((request, response) => answer(request, response));
    const source = await HttpSource.open(url);
    answer = ranges(expectedBytes(0, 70_000), { ETag: '"two"' });
    await expect(source.read(69_000, 10)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('changed') });
    answer = ranges(expectedBytes(0, 69_000), {});
    await expect(source.read(69_000, 10)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('tries again when the server is busy or the connection breaks', async () => {
    const answer = ranges(expectedBytes(0, 70_000));
    let failures = 2;
    let broken = 0;
    const url = await serve((request, response) => {
      if (failures > 0) {
        failures -= 1;
        return failures === 1 ? response.writeHead(503).end() : request.socket.destroy();
      }
      if (broken > 0) {
        broken -= 1;
        response.writeHead(206, { 'Content-Range': 'bytes 69000-69009/70000', 'Content-Length': '10' });
        response.write('abc');
        return setImmediate(() => response.destroy());
      }
      return answer(request, response);
    });
    const source = await HttpSource.open(url);
    broken = 1;
    expect(await source.read(69_000, 10)).toEqual(expectedBytes(69_000, 10));
    broken = 2;
    await expect(source.read(69_000, 10)).rejects.toMatchObject({ code: 'network' });
  });

  it('passes an abort on to the server', async () => {
    const answer = ranges(expectedBytes(0, 70_000));
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    let arrived: (() => void) | undefined;
    const waiting = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const url = await serve((request, response) => {
      if (request.headers.range === 'bytes=0-65535') return answer(request, response);
      request.socket.on('close', () => closed?.());
      return arrived?.();
    });
    const source = await HttpSource.open(url);
    const controller = new AbortController();
    const read = source.read(69_005, 10, { signal: controller.signal });
    await waiting;
    controller.abort();
    await expect(read).rejects.toMatchObject({ code: 'aborted' });
    await gone;
  });

  it('takes its fingerprint from a strong ETag, else from the time of change, else from the bytes', async () => {
    const fingerprintOf = async (headers: Record<string, string>, byte = 0): Promise<string> => {
      const bytes = expectedBytes(0, 200_000);
      bytes[100_000] = byte;
      const source = await HttpSource.open(await serve(ranges(bytes, headers)));
      const fingerprint = await source.fingerprint();
      server?.closeAllConnections();
      server?.close();
      return fingerprint;
    };
    expect(await fingerprintOf({ ETag: '"a"' })).not.toBe(await fingerprintOf({ ETag: '"b"' }));
    expect(await fingerprintOf({ ETag: '"a"' }, 1)).toBe(await fingerprintOf({ ETag: '"a"' }, 2));
    expect(await fingerprintOf({ ETag: 'W/"a"' }, 1)).not.toBe(await fingerprintOf({ ETag: 'W/"a"' }, 2));
    const monday = 'Mon, 01 Jan 2024 00:00:00 GMT';
    expect(await fingerprintOf({ 'Last-Modified': monday }, 1)).toBe(await fingerprintOf({ 'Last-Modified': monday }, 2));
  });
});

describe('HttpStore', () => {
  it('lists and opens what a manifest names', async () => {
    const manifest = {
      files: [
        { name: 'b/take 10.raw', byteLength: 300 },
        { name: 'b/take 2.raw', byteLength: 300 },
      ],
    };
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      if (request.url === '/manifest.json') return response.writeHead(200).end(JSON.stringify(manifest));
      return ranges(expectedBytes(0, 300))(request, response);
    });
    const store = await HttpStore.ofManifest(new URL('/manifest.json', url).href);
    expect(await store.names('b')).toEqual({ files: ['take 2.raw', 'take 10.raw'], folders: [] });
    expect((await store.stat('b/take 10.raw')).byteLength).toBe(300);
    expect((await store.open('b/take 2.raw')).byteLength).toBe(300);
    expect(paths).toEqual(['/manifest.json', '/b/take%202.raw']);
    await expect(store.open('other.raw')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.open('../secret')).rejects.toMatchObject({ code: 'denied' });
  });

  it('lists one file alone, and opens it first without asking again', async () => {
    let asked = 0;
    const answer = ranges(expectedBytes(0, 300));
    const store = await HttpStore.ofFile(
      await serve((request, response) => {
        asked += 1;
        answer(request, response);
      }),
    );
    expect(await store.names('')).toEqual({ files: ['data.raw'], folders: [] });
    expect(await store.stat('data.raw')).toEqual({ name: 'data.raw', byteLength: 300 });
    const source = await store.open('data.raw');
    expect(await source.read(7, 3)).toEqual(expectedBytes(7, 3));
    expect(asked).toBe(1);
    expect((await store.open('data.raw')).byteLength).toBe(300);
    expect(asked).toBe(2);
  });

  it.each([
    ['no JSON', 'oops'],
    ['something else', '{"files": 3}'],
  ])('refuses %s as a manifest', async (_, text) => {
    const url = await serve((_request, response) => response.writeHead(200).end(text));
    await expect(HttpStore.ofManifest(url)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('refuses a manifest whose names lead out of its folder', async () => {
    const text = JSON.stringify({ files: [{ name: '../a.raw', byteLength: 1 }] });
    const url = await serve((_request, response) => response.writeHead(200).end(text));
    await expect(HttpStore.ofManifest(url)).rejects.toMatchObject({ code: 'denied' });
  });
});
