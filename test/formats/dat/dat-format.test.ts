import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { openDat } from '../../../src/formats/dat/dat-format.js';
import { sniffFormat } from '../../../src/formats/event-formats.js';
import { fileOf, openInput, openRecording, type PlainEvent, readEvents, runningSums } from '../read-recording.js';

const header = '% Height 720\n% Version 2\n% Width 1280\n% end\n';

function records(events: readonly PlainEvent[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(events.length * 8));
  events.forEach(([micros, x, y, p], index) => {
    bytes.setUint32(index * 8, micros % 2 ** 32, true);
    bytes.setUint32(index * 8 + 4, x | (y << 14) | (p << 28), true);
  });
  return new Uint8Array(bytes.buffer);
}

describe('DAT', () => {
  it('reads the fixture of its specification', async () => {
    const { layout, source, cost } = await openRecording(fileOf(header, [12, 8], [0x4a, 0, 0, 0, 0x05, 0xc0, 0, 0x10]), 'a.dat');
    expect((await readEvents(layout, source)).events).toEqual([[74, 5, 3, 1]]);
    expect(layout.facts).toMatchObject({
      format: 'DAT',
      geometry: { width: 1280, height: 720, source: 'header' },
      events: { value: 1, exactness: 'exact' },
      firstMicros: { value: 74 },
      lastMicros: { value: 74, exactness: 'exact' },
    });
    expect(cost).toEqual({ rounds: 0, ranges: 0, bytes: 0 });
  });

  it('reads triggers', async () => {
    const { layout, source } = await openRecording(fileOf(header, [14, 8], [0x4a, 0, 0, 0, 1, 0, 0, 0x18]), 'a.dat');
    expect(await readEvents(layout, source)).toEqual({ events: [], triggers: [{ micros: 74, id: 6, edge: 1 }], truncatedBytes: 0 });
    expect(layout.facts.triggers).toEqual({ value: 1, exactness: 'exact' });
  });

  it('reads version 1 and says when it guessed', async () => {
    const record = [10, 0, 0, 0, 0x07, 0x04, 0x02, 0];
    const { layout, source } = await openRecording(fileOf('% Data file containing CD events.\n', [0, 8], record, record), 'old.dat');
    expect((await readEvents(layout, source)).events[0]).toEqual([10, 7, 2, 1]);
    expect(layout.facts.notices.map(({ code }) => code)).toEqual(['version-guessed', 'geometry-sampled']);
    expect(layout.facts.geometry).toEqual({ width: 8, height: 3, source: 'sampled' });
  });

  it('reads a file without any header line by its name', async () => {
    const events: PlainEvent[] = [
      [1, 2, 3, 1],
      [2, 5, 700, 0],
    ];
    const { layout, source } = await openRecording(records(events), 'bare_1280x720.dat');
    expect((await readEvents(layout, source)).events).toEqual(events);
    expect(layout.facts.geometry).toEqual({ width: 1280, height: 720, source: 'name' });
  });

  it('counts a cut record as truncated', async () => {
    const { layout, source } = await openRecording(fileOf(header, [12, 8], records([[1, 2, 3, 1]]), [1, 2, 3]), 'cut.dat');
    expect((await readEvents(layout, source)).truncatedBytes).toBe(3);
    expect(layout.facts.notices[0]?.code).toBe('truncated');
  });

  it.each([
    ['a header cut inside a line', fileOf('% Height 720\n% Ver'), 'truncated'],
    ['a header alone', fileOf(header), 'truncated'],
    ['no whole event', fileOf(header, [12, 8, 1, 2, 3]), 'truncated'],
    ['an unknown record type', fileOf(header, [5, 8], records([[1, 2, 3, 1]])), 'unsupported'],
    ['an unknown record size', fileOf(header, [12, 16], records([[1, 2, 3, 1]])), 'unsupported'],
    ['noise', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919 * index) >>> 3), 'corrupt'],
    ['nothing', new Uint8Array(0), 'truncated'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(openRecording(bytes, 'bad.dat')).rejects.toMatchObject({ code });
  });

  it('leaves text to its format', () => {
    const text = fileOf('0.001 1 2 1\n'.repeat(9));
    expect(() => sniffFormat({ name: 'events.dat', byteLength: text.length, head: text })).not.toThrow('DAT');
  });

  it('decodes the same whatever the chunks, over wraps of its clock', async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 ** 29 }), fc.nat(1279), fc.nat(719), fc.nat(1)), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (drawn, recordsPerChunk) => {
        const times = runningSums(drawn.map(([step]) => step));
        const events = drawn.map(([, x, y, p], index): PlainEvent => [times[index]!, x, y, p]);
        const bytes = fileOf(header, [12, 8], records(events));
        const source = new MemorySource(bytes);
        const layout = await runPlan(source, openDat(openInput(bytes, 'a.dat'), recordsPerChunk));
        const wide = drawn.length > 15 * recordsPerChunk;
        if (!wide) expect((await readEvents(layout, source, 'looked-back')).events).toEqual(events);
        expect((await readEvents(layout, source, 'carried')).events).toEqual(events);
      }),
      { numRuns: 200 },
    );
  });

  it('finds any time on the bytes', async () => {
    const steps = fc.array(fc.nat(3), { minLength: 1, maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(1000), async (drawn, wanted) => {
        const times = runningSums(drawn);
        const bytes = fileOf(header, [12, 8], records(times.map((time): PlainEvent => [time, 1, 2, 1])));
        const source = new MemorySource(bytes);
        const layout = await runPlan(source, openDat(openInput(bytes, 'a.dat'), 4));
        const chunk = await runPlan(source, layout.locateTime(wanted));
        const first = times.findIndex((time) => time >= wanted);
        const holds = Math.floor((first < 0 ? times.length - 1 : first) / 4);
        expect(chunk).toBeLessThanOrEqual(holds);
        expect(chunk).toBeGreaterThanOrEqual(holds - 1);
      }),
      { numRuns: 200 },
    );
  });

  it('opens and seeks ten million events by few small reads', async () => {
    const count = 10_000_000;
    const head = fileOf(header, [12, 8]);
    const bytes = new Uint8Array(head.length + count * 8);
    bytes.set(head);
    const words = new DataView(bytes.buffer, head.length);
    for (let index = 0; index < count; index += 1) words.setUint32(index * 8, index, true);
    const { layout, source, cost } = await openRecording(bytes, 'big.dat');
    expect(layout.facts.events).toEqual({ value: count, exactness: 'exact' });
    expect(layout.facts.lastMicros).toEqual({ value: count - 1, exactness: 'exact' });
    expect(cost).toEqual({ rounds: 1, ranges: 16, bytes: 128 });
    const seek = { rounds: 0, ranges: 0, bytes: 0 };
    const chunk = await runPlan(source, layout.locateTime(5_000_000), { cost: seek });
    const job = await runPlan(source, layout.planChunk(chunk, undefined), { cost: seek });
    expect(chunk).toBe(Math.floor(5_000_000 / 131_072));
    expect(job.ranges).toEqual([{ offset: head.length + chunk * (1 << 20), length: 1 << 20 }]);
    expect(seek.rounds).toBe(1);
    expect(seek.bytes).toBe(8 * seek.ranges);
  });

  it('grows with its file', async () => {
    const all = Array.from({ length: 40 }, (_, index): PlainEvent => [index * 10, index, 1, 1]);
    const bytes = fileOf(header, [12, 8], records(all));
    const early = bytes.slice(0, bytes.length - 25 * 8 - 3);
    const layout = await runPlan(new MemorySource(early), openDat(openInput(early, 'a.dat'), 4));
    const grown = layout.grow!(bytes.length);
    expect(grown.facts.events).toEqual({ value: 40, exactness: 'exact', growing: true });
    expect(grown.facts.lastMicros).toEqual({ value: 130, exactness: 'provisional', growing: true });
    const source = new MemorySource(bytes);
    expect((await readEvents(grown, source)).events).toEqual(all);
    expect(await runPlan(source, grown.locateTime(395))).toBe(9);
  });
});
