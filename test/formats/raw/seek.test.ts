import { beforeAll, describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import type { ByteSink, EventLayout, EventWriter, EventWriterOptions } from '../../../src/formats/event-format.js';
import { decodeChunk } from '../../../src/formats/event-formats.js';
import { evt2Coding } from '../../../src/formats/evt2/evt2-coding.js';
import { createEvt2Writer } from '../../../src/formats/evt2/evt2-writer.js';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { createEvt3Writer } from '../../../src/formats/evt3/evt3-writer.js';
import { openRaw } from '../../../src/formats/raw/open-raw.js';
import type { WordCoding } from '../../../src/formats/raw/word-coding.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, fileOf, kernels, openInput, type PlainEvent, plainEvents } from '../read-recording.js';
import { bytesOf16, headerOf } from './words.js';

const cases: readonly (readonly [WordCoding, (sink: ByteSink, options: EventWriterOptions) => EventWriter])[] = [
  [evt2Coding, createEvt2Writer],
  [evt3Coding, createEvt3Writer],
];

/** 200,000 events over 50 s, with quiet and busy stretches: three wraps of EVT3's clock. */
function longRecording(): PlainEvent[] {
  let micros = 3_000_000;
  return Array.from({ length: 200_000 }, (_, index): PlainEvent => {
    micros += (index >>> 12) % 3 === 0 ? 600 : index % 90;
    return [micros, (index * 37) % 1280, (index * 11) % 720, index % 2];
  });
}

describe.each(cases)('seeking in $id without an index', (coding, create) => {
  const events = longRecording();
  let source: MemorySource;
  let layout: EventLayout;
  const openCost = { rounds: 0, ranges: 0, bytes: 0 };

  beforeAll(async () => {
    const sink = new CollectSink();
    const writer = create(sink, { width: 1280, height: 720 });
    for (const columns of columnsOf(events, 10_000)) await writer.write(columns);
    await writer.finish();
    source = new MemorySource(sink.bytes());
    const sizes = { chunkBytes: 8192, wholeBytes: 0 };
    layout = await runPlan(
      source,
      openRaw(openInput(sink.bytes(), 'a.raw'), () => coding, sizes),
      { cost: openCost },
    );
  });

  it('knows both ends and about how many events after one or two rounds', () => {
    expect(openCost.rounds).toBeLessThanOrEqual(2);
    expect(openCost.bytes).toBeLessThan(1 << 20);
    expect(layout.facts.firstMicros).toEqual({ value: events[0]![0], exactness: 'exact' });
    expect(layout.facts.lastMicros?.value).toBe(events.at(-1)![0]);
    expect(layout.facts.events.exactness).toBe('estimated');
    expect(layout.facts.events.value / events.length).toBeGreaterThan(0.9);
    expect(layout.facts.events.value / events.length).toBeLessThan(1.1);
  });

  it('finds any time and enters there in at most five rounds', async () => {
    for (let index = 0; index < events.length; index += 7919) {
      const [micros] = events[index]!;
      const cost = { rounds: 0, ranges: 0, bytes: 0 };
      const chunk = await runPlan(source, layout.locateTime(micros), { cost });
      const job = await runPlan(source, layout.planChunk(chunk, undefined), { cost });
      expect(cost.rounds + 1).toBeLessThanOrEqual(5);
      expect(cost.bytes).toBeLessThan(512 << 10);
      const next = await runPlan(source, layout.planChunk(Math.min(chunk + 1, layout.chunkCount - 1), undefined));
      const found: PlainEvent[] = [];
      for (const part of [job, next]) {
        const bytes = await Promise.all(part.ranges.map(({ offset, length }) => source.read(offset, length)));
        decodeChunk(part, bytes, kernels, (columns) => found.push(...plainEvents(columns)));
      }
      expect(found).toContainEqual(events[index]);
      expect(found[0]![0]).toBeLessThanOrEqual(micros);
    }
  });

  it('samples times that ascend, wraps continued', async () => {
    const samples = await runPlan(source, layout.sampleTimes(100));
    expect(samples.length).toBeGreaterThan(90);
    const span = events.at(-1)![0] - events[0]![0];
    for (const [index, { position, micros }] of samples.entries()) {
      expect(micros).toBeGreaterThanOrEqual(samples[index - 1]?.micros ?? 0);
      expect(position).toBeLessThan(layout.chunkCount);
      expect(micros).toBeLessThanOrEqual(events[0]![0] + span);
    }
  });
});

describe('looking back in EVT3', () => {
  it.each([
    [1000, 1],
    [15_000, 2],
    [300_000, 3],
  ])('over %d events of one row takes %d rounds', async (length, rounds) => {
    const row = Array.from({ length }, (_, index) => [0x2000 | (index % 1280), 0x6000 | (index % 4096)]).flat();
    const words = [0x8001, 0x6000, 0x0007, ...row.slice(0, -200), 0x8001, ...row.slice(-200)];
    const bytes = fileOf(headerOf(evt3Coding), bytesOf16(words), bytesOf16([0x2001, 0x2002, 0x2003]));
    const source = new MemorySource(bytes);
    const dataBytes = words.length * 2;
    const sizes = { chunkBytes: dataBytes - (dataBytes % 8), wholeBytes: 0 };
    const layout = await runPlan(
      source,
      openRaw(openInput(bytes, 'a.raw'), () => evt3Coding, sizes),
    );
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    const job = await runPlan(source, layout.planChunk(1, undefined), { cost });
    expect(cost.rounds).toBe(rounds);
    const found: PlainEvent[] = [];
    const data = await source.read(job.ranges[0]!.offset, job.ranges[0]!.length);
    decodeChunk(job, [data], kernels, (columns) => found.push(...plainEvents(columns)));
    expect(found.slice(-3).map(([, x, y]) => [x, y])).toEqual(
      length > 270_000
        ? []
        : [
            [1, 7],
            [2, 7],
            [3, 7],
          ],
    );
  });

  it('reads no further than it needs when the words ahead set their row and column themselves', async () => {
    const silence = Array.from({ length: 200_000 }, (_, index) => 0x8000 | ((index >>> 8) & 0xfff));
    const words = [...silence, 0x0009, 0x2001, 0x0003, 0x3801, 0x4001];
    const bytes = fileOf(headerOf(evt3Coding), bytesOf16(words));
    const source = new MemorySource(bytes);
    const layout = await runPlan(
      source,
      openRaw(openInput(bytes, 'a.raw'), () => evt3Coding, { chunkBytes: 400_000, wholeBytes: 0 }),
    );
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    await runPlan(source, layout.planChunk(1, undefined), { cost });
    expect(cost).toEqual({ rounds: 1, ranges: 1, bytes: 4096 + 10 });
  });
});
