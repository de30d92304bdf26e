import { FirstlightError } from '../base/errors.js';
import { sin16, turn16 } from './fixed-trig.js';
import { mix32, Random } from './random.js';
import { noiseTexture } from './texture.js';

/** Settings of a generated series of images. */
export interface SprayOptions {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Another seed makes another series of the same kind. Default `firstlight`. */
  readonly seed?: string;
}

/** One drop as it was generated: what a measurement should find. Pixels and frames. */
export interface SprayDrop {
  readonly radius: number;
  /** Where its centre is in frame `n`, in 1/256 pixel. */
  at(frame: number): readonly [x256: number, y256: number];
}

/** A generated series: the frames, and what is known of them. */
export interface Spray {
  readonly drops: readonly SprayDrop[];
  /** Frames in order, 12-bit numbers in 16 bits, row-major from the top left, each *lent* until the next is asked for. */
  frames(): Generator<Uint16Array, void, undefined>;
}

const dropsPerMegapixel = 220;
const lampLevel = 2600;
/** The lamp breathes by this share of its level in 1/1024, once in so many frames. */
const breathing = 90;
const breathingFrames = 50;
const noiseLevel = 48;
const largest = 4095;

/**
 * Shadows of drops before a lamp: they fly through a slow vortex, dark with a bright middle, under an uneven field of light
 * that breathes, on a sensor with a fixed pattern, hot pixels and noise: what background subtraction and flat fields are
 * for. Integers only: the same options give the same numbers in every JavaScript engine.
 *
 * Errors: `out-of-range` for sizes that are no picture.
 */
export function generateSpray({ width, height, frames, seed = 'firstlight' }: SprayOptions): Spray {
  if (![width, height].every((size) => Number.isInteger(size) && size >= 16 && size <= 16_384) || !(frames >= 1)) {
    throw new FirstlightError('out-of-range', `There is no series of ${frames} images of ${width} × ${height}`);
  }
  const random = new Random(`spray ${seed}`);
  const field = lightField(width, height, random.next());
  const count = Math.max(6, Math.round((width * height * dropsPerMegapixel) / 1_000_000));
  const drops = Array.from({ length: count }, () => makeDrop(random, width, height));
  const shadows = new Map<number, Shadow>();
  for (const { radius } of drops) if (!shadows.has(radius)) shadows.set(radius, shadowOf(radius));
  const noise = random.next();
  return {
    drops,
    *frames() {
      const image = new Uint16Array(width * height);
      for (let frame = 0; frame < frames; frame += 1) {
        const lamp = 1024 + ((sin16(Math.floor((frame * turn16) / breathingFrames)) * breathing) >> 15);
        for (let i = 0; i < image.length; i += 1) image[i] = (field[i]! * lamp) >> 10;
        for (const drop of drops) cast(image, width, height, drop.at(frame), shadows.get(drop.radius)!);
        addNoise(image, mix32(noise ^ Math.imul(frame + 1, 0x9e3779b1)));
        yield image;
      }
    },
  };
}

/** Light on each pixel with the gain of the pixel in it: brightest off the middle, darker to the corners, a few pixels hot. */
function lightField(width: number, height: number, seed: number): Uint16Array {
  const grain = noiseTexture(width, height, seed, [
    { spacing: 64, weight: 5 },
    { spacing: 16, weight: 2 },
  ]);
  const field = new Uint16Array(width * height);
  const reach = width * width + height * height;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      const dx = 2 * x - Math.floor(width * 0.9);
      const dy = 2 * y - Math.floor(height * 1.1);
      const falloff = 1024 - Math.floor((560 * (dx * dx + dy * dy)) / reach);
      const pixel = mix32(seed ^ Math.imul(i + 1, 0x3c6ef372));
      const hot = pixel >>> 20 === 0 ? 900 : 0;
      const gain = 1024 + (grain[i]! - 128) + ((pixel & 63) - 32);
      field[i] = Math.min(3800, Math.floor((lampLevel * falloff * gain) / 1_048_576) + hot);
    }
  }
  return field;
}

/** A drop on an ellipse around the middle, drifting outwards and back. */
function makeDrop(random: Random, width: number, height: number): SprayDrop {
  const radius = 2 + Math.floor((random.below(64) * random.below(64)) / 400);
  const orbit = 24 + random.below(1000);
  const start = random.below(turn16);
  const speed = Math.floor(90_000 / (orbit + 120)) + random.below(40);
  const wobble = random.below(turn16);
  const depth = random.below(200);
  return {
    radius,
    at: (frame) => {
      const angle = start + speed * frame;
      const swell = 1024 + ((sin16(wobble + 300 * frame) * depth) >> 15);
      const reachX = Math.floor((width * 128 * orbit * swell) / 1_048_576);
      const reachY = Math.floor((height * 128 * orbit * swell) / 1_048_576);
      const x = width * 128 + Math.floor((reachX * sin16(angle + turn16 / 4)) / 32_768);
      const y = height * 128 + Math.floor((reachY * sin16(angle)) / 32_768);
      return [x, y];
    },
  };
}

/** What a drop lets through, in 1/1024, by squared distance from its centre in 1/16 pixel². */
interface Shadow {
  readonly extent: number;
  readonly through: Uint16Array;
}

function shadowOf(radius: number): Shadow {
  const extent = radius + 3;
  const through = new Uint16Array(16 * extent * extent + 1);
  for (let i = 0; i < through.length; i += 1) {
    // Distance in 1/64 pixel, as the integer root of i · 256.
    const distance = integerRoot(i * 256);
    const edge = distance - 64 * radius;
    const rim = edge <= -64 ? 330 : edge >= 160 ? 1024 : 330 + Math.floor(((edge + 64) * 694) / 224);
    const middle = distance < 20 * radius ? Math.floor((560 * (20 * radius - distance)) / (20 * radius)) : 0;
    through[i] = Math.min(1024, rim + middle);
  }
  return { extent, through };
}

function integerRoot(value: number): number {
  let root = Math.floor(Math.sqrt(value));
  while (root * root > value) root -= 1;
  while ((root + 1) * (root + 1) <= value) root += 1;
  return root;
}

function cast(image: Uint16Array, width: number, height: number, [x256, y256]: readonly [number, number], shadow: Shadow): void {
  const { extent, through } = shadow;
  const x0 = Math.max(0, (x256 >> 8) - extent);
  const x1 = Math.min(width - 1, (x256 >> 8) + extent);
  const y0 = Math.max(0, (y256 >> 8) - extent);
  const y1 = Math.min(height - 1, (y256 >> 8) + extent);
  for (let y = y0; y <= y1; y += 1) {
    const dy = (y << 6) - (y256 >> 2);
    for (let x = x0; x <= x1; x += 1) {
      const dx = (x << 6) - (x256 >> 2);
      const squared = (dx * dx + dy * dy) >> 8;
      if (squared >= through.length) continue;
      const i = y * width + x;
      image[i] = (image[i]! * through[squared]!) >> 10;
    }
  }
}

/** Four draws of 4 bits and a bit summed are close to a bell: half a pixel's noise is within 24 of nothing. */
function addNoise(image: Uint16Array, seed: number): void {
  for (let i = 0; i < image.length; i += 1) {
    const bits = mix32(seed + Math.imul(i, 0x9e3779b1));
    const draw = (bits & 31) + ((bits >>> 5) & 31) + ((bits >>> 10) & 31) + ((bits >>> 15) & 31) - 62;
    const value = image[i]! + ((draw * noiseLevel) >> 5);
    image[i] = value < 0 ? 0 : Math.min(value, largest);
  }
}
