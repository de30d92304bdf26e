import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import { streamEvents } from '../../src/engine/stream-events.js';
import type { ByteSink } from '../../src/formats/event-format.js';
import { createEvt3Writer } from '../../src/formats/evt3/evt3-writer.js';
import { generateEvents } from '../../src/generate/generate-events.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { EventColumns } from '../../src/shapes/event-columns.js';
import type { TimeRange } from '../../src/shapes/event-source.js';
import { testPorts } from './host-fixture.js';

const everything: TimeRange = { fromMicros: Number.MIN_SAFE_INTEGER, toMicros: Number.MAX_SAFE_INTEGER };

/** Collects what is written. */
class Bytes implements ByteSink {
  readonly pieces: Uint8Array[] = [];
  position = 0;

  async write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes.slice());
    this.position += bytes.length;
  }

  async patch(): Promise<void> {
    throw new Error('EVT3 is written once');
  }
}

/** Reads into one memory again and again, as a file does: who keeps bytes is found out. */
class ReusingSource extends MemorySource {
  readonly bytes: Uint8Array;
  into = 0;

  constructor(bytes: Uint8Array) {
    super(bytes, 'fan.raw');
    this.bytes = bytes;
  }

  override readonly readSync = (offset: number, length: number, into?: Uint8Array): Uint8Array => {
    const bytes = this.bytes.subarray(offset, offset + length);
    if (into === undefined) return bytes.slice();
    this.into += 1;
    into.set(bytes);
    return into.subarray(0, length);
  };
}

async function recordFan(events: number): Promise<Uint8Array> {
  const sink = new Bytes();
  const writer = createEvt3Writer(sink, { width: 640, height: 480 });
  for (const { columns, triggers } of generateEvents('fan', { width: 640, height: 480, events })) await writer.write(columns, triggers);
  await writer.finish();
  return Uint8Array.from(Buffer.concat(sink.pieces));
}

function open(source: MemorySource) {
  const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats: knownEventFormats });
  return openEventSource(source, 'fan.raw', shared);
}

/** Number of events and a checksum that depends on their order. */
class Sum {
  events = 0;
  sum = 0;

  readonly add = ({ baseMicros, length, t, x, y, p }: EventColumns): void => {
    for (let i = 0; i < length; i += 1) this.sum = (Math.imul(this.sum, 31) + baseMicros + t[i]! * 7 + x[i]! * 5 + y[i]! * 3 + p[i]!) | 0;
    this.events += length;
  };

  get all(): readonly [number, number] {
    return [this.events, this.sum];
  }
}

describe('streaming every event', async () => {
  const bytes = await recordFan(500_000);

  for (const range of [undefined, { fromMicros: 10_000, toMicros: 30_000 }]) {
    it(`gives the same as columns${range === undefined ? '' : ' of a window'}, whether or not reads need waiting`, async () => {
      const expected = new Sum();
      const recording = await open(new MemorySource(bytes, 'fan.raw'));
      for await (const columns of recording.columns(range ?? everything)) expected.add(columns);
      const reusing = new ReusingSource(bytes);
      for (const source of [new MemorySource(bytes, 'fan.raw'), reusing]) {
        const sum = new Sum();
        await streamEvents(await open(source), sum.add, range === undefined ? {} : { range });
        expect(sum.all).toEqual(expected.all);
      }
      if (range !== undefined) return;
      expect(expected.events).toBe(500_000);
      expect(reusing.into).toBe(recording.layout.chunkCount);
    });
  }

  it('stops between chunks when cancelled', async () => {
    const controller = new AbortController();
    const recording = await open(new ReusingSource(bytes));
    let events = 0;
    const streaming = streamEvents(
      recording,
      ({ length }) => {
        events += length;
        controller.abort();
      },
      { signal: controller.signal },
    );
    await expect(streaming).rejects.toMatchObject({ code: 'aborted' });
    expect(events).toBeLessThan(500_000);
  });
});
