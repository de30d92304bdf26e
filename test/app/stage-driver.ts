import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/**
 * Tries `check` until it throws no more; a loaded machine gets a minute for what a person would call at once. Answers
 * with what `check` answers, fails with its last error.
 */
export function eventually<Result>(check: () => Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 60_000, interval: 40 });
}

/** What the canvas says of the frame it shows. */
export interface ShownFrame {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly quality: string;
}

/** The frame on the canvas now; undefined before the first. */
export async function shownFrame(page: Page): Promise<ShownFrame | undefined> {
  const text = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.fl-canvas');
    return canvas?.dataset.window === undefined ? '' : `${canvas.dataset.window} ${canvas.dataset.quality}`;
  });
  if (text === '') return undefined;
  const [from, to, quality = ''] = text.split(' ');
  return { fromMicros: Number(from), toMicros: Number(to), quality };
}

/** Waits until the canvas shows a whole frame, and tells which. */
export function waitForFrame(page: Page): Promise<ShownFrame> {
  return eventually(async () => {
    const frame = await shownFrame(page);
    if (frame === undefined || frame.quality === 'coarse') throw new Error(`The stage says: ${await page.locator('body').textContent()}`);
    return frame;
  });
}

/** Waits until the canvas shows the window that ends at `toMicros`. */
export async function waitForEnd(page: Page, toMicros: number): Promise<void> {
  await eventually(async () => expect((await shownFrame(page))?.toMicros).toBe(toMicros));
}

/** Says in the address what to show, as a person does who follows a link. */
export async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((text) => {
    window.location.hash = text;
  }, fragment);
}

/** Where the corner of the sensor lies on the canvas in {@link alongPixels}. */
export const corner = { x: 24, y: 16 };

/** The part of a fragment that shows sensor pixels as device pixels, the sensor's corner at {@link corner}. Needs an open recording. */
export async function alongPixels(page: Page): Promise<string> {
  await waitForFrame(page);
  const [width, height] = await eventually(async () => {
    const [canvas, stage] = await page.evaluate(() => {
      const drawn = document.querySelector<HTMLCanvasElement>('.fl-canvas');
      const around = document.querySelector('.fl-stage')?.getBoundingClientRect();
      return [
        [drawn?.width ?? 0, drawn?.height ?? 0],
        [Math.round(around?.width ?? 0), Math.round(around?.height ?? 0)],
      ] as const;
    });
    expect(canvas, 'the canvas fills the stage').toEqual(stage);
    return stage;
  });
  return `camera=${width / 2 - corner.x},${height / 2 - corner.y},1`;
}

/** RGBA of the sensor as it is on the canvas, or on that of one of several views, shown by {@link alongPixels}. */
export async function stagePixels(page: Page, width: number, height: number, view = 0): Promise<Uint8Array> {
  const text = await page.evaluate(
    async ([left, top, w, h, index]) => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('.fl-canvas')[index];
      const copy = new OffscreenCanvas(w, h).getContext('2d');
      if (canvas === undefined || copy === null) return '';
      copy.drawImage(canvas, -left, -top);
      const { data } = copy.getImageData(0, 0, w, h);
      let binary = '';
      for (let at = 0; at < data.length; at += 0x8000) binary += String.fromCharCode(...data.subarray(at, at + 0x8000));
      return btoa(binary);
    },
    [corner.x, corner.y, width, height, view] as const,
  );
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** How many pixels of two pictures differ by more than `tolerance` in a channel. */
export function countDifferent(a: Uint8Array, b: Uint8Array, tolerance: number): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let different = 0;
  for (let at = 0; at < a.length; at += 4) {
    const channels = [0, 1, 2, 3].map((channel) => Math.abs(a[at + channel]! - b[at + channel]!));
    if (Math.max(...channels) > tolerance) different += 1;
  }
  return different;
}

/** Waits until the sensor on the canvas looks like `expected`; fails with the number of pixels that differ. */
export async function expectPixels(page: Page, expected: Uint8Array, width: number, height: number, tolerance = 0): Promise<void> {
  await eventually(async () => {
    const different = countDifferent(await stagePixels(page, width, height), expected, tolerance);
    expect(different, 'pixels that differ').toBe(0);
  });
}

/** The time readout, microseconds of the recording's clock. */
export async function readTime(page: Page): Promise<number> {
  const text = await page.locator('.fl-readout-time dd').textContent();
  const parts = /^(?:(\d+):)?(\d+):(\d+)\.(\d{3})\s(\d{3})$/.exec(text?.trim() ?? '');
  if (parts === null) throw new Error(`No time: ${text}`);
  const [, hours = '0', minutes, seconds, millis, micros] = parts;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000 + Number(millis) * 1_000 + Number(micros);
}
