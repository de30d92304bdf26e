import { polarOf } from './fixed-trig.js';
import { NoiseFloor } from './noise-floor.js';
import { type PhaseMap, PhaseMapBuilder, passEdge, phasesPerEdge } from './phase-map.js';
import { Random } from './random.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { noiseTexture } from './texture.js';
import { pixelKey, stepMicros, type TickBuffer } from './tick-buffer.js';
import { Turning } from './turning.js';

const noiseShare = 0.03;

/** Radii between the rings of the star, in 1/256 of its radius; every second ring is turned by half a spoke. */
const ringRadii = [14, 78, 150, 206, 256] as const;

/** A printed star of `blades` bright spokes, in rings that are offset from one another, turning clockwise at `rpm`. */
export class StarScene implements Scene {
  readonly truth: SceneTruth;
  readonly #settings: SceneSettings;
  readonly #turning: Turning;
  readonly #random: Random;
  readonly #noise: NoiseFloor;
  readonly #edges: readonly { readonly map: PhaseMap; readonly polarity: 0 | 1 }[];
  readonly #scale: number;
  readonly #milliRpm: number;
  #nowMicros = 0;

  constructor(settings: SceneSettings) {
    const { width, height, rpm, blades, rate, seed } = settings;
    this.#settings = settings;
    this.#milliRpm = Math.round(rpm * 1000);
    this.#turning = new Turning(blades);
    this.#random = new Random(`${seed}/star`);
    const radius = Math.floor(Math.min(width, height) * 0.47);
    this.#edges = mapStar(settings, radius);
    this.#noise = new NoiseFloor({
      width,
      height,
      seed,
      backgroundRate: Math.floor(rate * noiseShare * 0.8),
      hotRate: Math.floor(rate * noiseShare * 0.2),
      hotPixels: Math.max(2, Math.floor((width * height) / 60_000)),
    });
    const gainPerPass = this.#edges.reduce((sum, { map }) => sum + map.gainSum, 0);
    const wanted = rate * (1 - noiseShare);
    this.#scale = Math.min(65536, Math.round((wanted * 60_000 * 16_777_216) / (this.#milliRpm * blades * gainPerPass)));
    const milliRpm = this.#milliRpm;
    this.truth = { rotors: [{ name: 'star', x: width >> 1, y: height >> 1, radius, blades, rpmAt: () => milliRpm / 1000 }] };
  }

  advance(ticks: TickBuffer): number {
    const start = this.#nowMicros;
    const fromPhase = this.#turning.phase;
    const toPhase = this.#turning.advance(this.#milliRpm);
    for (const { map, polarity } of this.#edges) {
      passEdge(map, { fromPhase, toPhase, scale: this.#scale, polarity }, this.#settings, { x: 0, y: 0 }, this.#random, ticks);
    }
    this.#noise.addStep(ticks);
    this.#nowMicros = start + stepMicros;
    return start;
  }
}

function mapStar({ width, height, blades, seed }: SceneSettings, discRadius: number): { map: PhaseMap; polarity: 0 | 1 }[] {
  const front = new PhaseMapBuilder();
  const back = new PhaseMapBuilder();
  const paper = noiseTexture(width, height, new Random(`${seed}/paper`).next(), [
    { spacing: 32, weight: 2 },
    { spacing: 1, weight: 3 },
  ]);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const polar = polarOf(x - (width >> 1), y - (height >> 1));
      const radius = Math.floor(polar.radius256 / discRadius);
      const ring = ringRadii.findIndex((outer) => radius < outer);
      if (ring < 1) continue;
      // Spokes closer than about six pixels blur into one another.
      const pitch16 = Math.floor((polar.radius256 * 402) / (256 * 4 * blades));
      const sharpness = Math.min(256, Math.floor((pitch16 * 256) / 96));
      const gain = Math.floor(((520 + paper[y * width + x]! * 2) * sharpness) / 256);
      const phase = (polar.angle * blades + ring * (phasesPerEdge / 2)) % phasesPerEdge;
      front.add(phase, pixelKey(x, y), gain);
      back.add(phase + phasesPerEdge / 2, pixelKey(x, y), gain);
    }
  }
  return [
    { map: front.build(), polarity: 1 },
    { map: back.build(), polarity: 0 },
  ];
}
