// Stacks: first light, scrubbing under a budget, folders of PNG beside OpenCV.
// node bench/stacks.mjs [--rounds 5]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { launchChromium } from './harness/chromium.mjs';
import { closeEngines, firstPlaneBytes, readPlanes } from './harness/engine.mjs';
import { connectClient, startServer } from './harness/firstlight-server.mjs';
import { interleave, quantile, spread } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, PeerProcess, peersPython } from './harness/peer-process.mjs';
import { figure, ratio, report, withSpread } from './harness/report.mjs';
import { sampleResident } from './harness/resident.mjs';
import { planeBytes, Stacks } from './harness/stacks.mjs';
import { activateTile, backToLibrary, emptyFrameMillis, openViewer } from './harness/viewer-page.mjs';

const options = benchOptions({ events: 0, rounds: 5 });
const peers = peersPython() !== undefined;
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});
const stacks = new Stacks(options);
const gigabyte = Math.floor(1e9 / planeBytes);
const data = {};

const light = await firstLight();
const scrubbing = await scrub();
const decoding = await decodePngs();
await closeEngines();
stacks.clear();

/** Tile activated → picture presented, in a fresh server and page that have shown another stack. */
async function firstLight() {
  const folder = 'light';
  const files = [];
  const sizes = { one: 1, ...(options.short ? {} : { ten: 10, hundred: 100 }) };
  for (const [name, size] of Object.entries(sizes)) {
    files.push({ what: `.npy ${size} GB`, path: stacks.sparse(name, 'npy', size * gigabyte, folder) });
    files.push({ what: `BigTIFF ${size} GB`, path: stacks.sparse(name, 'tif', size * gigabyte, folder) });
  }
  const frames = options.short ? 200 : 40_000;
  files.push({ what: `folder of ${frames} PNG`, path: await stacks.pngs(frames, join(folder, 'frames')) });
  const warmUp = basename(stacks.sparse('warm-up', 'npy', 16, folder));
  const browser = await launchChromium();
  const rows = [];
  for (const { what, path } of files) {
    const runs = [];
    const again = [];
    const empty = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
      const server = await startServer(join(stacks.folder, folder), ['--no-warm', '--cache-dir', cache]);
      const viewer = await openViewer(browser, server.url, { holdThumbnails: true });
      try {
        await activateTile(viewer.page, warmUp);
        await backToLibrary(viewer.page);
        empty.push(await emptyFrameMillis(viewer.page));
        runs.push((await activateTile(viewer.page, basename(path))).presentedMillis);
        await backToLibrary(viewer.page);
        again.push((await activateTile(viewer.page, basename(path))).presentedMillis);
      } finally {
        await viewer.close();
        await server.close();
        rmSync(cache, { recursive: true, force: true });
      }
    }
    const bytes = await firstPlaneBytes(path);
    const size = statSync(path).isDirectory() ? '–' : `${(statSync(path).size / 1e9).toFixed(1)} GB`;
    data[what] = { presented: spread(runs), again: spread(again), empty: spread(empty), bytes };
    const figures = data[what];
    rows.push([
      what,
      size,
      withSpread(figures.presented),
      withSpread(figures.again),
      figure(figures.empty.median),
      `${(bytes / 1e6).toFixed(2)} MB`,
    ]);
  }
  await browser.close();
  return rows;
}

/** Random planes of a cube that the budget does not hold, one after the other, as fast as they are answered. */
async function scrub() {
  const planes = options.short ? 64 : 1024;
  const jumps = options.short ? 50 : 1000;
  const path = stacks.noise(planes, 'scrub');
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(join(stacks.folder, 'scrub'), ['--memory', '512MB', '--cache-dir', cache]);
  const client = await connectClient(server.url);
  const resident = sampleResident(server.pid);
  const millis = [];
  try {
    client.send({ type: 'list', request: 1 });
    const { entries } = await client.next(
      (answer) => answer.type === 'entries' && answer.entries.some(({ name }) => name === basename(path)),
    );
    const { recording } = entries.find(({ name }) => name === basename(path));
    client.send({ type: 'describe', request: 2, recording });
    await client.next((answer) => answer.type === 'facts');
    client.listen((answer) => {
      if (answer.type === 'plane') client.send({ type: 'credit', view: 1, frames: 1 });
    });
    let state = 0x2545f491;
    for (let revision = 1; revision <= jumps; revision += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const want = { kind: 'plane', place: { t: (state >>> 0) % planes, c: 0, z: 0 }, axis: 'T', chain: [] };
      const started = performance.now();
      client.send({ type: 'view', view: 1, revision, recording, want });
      await client.next((answer) => answer.type === 'plane' && answer.revision === revision && answer.quality === 'exact');
      millis.push(performance.now() - started);
    }
  } finally {
    await client.close();
    await server.close();
    rmSync(cache, { recursive: true, force: true });
  }
  const sorted = [...millis].sort((a, b) => a - b);
  const peak = Math.max(...resident.stop().flatMap(([, bytes]) => (Number.isNaN(bytes) ? [] : [bytes])));
  data.scrub = { millis, peakBytes: peak };
  return [
    [
      `${((planes * planeBytes) / 1e9).toFixed(1)} GB`,
      String(jumps),
      figure(quantile(sorted, 0.5)),
      figure(quantile(sorted, 0.95)),
      figure(quantile(sorted, 0.99)),
      `${(peak / 1e6).toFixed(0)} MB`,
    ],
  ];
}

/** All images of a folder once: two decoding threads beside OpenCV on two threads. */
async function decodePngs() {
  const count = options.short ? 60 : 1200;
  const rows = [];
  for (const size of [256, 1024]) {
    const folder = await stacks.pngs(size === 256 ? count : count / 4, `pngs-${size}`, size);
    const images = size === 256 ? count : count / 4;
    const peer = peers ? new PeerProcess() : undefined;
    const perSecond = (seconds) => images / seconds;
    const runs = await interleave(options.rounds, {
      ours: async () => perSecond(await readPlanes(folder, 2)),
      alone: async () => perSecond(await readPlanes(folder, 0)),
      ...(peer === undefined
        ? {}
        : { opencv: async () => perSecond((await peer.ask({ measure: 'images', file: folder, threads: 2 })).seconds) }),
    });
    await peer?.close();
    data[`png ${size}`] = runs;
    const { ours, alone, opencv } = runs;
    rows.push([
      `${size} × ${size}`,
      withSpread(ours),
      withSpread(alone),
      opencv === undefined ? '–' : withSpread(opencv),
      opencv === undefined ? '–' : ratio(ours.median, opencv.median),
    ]);
  }
  return rows;
}

report(
  'stacks',
  {
    title: 'Stacks: first light, scrubbing, folders of images',
    machine,
    notes: [
      'First light: Chromium without a GPU, 1280×720; a fresh server and cache folder for every opening; the page has shown another stack and asks for no thumbnail; until the display frame after the one that drew the picture began, milliseconds, median (least–greatest). Planes of 1024² 16-bit numbers; files are sparse but for what is looked at. “Read” is what the engine read until the plane was there. Goals: ≤ 150 ms, the same for every size; ≤ 16 MB read.',
      'Scrubbing: a cube of noise, a server with `--memory 512MB`, a client beside it that asks for the next random plane when the exact one has come: reading, measuring, sending 2 MB through the socket. Goals: p95 ≤ 16 ms; resident memory ≤ 700 MB.',
      'Folders of 8-bit PNG, images a second, files in the page cache, runs alternate. Goal: ≥ 0.8 × OpenCV on two threads.',
    ],
    tables: [
      { caption: 'Tile activated → picture presented', head: ['stack', 'size', 'first light', 'again', 'empty', 'read'], rows: light },
      {
        caption: 'Random planes under a budget of 512 MB',
        head: ['cube', 'random planes', 'p50, ms', 'p95', 'p99', 'resident'],
        rows: scrubbing,
      },
      {
        caption: 'Folder of PNG, images/s',
        head: ['image', 'two workers', 'no worker', 'OpenCV, two threads', 'ours : OpenCV'],
        rows: decoding,
      },
    ],
    data,
  },
  options,
);
