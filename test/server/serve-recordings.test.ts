import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Answer } from '../../src/protocol/answers.js';
import type { Request } from '../../src/protocol/requests.js';
import { decodeAnswer, encodeMessage } from '../../src/protocol/wire.js';
import { type RecordingServer, type ServeRecordingsOptions, serveRecordings } from '../../src/server/serve-recordings.js';
import { ask, makePage, until } from './server-harness.js';

const token = 'a-token-of-the-test';
const width = 64;
const height = 48;
let base: string;
let pageFolder: string;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'firstlight-serve-'));
  ({ folder: pageFolder } = await makePage());
  for (const folder of ['root', 'root/day 1', 'outside']) mkdirSync(join(base, folder));
  writeFileSync(join(base, 'root', 'fan.dat'), datFile(20_000));
  writeFileSync(join(base, 'root', 'day 1', 'b.dat'), datFile(10));
  writeFileSync(join(base, 'outside', 'secret.dat'), datFile(10));
  writeFileSync(join(base, 'root', 'cut.dat'), datFile(10).subarray(0, 20));
  symlinkSync(join(base, 'outside', 'secret.dat'), join(base, 'root', 'link.dat'));
});
afterAll(() => {
  rmSync(base, { recursive: true, force: true });
  rmSync(pageFolder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A DAT recording: event i at i · 10 µs, x = i mod 64, y = i mod 48, ON when i is odd. */
function datFile(events: number): Uint8Array {
  const header = new TextEncoder().encode(`% Height ${height}\n% Version 2\n% Width ${width}\n% end\n\x0c\x08`);
  const file = new Uint8Array(header.length + events * 8);
  file.set(header);
  const view = new DataView(file.buffer, header.length);
  for (let i = 0; i < events; i += 1) {
    view.setUint32(8 * i, i * 10, true);
    view.setUint32(8 * i + 4, (i % width) | ((i % height) << 14) | ((i & 1) << 28), true);
  }
  return file;
}

async function start(paths: readonly string[], options: Partial<ServeRecordingsOptions> = {}): Promise<RecordingServer> {
  const server = await serveRecordings({
    paths: paths.map((path) => join(base, path)),
    place: { host: '127.0.0.1', port: 0 },
    token,
    pageFolder,
    cacheFolder: join(base, 'cache'),
    budgetBytes: 32 << 20,
    workers: 1,
    ...options,
  });
  open.push(server);
  return server;
}

/** A viewer without a screen. */
class Client {
  readonly answers: Answer[] = [];
  readonly socket: WebSocket;

  constructor(server: RecordingServer) {
    this.socket = new WebSocket(`${server.url.replace('http', 'ws').split('?')[0]}socket`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    this.socket.on('message', (data) => this.answers.push(decodeAnswer(new Uint8Array(data as Buffer))));
    open.push({ close: () => this.socket.terminate() });
  }

  async opened(): Promise<this> {
    await new Promise((resolve, reject) => this.socket.on('open', resolve).on('error', reject));
    return this;
  }

  send(request: Request): void {
    this.socket.send(encodeMessage(request));
  }

  async answer<Type extends Answer['type']>(type: Type, test: (answer: Extract<Answer, { type: Type }>) => boolean = () => true) {
    const found = (): Answer | undefined =>
      this.answers.find((answer) => answer.type === type && test(answer as Extract<Answer, { type: Type }>));
    await until(() => found() !== undefined, `an answer ${type}`);
    return found() as Extract<Answer, { type: Type }>;
  }
}

const want = {
  kind: 'events',
  endMicros: 100_000,
  window: { kind: 'time', micros: 10_000 },
  representation: 'polarity',
  tauMicros: 1000,
  regions: [],
} as const;

describe.skipIf(!existsSync('dist/server/engine-thread.js'))('serveRecordings', () => {
  it('lists, describes and shows recordings over the socket', async () => {
    const client = await new Client(await start(['root'])).opened();
    client.send({ type: 'hello', protocol: 1 });
    expect(await client.answer('welcome')).toMatchObject({ place: 'server', title: 'root', budgetBytes: 32 << 20, warm: true });
    client.send({ type: 'list', request: 1 });
    await client.answer('entries', ({ done }) => done);
    const entries = client.answers.flatMap((answer) => (answer.type === 'entries' ? answer.entries : []));
    expect(entries.map(({ folder, name }) => [folder, name])).toEqual([
      ['', 'cut.dat'],
      ['', 'fan.dat'],
      ['day 1', 'b.dat'],
    ]);
    const recording = entries.find(({ name }) => name === 'fan.dat')?.recording ?? '';
    client.send({ type: 'describe', request: 2, recording });
    const { facts } = await client.answer('facts', ({ request }) => request === 2);
    expect(facts).toMatchObject({ kind: 'events', events: { value: 20_000, exactness: 'exact' } });
    client.send({ type: 'view', view: 1, revision: 1, recording, want });
    const frame = await client.answer('frame', ({ quality }) => quality === 'exact');
    expect([frame.width, frame.height, frame.events]).toEqual([width, height, 1000]);
    const pixels = new Uint8Array(width * height);
    for (let i = 9000; i < 10_000; i += 1) pixels[(i % height) * width + (i % width)] = (i & 1) + 1;
    expect(Buffer.compare(frame.pixels as Uint8Array, pixels)).toBe(0);
  });

  it('knows the recording that is all there is to show, and asks a web server for its head only once', async () => {
    const asked: string[] = [];
    const file = datFile(20_000);
    const manifest = (...names: string[]) => JSON.stringify({ files: names.map((name) => ({ name, byteLength: file.byteLength })) });
    const web = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.range}`);
      if (request.url === '/one.json') return void response.end(manifest('a.dat'));
      if (request.url === '/two.json') return void response.end(manifest('a.dat', 'b/a.dat'));
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const end = Math.min(Number(to) + 1, file.byteLength);
      response.writeHead(206, { ETag: '"1"', 'Content-Range': `bytes ${from}-${end - 1}/${file.byteLength}` });
      response.end(file.subarray(Number(from), end));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => web.close() });
    const { port } = web.address() as AddressInfo;
    const onlyOf = async (...paths: string[]): Promise<string | undefined> => (await start([], { paths })).onlyRecording;
    const site = `http://127.0.0.1:${port}`;
    const server = await start([], { paths: [`${site}/fan.dat`] });
    expect(server.onlyRecording).toBe('0:fan.dat');
    const client = await new Client(server).opened();
    client.send({ type: 'hello', protocol: 1 });
    client.send({ type: 'describe', request: 1, recording: '0:fan.dat' });
    await client.answer('facts', ({ request }) => request === 1);
    expect(asked.filter((line) => line.includes('bytes=0-'))).toHaveLength(1);
    expect(await onlyOf(`${site}/one.json`)).toBe('0:a.dat');
    expect(await onlyOf(`${site}/two.json`)).toBeUndefined();
    expect(await onlyOf(join(base, 'root', 'fan.dat'))).toBe('0:fan.dat');
    expect(await onlyOf(join(base, 'root', 'fan.dat'), join(base, 'root', 'cut.dat'))).toBeUndefined();
    expect(await onlyOf(join(base, 'root', 'day 1'))).toBeUndefined();
  });

  it('answers errors, and goes on, for names outside the roots and messages that are none', async () => {
    const client = await new Client(await start(['root'])).opened();
    const names = ['0:../outside/secret.dat', '0:link.dat', '0:/etc/passwd', '7:fan.dat', 'nonsense', '0:.hidden', '0:nothing.dat'];
    for (const [request, recording] of names.entries()) client.send({ type: 'describe', request, recording });
    for (const request of names.keys()) {
      const { error } = await client.answer('error', (answer) => answer.request === request);
      expect(['denied', 'not-found']).toContain(error.code);
      expect(JSON.stringify(error)).not.toContain(base);
    }
    client.socket.send(Buffer.from('not a message'));
    expect((await client.answer('error', ({ request }) => request === undefined)).error.code).toMatch(/corrupt|too-large/);
    client.send({ type: 'hello', protocol: 1 });
    await client.answer('welcome');
  });

  it('keeps clients apart: one that is idle with frames waiting delays no other', async () => {
    const server = await start(['root']);
    const idle = await new Client(server).opened();
    const busy = await new Client(server).opened();
    idle.socket.pause();
    for (let revision = 1; revision <= 50; revision += 1) idle.send({ type: 'view', view: 1, revision, recording: '0:fan.dat', want });
    busy.send({ type: 'view', view: 1, revision: 1, recording: '0:fan.dat', want });
    await busy.answer('frame', ({ quality }) => quality === 'exact');
    idle.socket.terminate();
    busy.send({ type: 'hello', protocol: 1 });
    await busy.answer('welcome');
  });

  it('gives derived bytes over HTTP, for ever, to who has the token', async () => {
    const server = await start(['root']);
    const { port } = new URL(server.url);
    const headers = { Authorization: `Bearer ${token}` };
    const client = await new Client(server).opened();
    client.send({ type: 'survey', request: 1, recording: '0:fan.dat' });
    await client.answer('survey', ({ final }) => final);
    client.send({ type: 'describe', request: 2, recording: '0:fan.dat' });
    const { fingerprint } = await client.answer('facts');
    const path = `/chunk?recording=${encodeURIComponent('0:fan.dat')}&key=${fingerprint}/index`;
    const answer = await ask(Number(port), path, headers);
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, max-age=31536000, immutable']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(16);
    expect((await ask(Number(port), path, { ...headers, 'If-None-Match': answer.headers.etag ?? '' })).status).toBe(304);
    expect((await ask(Number(port), path)).status).toBe(401);
    expect((await ask(Number(port), '/chunk?recording=0:fan.dat&key=other/index', headers)).status).toBe(404);
    expect((await ask(Number(port), '/chunk?recording=0:link.dat&key=other/index', headers)).status).toBe(403);
    expect((await ask(Number(port), '/chunk', headers)).status).toBe(400);
  });

  it('makes one library of files and folders', async () => {
    const client = await new Client(await start(['outside/secret.dat', 'root/day 1'])).opened();
    client.send({ type: 'hello', protocol: 1 });
    expect((await client.answer('welcome')).title).toBe('secret.dat and day 1');
    client.send({ type: 'list', request: 1 });
    await client.answer('entries', ({ done }) => done);
    const entries = client.answers.flatMap((answer) => (answer.type === 'entries' ? answer.entries : []));
    expect(entries.map(({ name }) => name)).toEqual(['b.dat', 'secret.dat']);
    client.send({ type: 'describe', request: 2, recording: '1:../root/fan.dat' });
    expect((await client.answer('error')).error.code).toBe('not-found');
  });

  it('says what cannot be opened before it listens', async () => {
    await expect(start(['nowhere'])).rejects.toMatchObject({ code: 'not-found' });
    await expect(start(['root'], { pageFolder: join(base, 'outside') })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stops when told: no client, no thread, no port is left', async () => {
    const server = await start(['root']);
    const client = await new Client(server).opened();
    const closed = new Promise((resolve) => client.socket.on('close', resolve));
    await server.close();
    expect(await closed).toBe(1001);
    await expect(new Client(server).opened()).rejects.toThrow();
  });
});
