import { NoiseFloor } from './noise-floor.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { stepMicros, type TickBuffer } from './tick-buffer.js';

/** Nothing before the lens: shot noise, and hot pixels for a fifth of the events. */
export class NoiseScene implements Scene {
  readonly truth: SceneTruth = { rotors: [] };
  readonly #noise: NoiseFloor;
  #nowMicros = 0;

  constructor({ width, height, rate, seed }: SceneSettings) {
    this.#noise = new NoiseFloor({
      width,
      height,
      seed,
      backgroundRate: Math.floor(rate * 0.8),
      hotRate: Math.floor(rate * 0.2),
      hotPixels: Math.max(4, Math.floor((width * height) / 10_000), Math.ceil(rate / 25_000)),
    });
  }

  advance(ticks: TickBuffer): number {
    const start = this.#nowMicros;
    this.#noise.addStep(ticks);
    this.#nowMicros = start + stepMicros;
    return start;
  }
}
