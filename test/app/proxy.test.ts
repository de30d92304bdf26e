import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstlight } from './make-recordings.js';
import { PrefixProxy } from './prefix-proxy.js';
import { eventually, readTime, waitForFrame } from './stage-driver.js';
import { Chromium } from './start-chromium.js';
import { RunningServer } from './start-server.js';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-proxy-'));
/** Chromium finds every name below localhost on this machine. */
const siteName = 'lab.localhost';
const prefix = '/tools/firstlight/';
let chromium: Chromium | undefined;

beforeAll(async () => {
  firstlight('generate', 'fan', '--events', '3e5', '--rate', '1.5e5', '--size', '320x240', '-o', join(folder, 'fan.raw'));
  firstlight('generate', 'star', '--events', '1e5', '--size', '320x240', '-o', join(folder, 'star.dat'));
  chromium = await Chromium.start();
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  { proxy: 'leaves the prefix on', keepsPrefix: true, options: ['--base-path', '/tools/firstlight', '--allow-host', siteName] },
  { proxy: 'takes the prefix off', keepsPrefix: false, options: ['--allow-host', siteName] },
])('behind a reverse proxy that $proxy', ({ keepsPrefix, options }) => {
  test('library and player work below the path, and links stay there', async () => {
    const proxy = await PrefixProxy.start(prefix, keepsPrefix);
    const server = await RunningServer.serve(folder, options);
    const tab = await chromium?.openTab();
    try {
      if (tab === undefined) throw new Error('There is no browser');
      const { page } = tab;
      proxy.leadTo(new URL(server.url.origin));
      const site = `http://${siteName}:${proxy.port}`;
      await page.goto(`${site}${prefix}?token=${server.url.searchParams.get('token')}`);
      expect(page.url()).toBe(`${site}${prefix}`);
      await eventually(async () => expect(await page.locator('.fl-tile .fl-thumbnail').count()).toBe(2));
      await page.locator('.fl-tile', { hasText: 'fan.raw' }).dblclick();
      await waitForFrame(page);
      const before = await readTime(page);
      await page.keyboard.press(' ');
      await eventually(async () => expect(await readTime(page)).toBeGreaterThan(before + 50_000));
      await page.keyboard.press(' ');
      await page.locator('.fl-topbar').getByText('Link').click();
      await eventually(async () => expect(await page.locator('.fl-toast').textContent()).toContain('copied'));
      const outside = tab.requests.filter((request) => !request.startsWith(`GET ${site}${prefix}`) && !/ (blob|data):/.test(request));
      expect(outside).toEqual([]);
      await page.reload();
      await waitForFrame(page);
      expect(page.url()).toMatch(new RegExp(`^${site}${prefix}#`));
      expect(tab.complaints).toEqual([]);
    } finally {
      await tab?.close();
      await server.close();
      await proxy.close();
    }
  });

  test('a name that was not allowed is refused', async () => {
    const proxy = await PrefixProxy.start(prefix, keepsPrefix);
    const server = await RunningServer.serve(
      folder,
      options.map((option) => (option === siteName ? 'other.example' : option)),
    );
    const tab = await chromium?.openTab();
    try {
      proxy.leadTo(new URL(server.url.origin));
      const answer = await tab?.page.goto(`http://${siteName}:${proxy.port}${prefix}?token=${server.url.searchParams.get('token')}`);
      expect(answer?.status()).toBe(421);
      expect(await answer?.text()).toContain('--allow-host');
    } finally {
      await tab?.close();
      await server.close();
      await proxy.close();
    }
  });
});
