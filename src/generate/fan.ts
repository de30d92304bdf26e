import type { Trigger } from '../shapes/event-columns.js';
import { polarOf, turn16 } from './fixed-trig.js';
import { NoiseFloor } from './noise-floor.js';
import { type PhaseMap, PhaseMapBuilder, passEdge, phasesPerEdge } from './phase-map.js';
import { Random } from './random.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { noiseTexture } from './texture.js';
import { pixelKey, stepMicros, type TickBuffer } from './tick-buffer.js';
import { constantSpeed, rampSpeed, type SpeedProfile, Turning } from './turning.js';

/** Trigger channel on which the fan's tachometer gives one short pulse a turn. */
const tachometerChannel = 0;
const tachometerPulseMicros = 200;

const noiseShare = 0.03;
const cageShare = 0.02;

/** One edge of all blades: bright blades before a dark ground raise ON events in front and OFF events behind. */
interface BladeEdge {
  readonly map: PhaseMap;
  readonly polarity: 0 | 1;
}

/**
 * A desk fan seen at a slight angle: swept blades that turn clockwise behind a wire cage, hub, tachometer triggers.
 * `rpm` to `rpmTo` and back in `rampMicros`.
 */
export class FanScene implements Scene {
  readonly truth: SceneTruth;
  readonly #settings: SceneSettings;
  readonly #speed: SpeedProfile;
  readonly #turning: Turning;
  readonly #random: Random;
  readonly #noise: NoiseFloor;
  readonly #edges: readonly BladeEdge[];
  readonly #cage: CageTremor;
  readonly #scale: number;
  #nowMicros = 0;
  #turns = 0;

  constructor(settings: SceneSettings) {
    const { width, height, rpm, rpmTo, rampMicros, blades, rate, seed } = settings;
    this.#settings = settings;
    this.#speed = rpm === rpmTo ? constantSpeed(rpm) : rampSpeed(rpm, rpmTo, rampMicros);
    this.#turning = new Turning(blades);
    this.#random = new Random(`${seed}/fan`);
    const disc = fanDisc(width, height);
    const { edges, cage } = mapFan(settings, disc);
    this.#edges = edges;
    this.#cage = new CageTremor(cage, rate * cageShare, new Random(`${seed}/cage`));
    this.#noise = new NoiseFloor({
      width,
      height,
      seed,
      backgroundRate: rate * noiseShare * 0.75,
      hotRate: rate * noiseShare * 0.25,
      hotPixels: Math.max(2, Math.floor((width * height) / 40_000)),
    });
    const passesPerMinute1000 = this.#speed.meanMilliRpm * blades;
    let gainPerPass = 0;
    for (const edge of edges) gainPerPass += edge.map.gainSum;
    const wanted = rate * (1 - noiseShare - cageShare);
    this.#scale = Math.min(65536, Math.round((wanted * 60_000 * 16_777_216) / (passesPerMinute1000 * gainPerPass)));
    this.truth = {
      rotors: [
        {
          name: 'fan',
          x: disc.x,
          y: disc.y,
          radius: disc.radius,
          blades,
          rpmAt: (micros) => this.#speed.milliRpmAt(Math.floor(micros / stepMicros) * stepMicros) / 1000,
        },
      ],
    };
  }

  advance(ticks: TickBuffer, triggers: Trigger[]): number {
    const start = this.#nowMicros;
    const fromPhase = this.#turning.phase;
    const toPhase = this.#turning.advance(this.#speed.milliRpmAt(start));
    for (const { map, polarity } of this.#edges) {
      passEdge(map, { fromPhase, toPhase, scale: this.#scale, polarity }, this.#settings, noShift, this.#random, ticks);
    }
    this.#cage.addStep(ticks);
    this.#noise.addStep(ticks);
    this.#addTachometer(start, fromPhase, toPhase, triggers);
    this.#nowMicros = start + stepMicros;
    return start;
  }

  #addTachometer(start: number, fromPhase: number, toPhase: number, triggers: Trigger[]): void {
    const turns = this.#turning.turns;
    if (turns === this.#turns) return;
    this.#turns = turns;
    const boundary = turns * phasesPerEdge * this.#settings.blades;
    const micros = start + Math.floor(((boundary - fromPhase) * stepMicros) / (toPhase - fromPhase));
    triggers.push({ micros, id: tachometerChannel, edge: 1 }, { micros: micros + tachometerPulseMicros, id: tachometerChannel, edge: 0 });
  }
}

const noShift = { x: 0, y: 0 } as const;

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function fanDisc(width: number, height: number): Disc {
  return { x: width >> 1, y: height >> 1, radius: Math.floor(Math.min(width, height) * 0.45) };
}

/** Blade outline, cage and ground as maps; all lengths in 1/256 of the radius. */
function mapFan(settings: SceneSettings, disc: Disc): { readonly edges: readonly BladeEdge[]; readonly cage: Uint32Array } {
  const { width, height, blades, seed } = settings;
  const front = new PhaseMapBuilder();
  const back = new PhaseMapBuilder();
  const shadeOn = new PhaseMapBuilder();
  const shadeOff = new PhaseMapBuilder();
  const cage: number[] = [];
  const ground = noiseTexture(width, height, new Random(`${seed}/ground`).next(), [
    { spacing: 64, weight: 4 },
    { spacing: 16, weight: 3 },
    { spacing: 4, weight: 2 },
    { spacing: 1, weight: 2 },
  ]);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Seen from 20° above: the disc is an ellipse, 15/16 as high as wide.
      const polar = polarOf((x - disc.x) * 15, (y - disc.y) * 16);
      const radius = Math.floor(polar.radius256 / (15 * disc.radius));
      if (radius > 275) continue;
      const pixel = pixelKey(x, y);
      const wire = wireCover(polar.radius256, polar.angle, disc.radius, radius);
      if (wire === 8) cage.push(pixel);
      if (radius < 48 || radius > 250) continue;
      const contrast = 160 + ground[y * width + x]! * 3;
      const gain = Math.floor((contrast * (8 - wire)) / 8);
      const spacing = Math.floor(turn16 / blades);
      const sweep = Math.floor((radius * radius * 14) / 256) - radius * 6;
      const chord = chordOf(radius, spacing);
      front.add(foldPhase(polar.angle + sweep, blades), pixel, gain);
      back.add(foldPhase(polar.angle + sweep + chord, blades), pixel, gain);
      // A reflection runs along the middle of each blade.
      const shine = Math.floor((gain * Math.max(0, 90 - Math.abs(radius - 150))) / 400);
      shadeOn.add(foldPhase(polar.angle + sweep + Math.floor(chord * 0.42), blades), pixel, shine);
      shadeOff.add(foldPhase(polar.angle + sweep + Math.floor(chord * 0.58), blades), pixel, shine);
    }
  }
  return {
    edges: [
      { map: front.build(), polarity: 1 },
      { map: back.build(), polarity: 0 },
      { map: shadeOn.build(), polarity: 1 },
      { map: shadeOff.build(), polarity: 0 },
    ],
    cage: Uint32Array.from(cage),
  };
}

/** Angle that a blade covers at a radius: widest at two thirds, rounded off at the tip. */
function chordOf(radius: number, spacing: number): number {
  const off = radius - 170;
  const tip = radius > 220 ? (radius - 220) * (radius - 220) : 0;
  return Math.floor((spacing * Math.max(0, 38000 - off * off - tip * 24)) / 65536);
}

function foldPhase(angle: number, blades: number): number {
  return (angle * blades) & (phasesPerEdge - 1);
}

/** How much of a pixel the cage hides, in eighths: rings, spokes and the hub's cap. */
function wireCover(radius256: number, angle: number, discRadius: number, radius: number): number {
  const ringSpacing = Math.max(5, Math.floor(discRadius / 14));
  const pixels = Math.floor(radius256 / (15 * 256));
  if (radius > 262) return radius < 270 ? 8 : 0;
  if (radius < 48) return radius > 44 ? 8 : 0;
  const spoke = (angle * 24 + ((radius * 96) & 0xffff)) & 0xffff;
  if (Math.min(spoke, 65536 - spoke) * pixels < 65536 * 2) return 7;
  return pixels % ringSpacing < Math.max(1, Math.floor(discRadius / 160)) ? 6 : 0;
}

/** The cage shakes a little with the motor: pairs of events on its wires, bunched in time. */
class CageTremor {
  readonly #pixels: Uint32Array;
  readonly #rate: number;
  readonly #random: Random;
  #owed = 0;
  #step = 0;

  constructor(pixels: Uint32Array, rate: number, random: Random) {
    this.#pixels = pixels;
    this.#rate = Math.floor(rate);
    this.#random = random;
  }

  addStep(ticks: TickBuffer): void {
    this.#step += 1;
    // 100 Hz: 39 steps of 256 µs; ON in one half, OFF in the other.
    const phase = this.#step % 39;
    this.#owed += this.#rate * stepMicros;
    if (phase % 20 > 5) return;
    const count = this.#pixels.length === 0 ? 0 : Math.floor(this.#owed / 4_000_000);
    this.#owed -= count * 4_000_000;
    const polarity = phase < 20 ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      ticks.add(this.#random.next() >>> 24, this.#pixels[this.#random.below(this.#pixels.length)]!, polarity);
    }
  }
}
