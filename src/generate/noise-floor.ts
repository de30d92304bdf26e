import { Random } from './random.js';
import { pixelKey, stepMicros, type TickBuffer } from './tick-buffer.js';

export interface NoiseFloorOptions {
  readonly width: number;
  readonly height: number;
  readonly seed: string;
  /** Events per second of all pixels together: independent, uniform in space and time. */
  readonly backgroundRate: number;
  /** Events per second of all hot pixels together, at most 10,000 a pixel. */
  readonly hotRate: number;
  readonly hotPixels: number;
  /** Part of ON events in 1/256. */
  readonly onShare?: number;
}

/** 100 µs: real hot pixels fire at 10 kHz at most. */
const shortestHotPeriod256 = 100 * 256;

interface HotPixel {
  readonly pixel: number;
  readonly polarity: 0 | 1;
  /** Mean microseconds between events, in 1/256. */
  readonly period256: number;
  /** Microseconds from the start of the step to the next event, in 1/256. */
  due256: number;
}

/** Shot noise of all pixels and a few that fire by themselves, each at its own mean rate. */
export class NoiseFloor {
  readonly #options: NoiseFloorOptions;
  readonly #random: Random;
  readonly #hot: HotPixel[] = [];
  #owed = 0;

  constructor(options: NoiseFloorOptions) {
    this.#options = options;
    this.#random = new Random(`${options.seed}/noise`);
    if (options.hotPixels > 0 && options.hotRate > 0) this.#placeHotPixels();
  }

  addStep(ticks: TickBuffer): void {
    const { width, height, backgroundRate, onShare = 118 } = this.#options;
    const random = this.#random;
    // Twice a uniform number of the mean: the count varies from step to step as it would, and stays an integer's work.
    this.#owed += Math.floor((backgroundRate * stepMicros * (random.below(1024) + 512)) / 1024);
    const count = Math.floor(this.#owed / 1_000_000);
    this.#owed -= count * 1_000_000;
    for (let i = 0; i < count; i += 1) {
      const bits = random.next();
      const pixel = pixelKey(random.below(width), (((bits & 0xffff) * height) >>> 16) & 0x7ff);
      ticks.add((bits >>> 16) & (stepMicros - 1), pixel, bits >>> 24 < onShare ? 1 : 0);
    }
    for (const hot of this.#hot) {
      while (hot.due256 < stepMicros * 256) {
        ticks.add(hot.due256 >>> 8, hot.pixel, hot.polarity);
        hot.due256 += Math.floor((hot.period256 * (random.below(256) + 128)) / 256);
      }
      hot.due256 -= stepMicros * 256;
    }
  }

  #placeHotPixels(): void {
    const { width, height, hotRate, hotPixels } = this.#options;
    const random = this.#random;
    const meanPeriod256 = Math.max(shortestHotPeriod256, Math.floor((256_000_000 * hotPixels) / hotRate));
    for (let i = 0; i < hotPixels; i += 1) {
      const period256 = Math.floor((meanPeriod256 * (random.below(1024) + 512)) / 1024);
      this.#hot.push({
        pixel: pixelKey(random.below(width), random.below(height)),
        polarity: random.below(4) === 0 ? 0 : 1,
        period256,
        due256: Math.floor((period256 * random.below(1024)) / 1024),
      });
    }
  }
}
