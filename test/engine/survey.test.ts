import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import type { EventRecording } from '../../src/engine/event-recording.js';
import { loadFindings, saveFindings } from '../../src/engine/index-cache.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import type { EnginePorts, IndexStore, WorkerHost } from '../../src/engine/ports.js';
import { createSha256 } from '../../src/engine/sha256.js';
import { runWorkerTask, type WorkerResult, type WorkerTask } from '../../src/engine/worker-task.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { datBytes, datSource, MadeUpDat, type TestEvent } from './dat-recording.js';
import { testPorts } from './host-fixture.js';
import { smallChunks } from './small-chunks.js';

const event = fc.record({ t: fc.nat(20_000), x: fc.nat(7), y: fc.nat(5), p: fc.constantFrom<0 | 1>(0, 1) });
const list = fc.array(event, { minLength: 1, maxLength: 100 });

function open(events: readonly TestEvent[], size: number, ports: EnginePorts = testPorts): Promise<EventRecording> {
  const shared = createEngineShared({ kernels: createTwinKernels(), ports, formats: smallChunks(size) });
  return openEventSource(datSource(events, 7, 5), 'test.dat', shared);
}

/** Keeps bytes in memory. */
class MemoryIndexStore implements IndexStore {
  readonly kept = new Map<string, Uint8Array>();

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.kept.get(key)?.slice();
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(key, bytes.slice());
  }
}

/** Runs tasks "elsewhere": later, on copies, in any order. */
class LaterWorkers implements WorkerHost {
  readonly size = 3;
  tasks = 0;
  readonly #kernels = createTwinKernels();

  async run<Task extends WorkerTask>(task: Task): Promise<WorkerResult<Task>> {
    this.tasks += 1;
    const copy = structuredClone(task);
    for (let turns = (this.tasks * 7) % 4; turns >= 0; turns -= 1) await testPorts.clock.turn();
    const { result } = runWorkerTask(copy, this.#kernels, knownEventFormats.decodeChunk);
    return structuredClone(result) as WorkerResult<Task>;
  }

  async close(): Promise<void> {}
}

function digestOf(events: readonly TestEvent[]): string {
  const bytes = Buffer.alloc(13 * events.length);
  for (const [i, { t, x, y, p }] of events.entries()) {
    bytes.writeBigUInt64LE(BigInt(t), 13 * i);
    bytes.writeUInt16LE(x, 13 * i + 8);
    bytes.writeUInt16LE(y, 13 * i + 10);
    bytes.writeUInt8(p, 13 * i + 12);
  }
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a survey', () => {
  it('counts everything exactly, in this thread or in workers', async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.integer({ min: 1, max: 30 }), fc.boolean(), async (events, size, elsewhere) => {
        const workers = elsewhere ? new LaterWorkers() : undefined;
        const recording = await open(events, size, { ...testPorts, workers });
        await recording.survey();
        const exact = (value: number) => ({ value, exactness: 'exact' });
        expect(recording.facts).toMatchObject({
          geometry: { width: 7, height: 5, source: 'header' },
          events: exact(events.length),
          on: exact(events.filter(({ p }) => p === 1).length),
          firstMicros: exact(events[0]!.t),
          lastMicros: exact(events.at(-1)!.t),
          integrity: {
            outOfRange: events.filter(({ x, y }) => x >= 7 || y >= 5).length,
            timeDecreases: events.filter(({ t }, i) => i > 0 && t < events[i - 1]!.t).length,
            wraps: 0,
            truncatedBytes: 0,
          },
        });
        const { index, rate } = recording.findings!;
        expect(index.ordinals.at(-1)).toBe(events.length);
        expect(rate.on.reduce((sum, count) => sum + count, 0)).toBe(events.filter(({ p }) => p === 1).length);
        if (workers !== undefined) expect(workers.tasks).toBeGreaterThanOrEqual(index.chunkCount);
      }),
    );
  });

  it('gives the digest of the records in file order', async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.integer({ min: 1, max: 30 }), async (events, size) => {
        const recording = await open(events, size);
        expect((await recording.survey({ digest: true })).sha256).toBe(digestOf(events));
      }),
    );
  });

  it('tells how far it is, makes way, and stops when told to', async () => {
    const source = new MadeUpDat(2_000_000, 1);
    const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });
    const recording = await openEventSource(source, 'a.dat', shared);
    const progress: number[] = [];
    let waits = 0;
    const makeWay = async (): Promise<void> => {
      waits += 1;
    };
    await recording.survey({ onProgress: ({ bytesRead }) => progress.push(bytesRead), makeWay });
    expect(progress.length).toBe(16);
    expect(waits).toBe(16);
    expect(progress.at(-1)).toBe(source.byteLength);
    const controller = new AbortController();
    const read = source.reads.length;
    const again = recording.survey({ digest: true, signal: controller.signal, onProgress: () => controller.abort() });
    await expect(again).rejects.toMatchObject({ code: 'aborted' });
    expect(source.reads.length).toBeLessThan(read + 4);
  });

  it('keeps what is good of a cut file', async () => {
    const events = Array.from({ length: 50 }, (_, i) => ({ t: i, x: 1, y: 1, p: 1 as const }));
    const bytes = datBytes(events, 7, 5);
    const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: smallChunks(8) });
    const recording = await openEventSource(new MemorySource(bytes.subarray(0, bytes.length - 3), 'cut.dat'), 'cut.dat', shared);
    await recording.survey();
    expect(recording.facts).toMatchObject({ events: { value: 49, exactness: 'exact' }, integrity: { truncatedBytes: 5 } });
  });
});

describe('the index cache', () => {
  it('gives back what a survey found, and nothing when anything differs', async () => {
    const events = Array.from({ length: 90 }, (_, i) => ({ t: (i * 37) % 1000, x: i % 9, y: i % 5, p: (i % 2) as 0 | 1 }));
    const index = new MemoryIndexStore();
    const ports = { ...testPorts, index };
    const first = await open(events, 8, ports);
    expect(await loadFindings(first)).toBe(false);
    await first.survey();
    await saveFindings(first);
    const second = await open(events, 8, ports);
    expect(await loadFindings(second)).toBe(true);
    expect(second.facts).toEqual(first.facts);
    expect(second.findings?.index).toEqual(first.findings?.index);
    expect([...second.findings!.rate.on]).toEqual([...first.findings!.rate.on]);
    expect(await loadFindings(await open(events, 9, ports))).toBe(false);
    expect(await loadFindings(await open([...events, events[0]!], 8, ports))).toBe(false);
    const [[key, bytes] = ['', new Uint8Array()]] = index.kept;
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x10;
      index.kept.set(key, damaged);
      expect(await loadFindings(await open(events, 8, ports))).toBe(false);
    }
    index.kept.set(key, bytes.slice(0, -8));
    expect(await loadFindings(await open(events, 8, ports))).toBe(false);
  });
});

describe('SHA-256', () => {
  it('agrees with another implementation, however the bytes come', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (parts) => {
        const own = createSha256();
        const other = createHash('sha256');
        for (const part of parts) {
          own.update(part);
          other.update(part);
        }
        expect(own.digestHex()).toBe(other.digest('hex'));
      }),
    );
  });
});

const data = '../shared/data/events';
describe.skipIf(!existsSync(`${data}/expected.json`))('real recordings', () => {
  it('have the digests of a second decoder', async () => {
    const expected = JSON.parse(await readFile(`${data}/expected.json`, 'utf8')) as {
      readonly files: Readonly<
        Record<string, { readonly format: string; readonly events: number; readonly decoded_sha256: string; readonly t_last_us: number }>
      >;
    };
    for (const [name, facts] of Object.entries(expected.files).filter(([, { format }]) => /^EVT[23]$/.test(format))) {
      const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });
      const recording = await openEventSource(new MemorySource(await readFile(`${data}/${name}`), name), name.split('/').at(-1)!, shared);
      expect({ name, ...(await recording.survey({ digest: true })) }).toEqual({ name, sha256: facts.decoded_sha256 });
      expect(recording.facts).toMatchObject({
        events: { value: facts.events },
        lastMicros: { value: facts.t_last_us, exactness: 'exact' },
      });
      await recording.close();
    }
  });
});
