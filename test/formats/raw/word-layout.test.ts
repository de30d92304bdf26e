import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { evt2Coding } from '../../../src/formats/evt2/evt2-coding.js';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { createEvt3Writer } from '../../../src/formats/evt3/evt3-writer.js';
import { evt21Coding } from '../../../src/formats/evt21/evt21-coding.js';
import { openRaw } from '../../../src/formats/raw/open-raw.js';
import type { WordCoding } from '../../../src/formats/raw/word-coding.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, fileOf, kernels, openInput, type PlainEvent, plainEvents, readEvents } from '../read-recording.js';
import { anyEvt2, anyEvt3, anyEvt21, headerOf } from './words.js';

const codings: readonly (readonly [WordCoding, fc.Arbitrary<Uint8Array>])[] = [
  [evt2Coding, anyEvt2],
  [evt21Coding('little'), anyEvt21],
  [evt3Coding, anyEvt3],
];

function decodeStraight(coding: WordCoding, data: Uint8Array): { events: PlainEvent[]; triggers: unknown[] } {
  const events: PlainEvent[] = [];
  const decoder = kernels.decoder(coding.spec(1280, 720));
  decoder.decode(data, (columns) => events.push(...plainEvents(columns)));
  return { events, triggers: decoder.takeTriggers() };
}

/** The clock alone: how often it wrapped between two looks cannot be known of random words. */
function withoutLoops(coding: WordCoding, events: readonly PlainEvent[]): PlainEvent[] {
  return events.map(([micros, x, y, p]) => [micros % coding.loopMicros, x, y, p]);
}

describe.each(codings)('chunks of $id', (coding, words) => {
  it('hold every event of a straight decode once, whatever the words and wherever the boundaries', async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 1, max: 40 }), fc.nat(7), async (data, chunkEighths, cut) => {
        const bytes = fileOf(headerOf(coding), data, new Array<number>(cut).fill(0));
        if (data.length + cut < coding.wordBytes) return;
        const source = new MemorySource(bytes);
        const sizes = { chunkBytes: chunkEighths * 8, wholeBytes: 0 };
        const layout = await runPlan(
          source,
          openRaw(openInput(bytes, 'a.raw'), () => coding, sizes),
        );
        const straight = decodeStraight(coding, fileOf(data, new Array<number>(cut).fill(0)));
        const carried = await readEvents(layout, source, 'carried');
        expect(carried.events).toEqual(straight.events);
        expect(carried.triggers).toEqual(straight.triggers);
        expect(carried.truncatedBytes).toBe((data.length + cut) % coding.wordBytes);
        const lookedBack = await readEvents(layout, source, 'looked-back');
        expect(withoutLoops(coding, lookedBack.events)).toEqual(withoutLoops(coding, straight.events));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a recording of words that grows', () => {
  it('is read on from where it ended', async () => {
    const events = Array.from({ length: 2000 }, (_, index): PlainEvent => [index * 25, index % 640, index % 480, 1]);
    const sink = new CollectSink();
    const writer = createEvt3Writer(sink, { width: 640, height: 480 });
    for (const columns of columnsOf(events)) await writer.write(columns);
    await writer.finish();
    const early = sink.bytes().slice(0, 6000);
    const sizes = { chunkBytes: 1024, wholeBytes: 0 };
    const layout = await runPlan(
      new MemorySource(early),
      openRaw(openInput(early, 'a.raw'), () => evt3Coding, sizes),
    );
    const grown = layout.grow!(sink.position);
    expect(grown.chunkCount).toBeGreaterThan(layout.chunkCount);
    expect(grown.facts.events).toMatchObject({ exactness: 'estimated', growing: true });
    const source = new MemorySource(sink.bytes());
    expect((await readEvents(grown, source)).events).toEqual(events);
    const chunk = await runPlan(source, grown.locateTime(49_000));
    expect(chunk).toBeGreaterThan(layout.chunkCount);
  });
});
