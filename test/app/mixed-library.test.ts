import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pngFile } from '../formats/png/write-png.js';
import { storeV3 } from '../formats/zarr/make-zarr.js';
import { firstlight } from './make-recordings.js';
import { RangeServer } from './range-server.js';
import { eventually } from './stage-driver.js';
import { Chromium, type Tab } from './start-chromium.js';
import { RunningServer } from './start-server.js';
import { StaticServer } from './static-server.js';

const lab = mkdtempSync(join(tmpdir(), 'firstlight-mixed-'));
const atlas = join(lab, 'cells', 'atlas.zarr');
const frames = join(lab, 'frames');
const store = storeV3(true, { at: 'end', checksum: true });
let chromium: Chromium | undefined;
let server: RunningServer;
let page: StaticServer;

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

const png = (value: number): Uint8Array => pngFile({ width: 32, height: 24, bitDepth: 8, colourType: 0 }, new Uint8Array(768).fill(value));

beforeAll(async () => {
  firstlight('generate', 'fan', '--events', '1e5', '--size', '320x240', '-o', join(lab, 'fan.dat'));
  for (const at of [1, 2, 3, 10]) put(join(frames, `f${at}.png`), png(at * 20));
  for (const [name, bytes] of Object.entries(store)) put(join(atlas, name), bytes);
  server = await RunningServer.serve(lab);
  page = await StaticServer.start();
  chromium = await Chromium.start();
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
  await page?.close();
  rmSync(lab, { recursive: true, force: true });
});

async function inTab(work: (tab: Tab) => Promise<void>): Promise<void> {
  const tab = await chromium?.openTab();
  if (tab === undefined) throw new Error('There is no browser');
  try {
    await work(tab);
  } finally {
    await tab.close();
  }
}

const names = ({ page: shown }: Tab): Promise<string[]> => shown.locator('.fl-tile-name b').allInnerTexts();

describe('a served folder of all three kinds', () => {
  test('is one library, with a picture of each', async () => {
    await inTab(async (tab) => {
      await tab.page.goto(server.url.href);
      await eventually(async () => expect((await names(tab)).toSorted()).toEqual(['atlas.zarr', 'fan.dat', 'frames']));
      await eventually(async () => expect(await tab.page.locator('.fl-tile .fl-thumbnail').count()).toBe(3));
      expect(tab.complaints).toEqual([]);
    });
  });

  test('shows what comes and goes while it is looked at', async () => {
    await inTab(async (tab) => {
      await tab.page.goto(server.url.href);
      await eventually(async () => expect(await names(tab)).toHaveLength(3));
      put(join(lab, 'later', 'grey.png'), png(7));
      await eventually(async () => expect(await names(tab)).toContain('grey.png'));
      rmSync(join(lab, 'later'), { recursive: true });
      await eventually(async () => expect((await names(tab)).toSorted()).toEqual(['atlas.zarr', 'fan.dat', 'frames']));
      expect(tab.complaints).toEqual([]);
    });
  });

  test('opens a stack of images and a table of cells by their tiles', async () => {
    await inTab(async (tab) => {
      await tab.page.goto(server.url.href);
      await tab.page.locator('.fl-tile', { hasText: 'frames' }).dblclick();
      await eventually(async () => expect(await tab.page.locator('body').textContent()).toContain('32 × 24'));
      await tab.page.goto(server.url.href);
      await tab.page.locator('.fl-tile', { hasText: 'atlas.zarr' }).dblclick();
      await eventually(async () => expect(await tab.page.locator('body').textContent()).toContain('4 cells'));
      expect(tab.complaints).toEqual([]);
    });
  });
});

describe('an engine in the tab', () => {
  test('opens a Zarr store at a URL of a plain web server', async () => {
    const contents = Object.entries(store).map(([name, bytes]) => [
      `lab/atlas.zarr/${name}`,
      { byteLength: bytes.length, read: (offset: number, length: number) => bytes.subarray(offset, offset + length) },
    ]);
    const bytes = await RangeServer.start(Object.fromEntries(contents));
    try {
      await inTab(async (tab) => {
        const url = new URL('lab/atlas.zarr', bytes.url('')).href;
        await tab.page.goto(`${page.url}?url=${encodeURIComponent(url)}`);
        await eventually(async () => expect(await tab.page.locator('body').textContent()).toContain('4 cells'));
        expect(await tab.page.locator('.fl-status').textContent()).toContain('engine in this tab');
      });
    } finally {
      await bytes.close();
    }
  });

  test.each([
    [atlas, '4 cells'],
    [frames, '32 × 24'],
  ])('opens %s where it is dropped as a folder', async (folder, words) => {
    await inTab(async (tab) => {
      await tab.page.goto(page.url);
      await tab.page.locator('.fl-drop-area').waitFor();
      const session = await tab.page.context().newCDPSession(tab.page);
      const data = { items: [], files: [folder], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
      await eventually(async () => expect(await tab.page.locator('body').textContent()).toContain(words));
      expect(await tab.page.locator('body').textContent()).toContain(basename(folder));
      expect(tab.page.url()).toContain('#r=');
    });
  });
});
