import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventPalettes } from '../../src/picture/palettes.js';
import { formatBytes, formatRate } from '../../src/viewer/format/figures.js';
import { firstlight } from './make-recordings.js';
import { eventsIn, type NaiveEvent, type NaiveKind, naivePicture, readDat } from './naive-events.js';
import {
  alongPixels,
  corner,
  eventually,
  expectPixels,
  goTo,
  readTime,
  shownFrame,
  stagePixels,
  waitForEnd,
  waitForFrame,
} from './stage-driver.js';
import { Chromium, type Tab } from './start-chromium.js';
import { RunningServer } from './start-server.js';

const [width, height] = [320, 240];
const lab = mkdtempSync(join(tmpdir(), 'firstlight-lab-'));
let events: readonly NaiveEvent[];
let firstMicros: number;
let lastMicros: number;
let server: RunningServer | undefined;
let chromium: Chromium | undefined;
let tab: Tab;

function age(path: string, hours: number): void {
  const time = Date.now() / 1000 - hours * 3600;
  utimesSync(path, time, time);
}

beforeAll(async () => {
  mkdirSync(join(lab, 'monday'));
  const recordings = ['fan.dat', 'broken.raw', join('monday', 'star.raw')].map((name) => join(lab, name));
  const [fan = '', broken = '', star = ''] = recordings;
  firstlight('generate', 'fan', '--events', '3e5', '--rate', '1.5e5', '--size', `${width}x${height}`, '-o', fan);
  firstlight('generate', 'star', '--events', '1e5', '--size', `${width}x${height}`, '-o', star);
  writeFileSync(broken, 'This is no recording.\n');
  for (const [index, path] of recordings.entries()) age(path, index + 1);
  events = readDat(fan);
  firstMicros = events[0]?.micros ?? 0;
  lastMicros = events.at(-1)?.micros ?? 0;
  server = await RunningServer.serve(lab);
  chromium = await Chromium.start();
  tab = await chromium.openTab();
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
  rmSync(lab, { recursive: true, force: true });
});

describe('a served folder in the browser', () => {
  test('the token leaves the URL at once and stays in a cookie that scripts cannot read', async () => {
    const { page } = tab;
    await page.goto(server?.url.href ?? '');
    expect(page.url()).not.toContain('token');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(server?.url.href).not.toContain(cookie?.value);
    const stranger = await page.context().browser()?.newContext();
    const answer = await stranger?.request.get(new URL('.', page.url()).href);
    expect(answer?.status()).toBe(401);
    await stranger?.close();
  });

  test('the library shows every recording with picture, facts and rate, and says which it cannot read', async () => {
    const { page } = tab;
    const tiles = page.locator('.fl-tile');
    await eventually(async () => expect(await tiles.count()).toBe(3));
    await eventually(async () => expect(await page.locator('.fl-tile .fl-thumbnail').count()).toBe(2));
    expect(await page.locator('.fl-tile .fl-tile-sparkline path').count()).toBe(2);
    const captions = await tiles.locator('.fl-tile-caption').allInnerTexts();
    const fan = captions.find((text) => text.startsWith('fan.dat')) ?? '';
    expect(fan).toContain('DAT');
    expect(fan).toContain('2.024\u00a0s');
    expect(fan).toContain(formatBytes(statSync(join(lab, 'fan.dat')).size));
    expect(captions.find((text) => text.startsWith('broken.raw'))).toContain('cannot be read');
    expect(await page.locator('.fl-heading h2').allInnerTexts()).toEqual([expect.stringContaining('firstlight-lab-'), 'monday']);
    const bright = await page
      .locator('.fl-tile', { hasText: 'fan.dat' })
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return new Set(Uint32Array.from({ length: data.length / 4 }, (_, i) => (data[4 * i] ?? 0) * 65_536 + (data[4 * i + 1] ?? 0) * 256))
          .size;
      });
    expect(bright, 'colours in the thumbnail').toBeGreaterThan(2);
  });

  test('the library is used by keyboard: arrows, j and k, search, Enter and q', async () => {
    const { page } = tab;
    const chosen = (): Promise<string | null> => page.locator('.fl-tile[aria-selected="true"] .fl-tile-name b').textContent();
    await eventually(async () => expect(await chosen()).toBe('fan.dat'));
    await page.keyboard.press('ArrowRight');
    expect(await chosen()).toBe('broken.raw');
    await page.keyboard.press('j');
    expect(await chosen()).toBe('star.raw');
    await page.keyboard.press('k');
    await page.keyboard.press('ArrowLeft');
    expect(await chosen()).toBe('fan.dat');
    await page.keyboard.press('/');
    await page.keyboard.type('mon st');
    await eventually(async () => expect(await page.locator('.fl-tile').count()).toBe(1));
    await page.keyboard.press('Enter');
    expect(await chosen()).toBe('star.raw');
    await page.keyboard.press('Enter');
    await waitForFrame(page);
    expect(decodeURIComponent(new URL(page.url()).hash)).toContain('r=monday/star.raw');
    await page.keyboard.press('q');
    await page.locator('.fl-search input').waitFor();
    await page.locator('.fl-search input').fill('');
    await eventually(async () => expect(await page.locator('.fl-tile').count()).toBe(3));
    await page.locator('.fl-grid').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
  });

  test('opening shows the first window', async () => {
    const { page } = tab;
    await page.locator('.fl-tile', { hasText: 'fan.dat' }).dblclick();
    await waitForEnd(page, firstMicros + 10_000);
    expect(await shownFrame(page)).toMatchObject({ fromMicros: firstMicros, toMicros: firstMicros + 10_000 });
    const inside = eventsIn(events, firstMicros, firstMicros + 10_000);
    const label = await page.locator('.fl-canvas').getAttribute('aria-label');
    expect(label).toContain(`${inside.length.toLocaleString('en-US')} events`);
    expect(label).toContain(`${inside.filter(({ on }) => on).length.toLocaleString('en-US')} on`);
  });
});

describe.each(['gpu', 'cpu'] as const)('the pixels on the canvas, drawn by the %s', (renderer) => {
  const highs: Readonly<Record<NaiveKind, number>> = { polarity: 1, signedCount: 3, perPolarityCount: 2, timeSurface: 32_767 };
  let drawn: Tab;

  beforeAll(async () => {
    drawn = (await chromium?.openTab({ renderer })) as Tab;
    await drawn.page.goto(server?.url.href ?? '');
    await goTo(drawn.page, 'r=fan.dat');
    await waitForFrame(drawn.page);
    const context = await drawn.page.evaluate(() =>
      document.querySelector<HTMLCanvasElement>('.fl-canvas')?.getContext('2d') === null ? 'gpu' : 'cpu',
    );
    expect(context).toBe(renderer);
  }, 120_000);

  afterAll(() => drawn.close());

  test.each(
    (['polarity', 'signedCount', 'perPolarityCount', 'timeSurface'] as const).flatMap((kind) => [
      { kind, palette: 'safe' as const },
      { kind, palette: 'light' as const },
    ]),
  )('$kind in $palette are those of a brute-force rendering', async ({ kind, palette }) => {
    const { page } = drawn;
    const toMicros = Math.round((firstMicros + lastMicros) / 2);
    const want = { kind, fromMicros: toMicros - 20_000, toMicros, tauMicros: 7_000 };
    const high = highs[kind];
    const view = `r=fan.dat&t=${toMicros}&w=20000us&show=${kind}&tau=7000&palette=${palette}&levels=0,${high}&${await alongPixels(page)}`;
    await goTo(page, view);
    await waitForEnd(page, toMicros);
    const expected = naivePicture(events, width, height, want, eventPalettes[palette], high);
    const lit = expected.reduce((sum, value, at) => sum + Number(at % 4 < 3 && value !== eventPalettes[palette].background[at % 4]), 0);
    expect(lit, 'channels that show events').toBeGreaterThan(1_000);
    const tolerance = renderer === 'gpu' || kind === 'timeSurface' ? 1 : 0;
    await expectPixels(page, expected, width, height, tolerance);
  });

  test('flips and transposition show the same pixels elsewhere', async () => {
    const { page } = drawn;
    const toMicros = Math.round((firstMicros + lastMicros) / 2);
    const want = { kind: 'polarity' as const, fromMicros: toMicros - 20_000, toMicros, tauMicros: 1 };
    await goTo(page, `r=fan.dat&t=${toMicros}&w=20000us&orient=tx&${await alongPixels(page)}`);
    const upright = naivePicture(events, width, height, want, eventPalettes.safe, 1);
    const turned = new Uint8Array(upright.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const to = x * height + (height - 1 - y);
        turned.set(upright.subarray((y * width + x) * 4, (y * width + x) * 4 + 4), to * 4);
      }
    }
    await expectPixels(page, turned, height, width);
  });

  test('nothing is complained about', () => {
    expect(drawn.complaints).toEqual([]);
  });
});

describe('the player in the browser', () => {
  test('playing moves time, counts and picture; pausing holds them', async () => {
    const { page } = tab;
    await goTo(page, `r=fan.dat&t=${firstMicros + 10_000}&speed=0.25&${await alongPixels(page)}`);
    await waitForEnd(page, firstMicros + 10_000);
    const before = await stagePixels(page, width, height);
    await page.keyboard.press(' ');
    await eventually(async () => expect(await readTime(page)).toBeGreaterThan(firstMicros + 60_000));
    expect(await page.locator('.fl-readout').textContent()).toContain('fps');
    await page.keyboard.press(' ');
    await eventually(async () => expect(await page.locator('.fl-readout').textContent()).toContain('paused'));
    const held = await readTime(page);
    await waitForEnd(page, held);
    const inside = eventsIn(events, held - 10_000, held).length;
    expect(await page.locator('.fl-readout-rate dd').textContent()).toBe(formatRate(inside * 100));
    const want = { kind: 'polarity' as const, fromMicros: held - 10_000, toMicros: held, tauMicros: 1 };
    const expected = naivePicture(events, width, height, want, eventPalettes.safe, 1);
    await expectPixels(page, expected, width, height);
    expect(Buffer.compare(before, expected)).not.toBe(0);
    await eventually(async () => expect(await new URL(page.url()).hash).toContain(`t=${held}`));
  });

  test('steps go by the window, ten windows with Shift, and reverse plays backwards', async () => {
    const { page } = tab;
    const start = firstMicros + 500_000;
    await goTo(page, `r=fan.dat&t=${start}&speed=0.25&${await alongPixels(page)}`);
    await waitForEnd(page, start);
    await page.keyboard.press('.');
    await waitForEnd(page, start + 10_000);
    await page.keyboard.press('Shift+ArrowLeft');
    await waitForEnd(page, start - 90_000);
    await page.keyboard.press('d');
    await page.keyboard.press(' ');
    await eventually(async () => expect(await readTime(page)).toBeLessThan(start - 120_000));
    await page.keyboard.press(' ');
    await eventually(async () => expect(await page.locator('.fl-readout').textContent()).toContain('paused'));
    expect(await page.locator('.fl-readout').textContent()).toContain('−0.25×');
    await page.keyboard.press('d');
  });

  test('a click on the rate curve seeks there', async () => {
    const { page } = tab;
    const strip = page.locator('.fl-strip');
    const box = await strip.boundingBox();
    if (box === null) throw new Error('There is no curve');
    await page.mouse.click(box.x + box.width * 0.75, box.y + box.height * 0.5);
    const expected = firstMicros + 0.75 * (lastMicros + 1 - firstMicros);
    const pixelMicros = (lastMicros - firstMicros) / box.width;
    await eventually(async () => expect(Math.abs(((await shownFrame(page))?.toMicros ?? 0) - expected)).toBeLessThan(2 * pixelMicros));
  });

  test('a region drawn with the mouse counts its events and shows their rate over the recording', async () => {
    const { page } = tab;
    const toMicros = firstMicros + 800_000;
    await goTo(page, `r=fan.dat&t=${toMicros}&${await alongPixels(page)}`);
    await waitForEnd(page, toMicros);
    if ((await page.locator('.fl-with-inspector').count()) === 0) await page.keyboard.press('n');
    await page.keyboard.press('r');
    await goTo(page, `r=fan.dat&t=${toMicros}&tool=region&${await alongPixels(page)}`);
    await waitForEnd(page, toMicros);
    const stage = await page.locator('.fl-stage').boundingBox();
    if (stage === null) throw new Error('There is no stage');
    const [left, top] = [stage.x + corner.x, stage.y + corner.y];
    await page.mouse.move(left + 60.5, top + 40.5);
    await page.mouse.down();
    await page.mouse.move(left + 120, top + 100, { steps: 4 });
    await page.mouse.move(left + 200.5, top + 160.5);
    await page.mouse.up();
    await eventually(async () => expect(await decodeURIComponent(new URL(page.url()).hash)).toContain('region='));
    const region =
      /region=(\d+),(\d+),(\d+),(\d+)/
        .exec(decodeURIComponent(new URL(page.url()).hash))
        ?.slice(1)
        .map(Number) ?? [];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = region;
    for (const [found, wanted] of [
      [x0, 60],
      [y0, 40],
      [x1, 201],
      [y1, 161],
    ] as const)
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1);
    const inside = eventsIn(events, toMicros - 10_000, toMicros).filter(({ x, y }) => x >= x0 && x < x1 && y >= y0 && y < y1);
    expect(inside.length).toBeGreaterThan(0);
    const label = `R1 ${formatRate(inside.length * 100)}`.replaceAll('\u00a0', '&nbsp;');
    await eventually(async () => expect(await page.locator('.fl-overlay .fl-region-label').innerHTML()).toBe(label));
    const trace = page.getByRole('img', { name: 'Rate of region 1 over the recording' });
    await eventually(async () => expect(await trace.locator('path').count()).toBeGreaterThan(0));
  });

  test('a reload and the copied link reproduce the view, without the token', async () => {
    const { page } = tab;
    const toMicros = firstMicros + 600_000;
    const view = `r=fan.dat&t=${toMicros}&w=20000us&show=signedCount&palette=coolWarm&levels=0,2&${await alongPixels(page)}`;
    await goTo(page, view);
    await waitForEnd(page, toMicros);
    const want = { kind: 'signedCount' as const, fromMicros: toMicros - 20_000, toMicros, tauMicros: 1 };
    const expected = naivePicture(events, width, height, want, eventPalettes.coolWarm, 2);
    await expectPixels(page, expected, width, height);
    await page.locator('.fl-topbar').getByText('Link').click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).not.toContain('token');
    expect(link).toContain(`t=${toMicros}`);
    await page.reload();
    await expectPixels(page, expected, width, height);
    await page.goto('about:blank');
    await page.goto(link);
    await expectPixels(page, expected, width, height);
  });

  test('all that was asked for came from the server, and neither page nor server complained', () => {
    const origin = server?.url.origin ?? '';
    const elsewhere = tab.requests.filter((request) => !request.startsWith(`GET ${origin}/`) && !/ (blob|data|about):/.test(request));
    expect(elsewhere).toEqual([]);
    expect(tab.complaints).toEqual([]);
    expect(server?.said).not.toMatch(/warning|error|internal/i);
  });
});
