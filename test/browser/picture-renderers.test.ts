import { describe, expect, test } from 'vitest';
import { channelsOf, frameToRgba } from '../../src/picture/frame-to-rgba.js';
import { eventPaletteNames, eventPalettes } from '../../src/picture/palettes.js';
import { orientedSize } from '../../src/viewer/gpu/camera.js';
import { CpuRenderer } from '../../src/viewer/gpu/cpu-renderer.js';
import { GpuRenderer } from '../../src/viewer/gpu/gpu-renderer.js';
import type { Picture, PictureRenderer } from '../../src/viewer/gpu/picture-renderer.js';
import type { Representation } from '../../src/viewer/state/looks.js';
import type { Orientation } from '../../src/viewer/state/view-state.js';

const width = 37;
const height = 23;
const upright: Orientation = { transpose: false, flipX: false, flipY: false };
const orientations: Orientation[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  transpose: (bits & 1) > 0,
  flipX: (bits & 2) > 0,
  flipY: (bits & 4) > 0,
}));
const levelsOf = {
  polarity: { lo: 0, hi: 1 },
  signedCount: { lo: 1, hi: 6 },
  perPolarityCount: { lo: 0, hi: 5 },
  timeSurface: { lo: 0, hi: 32_767 },
};

function pictureFor(representation: Representation): Picture {
  let state = 12_345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const count = width * height;
  const shared = { representation, width, height };
  switch (representation) {
    case 'polarity':
      return { ...shared, kind: 'polarity', pixels: Uint8Array.from({ length: count }, () => random(3)) };
    case 'signedCount':
      return { ...shared, kind: 'signed', pixels: Int16Array.from({ length: count }, () => random(17) - 8) };
    case 'perPolarityCount':
      return { ...shared, kind: 'pair', pixels: Uint16Array.from({ length: 2 * count }, () => random(8)) };
    case 'timeSurface':
      return { ...shared, kind: 'signed', pixels: Int16Array.from({ length: count }, () => random(65_535) - 32_767) };
  }
}

/** What a renderer shows, RGBA from the top left, `scale` device pixels per sensor pixel. */
function drawn(
  renderer: PictureRenderer,
  canvas: HTMLCanvasElement,
  picture: Picture,
  palette: (typeof eventPaletteNames)[number],
  orientation: Orientation,
  scale: number,
): Uint8ClampedArray {
  const size = orientedSize(picture, orientation);
  renderer.upload(picture);
  renderer.draw({
    viewport: { width: size.width * scale, height: size.height * scale },
    camera: { centerX: size.width / 2, centerY: size.height / 2, scale },
    orientation,
    palette: eventPalettes[palette],
    levels: levelsOf[picture.representation],
    surround: [1, 2, 3],
  });
  if (renderer instanceof GpuRenderer) return renderer.read();
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no context');
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** The same, from the one formula in `src/picture`, pixel by pixel. */
function expected(
  picture: Picture,
  palette: (typeof eventPaletteNames)[number],
  orientation: Orientation,
  scale: number,
): Uint8ClampedArray {
  const rgba = frameToRgba(picture.representation, picture.pixels, eventPalettes[palette], levelsOf[picture.representation]);
  const size = orientedSize(picture, orientation);
  const out = new Uint8ClampedArray(size.width * size.height * scale * scale * 4);
  for (let row = 0; row < size.height * scale; row += 1) {
    for (let column = 0; column < size.width * scale; column += 1) {
      const ox = orientation.flipX ? size.width - 1 - Math.floor(column / scale) : Math.floor(column / scale);
      const oy = orientation.flipY ? size.height - 1 - Math.floor(row / scale) : Math.floor(row / scale);
      const [x, y] = orientation.transpose ? [oy, ox] : [ox, oy];
      out.set(rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4), (row * size.width * scale + column) * 4);
    }
  }
  return out;
}

function greatestDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  let greatest = 0;
  for (let index = 0; index < a.length; index += 1) greatest = Math.max(greatest, Math.abs((a[index] ?? 0) - (b[index] ?? 0)));
  return greatest;
}

describe.each([
  ['gpu', (canvas: HTMLCanvasElement) => new GpuRenderer(canvas), 1],
  ['cpu', (canvas: HTMLCanvasElement) => new CpuRenderer(canvas), 0],
] as const)('the %s renderer', (_name, create, tolerance) => {
  test.each(['polarity', 'signedCount', 'perPolarityCount', 'timeSurface'] as const)('draws %s as the formula says', (representation) => {
    const canvas = document.createElement('canvas');
    const renderer = create(canvas);
    const picture = pictureFor(representation);
    expect(picture.pixels.length).toBe(width * height * channelsOf(representation));
    for (const palette of eventPaletteNames) {
      for (const scale of [1, 3]) {
        const difference = greatestDifference(
          drawn(renderer, canvas, picture, palette, upright, scale),
          expected(picture, palette, upright, scale),
        );
        expect(difference, `${palette} at ${scale}`).toBeLessThanOrEqual(tolerance);
      }
    }
    renderer.close();
  });

  test('lays the picture down in all eight orientations', () => {
    const canvas = document.createElement('canvas');
    const renderer = create(canvas);
    const picture = pictureFor('polarity');
    for (const orientation of orientations) {
      const difference = greatestDifference(
        drawn(renderer, canvas, picture, 'safe', orientation, 2),
        expected(picture, 'safe', orientation, 2),
      );
      expect(difference, JSON.stringify(orientation)).toBeLessThanOrEqual(tolerance);
    }
    renderer.close();
  });

  test('fills what lies around the sensor', () => {
    const canvas = document.createElement('canvas');
    const renderer = create(canvas);
    renderer.upload(pictureFor('polarity'));
    renderer.draw({
      viewport: { width: 8, height: 8 },
      camera: { centerX: -100, centerY: -100, scale: 1 },
      orientation: upright,
      palette: eventPalettes.safe,
      levels: { lo: 0, hi: 1 },
      surround: [9, 8, 7],
    });
    const copy = document.createElement('canvas').getContext('2d');
    copy?.drawImage(canvas, 0, 0);
    expect([...(copy?.getImageData(3, 3, 1, 1).data ?? [])]).toEqual([9, 8, 7, 255]);
    renderer.close();
  });
});

test('a reduced picture loses no lone event', () => {
  const canvas = document.createElement('canvas');
  const renderer = new GpuRenderer(canvas);
  for (let x = 0; x < 16; x += 1) {
    const pixels = new Uint8Array(16 * 16);
    pixels[5 * 16 + x] = 2;
    renderer.upload({ kind: 'polarity', representation: 'polarity', width: 16, height: 16, pixels });
    renderer.draw({
      viewport: { width: 7, height: 7 },
      camera: { centerX: 8, centerY: 8, scale: 7 / 16 },
      orientation: upright,
      palette: eventPalettes.safe,
      levels: { lo: 0, hi: 1 },
      surround: [0, 0, 0],
    });
    expect(Math.max(...renderer.read().filter((_, index) => index % 4 === 0))).toBeGreaterThan(60);
  }
  renderer.close();
});
