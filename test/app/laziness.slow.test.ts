import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameWant } from '../../src/events/frame-want.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import { connectProvider } from './node-socket-provider.js';
import { type RangeContent, RangeServer } from './range-server.js';
import { commandLine, RunningServer } from './start-server.js';
import { syntheticDat } from './synthetic-dat.js';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-lazy-'));
const evt3Path = join(folder, 'fan.raw');
let evt3File = -1;
let bytesServer: RangeServer;

function fileContent(path: string): RangeContent {
  evt3File = openSync(path, 'r');
  return {
    byteLength: fstatSync(evt3File).size,
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      readSync(evt3File, bytes, 0, length, offset);
      return bytes;
    },
  };
}

function wantAt(endMicros: number): FrameWant {
  return { endMicros, window: { kind: 'time', micros: 10_000 }, representation: 'polarity', tauMicros: 5_000, regions: [] };
}

/** Deterministic places between 0 and 1. */
function places(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 0.618_033_988_75 + 0.1) % 1);
}

describe('a whole-file decode behind a lazy façade fails here', () => {
  beforeAll(async () => {
    const made = spawnSync(process.execPath, [commandLine, 'generate', 'fan', '--events', '1e8', '--size', '1280x720', '-o', evt3Path], {
      encoding: 'utf8',
    });
    expect(made.status, made.stderr).toBe(0);
    bytesServer = await RangeServer.start(
      { 'sparse.dat': syntheticDat(1e9, 10), 'fan.raw': fileContent(evt3Path) },
      { latencyMillis: 100 },
    );
  }, 300_000);

  afterAll(async () => {
    await bytesServer.close();
    if (evt3File >= 0) closeSync(evt3File);
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    { name: 'sparse.dat', events: 1e9 },
    { name: 'fan.raw', events: 1e8 },
  ])('$name: opening and seeking read little, in few dependent rounds, in little memory', async ({ name, events }) => {
    const server = await RunningServer.start([bytesServer.url(name)], ['--memory', '256MB', '--no-warm']);
    try {
      const client = new ProviderClient(await connectProvider(server.url));
      await client.welcome;
      const [entry] = await client.list();
      const recording = entry?.recording ?? '';
      bytesServer.reset();
      const { facts } = await client.describe(recording);
      if (facts.kind !== 'events') throw new Error(`${name} was taken for ${facts.kind}`);
      expect(facts.events.value / events).toBeGreaterThan(0.5);
      expect(facts.events.value / events).toBeLessThan(2);
      const first = facts.firstMicros?.value ?? 0;
      const last = facts.lastMicros?.value ?? 0;
      expect(last).toBeGreaterThan(first);
      const opened = await client.frame(recording, wantAt(first + 10_000));
      expect(opened.events).toBeGreaterThan(0);
      expect(bytesServer.bytes, 'bytes to first light').toBeLessThan(16e6);
      expect(bytesServer.rounds, 'dependent rounds to first light').toBeLessThanOrEqual(5);
      const rounds: number[] = [];
      bytesServer.reset();
      const seeks = places(20);
      for (const place of seeks) {
        const before = bytesServer.rounds;
        const frame = await client.frame(recording, wantAt(Math.round(first + 10_000 + place * (last - first - 10_000))));
        expect(frame.events).toBeGreaterThan(0);
        expect(frame.toMicros - frame.fromMicros).toBe(10_000);
        rounds.push(bytesServer.rounds - before);
      }
      expect(Math.max(...rounds), `rounds of the seeks: ${rounds.join(' ')}`).toBeLessThanOrEqual(4);
      expect(bytesServer.bytes / seeks.length, 'bytes a seek').toBeLessThan(8e6);
      const cost = await server.cost();
      if (cost !== undefined) expect(cost.residentBytes, 'resident memory').toBeLessThan(700e6);
      client.close();
    } finally {
      await server.close();
    }
  });
});
