import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EngineThread } from '../../src/server/engine-thread-gate.js';
import { silentLog } from '../../src/server/line-log.js';
import { until } from './server-harness.js';

let folder: string;
const open: EngineThread[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-thread-'));
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(name: string, body: string): Promise<EngineThread> {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${body}`);
  const data = { paths: [], budgetBytes: 1e6, cacheFolder: folder, cacheBytes: 1e6, workers: 1, warm: false };
  const thread = await EngineThread.start(data, silentLog, pathToFileURL(path));
  open.push(thread);
  return thread;
}

/** Echoes what clients send; dies of a message that begins with 13. */
const echo = `
  parentPort.postMessage({ kind: 'ready' });
  parentPort.on('message', ({ port }) => port.on('message', (bytes) => {
    if (bytes[0] === 13) throw new Error('struck');
    port.postMessage({ replaces: undefined, bytes });
  }));`;

class Listener {
  readonly got: number[] = [];
  losses = 0;
  answer({ bytes }: { readonly bytes: Uint8Array }): void {
    this.got.push(bytes[0] ?? -1);
  }
  lost(): void {
    this.losses += 1;
  }
}

describe('EngineThread', () => {
  it('keeps lines apart, and says nothing on one that was closed', async () => {
    const thread = await start('echo', echo);
    const [one, two] = [new Listener(), new Listener()];
    const [first, second] = [thread.connect(one), thread.connect(two)];
    first.send(Uint8Array.of(1));
    second.send(Uint8Array.of(2));
    await until(() => one.got.length === 1 && two.got.length === 1, 'both answers');
    first.close();
    first.send(Uint8Array.of(3));
    second.send(Uint8Array.of(4));
    await until(() => two.got.length === 2, 'the second answer');
    expect([one.got, two.got]).toEqual([[1], [2, 4]]);
  });

  it('tells everyone when it dies, and starts again for the next client', async () => {
    const thread = await start('dying', echo);
    const [one, two, next] = [new Listener(), new Listener(), new Listener()];
    thread.connect(one).send(Uint8Array.of(13));
    thread.connect(two);
    await until(() => one.losses === 1 && two.losses === 1, 'both are told');
    thread.connect(next).send(Uint8Array.of(5));
    await until(() => next.got.length === 1, 'the new thread answers');
    expect([one.losses, two.losses, next.losses]).toEqual([1, 1, 0]);
  });

  it('throws what its thread says, or that it ended, while it starts', async () => {
    const refusal = `parentPort.postMessage({ kind: 'failed', error: { code: 'denied', message: 'No' } });`;
    await expect(start('refusing', refusal)).rejects.toMatchObject({ code: 'denied', message: 'No' });
    await expect(start('ending', 'process.exit(0);')).rejects.toMatchObject({ code: 'internal' });
  });
});
