import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventPalettes } from '../../src/picture/palettes.js';
import { firstlight } from './make-recordings.js';
import { type NaiveEvent, naivePicture, readDat } from './naive-events.js';
import { contentOf, RangeServer } from './range-server.js';
import { alongPixels, eventually, expectPixels, goTo, waitForEnd, waitForFrame } from './stage-driver.js';
import { Chromium, type Tab } from './start-chromium.js';
import { RunningServer } from './start-server.js';
import { StaticServer } from './static-server.js';

const [width, height] = [320, 240];
const folder = mkdtempSync(join(tmpdir(), 'firstlight-tab-'));
const names = ['fan.dat', 'fan.raw', 'fan.h5', 'fan.txt'] as const;
let events: readonly NaiveEvent[];
let toMicros: number;
let picture: Uint8Array;
let page: StaticServer;
let bytes: RangeServer;
let withoutCors: RangeServer;
let withoutRanges: RangeServer;
let chromium: Chromium | undefined;

beforeAll(async () => {
  const [dat, ...others] = names.map((name) => join(folder, name));
  firstlight('generate', 'fan', '--events', '2e5', '--rate', '2e5', '--size', `${width}x${height}`, '-o', dat ?? '');
  for (const other of others) firstlight('convert', dat ?? '', other);
  events = readDat(dat ?? '');
  toMicros = (events[0]?.micros ?? 0) + 500_000;
  const want = { kind: 'signedCount' as const, fromMicros: toMicros - 20_000, toMicros, tauMicros: 1 };
  picture = naivePicture(events, width, height, want, eventPalettes.safe, 2);
  const contents = Object.fromEntries(names.map((name) => [name, contentOf(join(folder, name))]));
  page = await StaticServer.start();
  bytes = await RangeServer.start(contents);
  withoutCors = await RangeServer.start(contents, { withoutCors: true });
  withoutRanges = await RangeServer.start(contents, { withoutRanges: true });
  chromium = await Chromium.start();
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  for (const server of [page, bytes, withoutCors, withoutRanges]) await server?.close();
  rmSync(folder, { recursive: true, force: true });
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

/** Shows the window whose picture is known, and compares. */
async function expectKnownPicture({ page: shown }: Tab, recording: string): Promise<void> {
  await waitForFrame(shown);
  const view = `r=${encodeURIComponent(recording)}&t=${toMicros}&w=20000us&show=signedCount&levels=0,2`;
  await goTo(shown, `${view}&${await alongPixels(shown)}`);
  await waitForEnd(shown, toMicros);
  await expectPixels(shown, picture, width, height);
}

describe('a recording at a URL, read by the engine in the tab', () => {
  test.each(names)('%s opens by ranges and shows the same pixels', async (name) => {
    await inTab(async (tab) => {
      await tab.page.goto(`${page.url}?url=${encodeURIComponent(bytes.url(name))}`);
      await expectKnownPicture(tab, name);
      expect(await tab.page.locator('.fl-status').textContent()).toContain('engine in this tab');
      expect(tab.complaints).toEqual([]);
    });
  });

  test('a page from a Firstlight server opens other servers’ recordings too, by its own policy', async () => {
    const server = await RunningServer.start([folder]);
    try {
      await inTab(async (tab) => {
        await tab.page.goto(server.url.href);
        await tab.page.goto(new URL(`?url=${encodeURIComponent(bytes.url('fan.raw'))}`, server.url.origin).href);
        await expectKnownPicture(tab, 'fan.raw');
        expect(tab.complaints).toEqual([]);
      });
    } finally {
      await server.close();
    }
  });

  test('a server without CORS headers is told apart from one that is not there', async () => {
    await inTab(async ({ page: shown }) => {
      await shown.goto(`${page.url}?url=${encodeURIComponent(withoutCors.url('fan.dat'))}`);
      const card = shown.locator('.fl-error-card');
      await card.waitFor();
      expect(await card.textContent()).toContain('Access-Control-Allow-Origin');
      expect(await card.textContent()).toContain(withoutCors.url('fan.dat'));
    });
    await inTab(async ({ page: shown }) => {
      await shown.goto(`${page.url}?url=${encodeURIComponent('http://127.0.0.1:9/fan.dat')}`);
      const card = shown.locator('.fl-error-card');
      await card.waitFor();
      expect(await card.textContent()).toContain('could not be reached');
    });
  });

  test('a server without ranges is named, and nothing is fetched whole', async () => {
    withoutRanges.reset();
    await inTab(async ({ page: shown }) => {
      await shown.goto(`${page.url}?url=${encodeURIComponent(withoutRanges.url('fan.txt'))}`);
      const card = shown.locator('.fl-error-card');
      await card.waitFor();
      expect(await card.textContent()).toMatch(/range requests/);
      expect(withoutRanges.requests).toBe(1);
    });
  });
});

describe('files of this machine', () => {
  /** Runs `work` and checks that nothing left the machine meanwhile: no body, no method but GET, no byte server. */
  async function sendsNothing(work: () => Promise<void>): Promise<void> {
    page.requests.length = 0;
    page.bytesReceived = 0;
    for (const server of [bytes, withoutCors, withoutRanges]) server.reset();
    await work();
    expect(page.requests.filter((request) => !/^GET \/(socket|icon\.svg|favicon\.ico|assets\/[\w.-]+)?$/.test(request))).toEqual([]);
    expect(page.bytesReceived).toBe(0);
    for (const server of [bytes, withoutCors, withoutRanges]) expect(server.requests).toBe(0);
  }

  test('dropped on the page, open in the tab and stay there', async () => {
    await sendsNothing(() =>
      inTab(async (tab) => {
        await tab.page.goto(page.url);
        await tab.page.locator('.fl-drop-area').waitFor();
        await tab.page.evaluate(
          (base64) => {
            const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const dropped = new DataTransfer();
            dropped.items.add(new File([content], 'fan.raw'));
            document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: dropped, bubbles: true, cancelable: true }));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
          },
          readFileSync(join(folder, 'fan.raw')).toString('base64'),
        );
        await expectKnownPicture(tab, 'fan.raw');
        expect(await tab.page.locator('.fl-status-note').textContent()).toBe('stays on this machine');
        expect(tab.complaints.filter((text) => !text.includes('WebSocket'))).toEqual([]);
      }),
    );
  });

  test('chosen with “Open…”, several become a library; one opens by itself', async () => {
    await sendsNothing(() =>
      inTab(async (tab) => {
        await tab.page.goto(page.url);
        await tab.page.getByLabel('Choose recordings').setInputFiles(names.slice(0, 3).map((name) => join(folder, name)));
        await eventually(async () => expect(await tab.page.locator('.fl-tile .fl-thumbnail').count()).toBe(3));
        await tab.page.getByLabel('Open files').setInputFiles(join(folder, 'fan.h5'));
        await expectKnownPicture(tab, 'fan.h5');
      }),
    );
  });

  test('dropped as a folder, become a library with its folders', async () => {
    const root = join(folder, 'lab');
    mkdirSync(join(root, 'monday'), { recursive: true });
    firstlight('convert', join(folder, 'fan.dat'), join(root, 'monday', 'fan.raw'));
    firstlight('convert', join(folder, 'fan.dat'), join(root, 'copy.dat'));
    await sendsNothing(() =>
      inTab(async (tab) => {
        await tab.page.goto(page.url);
        await tab.page.locator('.fl-drop-area').waitFor();
        const session = await tab.page.context().newCDPSession(tab.page);
        const data = { items: [], files: [root], dragOperationsMask: 1 };
        for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
          await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
        await eventually(async () => expect(await tab.page.locator('.fl-tile .fl-thumbnail').count()).toBe(2));
        expect(await tab.page.locator('.fl-heading h2').allInnerTexts()).toContain('monday');
        await tab.page.locator('.fl-tile', { hasText: 'fan.raw' }).dblclick();
        await expectKnownPicture(tab, 'monday/fan.raw');
      }),
    );
  });

  test('dropped on a served page, open in the tab; the way back leads to the server', async () => {
    const server = await RunningServer.serve(folder);
    try {
      await inTab(async (tab) => {
        await tab.page.goto(server.url.href);
        await eventually(async () => expect(await tab.page.locator('.fl-tile').count()).toBeGreaterThan(1));
        const before = tab.requests.length;
        await tab.page.getByLabel('Open files').setInputFiles(join(folder, 'fan.txt'));
        await expectKnownPicture(tab, 'fan.txt');
        expect(tab.requests.slice(before).filter((request) => !/^GET \S+\/(icon\.svg|assets\/[\w.-]+)$/.test(request))).toEqual([]);
        await tab.page.keyboard.press('q');
        await tab.page.getByRole('button', { name: 'Server' }).click();
        await eventually(async () => expect(await tab.page.locator('.fl-tile').count()).toBeGreaterThan(1));
        expect(tab.complaints).toEqual([]);
      });
    } finally {
      await server.close();
    }
  });
});
