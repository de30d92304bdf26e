import { FirstlightError } from '../base/errors.js';
import type { EventColumns, Trigger } from '../shapes/event-columns.js';
import { DroneScene } from './drone.js';
import { FanScene } from './fan.js';
import { NoiseScene } from './noise.js';
import { type Scene, type SceneName, type SceneSettings, type SceneTruth, sceneNames } from './scene.js';
import { SliderScene } from './slider.js';
import { StarScene } from './star.js';
import { StressScene } from './stress.js';
import { keyPolarity, keyTick, keyX, keyY, maxSide, stepMicros, TickBuffer } from './tick-buffer.js';

/** What can be chosen about a scene; what is left out has a sensible value. */
export interface GenerateOptions {
  /** Default 1280. 16 to 2,048. */
  readonly width?: number;
  /** Default 720. 16 to 2,048. */
  readonly height?: number;
  /** How many events, exactly. Default 10⁶. */
  readonly events?: number;
  /** Mean events per second aimed at. Default: 1 M at 240×180, 3.7 M at 640×480, 10 M at 1280×720; a tenth of that for `noise`. */
  readonly rate?: number;
  /** Default: the scene's name. */
  readonly seed?: string;
  /** Revolutions per minute of what turns. Default: fan 600, drone 6,000, star 60. */
  readonly rpm?: number;
  /** Fan only: the speed goes to this and back. Default: `rpm`, a constant speed. */
  readonly rpmTo?: number;
  /** Fan only: microseconds for the way there and back. Default 4 s. */
  readonly rampMicros?: number;
  /** Blades of the fan (default 3) or of a propeller (2), spokes of the star (16). */
  readonly blades?: number;
}

/** A run of generated events in ascending time, with the triggers up to its last event. */
export interface GeneratedRun {
  /** *Lent* until the next run is asked for. */
  readonly columns: EventColumns;
  /** Given. */
  readonly triggers: readonly Trigger[];
}

const runLength = 32_768;
const longestRunMicros = 1 << 30;

/**
 * Events of a scene, exactly as many as asked for: ascending in time, row-major inside a microsecond, at most one event
 * a pixel and microsecond. Integer arithmetic on a seeded generator: equal options give equal events in every engine.
 * Memory does not grow with `events`. Errors: `out-of-range` for options that make no sense.
 */
export function* generateEvents(name: SceneName, options: GenerateOptions = {}): Iterable<GeneratedRun> {
  const settings = chooseSettings(name, options);
  const scene = createScene(name, settings);
  const ticks = new TickBuffer();
  const run = new RunBuilder();
  let triggers: Trigger[] = [];
  let left = settings.events;
  while (left > 0) {
    const stepStart = scene.advance(ticks, triggers);
    const keys = ticks.takeStep();
    for (let from = 0; from < keys.length && left > 0; ) {
      if (run.isFull(stepStart)) {
        const columns = run.take();
        const later = triggers.filter((trigger) => trigger.micros > lastMicrosOf(columns));
        yield { columns, triggers: triggers.filter((trigger) => trigger.micros <= lastMicrosOf(columns)) };
        triggers = later;
      }
      const count = Math.min(keys.length - from, run.room, left);
      run.append(stepStart, keys, from, count);
      from += count;
      left -= count;
    }
  }
  const columns = run.take();
  yield { columns, triggers: triggers.filter((trigger) => trigger.micros <= lastMicrosOf(columns)) };
}

function lastMicrosOf(columns: EventColumns): number {
  return columns.baseMicros + columns.t[columns.length - 1]!;
}

/** What is known about the events of {@link generateEvents} with the same arguments. */
export function sceneTruth(name: SceneName, options: GenerateOptions = {}): SceneTruth {
  return createScene(name, chooseSettings(name, options)).truth;
}

function createScene(name: SceneName, settings: SceneSettings): Scene {
  switch (name) {
    case 'fan':
      return new FanScene(settings);
    case 'drone':
      return new DroneScene(settings);
    case 'slider':
      return new SliderScene(settings);
    case 'star':
      return new StarScene(settings);
    case 'noise':
      return new NoiseScene(settings);
    case 'stress':
      return new StressScene(settings);
    default:
      throw new FirstlightError('unsupported', `There is no scene "${name}"`, { advice: `Choose one of ${sceneNames.join(', ')}.` });
  }
}

function chooseSettings(name: SceneName, options: GenerateOptions): SceneSettings {
  const width = integerBetween('width', options.width ?? 1280, 16, maxSide);
  const height = integerBetween('height', options.height ?? 720, 16, maxSide);
  const rpm = numberBetween('rpm', options.rpm ?? defaultRpm(name), 1, 60_000);
  return {
    width,
    height,
    events: integerBetween('events', options.events ?? 1_000_000, 1, 1e12),
    rate: integerBetween('rate', options.rate ?? defaultRate(name, width * height), 1000, 200_000_000),
    seed: options.seed ?? name,
    rpm,
    rpmTo: numberBetween('rpmTo', options.rpmTo ?? rpm, 1, 60_000),
    rampMicros: integerBetween('rampMicros', options.rampMicros ?? 4_000_000, 100_000, 1e12),
    blades: integerBetween('blades', options.blades ?? defaultBlades(name), 1, 64),
  };
}

function defaultRate(name: SceneName, pixels: number): number {
  const rate = Math.max(100_000, 560_000 + Math.floor((pixels * 41) / 4));
  return name === 'noise' ? Math.floor(rate / 10) : rate;
}

function defaultRpm(name: SceneName): number {
  if (name === 'drone') return 6000;
  return name === 'star' || name === 'stress' ? 60 : 600;
}

function defaultBlades(name: SceneName): number {
  if (name === 'drone') return 2;
  return name === 'star' || name === 'stress' ? 16 : 3;
}

function integerBetween(what: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value)) throw new FirstlightError('out-of-range', `${what} is not a whole number: ${value}`);
  return numberBetween(what, value, least, most);
}

function numberBetween(what: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most))
    throw new FirstlightError('out-of-range', `${what} is not between ${least} and ${most}: ${value}`);
  return value;
}

/** Collects keys of steps as columns, in reused arrays. */
class RunBuilder {
  readonly #t = new Uint32Array(runLength);
  readonly #x = new Uint16Array(runLength);
  readonly #y = new Uint16Array(runLength);
  readonly #p = new Uint8Array(runLength);
  #length = 0;
  #baseMicros = 0;

  get room(): number {
    return runLength - this.#length;
  }

  /** Whether events of a step at `stepStart` need a new run. */
  isFull(stepStart: number): boolean {
    return this.#length === runLength || (this.#length > 0 && stepStart + 2 * stepMicros - this.#baseMicros > longestRunMicros);
  }

  append(stepStart: number, keys: Uint32Array, from: number, count: number): void {
    if (this.#length === 0) this.#baseMicros = stepStart;
    const delta = stepStart - this.#baseMicros;
    let at = this.#length;
    for (let i = from; i < from + count; i += 1) {
      const key = keys[i]!;
      this.#t[at] = delta + keyTick(key);
      this.#x[at] = keyX(key);
      this.#y[at] = keyY(key);
      this.#p[at] = keyPolarity(key);
      at += 1;
    }
    this.#length = at;
  }

  take(): EventColumns {
    const length = this.#length;
    this.#length = 0;
    return { baseMicros: this.#baseMicros, length, t: this.#t, x: this.#x, y: this.#y, p: this.#p };
  }
}
