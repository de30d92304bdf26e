// Moving about a map in Chromium without a GPU: time between pictures, how much of the cells is in them, and the exact one after rest.
// node bench/map.mjs [--formats 1e6,1e7]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Atlases } from './harness/atlases.mjs';
import { launchChromium } from './harness/chromium.mjs';
import { startServer } from './harness/firstlight-server.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { figure, report } from './harness/report.mjs';
import { emptyFrameMillis, openViewer } from './harness/viewer-page.mjs';

/* global document, performance, requestAnimationFrame, WheelEvent, PointerEvent */

const options = benchOptions({ rounds: 1 });
const sizes = (options.formats ?? (options.short ? ['2e4'] : ['1e6', '1e7'])).map(Number);
const seconds = options.short ? 0.5 : 4;
const machine = describeMachine();
const atlases = new Atlases(options);
const browser = await launchChromium();
const rows = [];
const data = {};
let floor = 0;

for (const cells of sizes) {
  const path = atlases.make({ cells, genes: 10, density: 0.05, layout: 'csc' });
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(atlases.folder, ['--cache-dir', cache, '--no-warm']);
  try {
    for (const [gesture, embedding] of [
      ['zoom', 'X_umap'],
      ['pan', 'X_umap'],
      ['orbit', 'X_umap_3d'],
    ]) {
      const viewer = await openViewer(browser, `${server.url}#r=${basename(path)}&embedding=${embedding}`);
      try {
        await viewer.page.waitForSelector('.fl-canvas[data-quality="exact"]', { timeout: 120_000 });
        await viewer.page.waitForTimeout(options.short ? 200 : 1500);
        floor = (await emptyFrameMillis(viewer.page)) / 2;
        const found = await viewer.page.evaluate(move, { gesture, seconds });
        data[`${cells} ${gesture}`] = found;
        rows.push([
          cells.toLocaleString('en-US').replaceAll(',', ' '),
          gesture,
          figure(percentile(found.frames, 50)),
          figure(percentile(found.frames, 95)),
          figure(percentile(found.pictures, 50)),
          figure(percentile(found.pictures, 95)),
          found.strides.join(', '),
          figure(found.exactMillis),
        ]);
      } finally {
        await viewer.close();
      }
    }
  } finally {
    await server.close();
    rmSync(cache, { recursive: true, force: true });
  }
}
await browser.close();
atlases.clear();

report(
  'map',
  {
    title: 'Moving about a map without a GPU',
    machine,
    notes: [
      `Chromium rasterizes in software; an empty page shows a frame every ${figure(floor)} ms here. While something moves, the last picture is moved with every`,
      'display frame and replaced by pictures of all cells, or of one in 8 or 64 of them where all take too long; the map is exact again after it rests.',
    ],
    tables: [
      {
        caption: 'Milliseconds between display frames and between new pictures while moving; from the last gesture to the exact picture',
        head: ['cells', 'gesture', 'frame', 'frame p95', 'picture', 'picture p95', 'one of', 'exact after'],
        rows,
      },
    ],
    data,
  },
  options,
);

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((share / 100) * sorted.length))];
}

/** Runs in the page: one gesture after the other, a step with every display frame, and watches what is shown. */
async function move({ gesture, seconds }) {
  const stage = document.querySelector('.fl-stage');
  const canvas = document.querySelector('.fl-canvas');
  const box = stage.getBoundingClientRect();
  const at = (x, y) => ({ clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true });
  const [x, y] = [box.width / 2, box.height / 2];
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const pointer = (type, dx, dy) =>
    stage.dispatchEvent(new PointerEvent(type, { ...at(x + dx, y + dy), pointerId: 1, button: 0, buttons: 1 }));
  const frames = [];
  const pictures = [];
  const strides = new Set();
  const started = performance.now();
  let lastFrame = started;
  let lastPicture = started;
  let shown = canvas.dataset.picture;
  if (gesture !== 'zoom') pointer('pointerdown', 0, 0);
  for (let step = 0; performance.now() - started < seconds * 1000; step += 1) {
    const phase = step / 30;
    if (gesture === 'zoom') stage.dispatchEvent(new WheelEvent('wheel', { ...at(x, y), deltaY: Math.sin(phase) > 0 ? -40 : 40 }));
    else pointer('pointermove', 150 * Math.sin(phase), 90 * Math.sin(phase * 0.7));
    await nextFrame();
    const now = performance.now();
    frames.push(now - lastFrame);
    lastFrame = now;
    if (canvas.dataset.picture === shown) continue;
    shown = canvas.dataset.picture;
    strides.add(Number(canvas.dataset.stride));
    pictures.push(now - lastPicture);
    lastPicture = now;
  }
  if (gesture !== 'zoom') pointer('pointerup', 0, 0);
  const rested = performance.now();
  while (canvas.dataset.quality !== 'exact' && performance.now() - rested < 10_000) await nextFrame();
  return { frames, pictures, strides: [...strides].sort((a, b) => a - b), exactMillis: performance.now() - rested };
}
