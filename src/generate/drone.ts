import { droneShapes, skyShade } from './drone-body.js';
import { sin16, turn16 } from './fixed-trig.js';
import { NoiseFloor } from './noise-floor.js';
import { makePropeller, type Propeller, propellerMounts, turnPropeller } from './propeller.js';
import { Random } from './random.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { drawShapes, findGradients, type Gradients } from './sprite.js';
import { pixelKey, stepMicros, type TickBuffer } from './tick-buffer.js';

const noiseShare = 0.04;
const bodyShare = 0.2;
/** Every gradient of the body is looked at once in so many steps. */
const bodyTurns = 4;
/** Positions are in 1/4,096 pixel. */
const fine = 4096;

/**
 * A quadrocopter that hovers and drifts before a plain sky: a body whose outline raises events as it moves, and four
 * propellers of `blades` blades at about `rpm`, neighbours turning against each other.
 */
export class DroneScene implements Scene {
  readonly truth: SceneTruth;
  readonly #settings: SceneSettings;
  readonly #propellers: readonly Propeller[];
  readonly #propellerScale: number;
  readonly #body: Gradients;
  readonly #bodyScale: number;
  readonly #random: Random;
  readonly #noise: NoiseFloor;
  #step = 0;

  constructor(settings: SceneSettings) {
    const { width, height, rate, rpm, blades, seed } = settings;
    this.#settings = settings;
    this.#random = new Random(`${seed}/drone`);
    const halfSpan = Math.floor(Math.min(width * 0.26, height * 0.4));
    this.#propellers = propellerMounts.map((mount) => makePropeller(mount, halfSpan, blades, Math.round(rpm * (1000 + mount.faster))));
    const side = 2 * Math.floor(halfSpan * 1.1);
    const field = drawShapes(droneShapes(halfSpan), side, side, skyShade);
    this.#body = findGradients(field, side, side, 6);
    this.#noise = new NoiseFloor({
      width,
      height,
      seed,
      backgroundRate: Math.floor(rate * noiseShare * 0.8),
      hotRate: Math.floor(rate * noiseShare * 0.2),
      hotPixels: Math.max(2, Math.floor((width * height) / 60_000)),
    });
    let gainPerMinute1000 = 0;
    for (const { milliRpm, edges } of this.#propellers) {
      for (const { map } of edges) gainPerMinute1000 += map.gainSum * blades * milliRpm;
    }
    const wanted = rate * (1 - noiseShare - bodyShare);
    this.#propellerScale = Math.min(65536, Math.round((wanted * 60_000 * 16_777_216) / gainPerMinute1000));
    this.#bodyScale = this.#chooseBodyScale(rate * bodyShare);
    const start = this.#positionAt(0);
    this.truth = {
      rotors: this.#propellers.map(({ mount, milliRpm, hubX, hubY, radius }) => ({
        name: mount.name,
        x: Math.floor(start.x / fine) + hubX,
        y: Math.floor(start.y / fine) + hubY,
        radius,
        blades,
        rpmAt: () => ((mount.clockwise ? 1 : -1) * milliRpm) / 1000,
      })),
    };
  }

  advance(ticks: TickBuffer): number {
    const startMicros = this.#step * stepMicros;
    const now = this.#positionAt(this.#step);
    const shift = { x: Math.floor(now.x / fine), y: Math.floor(now.y / fine) };
    for (const propeller of this.#propellers) turnPropeller(propeller, this.#propellerScale, this.#settings, shift, this.#random, ticks);
    this.#moveBody(now, shift, ticks);
    this.#noise.addStep(ticks);
    this.#step += 1;
    return startMicros;
  }

  /** The body's brightness changes by −gradient · movement; every threshold that it crosses is an event. */
  #moveBody(now: Position, shift: Position, ticks: TickBuffer): void {
    const before = this.#positionAt(this.#step - bodyTurns);
    const movedX = now.x - before.x;
    const movedY = now.y - before.y;
    const { width, height } = this.#settings;
    const { length, x, y, alongX, alongY } = this.#body;
    const random = this.#random;
    for (let i = this.#step % bodyTurns; i < length; i += bodyTurns) {
      const change = -(alongX[i]! * movedX + alongY[i]! * movedY);
      const bits = random.next();
      const size = change < 0 ? -change : change;
      const count = (Math.floor((size * this.#bodyScale) / 65536) + (bits & 0xffff)) >>> 16;
      if (count === 0) continue;
      const column = x[i]! + shift.x;
      const row = y[i]! + shift.y;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      ticks.add((bits >>> 16) & (stepMicros - 1), pixelKey(column, row), change > 0 ? 1 : 0);
    }
  }

  /** Hovering: two slow swings, a faster sway, and the tremor of the motors. */
  #positionAt(step: number): Position {
    const { width, height } = this.#settings;
    const swing = (microsPerTurn: number, offset: number): number =>
      sin16(Math.floor((step * stepMicros * turn16) / microsPerTurn) + offset);
    const centreX = (width >> 1) * fine;
    const centreY = (height >> 1) * fine;
    const x =
      swing(5_300_000, 0) * Math.floor(width / 9) + swing(1_700_000, 9000) * Math.floor(width / 40) + Math.floor(swing(11_300, 0) / 6);
    const y =
      swing(3_900_000, 12000) * Math.floor(height / 10) + swing(1_300_000, 0) * Math.floor(height / 60) + Math.floor(swing(9_700, 0) / 6);
    return { x: centreX + Math.floor(x / 8), y: centreY + Math.floor(y / 8) };
  }

  /** The scale at which the body raises `rate` events a second, from its movement at 64 times of its first ten seconds. */
  #chooseBodyScale(rate: number): number {
    const { length, alongX, alongY } = this.#body;
    let sum = 0;
    for (let sample = 0; sample < 64; sample += 1) {
      const step = Math.floor((sample * 10_000_000) / (64 * stepMicros));
      const [now, before] = [this.#positionAt(step), this.#positionAt(step - bodyTurns)];
      for (let i = 0; i < length; i += 1) sum += Math.abs(alongX[i]! * (now.x - before.x) + alongY[i]! * (now.y - before.y));
    }
    const perSecond = (sum / 64) * (1_000_000 / (stepMicros * bodyTurns));
    return Math.round((rate * 65536 * 65536) / Math.max(1, perSecond));
  }
}

interface Position {
  readonly x: number;
  readonly y: number;
}
