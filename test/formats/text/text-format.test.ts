import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runPlan } from '../../../src/bytes/plan.js';
import { openText, textEventFormat } from '../../../src/formats/text/text-format.js';
import { digestOf, kernels, openInput, openTextRecording, readChunks, readText, textSource } from './read-text.js';

const folder = '../shared/data/events';
const gen4 = 'c84c0bc8754e4c05390d4b316a878b79da34ec074053ae72eb0fded4ad498c6e';

/** `count` events, one every 7 µs, as t, x, y, p. */
function someEvents(count: number): { t: number; x: number; y: number; p: number }[] {
  return Array.from({ length: count }, (_, i) => ({ t: 1000 + 7 * i, x: (i * 37) % 240, y: (i * 11) % 180, p: i % 3 === 0 ? 1 : 0 }));
}

describe('columns', () => {
  const events = someEvents(300);
  const write = (line: (event: (typeof events)[number]) => string, head = ''): string => `${head}${events.map(line).join('\n')}\n`;
  const seconds = (t: number): string => (t / 1e6).toFixed(6);
  const cases: [name: string, text: string, order: string, timeUnit: string, polarity: string, source: string][] = [
    ['UZH', write(({ t, x, y, p }) => `${seconds(t)} ${x} ${y} ${p}`), 'txyp', 's', '01', 'guessed'],
    ['Prophesee CSV', write(({ t, x, y, p }) => `${x},${y},${p},${t}`, '%geometry:240,180\n'), 'xypt', 'us', '01', 'guessed'],
    ['CSV, ±1', write(({ t, x, y, p }) => `${x}, ${y}, ${t}, ${p === 0 ? -1 : 1}`), 'xytp', 'us', 'signed', 'guessed'],
    ['names', write(({ t, x, y, p }) => `${p}\t${y}\t${x}\t${t}`, 'Polarity\tY\tX\tTimestamp\n'), 'pyxt', 'us', '01', 'header'],
    ['names in a comment', write(({ t, x, y, p }) => `${y} ${x} ${p} ${t}`, '# y x pol ts\n'), 'yxpt', 'us', '01', 'header'],
    ['unit in a name', write(({ t, x, y, p }) => `${t * 1000};${x};${y};${p}`, 't_ns;x;y;p\n'), 'txyp', 'ns', '01', 'header'],
    ['nanoseconds', write(({ t, x, y, p }) => `${t * 1000} ${x} ${y} ${p}`), 'txyp', 'ns', '01', 'guessed'],
    ['pandas index', write(({ t, x, y, p }) => `${t},${t},${x},${y},${p}`, ',t,x,y,p\n'), '-txyp', 'us', '01', 'header'],
    ['carriage returns', write(({ t, x, y, p }) => `${t} ${x} ${y} ${p}\r`), 'txyp', 'us', '01', 'guessed'],
    ['E2VID size line', write(({ t, x, y, p }) => `${seconds(t)} ${x} ${y} ${p}`, '240 180\n'), 'txyp', 's', '01', 'guessed'],
  ];
  it.each(cases)('%s', async (_, text, order, timeUnit, polarity, source) => {
    const { layout, source: bytes } = await openTextRecording(text);
    expect(layout.facts.columns).toEqual({ order: [...order], timeUnit, polarity, source });
    const { chunks, dropped } = await readChunks(layout, bytes);
    expect(chunks.flat()).toEqual(events);
    expect(dropped).toBe(0);
    expect(layout.facts).toMatchObject({
      firstMicros: { value: 1000, exactness: 'exact' },
      lastMicros: { value: 1000 + 7 * 299, exactness: 'exact' },
      events: { value: 300, exactness: 'estimated' },
    });
  });

  it('reads the times of a Prophesee CSV as microseconds, however few events there are', async () => {
    const sparse = Array.from({ length: 100 }, (_, i) => `1,2,${i & 1},${i * 50_000}`).join('\n');
    const { layout } = await openTextRecording(`%geometry:240,180\n${sparse}\n`);
    expect(layout.facts.columns?.timeUnit).toBe('us');
    expect(layout.facts.lastMicros).toEqual({ value: 99 * 50_000, exactness: 'exact' });
    expect(layout.facts.notices[0]?.message).not.toContain('times');
    expect((await openTextRecording(`${sparse}\n`)).layout.facts.columns?.timeUnit).toBe('ns');
  });

  it('reads a Prophesee CSV in its own order where others would fit as well', async () => {
    expect(await readText('%geometry:640,480\n5,9,1,0\n')).toEqual([{ t: 0, x: 5, y: 9, p: 1 }]);
    expect(await readText('5,9,1,0\n')).toEqual([{ t: 5, x: 9, y: 1, p: 0 }]);
    expect(await readText('%geometry:640,480\n5,9,7,1\n6,9,7,0\n')).toEqual([
      { t: 5, x: 9, y: 7, p: 1 },
      { t: 6, x: 9, y: 7, p: 0 },
    ]);
  });

  it('reads the names and the size that faery writes', async () => {
    const { layout } = await openTextRecording('t,x@640,y@480,on\n0,5,9,1\n7,6,9,0\n');
    expect(layout.facts).toMatchObject({
      geometry: { width: 640, height: 480, source: 'header' },
      columns: { order: ['t', 'x', 'y', 'p'], source: 'header' },
    });
  });

  it('takes the word of options', async () => {
    const text = '5 6 1 10\n7 8 0 20\n';
    expect(await readText(text, { columns: ['t', 'x', 'p', 'y'], timeUnit: 'ms' })).toEqual([
      { t: 5000, x: 6, y: 10, p: 1 },
      { t: 7000, x: 8, y: 20, p: 0 },
    ]);
    const { layout } = await openTextRecording(text, { columns: ['t', 'x', 'p', 'y'], timeUnit: 'ms', polarity: '01', geometry: [32, 24] });
    expect(layout.facts.columns?.source).toBe('option');
    expect(layout.facts.geometry).toEqual({ width: 32, height: 24, source: 'option' });
    expect(layout.facts.notices).toEqual([]);
  });

  it('reads decimals on their digits, halves up', async () => {
    const events = await readText('0.0000014999999999999999999 1 2 1\n0.0000015 1 2 1\n1234567890.1234565 1 2 0\n', { timeUnit: 's' });
    expect(events.map(({ t }) => t)).toEqual([1, 2, 1234567890123457]);
  });
});

describe('geometry', () => {
  const lines = '0.001 12 13 1\n0.002 100 14 0\n';
  it('comes from the header, the name, or the sample, and says so', async () => {
    const geometryOf = async (text: string, name?: string) => {
      const bytes = new TextEncoder().encode(text);
      return (await runPlan(textSource(bytes), openText(openInput(bytes, {}, name)))).facts;
    };
    expect((await geometryOf(`%geometry:1280,720\n12,13,1,1000\n`)).geometry).toEqual({ width: 1280, height: 720, source: 'header' });
    expect((await geometryOf(`240 180\n${lines}`)).geometry).toEqual({ width: 240, height: 180, source: 'header' });
    expect((await geometryOf(lines, 'fan_640x480.txt')).geometry).toEqual({ width: 640, height: 480, source: 'name' });
    const sampled = await geometryOf(lines);
    expect(sampled.geometry).toEqual({ width: 101, height: 15, source: 'sampled' });
    expect(sampled.notices.map(({ code }) => code)).toEqual(['columns-guessed', 'geometry-sampled']);
  });
});

describe('bad input', () => {
  const refused: [name: string, text: string | Uint8Array, code: string, message: RegExp][] = [
    ['no bytes', '', 'corrupt', /empty/],
    ['no line of data', '# only\n# comments\n\n', 'corrupt', /no event line/],
    ['names and nothing else', 't,x,y,p\n', 'corrupt', /no event line/],
    ['three columns', '0.001 12 13\n0.002 12 14\n', 'unsupported', /4 columns, the first line has 3/],
    ['words', 't,x,y,p\nhello,1,2,1\n', 'corrupt', /"hello" is not a number/],
    ['prose', 'It was a bright cold day in April\n', 'unsupported', /neither an event nor names/],
    ['five nameless columns', '1 2 3 4 1\n2 2 3 4 1\n', 'unsupported', /5 columns without names/],
    ['no polarity', '1.5 20 30 77\n2.5 20 30 99\n', 'unsupported', /No order of t, x, y and p fits/],
    ['binary', Uint8Array.from({ length: 5000 }, (_, i) => (i * 197) & 255), 'corrupt', /not text: byte 0 is 0/],
    ['one endless line', '1 2 3 0 '.repeat(20_000), 'corrupt', /no event line in the first 64 KiB/],
  ];
  it.each(refused)('%s', async (_, text, code, message) => {
    await expect(openTextRecording(text)).rejects.toMatchObject({ name: 'FirstlightError', code, message: expect.stringMatching(message) });
  });

  it('drops and counts lines that are no events', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${i} 1 2 1`);
    lines[50] = '50 1 2';
    lines[60] = 'sixty 1 2 1';
    lines[70] = `70 1 2 ${'1'.repeat(3000)}`;
    lines[80] = '80 -1 2 1';
    const { layout, source } = await openTextRecording(lines.join('\n'));
    const { chunks, dropped } = await readChunks(layout, source);
    expect(dropped).toBe(4);
    expect(chunks.flat().length).toBe(196);
  });
});

describe('sniff', () => {
  const probe = (name: string, text: string) => {
    const head = new TextEncoder().encode(text);
    return textEventFormat.sniff({ name, byteLength: head.length, head });
  };
  it('goes by names, else by numbers', () => {
    expect(probe('events.CSV', 'x')).toBe(true);
    expect(probe('events', '0.001 1 2 1\n')).toBe(true);
    expect(probe('events', '# hello\n0.001 1 2 1\n')).toBe(true);
    expect(probe('events.log', 'hello world is here\n')).toBe(false);
    expect(probe('events.raw', '% evt 3.0\n% geometry 1280x720\n\u0000\u0001')).toBe(false);
  });
});

describe.skipIf(!existsSync(folder))('real recordings', () => {
  it.each(['derived/gen4-prophesee.csv', 'derived/gen4-header.tsv'])('%s has the digest of a second decoder', async (file) => {
    const events = await readText(readFileSync(`${folder}/${file}`));
    expect(digestOf(events)).toBe(gen4);
  });

  it('slider_depth.txt', async () => {
    const bytes = readFileSync(`${folder}/slider_depth.txt`);
    const { layout, source } = await openTextRecording(bytes);
    const { chunks, dropped, decreases } = await readChunks(layout, source);
    expect(layout.chunkCount).toBe(2);
    expect({ events: chunks.flat().length, dropped, decreases }).toEqual({ events: 50_000, dropped: 0, decreases: 0 });
    expect(layout.facts).toMatchObject({
      geometry: { width: 240, height: 180, source: 'sampled' },
      firstMicros: { value: 3811 },
      lastMicros: { value: 174_156 },
    });
    expect(Math.abs(layout.facts.events.value - 50_000)).toBeLessThan(500);
    expect(kernels.build).toBe('twin');
  });
});
