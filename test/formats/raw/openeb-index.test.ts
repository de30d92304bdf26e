import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { createEvt3Writer } from '../../../src/formats/evt3/evt3-writer.js';
import { openRaw } from '../../../src/formats/raw/open-raw.js';
import { anchorsOfIndex, readOpenEbIndex } from '../../../src/formats/raw/openeb-index.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, fileOf, openInput, type PlainEvent, readEvents } from '../read-recording.js';

type Entry = readonly [micros: number, offset: number, events: number];

function sidecarOf(size: number, entries: readonly Entry[], shift = 0): Uint8Array {
  const records = new DataView(new ArrayBuffer((entries.length + 1) * 20));
  entries.forEach(([micros, offset, events], index) => {
    records.setBigInt64(index * 20, BigInt(micros - shift), true);
    records.setBigUint64(index * 20 + 8, BigInt(offset), true);
    records.setUint32(index * 20 + 16, events, true);
  });
  return fileOf(`% index_version 2\n% size ${size}\n% ts_shift_us ${shift}\n% end\n`, new Uint8Array(records.buffer));
}

describe("OpenEB's side index", () => {
  it('is read from its layout: shift, leading entries without a time, closing mark', () => {
    const index = readOpenEbIndex(
      sidecarOf(
        900,
        [
          [-1, 0, 0],
          [1000, 100, 5],
          [3000, 140, 7],
          [5000, 800, 2],
        ],
        900,
      ),
      900,
    );
    expect(index).toEqual({
      micros: Float64Array.of(1000, 3000, 5000),
      offsets: Float64Array.of(100, 140, 800),
      ordinals: Float64Array.of(0, 5, 12),
      events: 14,
    });
    expect(anchorsOfIndex(index!, 100, 400, 2 ** 24)).toEqual([
      { chunk: 0, offset: 0, micros: 1000 },
      { chunk: 1, offset: 700, micros: 5000 },
    ]);
  });

  it.each([
    ['of another size', sidecarOf(901, [[0, 1, 1]]), 900],
    ['without entries', sidecarOf(900, []), 900],
    [
      'with times that go back',
      sidecarOf(900, [
        [5, 1, 1],
        [4, 2, 1],
      ]),
      900,
    ],
    ['with places past the end', sidecarOf(900, [[5, 1000, 1]]), 900],
    ['of noise', Uint8Array.from({ length: 500 }, (_, index) => index * 77), 900],
    ['that is empty', new Uint8Array(0), 900],
  ])('is left aside when it is one %s', (_, sidecar, size) => {
    expect(readOpenEbIndex(sidecar, size)).toBeUndefined();
  });

  it('tells wraps that looks at the file alone would miss, with one read', async () => {
    const events = Array.from(
      { length: 3000 },
      (_, index): PlainEvent => [index * 10 + (index > 1500 ? 40_000_000 : 0), index % 1280, index % 720, 1],
    );
    const sink = new CollectSink();
    const writer = createEvt3Writer(sink, { width: 1280, height: 720 });
    const entries: Entry[] = [];
    for (const columns of columnsOf(events, 100)) {
      await writer.write(columns);
      entries.push([columns.baseMicros, 0, columns.length]);
    }
    await writer.finish();
    const bytes = sink.bytes();
    const dataOffset = bytes.findIndex((_, at) => String.fromCharCode(...bytes.subarray(at, at + 6)) === '% end\n') + 6;
    const step = (bytes.length - dataOffset) / entries.length;
    const sidecar = sidecarOf(
      bytes.length,
      entries.map(([micros, , count], index) => [micros, dataOffset + Math.floor((index * step) / 2) * 2, count]),
    );
    const source = new MemorySource(bytes);
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    const sizes = { chunkBytes: 4096, wholeBytes: 0 };
    const layout = await runPlan(
      source,
      openRaw({ ...openInput(bytes, 'a.raw'), sidecar }, () => evt3Coding, sizes),
      { cost },
    );
    expect([cost.rounds, cost.ranges]).toEqual([1, 1]);
    expect(layout.facts.events).toEqual({ value: 3000, exactness: 'provisional' });
    expect(layout.facts.lastMicros).toEqual({ value: events.at(-1)![0], exactness: 'provisional' });
    expect(layout.facts.notices.map(({ code }) => code)).toEqual(['side-index']);
    expect((await readEvents(layout, source)).events.at(-1)).toEqual(events.at(-1));
  });
});
