import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Outbox, type OutgoingMessage } from '../../src/server/outbox.js';
import { type ClientLimits, defaultClientLimits } from '../../src/server/socket-client.js';
import type { StaticFiles } from '../../src/server/static-files.js';
import { WebServer } from '../../src/server/web-server.js';
import { FakeEngine, makePage, until } from './server-harness.js';

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
  limits: Partial<ClientLimits> = {},
): Promise<{ server: WebServer; engine: FakeEngine; connect: () => Promise<WebSocket> }> {
  const engine = new FakeEngine();
  const clientLimits = { ...defaultClientLimits, ...limits };
  const server = await WebServer.start({ place: { host: '127.0.0.1', port: 0 }, token, page, gate: engine, clientLimits });
  open.push(server);
  const connect = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws').split('?')[0]}socket`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    return socket;
  };
  return { server, engine, connect };
}

function message(text: string, replaces?: string): OutgoingMessage {
  return { replaces, bytes: Buffer.from(text) };
}

function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve));
}

describe('SocketClient', () => {
  it('passes messages through unread, both ways', async () => {
    const { engine, connect } = await start();
    const socket = await connect();
    const got: string[] = [];
    socket.on('message', (data) => got.push(data.toString()));
    socket.send(Buffer.from([1, 2, 3]));
    await until(() => engine.lines[0]?.received.length === 1, 'the request arrives');
    expect(engine.lines[0]?.received[0]).toEqual(new Uint8Array([1, 2, 3]));
    engine.lines[0]?.listener.answer(message('one'));
    engine.lines[0]?.listener.answer(message('two', 'frame 1'));
    await until(() => got.length === 2, 'the answers arrive');
    expect(got).toEqual(['one', 'two']);
    socket.close();
    await until(() => engine.lines[0]?.closed === true, 'the line is closed');
  });

  it('replaces frames for a client that does not read, and serves the others meanwhile', async () => {
    const { engine, connect } = await start();
    const slow = await connect();
    const fast = await connect();
    slow.pause();
    const bytes = 1 << 20;
    let fastGot = 0;
    fast.on('message', () => {
      fastGot += 1;
    });
    for (let frame = 0; frame < 100; frame += 1) {
      for (const line of engine.lines) line.listener.answer({ replaces: 'frame 1', bytes: Buffer.alloc(bytes, frame) });
      await until(() => fastGot === frame + 1, `frame ${frame} of the fast client`);
    }
    const slowGot: number[] = [];
    slow.on('message', (data) => slowGot.push((data as Buffer)[0] ?? -1));
    slow.resume();
    await until(() => slowGot.at(-1) === 99, 'the newest frame of the slow client');
    expect(slowGot.length).toBeLessThan(100);
    expect(slowGot).toEqual([...slowGot].sort((a, b) => a - b));
  });

  it('gives up a client that neither reads nor can be spared anything', async () => {
    const { engine, connect } = await start({ waitingBytes: 8 << 20 });
    const socket = await connect();
    socket.pause();
    for (let i = 0; i < 64; i += 1) engine.lines[0]?.listener.answer({ replaces: undefined, bytes: Buffer.alloc(1 << 20) });
    await until(() => engine.lines[0]?.closed === true, 'the line is closed');
    socket.terminate();
  });

  it('gives up a client that answers no ping', async () => {
    const { server, connect } = await start({ pingMillis: 30 });
    const silent = await connect();
    const awake = await connect();
    silent.pause();
    await until(() => server.clients === 1, 'the silent client is gone');
    expect(awake.readyState).toBe(awake.OPEN);
    silent.terminate();
    awake.terminate();
  });

  it.each([
    ['text', 1003, (socket: WebSocket) => socket.send('text')],
    ['a message above the limit', 1009, (socket: WebSocket) => socket.send(Buffer.alloc((1 << 20) + 1))],
    [
      'a flood',
      1008,
      (socket: WebSocket) => {
        for (let i = 0; i < 1000; i += 1) socket.send(Buffer.alloc(8));
      },
    ],
  ])('ends the connection for %s with its own code', async (_, code, act) => {
    const { engine, connect } = await start();
    const socket = await connect();
    const closed = closeCode(socket);
    act(socket);
    expect(await closed).toBe(code);
    await until(() => engine.lines[0]?.closed === true, 'the line is closed');
  });

  it('says goodbye when the server stops or the engine dies', async () => {
    const { server, engine, connect } = await start();
    const [one, two] = [await connect(), await connect()];
    const lost = closeCode(one);
    engine.lines[0]?.listener.lost();
    expect(await lost).toBe(1011);
    const away = closeCode(two);
    await server.close();
    expect(await away).toBe(1001);
    expect(engine.lines.every((line) => line.closed)).toBe(true);
  });
});

describe('Outbox', () => {
  it('keeps order, and a replacement keeps the place of what it replaces', () => {
    const sent: string[] = [];
    const dones: ((error?: Error) => void)[] = [];
    const socket = {
      bufferedAmount: 0,
      send: (bytes: Uint8Array, done: () => void) => {
        sent.push(Buffer.from(bytes).toString());
        dones.push(done);
      },
    };
    const outbox = new Outbox(socket, () => undefined, { highBytes: 10, waitingBytes: 1000 });
    outbox.post(message('a'));
    socket.bufferedAmount = 11;
    for (const each of [message('f1', 'frame'), message('b'), message('g1', 'other'), message('f2', 'frame'), message('c')])
      outbox.post(each);
    expect(outbox.replaced).toBe(1);
    expect(outbox.waitingBytes).toBe(6);
    socket.bufferedAmount = 0;
    dones[0]?.();
    expect(sent).toEqual(['a', 'f2', 'b', 'g1', 'c']);
    expect(outbox.waitingBytes).toBe(0);
  });

  it('lets one answer of any size wait, but not many', () => {
    let overflows = 0;
    const socket = { bufferedAmount: 11, send: () => undefined };
    const outbox = new Outbox(socket, () => (overflows += 1), { highBytes: 10, waitingBytes: 100 });
    outbox.post(message('status'));
    outbox.post(message('x'.repeat(1000)));
    outbox.post(message('y'.repeat(94)));
    expect(overflows).toBe(0);
    outbox.post(message('z'));
    expect(overflows).toBe(1);
  });
});
