// Playing in Chromium without a GPU: distinct frames, dropped windows, long tasks of the page.
// node bench/playing.mjs [--formats dat,evt3] [--events 2e8]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { launchChromium } from './harness/chromium.mjs';
import { startServer } from './harness/firstlight-server.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { Recordings, warmPageCache } from './harness/recordings.mjs';
import { figure, report } from './harness/report.mjs';
import { openViewer } from './harness/viewer-page.mjs';

/* global document, performance, MutationObserver, window */

const options = benchOptions({ events: 2e8, rounds: 1 });
const formats = options.formats ?? ['dat', 'evt3'];
const seconds = options.short ? 1 : 15;
const machine = describeMachine();
const recordings = new Recordings(options);
const browser = await launchChromium();
const rows = [];
const data = {};

for (const format of formats) {
  const path = await recordings.make(format, { events: options.events, rate: 10_000_000, folder: 'playing' });
  warmPageCache(path);
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(join(recordings.folder, 'playing'), ['--cache-dir', cache, '--no-warm']);
  const viewer = await openViewer(browser, `${server.url}#r=${basename(path)}&stride=33333`);
  try {
    await viewer.page.waitForSelector('.fl-canvas[data-window]', { timeout: 60_000 });
    await viewer.page.waitForTimeout(options.short ? 200 : 3000);
    const found = await viewer.page.evaluate(play, { seconds });
    rows.push([
      format,
      figure(found.frames / found.seconds),
      figure(found.gap95),
      figure(found.gapGreatest),
      String(found.dropped),
      String(found.skipped),
      String(found.longTasks.length),
      figure(Math.max(0, ...found.longTasks)),
      figure(found.played / found.seconds),
    ]);
    data[format] = found;
  } finally {
    await viewer.close();
    await server.close();
    rmSync(cache, { recursive: true, force: true });
  }
}
await browser.close();
recordings.clear();

/** Runs in the page: presses play and watches the canvas for some seconds. */
async function play({ seconds }) {
  const canvas = document.querySelector('.fl-canvas');
  const shown = [];
  const watcher = new MutationObserver(() => {
    const [, to] = canvas.dataset.window.split(' ').map(Number);
    if (shown.at(-1)?.to !== to) shown.push({ at: performance.now(), to });
  });
  watcher.observe(canvas, { attributes: true, attributeFilter: ['data-window'] });
  window.longTasks.length = 0;
  document.querySelector('[data-command="play"]').click();
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const took = (performance.now() - started) / 1000;
  watcher.disconnect();
  const text = document.querySelector('.fl-readout')?.textContent ?? '';
  const count = (word) => Number((new RegExp(`([\\d\\s\\u202f\\u00a0,]+) ${word}`).exec(text)?.[1] ?? '0').replace(/\D/g, ''));
  const gaps = shown
    .slice(1)
    .map(({ at }, index) => at - shown[index].at)
    .sort((a, b) => a - b);
  return {
    seconds: took,
    frames: shown.length,
    gap95: gaps[Math.floor(gaps.length * 0.95)],
    gapGreatest: gaps.at(-1),
    played: shown.length < 2 ? 0 : (shown.at(-1).to - shown[0].to) / 1e6,
    dropped: count('dropped'),
    skipped: count('skipped'),
    longTasks: window.longTasks.filter(({ startTime }) => startTime >= started).map(({ duration }) => duration),
  };
}

report(
  'playing',
  {
    title: 'Playing 10 M events a second at 1×, 1280×720, stride 1/30 s',
    machine,
    notes: [
      'Chromium without a GPU. Goal: ≥ 30 distinct frames a second, none dropped, no main-thread task over 50 ms. “Played” is recording time per second of wall time.',
    ],
    tables: [
      {
        caption: `${seconds} s of playing`,
        head: ['format', 'frames/s', 'gap p95, ms', 'greatest gap', 'dropped', 'skipped', 'tasks > 50 ms', 'longest task, ms', 'played'],
        rows,
      },
    ],
    data,
  },
  options,
);
