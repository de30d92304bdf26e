import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { makeFrame } from '../../src/engine/make-frame.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import { FrameAccumulators } from '../../src/events/frame-accumulators.js';
import type { FrameWant } from '../../src/events/frame-want.js';
import { createEvt3Writer } from '../../src/formats/evt3/evt3-writer.js';
import { generateEvents } from '../../src/generate/generate-events.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { CollectSink } from '../formats/collect-sink.js';
import { MadeUpDat } from './dat-recording.js';
import { testPorts } from './host-fixture.js';
import { RoundSource } from './round-source.js';

const kernels = createTwinKernels();
const shared = () => createEngineShared({ kernels, ports: testPorts, formats: knownEventFormats });

function wantAt(endMicros: number): FrameWant {
  return { endMicros, window: { kind: 'time', micros: 10_000 }, representation: 'polarity', tauMicros: 1, regions: [] };
}

async function fanOfEvt3(events: number): Promise<Uint8Array> {
  const sink = new CollectSink();
  const writer = createEvt3Writer(sink, { width: 640, height: 480 });
  for (const { columns, triggers } of generateEvents('fan', { width: 640, height: 480, events })) await writer.write(columns, triggers);
  await writer.finish();
  return sink.bytes();
}

describe('a distant recording', () => {
  it('of 10⁹ events in DAT opens in two rounds, shows its first frame after one more, and any other after a search and one more', async () => {
    const source = new RoundSource(new MadeUpDat(1e9, 0.1));
    const recording = await openEventSource(source, 'a.dat', shared());
    const accumulators = new FrameAccumulators(kernels);
    expect(source.take()).toMatchObject({ rounds: 2 });
    const first = await makeFrame(recording, accumulators, wantAt(10_000));
    expect(first.frame.events).toBe(100_000);
    expect(source.take()).toEqual({ rounds: 1, ranges: 1, bytes: 1 << 20 });
    for (const endMicros of [50_005_000, 12_345_678, 99_000_000, 77_777_777]) {
      const { frame, fromMicros } = await makeFrame(recording, accumulators, wantAt(endMicros));
      expect([frame.events, fromMicros]).toEqual([100_000, endMicros - 10_000]);
      const { rounds, bytes } = source.take();
      expect(rounds, 'the search, then the chunks of the window').toBe(2);
      expect(bytes).toBeLessThan(3 << 20);
    }
    await recording.close();
  });

  it('in EVT3 opens in two rounds, shows its first frame after one more, and any other after one or two more', async () => {
    const source = new RoundSource(new MemorySource(await fanOfEvt3(4_000_000), 'fan.raw'));
    const recording = await openEventSource(source, 'fan.raw', shared());
    const accumulators = new FrameAccumulators(kernels);
    expect(source.take()).toMatchObject({ rounds: 2 });
    const { firstMicros, lastMicros } = recording.facts;
    const [first = 0, last = 0] = [firstMicros?.value, lastMicros?.value];
    expect((await makeFrame(recording, accumulators, wantAt(first + 10_000))).frame.events).toBeGreaterThan(0);
    expect(source.take()).toMatchObject({ rounds: 1 });
    const rounds: number[] = [];
    for (const share of [0.93, 0.37, 0.61]) {
      const { frame } = await makeFrame(recording, accumulators, wantAt(Math.round(first + share * (last - first))));
      expect(frame.events).toBeGreaterThan(0);
      const cost = source.take();
      expect(cost.bytes).toBeLessThan(3 << 20);
      rounds.push(cost.rounds);
    }
    expect(rounds).toEqual([2, 1, 1]);
    await recording.close();
  });
});
