import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextWriter, type TextStyle } from '../../../src/formats/text/text-writer.js';
import { type Event, readText } from './read-text.js';

async function write(style: TextStyle, events: readonly Event[], baseMicros = 0): Promise<string> {
  const parts: Uint8Array[] = [];
  const sink = {
    position: 0,
    write: async (bytes: Uint8Array) => {
      parts.push(bytes.slice());
    },
    patch: async () => undefined,
  };
  const writer = createTextWriter(sink, { width: 1280, height: 720, style });
  await writer.write({
    baseMicros,
    length: events.length,
    t: Uint32Array.from(events, ({ t }) => t - baseMicros),
    x: Uint16Array.from(events, ({ x }) => x),
    y: Uint16Array.from(events, ({ y }) => y),
    p: Uint8Array.from(events, ({ p }) => p),
  });
  await writer.finish();
  return Buffer.concat(parts).toString();
}

describe('text writer', () => {
  it('writes seconds with six decimals, or Prophesee CSV', async () => {
    const events = [
      { t: 7, x: 0, y: 9, p: 1 },
      { t: 999_999, x: 10, y: 99, p: 0 },
      { t: 1_000_000, x: 100, y: 719, p: 1 },
      { t: 4_294_000_123, x: 1279, y: 65535, p: 0 },
    ];
    expect(await write('uzh', events)).toBe('0.000007 0 9 1\n0.999999 10 99 0\n1.000000 100 719 1\n4294.000123 1279 65535 0\n');
    expect(await write('prophesee', events)).toBe(
      '%geometry:1280,720\n0,9,1,7\n10,99,0,999999\n100,719,1,1000000\n1279,65535,0,4294000123\n',
    );
    expect(await write('uzh', [{ t: -5, x: 1, y: 2, p: 0 }], -9)).toBe('-0.000005 1 2 0\n');
  });

  it('is read back the same', async () => {
    const event = fc.record({ t: fc.nat(2 ** 31 - 1), x: fc.nat(65535), y: fc.nat(65535), p: fc.nat(1) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 50 }),
        fc.constantFrom(0, 2 ** 34, 1.6e15),
        async (events, baseMicros) => {
          const sorted = events.map((one) => ({ ...one, t: one.t + baseMicros })).sort((a, b) => a.t - b.t);
          const columns = ['t', 'x', 'y', 'p'] as const;
          expect(await readText(await write('uzh', sorted, baseMicros), { columns, timeUnit: 's' })).toEqual(sorted);
          const csv = await write('prophesee', sorted, baseMicros);
          expect(await readText(csv, { columns: ['x', 'y', 'p', 't'], timeUnit: 'us', geometry: [65536, 65536] })).toEqual(sorted);
        },
      ),
    );
  });

  it('flushes as it goes', async () => {
    const events = Array.from({ length: 50_000 }, (_, i) => ({ t: i * 21, x: i % 1280, y: i % 720, p: i & 1 }));
    const text = await write('uzh', events);
    expect(text.split('\n').length).toBe(50_001);
    expect(await readText(text)).toEqual(events);
  });

  it.skipIf(!existsSync('../shared/data/events'))('writes the bytes of another writer', async () => {
    const csv = readFileSync('../shared/data/events/derived/gen4-prophesee.csv');
    expect(await write('prophesee', await readText(csv))).toBe(csv.toString());
  });
});
