// The viewer in a real browser, driven as a person would, timed inside the page.

/* global document, performance, requestAnimationFrame, PerformanceObserver, WebSocket, window */

/**
 * Opens the page in a context of its own, 1280×720. `holdThumbnails` keeps the page from asking for thumbnails, so that
 * a recording is truly unopened until its tile is activated.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{ holdThumbnails?: boolean }} [options]
 */
export async function openViewer(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(prepare, { holdThumbnails: options.holdThumbnails === true });
  await page.goto(url);
  return { page, close: () => context.close() };
}

/** Runs in the page before anything else. */
function prepare({ holdThumbnails }) {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  if (!holdThumbnails) return;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function sendUnlessThumbnail(data) {
    const bytes =
      data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : ArrayBuffer.isView(data)
          ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
          : undefined;
    const head = bytes === undefined ? String(data) : new TextDecoder().decode(bytes.subarray(0, 400));
    if (!head.includes('"type":"thumbnail"')) send.call(this, data);
  };
}

/** Waits until the library shows a tile of this name. */
export async function waitForTile(page, name) {
  await page.waitForSelector(`.fl-tile[title="${name}"]`, { timeout: 30_000 });
}

/** Back to the library from the player. */
export async function backToLibrary(page) {
  await page.keyboard.press('q');
  await page.waitForSelector('.fl-grid', { timeout: 10_000 });
}

/**
 * Activates a tile (chosen beforehand) and waits for its first picture that is not coarse.
 * @returns {Promise<{ drawnMillis: number, presentedMillis: number, quality: string, window: string }>} milliseconds
 *   from the activating click until the picture was drawn, and until the display frame after it began
 */
export async function activateTile(page, name) {
  await waitForTile(page, name);
  await page.evaluate((wanted) => {
    const tile = document.querySelector(`.fl-tile[title="${wanted}"]`);
    if (tile.getAttribute('aria-selected') !== 'true') tile.click();
  }, name);
  await page.waitForSelector(`.fl-tile[title="${name}"][aria-selected="true"]`);
  await page.waitForTimeout(100);
  return page.evaluate(
    (wanted) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        // Told in the very frame that draws; a look once a frame would come one frame late.
        const look = () => {
          const canvas = document.querySelector('.fl-canvas');
          const shown = canvas?.dataset.window ?? canvas?.dataset.place;
          if (shown === undefined || canvas.dataset.quality === 'coarse') return;
          observer.disconnect();
          clearTimeout(late);
          const drawnMillis = performance.now() - started;
          const { quality } = canvas.dataset;
          requestAnimationFrame(() => resolve({ drawnMillis, presentedMillis: performance.now() - started, quality, window: shown }));
        };
        const observer = new MutationObserver(look);
        const late = setTimeout(() => {
          observer.disconnect();
          reject(
            new Error(
              `no picture of ${wanted}: ${document.querySelector('.fl-stage')?.textContent ?? document.body.textContent.slice(0, 300)}`,
            ),
          );
        }, 60_000);
        observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-window', 'data-place', 'data-quality'] });
        document.querySelector(`.fl-tile[title="${wanted}"]`).click();
      }),
    name,
  );
}

/** Milliseconds that two display frames take when nothing happens: the floor under every figure. */
export function emptyFrameMillis(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const times = [];
        const tick = () => {
          times.push(performance.now());
          if (times.length < 31) requestAnimationFrame(tick);
          else resolve(((times.at(-1) - times[0]) / (times.length - 1)) * 2);
        };
        requestAnimationFrame(tick);
      }),
  );
}
