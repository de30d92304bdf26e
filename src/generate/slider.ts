import { sin16, turn16 } from './fixed-trig.js';
import { NoiseFloor } from './noise-floor.js';
import { Random } from './random.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { ScrollingLayer, subColumns } from './scrolling-layer.js';
import { drawScenery } from './slider-scenery.js';
import { stepMicros, type TickBuffer } from './tick-buffer.js';

const noiseShare = 0.03;
/** Grey levels between two events of a pixel. */
const levelSpacing = 26;
/** Part of the level crossings that raise events, unless the slider would then move very little or very far. */
const usualChance = 0.75;
/** There and back once in this time, as fast as a sine. */
const periodMicros = 4_000_000;
/** How fast each layer passes, in quarters of the first. */
const layerSpeeds = [4, 7, 13] as const;

/** A camera on a slider that goes to and fro before a wall with posters, a table with things on it, and a plant close by. */
export class SliderScene implements Scene {
  readonly truth: SceneTruth = { rotors: [] };
  readonly #settings: SceneSettings;
  readonly #layers: readonly ScrollingLayer[];
  readonly #random: Random;
  readonly #noise: NoiseFloor;
  /** Half the way of the wall, in sub-columns. */
  readonly #reach: number;
  readonly #chance: number;
  #step = 0;

  constructor(settings: SceneSettings) {
    const { width, height, rate, seed } = settings;
    this.#settings = settings;
    this.#random = new Random(`${seed}/slider`);
    const pictureWidth = Math.min(2048, width + (width >> 2));
    this.#layers = drawScenery(pictureWidth, height, seed).map((picture) => new ScrollingLayer(picture, levelSpacing));
    this.#noise = new NoiseFloor({
      width,
      height,
      seed,
      backgroundRate: Math.floor(rate * noiseShare * 0.8),
      hotRate: Math.floor(rate * noiseShare * 0.2),
      hotPixels: Math.max(2, Math.floor((width * height) / 60_000)),
    });
    let perWallColumn = 0;
    this.#layers.forEach((layer, index) => {
      perWallColumn += (layer.eventsPerColumn(this.#layers.slice(index + 1)) * layerSpeeds[index]! * width) / (4 * layer.width);
    });
    // In a period the wall passes four times its reach.
    const wanted = (rate * (1 - noiseShare) * periodMicros) / 1_000_000;
    const perReachColumn = perWallColumn * 4;
    const columns = Math.floor(wanted / (perReachColumn * usualChance));
    const reach = Math.max(width >> 4, Math.min(width >> 1, columns));
    this.#reach = reach * subColumns;
    this.#chance = Math.max(1, Math.min(65536, Math.floor((wanted * 65536) / (perReachColumn * reach))));
  }

  advance(ticks: TickBuffer): number {
    const start = this.#step * stepMicros;
    this.#step += 1;
    const place = sin16(Math.floor((this.#step * stepMicros * turn16) / periodMicros));
    this.#layers.forEach((layer, index) => {
      const offset = Math.round((place * this.#reach * layerSpeeds[index]!) / (32768 * 4));
      layer.moveTo(offset, this.#settings.width, this.#chance, this.#layers.slice(index + 1), this.#random, ticks);
    });
    this.#noise.addStep(ticks);
    return start;
  }
}
