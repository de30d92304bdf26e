import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstlight } from './make-recordings.js';
import { eventually } from './stage-driver.js';
import { Firefox, firefoxPath } from './start-firefox.js';
import { RunningServer } from './start-server.js';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-firefox-'));
let server: RunningServer | undefined;
let firefox: Firefox | undefined;

/** What Firefox shows: the time readout, and a number that tells pictures apart. */
async function look(): Promise<{ readonly time: string; readonly picture: number; readonly colours: number }> {
  const text = await firefox?.evaluate(`(() => {
    const canvas = document.querySelector('.fl-canvas');
    const small = new OffscreenCanvas(320, 180).getContext('2d');
    small.drawImage(canvas, 0, 0, 320, 180);
    const pixels = new Uint32Array(small.getImageData(0, 0, 320, 180).data.buffer);
    return {
      time: document.querySelector('.fl-readout-time dd').textContent,
      picture: pixels.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 0),
      colours: new Set(pixels).size,
    };
  })()`);
  return JSON.parse(text ?? 'null');
}

describe.skipIf(firefoxPath === undefined)('in Firefox', () => {
  beforeAll(async () => {
    firstlight('generate', 'fan', '--events', '5e5', '--rate', '2e5', '--size', '640x480', '-o', join(folder, 'fan.raw'));
    firstlight('generate', 'drone', '--events', '2e5', '--size', '640x480', '-o', join(folder, 'drone.dat'));
    server = await RunningServer.serve(folder);
    firefox = await Firefox.start(firefoxPath ?? '');
  }, 240_000);

  afterAll(async () => {
    await firefox?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a served recording opens from the library and plays: time and picture move, then rest', async () => {
    await firefox?.open(server?.url.href ?? '');
    expect(await firefox?.evaluate('location.href')).not.toContain('token');
    await eventually(async () => expect(await firefox?.evaluate("document.querySelectorAll('.fl-tile .fl-thumbnail').length")).toBe('2'));
    await firefox?.evaluate(`(() => {
      const tile = [...document.querySelectorAll('.fl-tile')].find((one) => one.title.endsWith('fan.raw'));
      tile.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    })()`);
    await eventually(async () =>
      expect(await firefox?.evaluate("document.querySelector('.fl-canvas').dataset.quality")).toMatch(/provisional|exact/),
    );
    const still = await look();
    expect(still.colours).toBeGreaterThan(2);
    await firefox?.evaluate("document.querySelector('.fl-play').click()");
    await eventually(async () => {
      const now = await look();
      expect(now.time).not.toBe(still.time);
      expect(now.picture).not.toBe(still.picture);
    });
    const seen = new Set<number>();
    await eventually(async () => {
      seen.add((await look()).picture);
      expect(seen.size, 'different pictures').toBeGreaterThan(4);
    });
    await firefox?.evaluate("document.querySelector('.fl-play').click()");
    await eventually(async () => expect(await firefox?.evaluate("document.querySelector('.fl-readout').textContent")).toContain('paused'));
    const [first, second] = [await look(), await look()];
    expect(second).toEqual(first);
    const screenshot = await firefox?.screenshot();
    expect(screenshot?.subarray(1, 4).toString()).toBe('PNG');
    expect(server?.said).not.toMatch(/warning|error|internal/i);
  });
});
