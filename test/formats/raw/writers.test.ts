import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { createDatWriter } from '../../../src/formats/dat/dat-writer.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../../../src/formats/event-format.js';
import { evt2Coding } from '../../../src/formats/evt2/evt2-coding.js';
import { createEvt2Writer } from '../../../src/formats/evt2/evt2-writer.js';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { createEvt3Writer } from '../../../src/formats/evt3/evt3-writer.js';
import { evt21Coding } from '../../../src/formats/evt21/evt21-coding.js';
import { createEvt21Writer } from '../../../src/formats/evt21/evt21-writer.js';
import { openRaw } from '../../../src/formats/raw/open-raw.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, openInput, openRecording, type PlainEvent, readEvents, runningSums } from '../read-recording.js';

type CreateWriter = (sink: ByteSink, options: EventWriterOptions) => EventWriter;

const size = { width: 1280, height: 720 };
const raws: readonly (readonly [string, CreateWriter, number])[] = [
  ['EVT2', createEvt2Writer, 2 ** 34],
  ['EVT2.1', createEvt21Writer, 2 ** 34],
  ['EVT3', createEvt3Writer, 2 ** 24],
];

async function written(
  create: CreateWriter,
  events: readonly PlainEvent[],
  triggers: readonly { micros: number; id: number; edge: 0 | 1 }[] = [],
) {
  const sink = new CollectSink();
  const writer = create(sink, size);
  await writer.write(
    { baseMicros: 0, length: 0, t: new Uint32Array(), x: new Uint16Array(), y: new Uint16Array(), p: new Uint8Array() },
    triggers,
  );
  for (const columns of columnsOf(events, 37)) await writer.write(columns);
  await writer.finish();
  return sink.bytes();
}

const steps = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(40) },
  fc.nat(100_000),
  fc.nat(2 ** 26),
  fc.nat(2 ** 33),
);
const pixel = fc.tuple(steps, fc.oneof(fc.nat(40), fc.nat(1279)), fc.oneof(fc.nat(2), fc.nat(719)), fc.nat(1));
const recording = fc
  .tuple(fc.oneof(fc.nat(2 ** 24), fc.nat(2 ** 36)), fc.array(pixel, { minLength: 1, maxLength: 120 }))
  .map(([start, drawn]) => {
    const times = runningSums(drawn.map(([step]) => step));
    return drawn.map(([, x, y, p], index): PlainEvent => [start + times[index]!, x, y, p]);
  });

describe.each(raws)('the writer of %s', (_, create, loopMicros) => {
  it('writes what is read again, over silences and wraps', async () => {
    await fc.assert(
      fc.asyncProperty(recording, async (events) => {
        const { layout, source } = await openRecording(await written(create, events), 'a.raw');
        expect((await readEvents(layout, source)).events).toEqual(events);
        expect(layout.facts.geometry).toEqual({ ...size, source: 'header' });
      }),
      { numRuns: 150 },
    );
  });

  it('puts triggers between the events, those after the last too', async () => {
    const times = [5, 20, 100, loopMicros + 3, loopMicros + 3, 3 * loopMicros];
    const triggers = times.map((micros, index) => ({ micros, id: index, edge: (index % 2) as 0 | 1 }));
    const events: PlainEvent[] = [
      [10, 1, 2, 1],
      [loopMicros + 3, 5, 2, 0],
    ];
    const { layout, source } = await openRecording(await written(create, events, triggers), 'a.raw');
    expect(await readEvents(layout, source)).toEqual({ events, triggers, truncatedBytes: 0 });
  });

  it('keeps events in the order they came, small steps back in time included', async () => {
    const events = [100, 200, 190, 4200, 4090, 4300, 70].map((micros, index): PlainEvent => [micros, index, 3, 1]);
    const { layout, source } = await openRecording(await written(create, events), 'a.raw');
    expect((await readEvents(layout, source)).events).toEqual(events);
  });

  it.each([
    ['a coordinate over 11 bits', [[1, 2048, 1, 1]]],
    ['a time before zero', [[-5, 1, 1, 1]]],
    ['a time of this century', [[1.7e15, 1, 1, 1]]],
    [
      'a step back over a wrap',
      [
        [loopMicros + 1, 1, 1, 1],
        [loopMicros - 1, 1, 1, 1],
      ],
    ],
  ] as readonly [string, PlainEvent[]][])('refuses %s', async (_what, events) => {
    await expect(written(create, events)).rejects.toMatchObject({ code: 'out-of-range' });
  });
});

describe('the writer of EVT3', () => {
  it('writes known words', async () => {
    const events = [3, 5, 7, 8, 34, 40].map((x): PlainEvent => [74, x, 9, 1]);
    const bytes = await written(createEvt3Writer, [...events, [75, 1, 9, 0], [5000, 2, 9, 0]], [{ micros: 75, id: 2, edge: 1 }]);
    const data = bytes.slice(bytes.length - 24 * 2);
    const words = [...new Uint16Array(data.buffer)].map((word) => word.toString(16).padStart(4, '0'));
    expect(words.join(' ').replace(/^.*?8000/, '8000')).toBe('8000 604a 0009 3803 4035 4000 5080 2828 604b a201 2001 8001 6388 0009 2002');
  });

  it('is entered in the middle of a row, of a vector and of a silence', async () => {
    const events = Array.from({ length: 4000 }, (_, index): PlainEvent => {
      const micros = Math.floor(index / 7) * 9 + (index > 2000 ? 21_000_000 : 0) + (index > 3000 ? 5_000_000 : 0);
      return [micros, ((index % 7) * 3 + index * 31) % 1280, Math.floor(index / 100), index % 2];
    });
    const bytes = await written(createEvt3Writer, events);
    for (const chunkBytes of [64, 1000, 4096]) {
      const source = new MemorySource(bytes);
      const layout = await runPlan(
        source,
        openRaw(openInput(bytes, 'a.raw'), () => evt3Coding, { chunkBytes, wholeBytes: 0 }),
      );
      const read = await readEvents(layout, source);
      expect(read.events).toEqual(events);
      expect(layout.facts.lastMicros).toEqual({ value: events.at(-1)![0], exactness: 'provisional' });
    }
  });
});

describe('the writer of EVT2', () => {
  it('writes known words', async () => {
    const bytes = await written(createEvt2Writer, [[74, 5, 3, 1]]);
    expect([...bytes.slice(-8)]).toEqual([1, 0, 0, 0x80, 3, 0x28, 0x80, 0x12]);
  });

  it('finds its way into a burst without times', async () => {
    const events = Array.from(
      { length: 3000 },
      (_, index): PlainEvent => [1_000_000 + (index > 1500 ? 1 : 0), index % 1280, index % 720, index % 2],
    );
    const bytes = await written(createEvt2Writer, events);
    const source = new MemorySource(bytes);
    const layout = await runPlan(
      source,
      openRaw(openInput(bytes, 'a.raw'), () => evt2Coding, { chunkBytes: 80, wholeBytes: 0 }),
    );
    expect((await readEvents(layout, source)).events).toEqual(events);
  });
});

describe('the writer of EVT2.1', () => {
  it('writes known words', async () => {
    const bytes = await written(
      createEvt21Writer,
      [64, 66, 95].map((x): PlainEvent => [74, x, 3, 1]),
    );
    expect([...bytes.slice(-16)]).toEqual([1, 0, 0, 0x80, 0, 0, 0, 0, 3, 0, 0x82, 0x12, 5, 0, 0, 0x80]);
    const source = new MemorySource(bytes);
    const layout = await runPlan(
      source,
      openRaw(openInput(bytes, 'a.raw'), () => evt21Coding('legacy')),
    );
    expect((await readEvents(layout, source)).events).toHaveLength(3);
  });
});

describe('the writer of DAT', () => {
  it('writes what is read again, over wraps of its clock', async () => {
    const events = [0, 3, 3, 2, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 7, 2 ** 32 + 2 ** 31, 2 ** 33 - 1, 2 ** 33 + 5].map(
      (micros, index): PlainEvent => [micros, index, index * 80, index % 2],
    );
    const { layout, source } = await openRecording(await written(createDatWriter, events), 'a.dat');
    expect((await readEvents(layout, source)).events).toEqual(events);
  });

  it('refuses steps that its clock does not tell', async () => {
    await expect(written(createDatWriter, [[2 ** 33, 1, 1, 1]])).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(
      written(createDatWriter, [
        [5, 1, 1, 1],
        [2 ** 32 + 2 ** 31 + 9, 1, 1, 1],
      ]),
    ).rejects.toMatchObject({ code: 'out-of-range' });
  });
});
