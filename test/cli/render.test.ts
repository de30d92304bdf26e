import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planFrames } from '../../src/cli/render/plan-frames.js';
import { scaleRgba } from '../../src/cli/render/scale-rgba.js';
import { eventPalettes } from '../../src/picture/palettes.js';
import { built, datFile, firstlight, startFirstlight } from './cli-harness.js';

let folder: string;
let recording: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-render-'));
  recording = join(folder, 'a.dat');
  writeFileSync(recording, datFile(10_000));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The polarity frame of [from, to) µs of {@link datFile}, by brute force. */
function polarityFrame(fromMicros: number, toMicros: number): Uint8Array {
  const pixels = new Uint8Array(64 * 48);
  for (let i = Math.ceil(fromMicros / 10); i * 10 < toMicros; i += 1) pixels[(i % 48) * 64 + (i % 64)] = (i & 1) + 1;
  return pixels;
}

function rgbOf(pixels: Uint8Array): Buffer {
  const { background, off, on } = eventPalettes.light;
  return Buffer.from([...pixels].flatMap((value) => [...([background, off, on][value] ?? background)]));
}

function unfinished(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.part'));
}

describe.skipIf(!built)('firstlight render', () => {
  it('draws one frame as brute force does', async () => {
    const out = join(folder, 'one.png');
    const run = firstlight(['render', recording, '-o', out, '--from', '50ms', '--to', '60ms', '--palette', 'light']);
    expect(run.status).toBe(0);
    const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([64, 48, 3]);
    expect(data.equals(rgbOf(polarityFrame(50_000, 60_000)))).toBe(true);
  });

  it('numbers a sequence of overlapping windows', async () => {
    const out = join(folder, 'frames');
    mkdirSync(out);
    const run = firstlight([
      'render',
      recording,
      '-o',
      `${out}/f-%03d.png`,
      '--to',
      '30ms',
      '--window',
      '10ms',
      '--stride',
      '5ms',
      '--palette',
      'light',
    ]);
    expect(run.status).toBe(0);
    expect(readdirSync(out)).toEqual(['f-000.png', 'f-001.png', 'f-002.png', 'f-003.png', 'f-004.png']);
    for (const index of [0, 1, 4]) {
      const raw = await sharp(`${out}/f-00${index}.png`).raw().toBuffer();
      expect(raw.equals(rgbOf(polarityFrame(index * 5000, index * 5000 + 10_000)))).toBe(true);
    }
  });

  it.each(['gif', 'webp'])('writes an animated %s of the right length and pixels', async (kind) => {
    const out = join(folder, `a.${kind}`);
    expect(firstlight(['render', recording, '-o', out, '--fps', '40', '--palette', 'light']).status).toBe(0);
    const { width, pageHeight, pages, delay, loop } = await sharp(out, { animated: true }).metadata();
    expect([width, pageHeight, pages, loop]).toEqual([64, 48, 10, 0]);
    const total = (delay ?? []).reduce((sum, each) => sum + each, 0);
    expect(total).toBe(250);
    const third = await sharp(out, { page: 3 }).removeAlpha().raw().toBuffer();
    expect(third.equals(rgbOf(polarityFrame(30_000, 40_000)))).toBe(true);
  });

  it('says where a GIF cannot be as fast as it is asked to be', () => {
    const render = (fps: string): string =>
      firstlight(['render', recording, '-o', join(folder, 'fast.gif'), '--to', '20ms', '--fps', fps]).stderr;
    expect(render('100')).toContain('a GIF shows at most 50 frames a second');
    expect(render('50')).toMatch(/^Wrote 2 frames/);
  });

  it('writes the values for NumPy', () => {
    const out = join(folder, 'a.npz');
    expect(firstlight(['render', recording, '-o', out, '--representation', 'per-polarity-count', '--to', '20ms']).status).toBe(0);
    const members = unzipSync(readFileSync(out));
    expect(Object.keys(members)).toEqual(['frames.npy', 'from_us.npy', 'to_us.npy']);
    const frames = members['frames.npy']!;
    const header = new TextDecoder('latin1').decode(frames.subarray(10, 192));
    expect(header).toContain("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 48, 64, 2), }");
    const values = new Uint16Array(frames.slice(192).buffer);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(2000);
    expect(new BigInt64Array(members['to_us.npy']!.slice(192).buffer)).toEqual(new BigInt64Array([10_000n, 20_000n]));
  });

  it('sums up a number of events', async () => {
    const out = join(folder, 'counted.png');
    const args = ['--from', '20ms', '--to', '30ms', '--window', '700ev', '--palette', 'light'];
    expect(firstlight(['render', recording, '-o', out, ...args]).status).toBe(0);
    expect((await sharp(out).raw().toBuffer()).equals(rgbOf(polarityFrame(23_000, 30_000)))).toBe(true);
  });

  it('names both ways to an MP4 where there is neither', () => {
    const run = firstlight(['render', recording, '-o', join(folder, 'a.mp4')], { PATH: folder });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/ffmpeg/);
    expect(run.stderr).toMatch(/@mediabunny\/server/);
    expect(existsSync(join(folder, 'a.mp4'))).toBe(false);
  });

  it('draws what is whole of a recording that is cut, and ends with 1', () => {
    const cut = join(folder, 'cut.dat');
    writeFileSync(cut, datFile(1000).subarray(0, -3));
    const run = firstlight(['render', cut, '-o', join(folder, 'cut.gif'), '--window', '5ms']);
    expect(run.status).toBe(1);
    expect(run.stderr).toBe(
      `Wrote 2 frames to ${join(folder, 'cut.gif')}\nfirstlight: the recording is damaged or cut; what could be read was rendered\n`,
    );
  });

  it('says what is not there to be drawn', () => {
    const out = join(folder, 'none.png');
    expect(firstlight(['render', recording, '-o', out, '--from', '2s']).status).toBe(1);
    expect(firstlight(['render', recording, '-o', out, '--from', '2s', '--to', '1s']).status).toBe(2);
    expect(firstlight(['render', recording, '-o', join(folder, 'no', 'such', 'a.gif')]).stderr).toMatch(/folder/);
    expect(existsSync(out)).toBe(false);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves no half file under the final name after %s', async (signal) => {
    const long = join(folder, 'long.dat');
    writeFileSync(long, datFile(400_000));
    const out = join(folder, `${signal}.gif`);
    const child = startFirstlight(['render', long, '-o', out, '--window', '1ms', '--stride', '20us']);
    while (unfinished().length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    const exit = once(child, 'exit');
    child.kill(signal);
    const [status] = await exit;
    expect(status).toBe(signal === 'SIGINT' ? 130 : null);
    expect(existsSync(out)).toBe(false);
    if (signal === 'SIGINT') expect(unfinished()).toEqual([]);
  });
});

describe('planFrames', () => {
  const facts = { firstMicros: { value: 100, exactness: 'exact' }, lastMicros: { value: 1099, exactness: 'exact' } } as const;

  const time = (micros: number) => ({ kind: 'time', micros }) as const;

  it('covers the recording once, from the first event to after the last', () => {
    const plan = planFrames({ window: time(300) }, facts, 'a');
    expect(Array.from({ length: plan.count }, (_, index) => plan.frameAt(index))).toEqual([
      { endMicros: 400, window: time(300) },
      { endMicros: 700, window: time(300) },
      { endMicros: 1000, window: time(300) },
      { endMicros: 1100, window: time(100) },
    ]);
  });

  it('makes one frame of a part that is shorter than a window', () => {
    const plan = planFrames({ from: 200, to: 250, window: time(300), stride: 10 }, facts, 'a');
    expect([plan.count, plan.frameAt(0)]).toEqual([1, { endMicros: 250, window: time(50) }]);
  });

  it('ends windows that are counted in events at every stride', () => {
    const window = { kind: 'count', events: 5 } as const;
    const plan = planFrames({ window, stride: 400 }, facts, 'a');
    expect(Array.from({ length: plan.count }, (_, index) => plan.frameAt(index).endMicros)).toEqual([500, 900, 1100]);
  });

  it('refuses a part that ends before it begins', () => {
    expect(() => planFrames({ from: 5, to: 5, window: time(3) }, facts, 'a')).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    expect(() => planFrames({ window: time(3) }, {}, 'a')).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });
});

describe('scaleRgba', () => {
  it('repeats pixels when it enlarges, averages when it shrinks, and does each side for itself', () => {
    const rgba = new Uint8Array([0, 0, 0, 255, 200, 100, 50, 255]);
    expect(scaleRgba(rgba, 2, 1, 2, 1)).toBe(rgba);
    expect([...scaleRgba(rgba, 2, 1, 4, 1)]).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 200, 100, 50, 255, 200, 100, 50, 255]);
    expect([...scaleRgba(rgba, 2, 1, 1, 2)]).toEqual([100, 50, 25, 255, 100, 50, 25, 255]);
  });
});
