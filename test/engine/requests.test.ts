import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createInProcessProvider } from '../../src/engine/in-process-provider.js';
import type { IndexStore } from '../../src/engine/ports.js';
import type { FrameWant } from '../../src/events/frame-want.js';
import { answerSchema } from '../../src/protocol/answers.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import { datSource, MadeUpDat, madeUpEvent, type TestEvent } from './dat-recording.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { smallChunks } from './small-chunks.js';
import { settle, TestClock } from './test-clock.js';

const want: FrameWant = {
  endMicros: 50_000,
  window: { kind: 'time', micros: 10_000 },
  representation: 'signedCount',
  tauMicros: 10_000,
  regions: [],
};
const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);

class MemoryIndexStore implements IndexStore {
  readonly kept = new Map<string, Uint8Array>();

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.kept.get(key)?.slice();
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(key, bytes.slice());
  }
}

/** A host and a client in one thread. */
function connect(sources: ConstructorParameters<typeof HostFixture>[0], options: ConstructorParameters<typeof HostFixture>[1] = {}) {
  const fixture = new HostFixture(sources, { warm: false, ...options });
  const provider = createInProcessProvider(fixture.host);
  provider.listen((answer) => v.parse(answerSchema, answer));
  const client = new ProviderClient(provider);
  return { fixture, client, host: fixture.host };
}

describe('the library', () => {
  it('lists what may be recordings, by their folders', async () => {
    const source = (): MadeUpDat => new MadeUpDat(10, 1);
    const { client, host } = connect({ 'a.raw': source, 'deep/er/b.h5.zst': source, 'notes.md': source, '.hidden/c.dat': source });
    expect(await client.welcome).toMatchObject({ place: 'process', title: 'test', kernels: 'twin', warm: false });
    expect(await client.list()).toEqual([
      { recording: '0:a.raw', name: 'a.raw', folder: '', kind: 'events', byteLength: expect.any(Number) },
      { recording: '0:deep/er/b.h5.zst', name: 'b.h5.zst', folder: 'deep/er', kind: 'events', byteLength: expect.any(Number) },
    ]);
    await host.close();
  });

  it('draws thumbnails, and draws them once', async () => {
    const index = new MemoryIndexStore();
    const opened: MadeUpDat[] = [];
    const sources = {
      'a.dat': () => {
        const source = new MadeUpDat(3_000_000, 1);
        opened.push(source);
        return source;
      },
    };
    const first = connect(sources, { ports: { ...testPorts, index } });
    const drawn = await first.client.thumbnail('0:a.dat', 160, 160);
    expect(drawn).toMatchObject({ width: 160, height: 90, recording: '0:a.dat', facts: { format: 'DAT' } });
    expect(drawn.rgba.length).toBe(160 * 90 * 4);
    expect(new Set(new Uint32Array(drawn.rgba.buffer, drawn.rgba.byteOffset, 160 * 90)).size).toBeGreaterThan(2);
    expect(sum(drawn.sparkline)).toBeCloseTo(3_000_000, -3);
    await first.host.close();
    opened.length = 0;
    const second = connect(sources, { ports: { ...testPorts, index } });
    const kept = await second.client.thumbnail('0:a.dat', 160, 160);
    expect(Buffer.compare(kept.rgba, drawn.rgba)).toBe(0);
    expect(opened.flatMap(({ reads }) => reads)).toEqual([]);
    for (const bytes of index.kept.values()) bytes[bytes.length - 1]! ^= 1;
    await second.client.thumbnail('0:a.dat', 160, 160);
    expect(opened.flatMap(({ reads }) => reads).length).toBeGreaterThan(0);
    await second.host.close();
  });

  it('reads likely next recordings ahead while nothing else is to do, and lets go when told to', async () => {
    const sources = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.dat`, () => new MadeUpDat(400_000, 1)]));
    const { client, host, fixture } = connect(sources, { warm: true });
    const statuses: string[][] = [];
    client.onStatus(({ warmed }) => statuses.push(warmed));
    await client.list();
    await expect.poll(() => statuses.at(-1)).toEqual(['a.dat', 'b.dat', 'c.dat']);
    const usedBytes = host.usedBytes;
    client.setBudget({ warm: false });
    await expect.poll(() => statuses.at(-1)).toEqual([]);
    expect(usedBytes).toBeGreaterThan(0);
    fixture.close();
    await host.close();
  });
});

describe('rates', () => {
  const events: TestEvent[] = Array.from({ length: 4000 }, (_, i) => ({ ...madeUpEvent(i, 25, 16, 8), x: i % 16 }));

  it('come sampled at once and exact in the end, every event in its bin', async () => {
    const { client, host } = connect({ 'a.dat': () => datSource(events, 16, 8) }, { formats: smallChunks(64) });
    const qualities: string[] = [];
    const curve = await client.rate({ recording: '0:a.dat', fromMicros: 0, toMicros: 100_000, bins: 100 }, ({ quality }) =>
      qualities.push(quality),
    );
    expect(qualities).toEqual(['sampled', 'exact']);
    const on = new Float32Array(curve.on.length);
    const off = new Float32Array(curve.off.length);
    for (const { t, p } of events) (p === 1 ? on : off)[Math.floor((t - curve.fromMicros) / curve.binMicros)]! += 1;
    expect(curve.on).toEqual(on);
    expect(curve.off).toEqual(off);
    const zoomed = await client.rate({ recording: '0:a.dat', fromMicros: 1000, toMicros: 1500, bins: 100 });
    expect(zoomed).toMatchObject({ quality: 'exact', fromMicros: 1000, binMicros: 5 });
    expect(sum(zoomed.on) + sum(zoomed.off)).toBe(20);
    await host.close();
  });

  it('of a region are estimated from a few chunks, then counted', async () => {
    const { client, host } = connect({ 'a.dat': () => datSource(events, 16, 8) }, { formats: smallChunks(64) });
    const answers: { quality: string; events: number }[] = [];
    const region = { x0: 4, y0: 0, x1: 8, y1: 8 };
    const curve = await client.rate({ recording: '0:a.dat', fromMicros: 0, toMicros: 100_000, bins: 10, region }, ({ quality, on, off }) =>
      answers.push({ quality, events: sum(on) + sum(off) }),
    );
    const inside = events.filter(({ x }) => x >= 4 && x < 8);
    expect(sum(curve.on)).toBe(inside.filter(({ p }) => p === 1).length);
    expect(sum(curve.off)).toBe(inside.filter(({ p }) => p === 0).length);
    expect(answers[0]).toMatchObject({ quality: 'sampled' });
    expect(Math.abs(answers[0]!.events / inside.length - 1)).toBeLessThan(0.3);
    await host.close();
  });
});

describe('surveys and what follows from them', () => {
  it('are asked for, tell how far they are, and make facts exact', async () => {
    const { client, host } = connect({ 'a.dat': () => new MadeUpDat(600_000, 3) });
    const controller = new AbortController();
    const facts: boolean[] = [];
    const described = await client.describe(
      '0:a.dat',
      ({ facts: known }) => facts.push('integrity' in known && known.integrity !== undefined),
      {
        signal: controller.signal,
      },
    );
    expect(described.facts).toMatchObject({ format: 'DAT', events: { value: 600_000, exactness: 'exact' } });
    const done = await client.survey('0:a.dat');
    expect(done).toMatchObject({ final: true, bytesRead: done.bytesTotal });
    expect(facts).toEqual([false, true]);
    expect(await client.triggers('0:a.dat')).toMatchObject({ final: true, micros: new Float64Array(0) });
    const again = await client.describe('0:a.dat');
    expect(again.facts).toMatchObject({ on: { value: 200_000, exactness: 'exact' } });
    const index = await client.chunk('0:a.dat', `${again.fingerprint}/index`);
    expect(index.length).toBeGreaterThan(100);
    await expect(client.chunk('0:a.dat', 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    controller.abort();
    await host.close();
  });
});

describe('the client', () => {
  it('drops late frames, gives their credit back, and stops when told to', async () => {
    const { client, host, fixture } = connect({ 'a.dat': () => new MadeUpDat(100_000, 1) });
    const shown: number[] = [];
    const errors: string[] = [];
    const view = client.openView({ onFrame: ({ toMicros }) => void shown.push(toMicros), onError: ({ code }) => errors.push(code) });
    for (let i = 1; i <= 10; i += 1) view.show('0:a.dat', { ...want, endMicros: i * 5000 });
    await expect.poll(() => shown.at(-1)).toBe(50_000);
    expect(shown.every((micros) => micros === 50_000)).toBe(true);
    view.show('0:nothing.dat', want);
    await expect.poll(() => errors).toEqual(['not-found']);
    expect((await client.frame('0:a.dat', want)).events).toBe(10_000);
    const controller = new AbortController();
    const question = client.survey('0:a.dat', undefined, { signal: controller.signal });
    controller.abort();
    await expect(question).rejects.toMatchObject({ code: 'aborted' });
    client.close();
    await expect(client.list())
      .resolves.toEqual([])
      .catch(() => undefined);
    fixture.close();
    await host.close();
  });

  it('presents a frame before it gets the one after the next', async () => {
    const clock = new TestClock();
    const { client, host } = connect({ 'a.dat': () => new MadeUpDat(100_000, 10) }, { ports: { ...testPorts, clock } });
    const present: (() => void)[] = [];
    const view = client.openView({ onFrame: () => new Promise<void>((resolve) => present.push(resolve)) });
    view.play({ recording: '0:a.dat', want, speed: 1, strideMicros: 0, displayHz: 50 });
    await clock.advance(200);
    expect(present.length).toBe(2);
    present[0]!();
    await settle();
    await clock.advance(20);
    expect(present.length).toBe(3);
    view.close();
    await host.close();
  });
});
