import { FirstlightError } from '../base/errors.js';

/** Microseconds of one step. Events may be added up to twice that ahead; what lies beyond a step is kept for the next. */
export const stepMicros = 256;

/** Largest width and height that a pixel key holds. */
export const maxSide = 2048;

const rowShift = 11;
const tickShift = 23;
/** Ticks with more events than this are sorted by the engine's own sort, the others by insertion. */
const insertionLimit = 48;

/** A pixel as one number, row-major when compared: `y` × 2,048 + `x`. */
export function pixelKey(x: number, y: number): number {
  return (y << rowShift) | x;
}

/**
 * Events of one step in any order in, the same events by microsecond and row-major inside a microsecond out; a pixel has
 * at most one event in a microsecond. An event is one key: tick (9 bits), y (11), x (11), polarity (1).
 */
export class TickBuffer {
  #keys: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 15);
  #sorted: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 15);
  #count = 0;
  readonly #starts = new Uint32Array(stepMicros + 1);

  /** Adds an event `tick` (0 … 511) microseconds after the start of the step. */
  add(tick: number, pixel: number, polarity: 0 | 1): void {
    if (this.#count === this.#keys.length) this.#grow();
    this.#keys[this.#count] = (tick << tickShift) | (pixel << 1) | polarity;
    this.#count += 1;
  }

  /** Ends the step. Returns its keys in order, *lent* until the next call; later events move on to the next step. */
  takeStep(): Uint32Array {
    const keys = this.#keys;
    const starts = this.#starts.fill(0);
    const count = this.#count;
    for (let i = 0; i < count; i += 1) {
      const tick = keys[i]! >>> tickShift;
      if (tick < stepMicros) starts[tick + 1]! += 1;
    }
    for (let tick = 0; tick < stepMicros; tick += 1) starts[tick + 1]! += starts[tick]!;
    const total = starts[stepMicros]!;
    if (this.#sorted.length < keys.length) this.#sorted = new Uint32Array(keys.length);
    const sorted = this.#sorted;
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      const key = keys[i]!;
      const tick = key >>> tickShift;
      if (tick < stepMicros) {
        sorted[starts[tick]!] = key;
        starts[tick]! += 1;
      } else {
        keys[kept] = key - stepMicros * (1 << tickShift);
        kept += 1;
      }
    }
    this.#count = kept;
    let from = 0;
    for (let tick = 0; tick < stepMicros; tick += 1) {
      const to = starts[tick]!;
      sortRun(sorted, from, to);
      from = to;
    }
    return sorted.subarray(0, dropRepeats(sorted, total));
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    if (length > 1 << 23) throw new FirstlightError('internal', `A step of ${stepMicros} µs holds more than ${this.#count} events`);
    const keys = new Uint32Array(length);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}

/** Tick, x, y and polarity of a key of {@link TickBuffer.takeStep}. */
export const keyTick = (key: number): number => key >>> tickShift;
export const keyX = (key: number): number => (key >>> 1) & (maxSide - 1);
export const keyY = (key: number): number => (key >>> (1 + rowShift)) & (maxSide - 1);
export const keyPolarity = (key: number): number => key & 1;

function sortRun(keys: Uint32Array, from: number, to: number): void {
  if (to - from > insertionLimit) {
    keys.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i += 1) {
    const key = keys[i]!;
    let j = i - 1;
    while (j >= from && keys[j]! > key) {
      keys[j + 1] = keys[j]!;
      j -= 1;
    }
    keys[j + 1] = key;
  }
}

function dropRepeats(keys: Uint32Array, count: number): number {
  let kept = 0;
  let previous = -1;
  for (let i = 0; i < count; i += 1) {
    const key = keys[i]!;
    if (key >>> 1 === previous) continue;
    previous = key >>> 1;
    keys[kept] = key;
    kept += 1;
  }
  return kept;
}
