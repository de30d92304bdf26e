import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventPalettes } from '../../src/picture/palettes.js';
import { firstlight } from './make-recordings.js';
import { type NaiveEvent, type NaiveKind, naivePicture, readDat } from './naive-events.js';
import { corner, countDifferent, eventually, goTo, stagePixels } from './stage-driver.js';
import { Chromium, type Tab } from './start-chromium.js';
import { RunningServer } from './start-server.js';

const [width, height] = [320, 240];
const lab = mkdtempSync(join(tmpdir(), 'firstlight-views-'));
const recording = join(lab, 'fan.dat');
let events: readonly NaiveEvent[];
let middle: number;
let server: RunningServer | undefined;
let chromium: Chromium | undefined;

beforeAll(async () => {
  firstlight('generate', 'fan', '--events', '3e5', '--rate', '1.5e5', '--size', `${width}x${height}`, '-o', recording);
  events = readDat(recording);
  middle = Math.round(((events[0]?.micros ?? 0) + (events.at(-1)?.micros ?? 0)) / 2);
  server = await RunningServer.serve(lab);
  chromium = await Chromium.start();
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
  rmSync(lab, { recursive: true, force: true });
});

/** Window and quality of every view, in order. */
function shownWindows({ page }: Tab): Promise<string[]> {
  return page
    .locator('.fl-canvas')
    .evaluateAll((all) => all.map((canvas) => `${canvas.dataset.window ?? ''} ${canvas.dataset.quality ?? ''}`));
}

/** Shows sensor pixels as device pixels, the sensor's corner at {@link corner} of every view. */
async function alongPixels({ page }: Tab, count: number): Promise<string> {
  const [paneWidth, paneHeight] = await eventually(async () => {
    const sizes = await page.locator('.fl-canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width: across, height: down } = canvas as HTMLCanvasElement;
        const pane = canvas.closest('.fl-pane');
        return { across, down, fills: pane?.clientWidth === across && pane.clientHeight === down };
      }),
    );
    expect(sizes).toHaveLength(count);
    expect(sizes.every(({ fills }) => fills)).toBe(true);
    return [sizes[0]?.across ?? 0, sizes[0]?.down ?? 0] as const;
  });
  return `camera=${paneWidth / 2 - corner.x},${paneHeight / 2 - corner.y},1`;
}

describe.each(['gpu', 'cpu'] as const)('views side by side on a wide display, drawn by the %s', (renderer) => {
  const tolerance = renderer === 'gpu' ? 1 : 0;
  let tab: Tab;

  beforeAll(async () => {
    tab = (await chromium?.openTab({ renderer, width: 2560, height: 1440 })) as Tab;
    await tab.page.goto(server?.url.href ?? '');
    await goTo(tab.page, 'r=fan.dat');
    await eventually(async () => expect(await tab.page.locator('.fl-canvas[data-quality]').count()).toBe(2));
  }, 120_000);

  afterAll(() => tab.close());

  const naive = (kind: NaiveKind, palette: keyof typeof eventPalettes, high: number): Uint8Array => {
    const want = { kind, fromMicros: middle - 20_000, toMicros: middle, tauMicros: 7_000 };
    return naivePicture(events, width, height, want, eventPalettes[palette], high);
  };

  async function expectView(view: number, expected: Uint8Array, within: number): Promise<void> {
    await eventually(async () => {
      const different = countDifferent(await stagePixels(tab.page, width, height, view), expected, within);
      expect(different, `pixels that differ in view ${view + 1}`).toBe(0);
    });
  }

  test('a recording opens in two: polarity beside its time surface, both those of a brute-force rendering', async () => {
    await goTo(tab.page, `r=fan.dat&t=${middle}&w=20000us&tau=7000&${await alongPixels(tab, 2)}`);
    await expectView(0, naive('polarity', 'safe', 1), tolerance);
    await expectView(1, naive('timeSurface', 'safe', 32_767), 1);
    await eventually(async () => expect(await shownWindows(tab)).toEqual(Array(2).fill(`${middle - 20_000} ${middle} exact`)));
  });

  test('four of them, each with its representation, palette and levels', async () => {
    await goTo(tab.page, 'r=fan.dat&views=4');
    const looks =
      'views=4&focus=1&show=signedCount&palette=light&levels=0,3&beside=polarity,gray&beside=timeSurface,safe&beside=perPolarityCount,dark,0,2';
    await goTo(tab.page, `r=fan.dat&t=${middle}&w=20000us&tau=7000&${looks}&${await alongPixels(tab, 4)}`);
    await expectView(0, naive('polarity', 'gray', 1), tolerance);
    await expectView(1, naive('signedCount', 'light', 3), tolerance);
    await expectView(2, naive('timeSurface', 'safe', 32_767), 1);
    await expectView(3, naive('perPolarityCount', 'dark', 2), tolerance);
    expect(await tab.page.locator('.fl-pane[data-focused="true"] .fl-pane-plates').textContent()).toContain('Signed count');
  });

  test('while it plays, all views show the same window', async () => {
    const { page } = tab;
    await goTo(page, `r=fan.dat&t=${middle}&speed=0.25&views=4`);
    await eventually(async () => expect(await page.locator('.fl-canvas[data-quality]').count()).toBe(4));
    await page.keyboard.press('Space');
    const seen = new Set<string>();
    await eventually(async () => {
      const windows = await shownWindows(tab);
      expect(new Set(windows).size, windows.join(', ')).toBe(1);
      seen.add(windows[0] ?? '');
      expect(seen.size).toBeGreaterThan(6);
    });
    await page.keyboard.press('Space');
  });

  test('a narrower window has one view again, that of the focus, unless more were chosen', async () => {
    const { page } = tab;
    await goTo(page, 'r=fan.dat&focus=1&show=timeSurface&beside=polarity,safe&beside=signedCount,safe&beside=perPolarityCount,safe');
    await eventually(async () => expect(await page.locator('.fl-canvas').count()).toBe(2));
    await page.setViewportSize({ width: 1280, height: 720 });
    await eventually(async () => expect(await page.locator('.fl-canvas').count()).toBe(1));
    expect(await page.locator('.fl-canvas').getAttribute('aria-label')).toMatch(/^Time surface of fan\.dat/);
    await page.keyboard.press('c');
    await eventually(async () => expect(await page.locator('.fl-canvas').count()).toBe(2));
    await page.setViewportSize({ width: 700, height: 900 });
    await eventually(async () => expect(await page.locator('.fl-canvas').count()).toBe(1));
    await page.setViewportSize({ width: 2560, height: 1440 });
    await eventually(async () => expect(await page.locator('.fl-canvas').count()).toBe(2));
  });

  test('nothing is complained about', () => {
    expect(tab.complaints).toEqual([]);
  });
});
