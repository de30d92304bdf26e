import { describe, expect, test } from 'vitest';
import { colormapTable } from '../../src/picture/colormaps.js';
import { type PlaneInk, planeToRgba } from '../../src/picture/plane-to-rgba.js';
import { PlaneCpuRenderer } from '../../src/viewer/gpu/plane-cpu-renderer.js';
import { PlaneGpuRenderer } from '../../src/viewer/gpu/plane-gpu-renderer.js';
import type { PlanePicture, PlaneRenderer } from '../../src/viewer/gpu/plane-renderer.js';
import { thinPicture } from '../../src/viewer/gpu/plane-texels.js';

const width = 31;
const height = 17;

let state = 99;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

/** Samples of every number type, over most of its range, with what is not finite where there is such a thing. */
function pictureOf(dtype: PlanePicture['dtype'], channels: number): PlanePicture {
  const length = width * height * channels;
  const numbers = (least: number, greatest: number): number[] =>
    Array.from({ length }, () => Math.floor(least + random() * (greatest - least + 1)));
  const shared = { dtype, channels, width, height };
  const ranged = (least: number, greatest: number) => ({ ...shared, least, greatest });
  switch (dtype) {
    case 'bool':
      return { ...ranged(0, 1), samples: Uint8Array.from(numbers(0, 1)) };
    case 'uint8':
      return { ...ranged(0, 255), samples: Uint8Array.from(numbers(0, 255)) };
    case 'int8':
      return { ...ranged(-128, 127), samples: Int8Array.from(numbers(-128, 127)) };
    case 'uint16':
      return { ...ranged(0, 65_535), samples: Uint16Array.from(numbers(0, 65_535)) };
    case 'int16':
      return { ...ranged(-32_768, 32_767), samples: Int16Array.from(numbers(-32_768, 32_767)) };
    case 'uint32':
      return { ...ranged(4_000_000_000, 4_000_001_000), samples: Uint32Array.from(numbers(4_000_000_000, 4_000_001_000)) };
    case 'int32':
      return { ...ranged(-2_000_000_000, -1_999_999_000), samples: Int32Array.from(numbers(-2_000_000_000, -1_999_999_000)) };
    case 'uint64':
      return { ...ranged(2 ** 52, 2 ** 52 + 5_000), samples: BigUint64Array.from(numbers(2 ** 52, 2 ** 52 + 5_000).map(BigInt)) };
    case 'int64':
      return { ...ranged(-(2 ** 50), -(2 ** 50) + 700), samples: BigInt64Array.from(numbers(-(2 ** 50), -(2 ** 50) + 700).map(BigInt)) };
    case 'float16':
      return { ...ranged(-60_000, 65_504), samples: Uint16Array.from(numbers(0, 65_535)) };
    case 'float32': {
      const samples = Float32Array.from(numbers(0, 1_000), (one) => one / 7);
      samples.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]);
      return { ...ranged(0, 1_000 / 7), samples };
    }
    case 'float64':
      return { ...ranged(1e12, 1e12 + 1), samples: Float64Array.from({ length }, () => 1e12 + random()) };
  }
}

function drawn(renderer: PlaneRenderer, canvas: HTMLCanvasElement, picture: PlanePicture, ink: PlaneInk, scale: number): Uint8ClampedArray {
  renderer.upload(picture);
  renderer.draw({
    viewport: { width: width * scale, height: height * scale },
    camera: { centerX: width / 2, centerY: height / 2, scale },
    ink,
    surround: [1, 2, 3],
  });
  if (renderer instanceof PlaneGpuRenderer) return renderer.read();
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no context');
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

function enlarged(rgba: Uint8ClampedArray | Uint8Array, scale: number): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height * scale * scale * 4);
  for (let row = 0; row < height * scale; row += 1) {
    for (let column = 0; column < width * scale; column += 1) {
      const from = (Math.floor(row / scale) * width + Math.floor(column / scale)) * 4;
      out.set(rgba.subarray(from, from + 4), (row * width * scale + column) * 4);
    }
  }
  return out;
}

/** Greatest difference in a channel, and the share of pixels that differ at all. */
function difference(a: Uint8ClampedArray, b: Uint8ClampedArray): { readonly greatest: number; readonly share: number } {
  expect(a.length).toBe(b.length);
  let greatest = 0;
  let differing = 0;
  for (let i = 0; i < a.length; i += 1) {
    const by = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    greatest = Math.max(greatest, by);
    if (by > 0) differing += 1;
  }
  return { greatest, share: differing / a.length };
}

const dtypes = ['bool', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'float16', 'float32', 'float64'] as const;

describe.each([
  // A shader in single precision may be one place of the table beside it, where a value lies on the edge of two.
  ['gpu', (canvas: HTMLCanvasElement) => new PlaneGpuRenderer(canvas), 5, 0.02],
  ['cpu', (canvas: HTMLCanvasElement) => new PlaneCpuRenderer(canvas), 0, 0],
] as const)('the %s renderer of planes', (_name, create, tolerance, share) => {
  test.each(dtypes)('draws %s as the formula says', (dtype) => {
    const canvas = document.createElement('canvas');
    const renderer = create(canvas);
    for (const channels of [1, 2, 3, 4]) {
      const picture = pictureOf(dtype, channels);
      const { least = 0, greatest = 1 } = picture;
      const quarter = (greatest - least) / 4;
      for (const ink of [
        { table: colormapTable('viridis'), levels: { lo: least, hi: greatest } },
        { table: colormapTable('inferno'), levels: { lo: least + quarter, hi: greatest - quarter }, gamma: 0.5 },
        { table: colormapTable('grey'), levels: { lo: least, hi: greatest }, log: true, missing: [200, 10, 20] as const },
      ]) {
        for (const scale of [1, 3]) {
          const seen = difference(drawn(renderer, canvas, picture, ink, scale), enlarged(planeToRgba(picture, ink), scale));
          const label = `${channels} channels at ${scale}, ${JSON.stringify(ink.levels)}`;
          expect(seen.greatest, label).toBeLessThanOrEqual(tolerance);
          expect(seen.share, label).toBeLessThanOrEqual(share);
        }
      }
    }
    renderer.close();
  });

  test('fills what lies around the plane, and draws another size after the first', () => {
    const canvas = document.createElement('canvas');
    const renderer = create(canvas);
    const ink = { table: colormapTable('grey'), levels: { lo: 0, hi: 255 } };
    renderer.upload(pictureOf('uint8', 1));
    const small: PlanePicture = {
      samples: Uint8Array.of(255),
      dtype: 'uint8',
      channels: 1,
      width: 1,
      height: 1,
      least: 255,
      greatest: 255,
    };
    renderer.upload(small);
    renderer.draw({ viewport: { width: 6, height: 6 }, camera: { centerX: 0.5, centerY: 0.5, scale: 2 }, ink, surround: [9, 8, 7] });
    const copy = document.createElement('canvas').getContext('2d');
    copy?.drawImage(canvas, 0, 0);
    expect([...(copy?.getImageData(0, 0, 1, 1).data ?? [])]).toEqual([9, 8, 7, 255]);
    expect([...(copy?.getImageData(3, 3, 1, 1).data ?? [])]).toEqual([255, 255, 255, 255]);
    renderer.close();
  });
});

test('a picture larger than a texture is thinned', () => {
  const samples = Uint16Array.from({ length: 5 * 4 * 3 }, (_, i) => i);
  const thinned = thinPicture({ samples, dtype: 'uint16', channels: 3, width: 5, height: 4, least: 0, greatest: 59 }, 2);
  expect(thinned).toMatchObject({ width: 3, height: 2 });
  expect([...thinned.samples]).toEqual([0, 1, 2, 6, 7, 8, 12, 13, 14, 30, 31, 32, 36, 37, 38, 42, 43, 44]);
});
