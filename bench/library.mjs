// A library of many recordings: from the start of the page to its tiles, and the thumbnails following.
// node bench/library.mjs [--events 1000]   (--events: recordings in the library)

import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './harness/chromium.mjs';
import { startServer } from './harness/firstlight-server.mjs';
import { spread } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { Recordings } from './harness/recordings.mjs';
import { report, withSpread } from './harness/report.mjs';
import { openViewer } from './harness/viewer-page.mjs';

/* global document, performance, requestAnimationFrame */

const options = benchOptions({ events: 1000, rounds: 5 });
const count = options.short ? 20 : options.events;
const machine = describeMachine();
const recordings = new Recordings(options);
const sample = await recordings.make('evt3', { events: 1e5 });
const folder = mkdtempSync(join(tmpdir(), 'firstlight-library-'));
for (let i = 0; i < count; i += 1) {
  const day = join(folder, `day-${String(i % 10).padStart(2, '0')}`);
  mkdirSync(day, { recursive: true });
  copyFileSync(sample, join(day, `recording-${String(i).padStart(4, '0')}.raw`));
}
const browser = await launchChromium();

/** Milliseconds, from the navigation's start, to the first tiles and to a picture in every tile on the screen. */
async function look() {
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(folder, ['--cache-dir', cache]);
  // The first page of a browser process pays for the process; the second is what a person sees who has it open.
  const first = await openViewer(browser, server.url);
  await first.page.waitForSelector('.fl-tile');
  await first.close();
  const viewer = await openViewer(browser, server.url);
  try {
    return await viewer.page.evaluate(
      () =>
        new Promise((resolve) => {
          const found = {};
          const watch = () => {
            const tiles = document.querySelectorAll('.fl-tile');
            if (found.tiles === undefined && tiles.length > 0) found.tiles = performance.now();
            const count = document.querySelector('.fl-status-count')?.textContent ?? '';
            if (found.listed === undefined && tiles.length > 0 && !count.includes('listing')) found.listed = performance.now();
            const shown = [...tiles].filter((tile) => tile.getBoundingClientRect().top < innerHeight);
            if (shown.length > 0 && shown.every((tile) => tile.querySelector('.fl-thumbnail') !== null)) {
              found.thumbnails = performance.now();
              found.shown = shown.length;
              resolve(found);
            } else if (performance.now() > 60_000) resolve(found);
            else requestAnimationFrame(watch);
          };
          watch();
        }),
    );
  } finally {
    await viewer.close();
    await server.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Milliseconds, from the navigation's start, to the first display frame of a page that says one word. */
async function lookAtNothing(server) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}`);
  const millis = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now()))));
  await context.close();
  return millis;
}

const plain = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><p>Nothing'));
await once(plain.listen(0, '127.0.0.1'), 'listening');
const runs = [];
for (let round = 0; round < options.rounds; round += 1) runs.push({ nothing: await lookAtNothing(plain), ...(await look()) });
plain.close();
await browser.close();
rmSync(folder, { recursive: true, force: true });
recordings.clear();
const column = (key) => spread(runs.map((run) => run[key]).filter((value) => value !== undefined));
report(
  'library',
  {
    title: `Library of ${count} recordings`,
    machine,
    notes: [
      'Milliseconds from the start of the navigation, browser running, server up, index cache empty. “Nothing” is a page of one word, until its first display frame. Goal: tiles ≤ 300 ms.',
    ],
    tables: [
      {
        caption: 'From navigation',
        head: ['nothing', 'first tiles', 'all listed', `pictures in the ${runs[0]?.shown ?? '?'} tiles on the screen`],
        rows: [
          [withSpread(column('nothing')), withSpread(column('tiles')), withSpread(column('listed')), withSpread(column('thumbnails'))],
        ],
      },
    ],
    data: runs,
  },
  options,
);
