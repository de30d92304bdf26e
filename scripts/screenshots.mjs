// Takes the pictures of the viewer: `node scripts/screenshots.mjs OUT [FOLDER] [NAME…]`.
// FOLDER holds the recordings to show (default, also as `-`: those of `firstlight demo`); NAME… limits it to pictures that begin so.
// Chromium: CHROME_PATH, else the system's. Needs a built dist/.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium } from './ensure-browser.mjs';
import { root } from './run.mjs';

const [out, wanted, ...names] = process.argv.slice(2);
const folder = wanted === '-' ? undefined : wanted;
if (out === undefined) {
  console.error('Usage: node scripts/screenshots.mjs OUT [FOLDER] [NAME…]');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'firstlight-pictures-'));

/** Starts a command of the built package that serves; resolves with the page's URL and the way to stop it. */
function serve(args) {
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolved, reject) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
      const url = /http:\/\/\S+/.exec(text)?.[0];
      if (url !== undefined) resolved({ url, stop: () => child.kill('SIGINT') });
    });
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}`)));
  });
}

const cache = ['--cache-dir', join(scratch, 'cache'), '--port', '0'];
mkdirSync(join(scratch, 'empty'));
mkdirSync(join(scratch, 'broken'));
const sources = folder === undefined ? undefined : resolve(folder);
if (sources !== undefined) {
  const sample = readdirSync(sources).find((name) => name.endsWith('.raw'));
  if (sample !== undefined) cpSync(join(sources, sample), join(scratch, 'broken', sample));
}
writeFileSync(join(scratch, 'broken', 'unreadable.h5'), 'This is no HDF5 file.');
const library = await serve(sources === undefined ? ['demo', '--no-browser', '--port', '0'] : ['serve', sources, ...cache]);
const empty = await serve(['serve', join(scratch, 'empty'), ...cache]);
const broken = await serve(['serve', join(scratch, 'broken'), ...cache]);
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });

const sizes = { narrow: { width: 360, height: 740 }, usual: { width: 1280, height: 720 }, wide: { width: 3840, height: 2160 } };

/** Where views lie side by side: a laptop, and displays from the width on where there are two by themselves. */
const sizesOfViews = { usual: sizes.usual, large: { width: 2560, height: 1440 }, wide: sizes.wide };

/** Waits until every tile on the screen has its picture or says why not. */
async function tilesDrawn(page) {
  await page.waitForFunction(
    () => {
      const tiles = [...document.querySelectorAll('.fl-tile')].filter((tile) => tile.getBoundingClientRect().top < innerHeight);
      return tiles.length > 0 && tiles.every((tile) => tile.querySelector('canvas, .fl-tile-error'));
    },
    undefined,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(1_200);
}

const firstFrame = (page) => page.waitForSelector('.fl-canvas[data-quality]', { timeout: 60_000 });

/** Goes to a third of the recording and waits for its frame and the curve. */
async function seekInside(page) {
  await firstFrame(page);
  const strip = await page.locator('.fl-strip').boundingBox();
  await page.mouse.click(strip.x + strip.width * 0.36, strip.y + strip.height * 0.6);
  await page.mouse.move(strip.x + strip.width * 0.5, strip.y - 200);
  await page.waitForTimeout(2_000);
}

/** Chooses so many views by the keys, focuses the second, and points at a pixel. */
async function splitInto(page, views) {
  await show(page, 'fan.raw');
  await seekInside(page);
  for (let tries = 0; tries < 4 && (await page.locator('.fl-pane').count()) !== views; tries += 1) {
    await page.keyboard.press('c');
    await page.waitForTimeout(500);
  }
  await page.keyboard.press('x');
  const box = await page.locator('.fl-pane').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.42, box.y + box.height * 0.42);
  await page.waitForTimeout(1_500);
}

/** Shows an entry by the name that links give it. */
async function show(page, entry) {
  await page.waitForSelector('.fl-tile');
  await page.evaluate((name) => {
    window.location.hash = `r=${name}`;
  }, entry);
  await firstFrame(page);
  await page.waitForTimeout(2_500);
}

/** Drags over parts of the stage. */
async function dragOn(page, places) {
  const box = await page.locator('.fl-stage').boundingBox();
  const at = ([x, y]) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(places[0]));
  await page.mouse.down();
  for (const place of places.slice(1)) await page.mouse.move(...at(place), { steps: 4 });
  await page.mouse.up();
}

const pictures = [
  { name: 'library', server: library, ready: tilesDrawn },
  { name: 'empty', server: empty, ready: (page) => page.waitForSelector('.fl-empty') },
  { name: 'first-frame', server: library, open: true, ready: firstFrame },
  {
    name: 'playing',
    server: library,
    open: true,
    ready: async (page) => {
      await seekInside(page);
      await page.locator('[data-command=play]').click();
      await page.waitForTimeout(3_000);
    },
  },
  {
    name: 'region',
    server: library,
    open: true,
    ready: async (page) => {
      await seekInside(page);
      if ((await page.locator('.fl-inspector').count()) === 0) await page.locator('[data-command=inspector]:visible').click();
      await page.waitForTimeout(300);
      await page.keyboard.press('r');
      await page.keyboard.press('2');
      const box = await page.locator('.fl-stage').boundingBox();
      await page.mouse.move(box.x + box.width * 0.38, box.y + box.height * 0.3);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.62, box.y + box.height * 0.62, { steps: 6 });
      await page.mouse.up();
      await page.waitForTimeout(2_500);
    },
  },
  { name: 'views', server: library, at: sizesOfViews, ready: (page) => splitInto(page, 2) },
  { name: 'four-views', server: library, at: sizesOfViews, ready: (page) => splitInto(page, 4) },
  { name: 'stack', server: library, ready: (page) => show(page, 'spray.tif') },
  {
    name: 'reduced',
    server: library,
    ready: async (page) => {
      await show(page, 'spray.tif&op=divide:mean(0..199)');
      await page.keyboard.press('e');
      await dragOn(page, [
        [0.42, 0.3],
        [0.55, 0.5],
      ]);
      await page.waitForTimeout(2_500);
    },
  },
  { name: 'map', server: library, ready: (page) => show(page, 'atlas.h5ad') },
  {
    name: 'selection',
    server: library,
    ready: async (page) => {
      await show(page, 'atlas.h5ad');
      await page.keyboard.press('o');
      await dragOn(page, [
        [0.45, 0.3],
        [0.62, 0.25],
        [0.68, 0.5],
        [0.5, 0.55],
        [0.45, 0.3],
      ]);
      await page.waitForTimeout(2_500);
    },
  },
  {
    name: 'error',
    server: broken,
    ready: async (page) => {
      await page.locator('.fl-tile', { hasText: 'unreadable' }).dblclick();
      await page.waitForSelector('.fl-error-card');
    },
  },
  {
    name: 'help',
    server: library,
    open: true,
    ready: async (page) => {
      await firstFrame(page);
      await page.waitForTimeout(1_000);
      await page.keyboard.press('?');
    },
  },
];

for (const { name, server, open = false, at = sizes, ready } of pictures) {
  for (const [size, viewport] of Object.entries(at)) {
    for (const colorScheme of ['dark', 'light']) {
      const file = `${name}-${size}-${colorScheme}`;
      if (names.length > 0 && !names.some((start) => file.startsWith(start))) continue;
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`${file}: ${error.message}`));
      try {
        await page.goto(server.url);
        if (open) {
          await page.waitForSelector('.fl-tile');
          const fan = page.locator('.fl-tile[title="fan.raw"]');
          await ((await fan.count()) > 0 ? fan : page.locator('.fl-tile').first()).dblclick();
        }
        await ready(page);
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(out, `${file}.png`) });
        console.log(file);
      } catch (error) {
        console.error(`${file}: ${error.message}`);
        process.exitCode = 1;
      }
      await context.close();
    }
  }
}
await browser.close();
for (const server of [library, empty, broken]) server.stop();
rmSync(scratch, { recursive: true, force: true });
