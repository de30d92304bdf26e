import { describe, expect, it } from 'vitest';
import { sniffFormat } from '../../../src/formats/event-formats.js';
import { readPercentHeader } from '../../../src/formats/raw/percent-header.js';
import { findRawGeometry, readRawEncoding } from '../../../src/formats/raw/raw-encoding.js';
import type { EventOpenOptions } from '../../../src/shapes/event-facts.js';
import { fileOf, openRecording, readEvents } from '../read-recording.js';
import { bytesOf16 } from './words.js';

const evt3Words = bytesOf16([0x8000, 0x604a, 0x0003, 0x2805]);

describe('the header of RAW files', () => {
  it('ends at % end, or with its last line in files of 2020', () => {
    const closed = fileOf('% Date 2024\n% evt 3.0\n% end\n', [0x25, 0x20, 0x0a]);
    expect(readPercentHeader(closed, closed.length)).toEqual({
      byteLength: 28,
      closed: true,
      fields: new Map([
        ['date', '2024'],
        ['evt', '3.0'],
      ]),
    });
    const open = fileOf('% evt 2.0\r\n', [0x00, 0x25, 0x20, 0x0a]);
    expect(readPercentHeader(open, open.length).byteLength).toBe(11);
    expect(readPercentHeader(open, open.length).fields.get('evt')).toBe('2.0');
    const bare = fileOf([1, 2, 3]);
    expect(readPercentHeader(bare, 3)).toEqual({ byteLength: 0, closed: false, fields: new Map() });
  });

  it('takes words that look like a line for data', () => {
    const file = fileOf('% evt 3.0\n', [0x25, 0x20, 0x01, 0x80, 0x0a, 0x00]);
    expect(readPercentHeader(file, file.length).byteLength).toBe(10);
  });

  it('keeps its other lines when one of them is damaged', () => {
    const file = fileOf('% evt 3.0\n! geometry 9x9\n% width 10\n% end\n', [1]);
    expect(readPercentHeader(file, file.length)).toEqual({
      byteLength: file.length - 1,
      closed: true,
      fields: new Map([
        ['evt', '3.0'],
        ['width', '10'],
      ]),
    });
  });

  it.each([
    ['% evt 3.0\n', 'EVT3', undefined],
    ['% evt 2.1\n% endianness legacy\n', 'EVT2.1', 'legacy'],
    ['% evt 2.0\n% format EVT3;height=720;width=1280\n', 'EVT3', undefined],
    ['% format EVT21;endianness=little;height=320;width=320\n', 'EVT2.1', 'little'],
    ['% evt 4.0\n', 'EVT4', undefined],
    ['% format HISTO3D;height=1;width=1\n', 'HISTO3D', undefined],
    ['% Date today\n', undefined, undefined],
  ])('names the encoding: %j', (text, name, order) => {
    const file = fileOf(text, [0]);
    expect(readRawEncoding(readPercentHeader(file, file.length))).toEqual({ ...(name && { name }), ...(order && { order }) });
  });

  it.each([
    ['% format EVT3;height=720;width=1280\n% geometry 10x10\n', 'a.raw', {}, [1280, 720, 'header']],
    ['% evt 3.0\n% geometry 346x260\n', 'a.raw', {}, [346, 260, 'header']],
    ['% evt 3.0\n% geometry 346x260\n', 'a.raw', { geometry: [20, 10] }, [20, 10, 'option']],
    ['% evt 2.0\n% system_ID 21\n', 'a_100x50.raw', {}, [640, 480, 'system']],
    ['% evt 3.0\n% system_ID 49\n', 'a.raw', {}, [1280, 720, 'system']],
    ['% evt 3.0\n', 'fan_100x50.raw', {}, [100, 50, 'name']],
    ['% evt 3.0\n% geometry 0x99999\n', 'a.raw', {}, undefined],
  ] as readonly [string, string, EventOpenOptions, readonly [number, number, string] | undefined][])(
    'finds the geometry: %j',
    (text, name, options, want) => {
      const file = fileOf(text, [0]);
      const geometry = findRawGeometry(readPercentHeader(file, file.length), name, options);
      expect(geometry && [geometry.width, geometry.height, geometry.source]).toEqual(want);
    },
  );

  it('says that a geometry was only sampled, and drops no row for it', async () => {
    const { layout, source } = await openRecording(fileOf('% evt 3.0\n', evt3Words), 'a.raw');
    expect(layout.facts.geometry).toEqual({ width: 6, height: 4, source: 'sampled' });
    expect(layout.facts.notices.map(({ code }) => code)).toEqual(['geometry-sampled']);
    expect((await readEvents(layout, source)).events).toEqual([[74, 5, 3, 1]]);
  });

  it('knows everything about a small file at once', async () => {
    const { layout, cost } = await openRecording(fileOf('% evt 3.0\n% geometry 9x9\n% end\n', evt3Words, [7]), 'a.raw');
    expect(cost.rounds).toBe(0);
    expect(layout.facts).toMatchObject({
      events: { value: 1, exactness: 'exact' },
      on: { value: 1, exactness: 'exact' },
      lastMicros: { value: 74, exactness: 'exact' },
      integrity: { truncatedBytes: 1, wraps: 0, droppedWords: 0 },
    });
  });

  it.each([
    ['EVT4', fileOf('% evt 4.0\n% end\n', [0, 0, 0, 0]), 'unsupported', 'EVT4'],
    ['no format', fileOf('% Date today\n% end\n', [0, 0, 0, 0]), 'unsupported', 'names no event format'],
    ['a line cut short', fileOf('% Date 2020\n% firmware_ver'), 'truncated', 'inside its header'],
    ['no data', fileOf('% evt 3.0\n'), 'truncated', 'no events'],
    ['noise', Uint8Array.from({ length: 64 }, (_, index) => (index * 7919 + 200) & 0xff), 'corrupt', 'no RAW header'],
    ['a line without end', fileOf('% evt 3.0\n% ', new Array<number>(70_000).fill(65)), 'corrupt', 'does not end'],
  ])('refuses %s', async (_, bytes, code, words) => {
    await expect(openRecording(bytes, 'bad.raw')).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('wins over the name of the file', () => {
    const raw = fileOf('% evt 3.0\n% end\n', evt3Words);
    expect(sniffFormat({ name: 'renamed.dat', byteLength: raw.length, head: raw }).id).toBe('evt3');
  });
});
