import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RangeServer } from './range-server.js';
import { eventually, goTo, shownFrame, waitForEnd, waitForFrame } from './stage-driver.js';
import { Chromium, type Tab } from './start-chromium.js';
import { RunningServer } from './start-server.js';
import { StaticServer } from './static-server.js';
import { syntheticDat } from './synthetic-dat.js';

const events = 1e8;
const eventsPerMicro = 10;
const durationMicros = events / eventsPerMicro;
let bytes: RangeServer;
let page: StaticServer;
let chromium: Chromium | undefined;

beforeAll(async () => {
  bytes = await RangeServer.start({ 'long.dat': syntheticDat(events, eventsPerMicro) });
  page = await StaticServer.start();
  chromium = await Chromium.start();
}, 120_000);

afterAll(async () => {
  await chromium?.close();
  await bytes?.close();
  await page?.close();
});

/** Sets a trap in the page: from the next `event` on it counts animation frames until the canvas looks different. */
async function trap(shown: Page, event: 'wheel' | 'pointermove' | 'keydown'): Promise<void> {
  await shown.evaluate((type) => {
    const look = (): string => {
      const canvas = document.querySelector<HTMLCanvasElement>('.fl-canvas');
      const small = new OffscreenCanvas(320, 180).getContext('2d');
      if (canvas === null || small === null) return '';
      small.drawImage(canvas, 0, 0, 320, 180);
      return String(small.getImageData(0, 0, 320, 180).data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 0));
    };
    const counted = new Promise<number>((resolve) => {
      const before = look();
      const onEvent = (): void => {
        let frames = 0;
        const count = (): void => {
          frames += 1;
          if (look() !== before || frames > 100) resolve(frames);
          else requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      };
      document.addEventListener(type, onEvent, { capture: true, once: true });
    });
    Object.assign(window, { counted });
  }, event);
}

/** How many frames the canvas took to change after the trapped event. */
function framesUntilChange(shown: Page): Promise<number> {
  return shown.evaluate(() => (window as unknown as { readonly counted: Promise<number> }).counted);
}

function waiting(shown: Page): Promise<string | null> {
  return shown.locator('.fl-exactness').textContent();
}

describe.each(['tab', 'server'] as const)('while a distant host is slow, with the engine in the %s', (place) => {
  let server: RunningServer | undefined;
  let tab: Tab;
  let shown: Page;

  beforeAll(async () => {
    tab = (await chromium?.openTab()) as Tab;
    shown = tab.page;
    await shown.addInitScript(() => {
      const lengths: number[] = [];
      Object.assign(window, { longTasks: lengths });
      new PerformanceObserver((list) => lengths.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    if (place === 'server') {
      server = await RunningServer.start([bytes.url('long.dat')], ['--no-warm']);
      await shown.goto(server.url.href);
    } else {
      await shown.goto(`${page.url}?url=${encodeURIComponent(bytes.url('long.dat'))}`);
    }
    await waitForFrame(shown);
    await shown.keyboard.press('q');
    // Pictures of the library are read once, before anybody counts.
    await eventually(async () => expect(await shown.locator('.fl-tile .fl-thumbnail').count()).toBe(1));
    await shown.locator('.fl-tile').dblclick();
    await waitForFrame(shown);
  }, 120_000);

  afterAll(async () => {
    await tab.close();
    await server?.close();
  });

  afterEach(() => bytes.release());

  async function seekTo(share: number): Promise<number> {
    const micros = Math.round(share * durationMicros);
    await goTo(shown, `r=long.dat&t=${micros}`);
    return micros;
  }

  /** Milliseconds of the tasks since the last call that kept the page busy for more than 50. */
  function takeLongTasks(): Promise<readonly number[]> {
    return shown.evaluate(() => (window as unknown as { readonly longTasks: number[] }).longTasks.splice(0));
  }

  async function settle(): Promise<void> {
    await eventually(async () => expect(bytes.inFlight).toBe(0));
  }

  test('zoom, pan and palette are drawn in the frame after the gesture', async () => {
    const before = await seekTo(0.1);
    await waitForEnd(shown, before);
    await settle();
    bytes.hold();
    await seekTo(0.7);
    await eventually(async () => expect(bytes.inFlight).toBeGreaterThan(0));
    const stage = await shown.locator('.fl-stage').boundingBox();
    if (stage === null) throw new Error('There is no stage');
    const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2];
    await shown.mouse.move(x, y);
    await trap(shown, 'wheel');
    await shown.mouse.wheel(0, -400);
    expect(await framesUntilChange(shown), 'frames until the zoom is seen').toBeLessThanOrEqual(2);
    await shown.mouse.down();
    await trap(shown, 'pointermove');
    await shown.mouse.move(x + 45, y + 30);
    expect(await framesUntilChange(shown), 'frames until the pan is seen').toBeLessThanOrEqual(2);
    await shown.mouse.up();
    await trap(shown, 'keydown');
    await shown.keyboard.press('p');
    expect(await framesUntilChange(shown), 'frames until the palette is seen').toBeLessThanOrEqual(2);
    expect(await waiting(shown)).toBe('reading');
    expect((await shownFrame(shown))?.toMicros).toBe(before);
    expect(bytes.inFlight).toBeGreaterThan(0);
  });

  test('what a burst of seeks passes by is aborted at the host; only the last one is read to its end', async () => {
    await waitForEnd(shown, await seekTo(0.2));
    await settle();
    bytes.reset();
    await waitForEnd(shown, await seekTo(0.415));
    await settle();
    const once = bytes.completed;
    expect(once).toBeGreaterThan(0);
    bytes.reset();
    await takeLongTasks();
    bytes.hold();
    const strip = await shown.locator('.fl-strip').boundingBox();
    if (strip === null) throw new Error('There is no curve');
    const seeks = 30;
    await shown.mouse.move(strip.x + strip.width * 0.5, strip.y + strip.height / 2);
    await shown.mouse.down();
    for (let seek = 1; seek <= seeks; seek += 1) {
      await shown.mouse.move(strip.x + strip.width * (0.5 + (0.4 * seek) / seeks), strip.y + strip.height / 2);
    }
    await shown.mouse.up();
    await eventually(async () => expect(bytes.aborted, 'requests aborted').toBeGreaterThan(3));
    bytes.release();
    await eventually(async () => {
      const shownMicros = (await shownFrame(shown))?.toMicros ?? 0;
      expect(Math.abs(shownMicros - 0.9 * durationMicros)).toBeLessThan(durationMicros / 200);
      expect(await waiting(shown)).not.toBe('reading');
    });
    await settle();
    expect(bytes.completed, `requests completed, ${once} for one seek`).toBeLessThanOrEqual(3 * once);
    const longest = Math.round(Math.max(0, ...(await takeLongTasks())));
    if (longest > 200) console.info(`Engine in the ${place}: the longest task of the page took ${longest} ms on this machine`);
  });

  test('leaving the recording aborts what is read for it', async () => {
    await waitForEnd(shown, await seekTo(0.3));
    await settle();
    bytes.reset();
    bytes.hold();
    await seekTo(0.62);
    await eventually(async () => expect(bytes.inFlight).toBeGreaterThan(0));
    await shown.keyboard.press('q');
    await settle();
    expect(bytes.completed).toBe(0);
    expect(bytes.aborted).toBeGreaterThan(0);
  });

  test('leaving the page aborts what is read for it', async () => {
    await seekTo(0.3);
    await waitForFrame(shown);
    await settle();
    bytes.reset();
    bytes.hold();
    await seekTo(0.47);
    await eventually(async () => expect(bytes.inFlight).toBeGreaterThan(0));
    await shown.goto('about:blank');
    await settle();
    expect(bytes.completed).toBe(0);
    expect(bytes.aborted).toBeGreaterThan(0);
  });
});
