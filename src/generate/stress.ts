import type { Trigger } from '../shapes/event-columns.js';
import type { Scene, SceneSettings, SceneTruth } from './scene.js';
import { StarScene } from './star.js';
import { pixelKey, stepMicros, type TickBuffer } from './tick-buffer.js';

/** Time over which a flash reaches all rows. */
const flashMicros = 200;
const silenceMicros = 20_000_000;
/** Longest activity that the plan is laid out for; what is left over comes at the end. */
const longestPlanMicros = 24_000_000;

/** Trigger channels: a flash begins and ends, a power of two is crossed, a clock of 1 kHz, a beat in the silence. */
const stressChannels = { flash: 0, crossing: 1, clock: 2, silence: 3 } as const;

/** A stretch of activity, from one step boundary to another. */
interface Stretch {
  readonly fromMicros: number;
  readonly toMicros: number;
  /** Time within the stretch that crosses a power of two. */
  readonly crossingMicros?: number;
  /** Starts of flashes, ON and OFF in turn. */
  readonly flashes: readonly number[];
  /** Whether the clock's triggers come. */
  readonly clock: boolean;
}

/**
 * What readers stumble over: a turning star whose recording crosses 2²⁴, 2³² and 2³⁴ µs, is silent for 20 s and then for
 * more than an hour, has its whole array flash within 200 µs, and triggers at all of it. Half the events at most are those
 * of the flashes; with too few events for that a flash takes every n-th pixel only.
 */
export class StressScene implements Scene {
  readonly truth: SceneTruth;
  readonly #settings: SceneSettings;
  readonly #star: StarScene;
  readonly #stretches: readonly Stretch[];
  readonly #flashStride: number;
  #stretch = 0;
  #nowMicros: number;

  constructor(settings: SceneSettings) {
    this.#settings = settings;
    this.#star = new StarScene(settings);
    this.truth = this.#star.truth;
    const pixels = settings.width * settings.height;
    this.#flashStride = Math.max(1, Math.ceil((4 * pixels) / settings.events));
    const flashed = Math.floor((2 * pixels) / this.#flashStride);
    const activity = Math.floor(((settings.events - flashed) * 1_000_000) / settings.rate);
    this.#stretches = planStretches(Math.min(longestPlanMicros, Math.max(64 * stepMicros, activity)));
    this.#nowMicros = this.#stretches[0]!.fromMicros;
  }

  advance(ticks: TickBuffer, triggers: Trigger[]): number {
    const start = this.#nowMicros;
    const end = start + stepMicros;
    const stretch = this.#stretches[this.#stretch]!;
    this.#star.advance(ticks);
    const { flash, crossing, clock } = stressChannels;
    stretch.flashes.forEach((at, index) => {
      if (at < start || at >= end) return;
      this.#flash(at - start, index % 2 === 0 ? 1 : 0, ticks);
      triggers.push({ micros: at, id: flash, edge: index % 2 === 0 ? 1 : 0 });
    });
    const { crossingMicros } = stretch;
    if (crossingMicros !== undefined && crossingMicros >= start && crossingMicros < end) {
      triggers.push({ micros: crossingMicros, id: crossing, edge: 1 }, { micros: crossingMicros + 1, id: crossing, edge: 0 });
    }
    if (stretch.clock) {
      for (let at = Math.ceil(start / 500) * 500; at < end; at += 500)
        triggers.push({ micros: at, id: clock, edge: at % 1000 === 0 ? 1 : 0 });
    }
    triggers.sort((a, b) => a.micros - b.micros);
    this.#nowMicros = end;
    const next = this.#stretches[this.#stretch + 1];
    if (end >= stretch.toMicros && next !== undefined) this.#enter(next, triggers);
    return start;
  }

  #enter(next: Stretch, triggers: Trigger[]): void {
    if (next.fromMicros - this.#nowMicros <= silenceMicros) {
      for (let at = this.#nowMicros + 1_000_000; at < next.fromMicros; at += 1_000_000) {
        triggers.push({ micros: at, id: stressChannels.silence, edge: 1 }, { micros: at + 1000, id: stressChannels.silence, edge: 0 });
      }
    }
    this.#stretch += 1;
    this.#nowMicros = next.fromMicros;
  }

  #flash(tick: number, polarity: 0 | 1, ticks: TickBuffer): void {
    const { width, height } = this.#settings;
    let index = 0;
    for (let y = 0; y < height; y += 1) {
      const rowTick = tick + Math.floor((y * flashMicros) / height);
      for (let x = 0; x < width; x += 1) {
        if (index % this.#flashStride === 0) ticks.add(rowTick, pixelKey(x, y), polarity);
        index += 1;
      }
    }
  }
}

/** Lays `activityMicros` out around the crossings. */
function planStretches(activityMicros: number): readonly Stretch[] {
  const part = (percent: number): number => Math.floor((activityMicros * percent) / (100 * stepMicros)) * stepMicros;
  const around = (crossingMicros: number, before: number, after: number, flashes: readonly number[], clock: boolean): Stretch => ({
    fromMicros: crossingMicros - before,
    toMicros: crossingMicros + after,
    crossingMicros,
    flashes,
    clock,
  });
  const flashAt = 2 ** 24 + part(6);
  const first = around(2 ** 24, part(12), part(18), [flashAt, flashAt + part(5)], false);
  const afterSilence = {
    fromMicros: first.toMicros + silenceMicros,
    toMicros: first.toMicros + silenceMicros + part(15),
    flashes: [],
    clock: true,
  };
  return [first, afterSilence, around(2 ** 32, part(10), part(10), [], false), around(2 ** 34, part(10), part(25), [], true)];
}
