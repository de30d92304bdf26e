// First light: from activating a tile to its picture, in Chromium, for recordings of very different size.
// node bench/first-light.mjs [--rounds 5] [--formats dat,evt3,gzip] [--events 1e9]   (--events: the largest size)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { launchChromium } from './harness/chromium.mjs';
import { closeEngines, firstFrameBytes } from './harness/engine.mjs';
import { startServer } from './harness/firstlight-server.mjs';
import { interleave, spread } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, peersPython } from './harness/peer-process.mjs';
import { startRangeServer } from './harness/range-server.mjs';
import { Recordings, warmPageCache } from './harness/recordings.mjs';
import { figure, ratio, report, withSpread } from './harness/report.mjs';
import { activateTile, backToLibrary, emptyFrameMillis, openViewer } from './harness/viewer-page.mjs';

const options = benchOptions({ events: 1e9, rounds: 5 });
const formats = options.formats ?? ['dat', 'evt3', 'gzip'];
const sizes = options.short ? [options.events] : [1e6, 1e7, 2.6e7, 1e8, 1e9].filter((size) => size <= options.events);
const peers = peersPython() !== undefined;
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});
const recordings = new Recordings(options);
/** Each format has a library of its own, small enough that every tile is on the screen. */
const folderOf = (format) => join('first-light', format);
const warmUps = {};
for (const format of formats) warmUps[format] = basename(await recordings.make('dat', { events: 1e5, folder: folderOf(format) }));
const browser = await launchChromium();

/** A server and a page that have shown another recording, and never this one. */
async function withFreshPage(format, use) {
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(join(recordings.folder, folderOf(format)), ['--no-warm', '--cache-dir', cache]);
  const viewer = await openViewer(browser, server.url, { holdThumbnails: true });
  try {
    await activateTile(viewer.page, warmUps[format]);
    await backToLibrary(viewer.page);
    return await use(viewer.page, server);
  } finally {
    await viewer.close();
    await server.close();
    rmSync(cache, { recursive: true, force: true });
  }
}

/** One opening of a recording that was never opened, and a second one. */
function openTwice(format, name) {
  return withFreshPage(format, async (page) => {
    const empty = await emptyFrameMillis(page);
    const first = await activateTile(page, name);
    await backToLibrary(page);
    const again = await activateTile(page, name);
    return { empty, first, again };
  });
}

/** Drops a file's pages from the page cache (GNU dd asks the kernel to). */
function coolPageCache(path) {
  spawnSync('sync', ['-d', path]);
  return spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' }).status === 0;
}

const rows = [];
const far = [];
const loads = [];
const data = {};
for (const format of formats) {
  const baseline = {};
  for (const events of sizes) {
    const path = await recordings.make(format, { events, folder: folderOf(format) });
    const name = basename(path);
    const fileBytes = statSync(path).size;
    const runs = [];
    const load = [];
    for (let round = 0; round < options.rounds; round += 1) {
      warmPageCache(path);
      runs.push(await openTwice(format, name));
      if (events === 2.6e7 && peers && format !== 'dat' && round < 2) {
        const { seconds, error } = await askOnce({ measure: 'whole', peer: 'evlib', file: path }).catch((thrown) => ({
          error: thrown.message,
        }));
        if (error === undefined) load.push(seconds * 1000);
      }
    }
    const cold = coolPageCache(path) ? await withFreshPage(format, (page) => activateTile(page, name)) : undefined;
    const figures = {
      first: spread(runs.map((run) => run.first.presentedMillis)),
      again: spread(runs.map((run) => run.again.presentedMillis)),
      drawn: spread(runs.map((run) => run.first.drawnMillis)),
      drawnAgain: spread(runs.map((run) => run.again.drawnMillis)),
      empty: spread(runs.map((run) => run.empty)),
      bytes: await firstFrameBytes(path),
      cold: cold?.presentedMillis,
      qualities: [...new Set(runs.map((run) => run.first.quality))],
    };
    baseline.least ??= figures.first.median;
    rows.push([
      format,
      events.toExponential(1),
      `${(fileBytes / 1e6).toFixed(0)} MB`,
      withSpread(figures.first),
      `${(figures.first.median / baseline.least).toFixed(2)} ×`,
      `${(figures.bytes / 1e6).toFixed(2)} MB`,
      withSpread(figures.again),
      figure(figures.drawnAgain.median),
      figure(figures.cold),
      figure(figures.empty.median),
      figures.qualities.join(' '),
    ]);
    data[`${format} ${events.toExponential(1)}`] = { fileBytes, ...figures, runs };
    if (load.length > 0) {
      const loaded = spread(load);
      loads.push([format, figure(figures.first.median), withSpread(loaded), ratio(loaded.median, figures.first.median), '30 ×']);
      data[`${format} evlib`] = loaded;
    }
  }
}

// The same recordings on a plain web server 50 ms away, opened in the tab.
const origin = await startRangeServer(join(recordings.folder, 'first-light'), 50);
for (const format of formats) {
  const events = sizes.includes(1e8) ? 1e8 : sizes.at(-1);
  const name = basename(await recordings.make(format, { events, folder: folderOf(format) }));
  const before = { ...origin.counts };
  const runs = await interleave(Math.min(3, options.rounds), {
    far: () =>
      withFreshPage(format, async (page, server) => {
        const target = new URL(server.url);
        target.searchParams.set('url', `${origin.url}/${format}/${name}`);
        return (await openByUrl(page, target.href)).millis;
      }),
  });
  const times = runs.far.values.length || 1;
  far.push([
    format,
    events.toExponential(1),
    runs.far.error ?? withSpread(runs.far),
    figure((origin.counts.requests - before.requests) / times),
    `${((origin.counts.bytes - before.bytes) / times / 1e6).toFixed(2)} MB`,
  ]);
  data[`${format} far`] = runs.far;
}
await origin.close();
await closeEngines();
await browser.close();
recordings.clear();

/** Opens the page with `?url=` and waits for the picture: page load included. */
async function openByUrl(page, href) {
  const started = performance.now();
  await page.goto(href);
  await page.waitForSelector('.fl-canvas[data-window]', { timeout: 60_000 });
  return { millis: performance.now() - started };
}

report(
  'first-light',
  {
    title: 'First light: tile activated → picture presented',
    machine,
    notes: [
      'Chromium without a GPU, 1280×720, window 10 ms, milliseconds, median (least–greatest). A fresh server and a fresh cache folder for every opening; page, context and shaders have shown another recording; the page asks for no thumbnail, so the file was never opened. File in the page cache but for the column “cold”. Counted until the display frame after the one that drew the picture began (“drawn again” until the one that drew it); “empty” is the time that two display frames take when nothing happens. Opened again, the page shows the picture it had until the server’s answer takes its place. “Read” is what the engine read of the file until the frame was made.',
      'Goals: ≤ 150 ms; 10⁹ ≤ 1.5 × 10⁶; ≤ 16 MB read; opened again ≤ 30 ms; ≥ 30 × faster than evlib’s load_events of 2.6·10⁷ events.',
    ],
    tables: [
      {
        caption: 'Beside the disk',
        head: ['format', 'events', 'file', 'first light', ': 10⁶', 'read', 'again', 'drawn again', 'cold', 'empty', 'quality'],
        rows,
      },
      ...(loads.length === 0
        ? []
        : [
            {
              caption: '2.6·10⁷ events beside evlib load_events, ms',
              head: ['format', 'first light', 'load_events', 'load : first light', 'goal'],
              rows: loads,
            },
          ]),
      {
        caption: 'Over HTTP with 50 ms latency, in the tab; page load included',
        head: ['format', 'events', 'ms', 'requests', 'read'],
        rows: far,
      },
    ],
    data,
  },
  options,
);
