import { blockBase, blockEvents } from '../../kernels/block-layout.js';
import { emptyTally } from '../../kernels/decode-tally.js';
import type { DecodeTally } from '../../kernels/event-kernels.js';
import type { EventSink } from '../../shapes/event-columns.js';
import { isFloat } from './element-type.js';
import type { ElementView } from './element-view.js';
import { readMicros, type TimeCoding } from './time-coding.js';

/** The four columns of a run of events, numbers of any kind. */
export interface ColumnViews {
  readonly t: ElementView;
  readonly x: ElementView;
  readonly y: ElementView;
  readonly p: ElementView;
}

/** Events whose times are converted at once: stays in the cache. */
const stripEvents = 8192;
const unsafeLow = 2 ** 31;

/** The memory that an emitter writes to, used again and again by one thread. */
export interface EmitterBlock {
  readonly t: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
  readonly micros: Float64Array;
}

export function createEmitterBlock(): EmitterBlock {
  return {
    t: new Uint32Array(blockEvents),
    x: new Uint16Array(blockEvents),
    y: new Uint16Array(blockEvents),
    p: new Uint8Array(blockEvents),
    micros: new Float64Array(stripEvents),
  };
}

/**
 * Turns columns of numbers into event columns, block by block, and counts. Polarity is ON where the number is above zero.
 * A coordinate that is no integer of 16 bits becomes 65,535 and counts as out of range.
 */
export class ColumnEmitter {
  readonly tally: DecodeTally = emptyTally();
  readonly #block: EmitterBlock;
  readonly #coding: TimeCoding;
  readonly #width: number;
  readonly #height: number;
  readonly #sink: EventSink;
  #length = 0;
  #base = 0;
  #previous = Number.NaN;

  /** Width and height of 0 are unknown. `block` is used until the last `flush`. */
  constructor(block: EmitterBlock, coding: TimeCoding, width: number, height: number, sink: EventSink) {
    this.#block = block;
    this.#coding = coding;
    this.#width = width > 0 ? width : 65_536;
    this.#height = height > 0 ? height : 65_536;
    this.#sink = sink;
  }

  /** Events 0 to `count` of `views` (lent). Errors: `out-of-range` for impossible times. */
  add(views: ColumnViews, count: number): void {
    for (let done = 0; done < count; ) {
      if (this.#length === blockEvents) this.flush();
      const strip = Math.min(count - done, blockEvents - this.#length, stripEvents);
      const taken = this.#addTimes(views.t, done, strip);
      if (taken > 0) this.#addRest(views, done, taken);
      done += taken;
      if (taken < strip) this.flush();
    }
  }

  /** Lends what is gathered to the sink. */
  flush(): void {
    if (this.#length === 0) return;
    const { t, x, y, p } = this.#block;
    const length = this.#length;
    this.#length = 0;
    this.#sink({ baseMicros: this.#base, length, t, x, y, p });
  }

  /** How many of `count` times fit behind those in the block; they are written. */
  #addTimes(view: ElementView, from: number, count: number): number {
    const { unit, offsetMicros } = this.#coding;
    const integer = view.kind === 'i64' || view.kind === 'u64';
    if (integer && unit === 'us' && this.#addWideTimes(view, from, count, offsetMicros)) return count;
    const { micros, t } = this.#block;
    readMicros(view, from, count, this.#coding, micros);
    if (this.#length === 0) this.#base = blockBase(micros[0]!);
    const { tally } = this;
    const base = this.#base;
    let at = this.#length;
    let previous = this.#previous;
    if (tally.events === 0) startTally(tally, micros[0]!);
    let { minMicros, maxMicros, timeDecreases } = tally;
    let i = 0;
    for (; i < count; i += 1) {
      const time = micros[i]!;
      const delta = time - base;
      if (delta < 0 || delta > 0xffff_ffff) break;
      t[at] = delta;
      at += 1;
      if (time < previous) timeDecreases += 1;
      if (time < minMicros) minMicros = time;
      if (time > maxMicros) maxMicros = time;
      previous = time;
    }
    tally.minMicros = minMicros;
    tally.maxMicros = maxMicros;
    tally.timeDecreases = timeDecreases;
    this.#previous = previous;
    return i;
  }

  /**
   * The common case without a detour over floats: all high words are the same and the block's base suits. Writes nothing
   * that counts unless it succeeds.
   */
  #addWideTimes(view: ElementView, from: number, count: number, offsetMicros: number): boolean {
    const { array, step } = view;
    const start = view.start + from * step;
    const highWord = array[start + 1]!;
    const high = view.kind === 'i64' ? highWord | 0 : highWord;
    if (high < 0 || high >= 2 ** 20) return false;
    const origin = high * 2 ** 32 + offsetMicros;
    const first = origin + array[start]!;
    if (this.#length === 0) this.#base = blockBase(first);
    const shift = origin - this.#base;
    const { t } = this.#block;
    let at = this.#length;
    let least = 0xffff_ffff;
    let greatest = 0;
    let decreases = 0;
    let previous = array[start]!;
    let odd = 0;
    for (let i = 0, from32 = start; i < count; i += 1, from32 += step) {
      const low = array[from32]!;
      odd |= array[from32 + 1]! ^ highWord;
      if (low < previous) decreases += 1;
      if (low < least) least = low;
      if (low > greatest) greatest = low;
      t[at] = low + shift;
      at += 1;
      previous = low;
    }
    if (odd !== 0 || least + shift < 0 || greatest + shift > 0xffff_ffff) return false;
    const { tally } = this;
    if (tally.events === 0) startTally(tally, first);
    if (first < this.#previous) decreases += 1;
    tally.timeDecreases += decreases;
    tally.minMicros = Math.min(tally.minMicros, origin + least);
    tally.maxMicros = Math.max(tally.maxMicros, origin + greatest);
    this.#previous = origin + previous;
    return true;
  }

  #addRest(views: ColumnViews, from: number, count: number): void {
    const { x, y, p } = this.#block;
    const at = this.#length;
    copyCoordinates(views.x, from, count, x, at);
    copyCoordinates(views.y, from, count, y, at);
    const { tally } = this;
    tally.on += copyPolarity(views.p, from, count, p, at);
    tally.outOfRange += countOutside(x, y, at, at + count, this.#width, this.#height);
    tally.events += count;
    tally.lastMicros = this.#previous;
    this.#length += count;
  }
}

function startTally(tally: DecodeTally, micros: number): void {
  tally.firstMicros = micros;
  tally.minMicros = micros;
  tally.maxMicros = micros;
}

function copyCoordinates(view: ElementView, from: number, count: number, out: Uint16Array, at: number): void {
  const { array, step } = view;
  const start = view.start + from * step;
  if (array instanceof Uint16Array) {
    if (step === 1) out.set(array.subarray(start, start + count), at);
    else for (let i = 0, k = start; i < count; i += 1, k += step) out[at + i] = array[k]!;
    return;
  }
  if (array instanceof Uint8Array) {
    for (let i = 0, k = start; i < count; i += 1, k += step) out[at + i] = array[k]!;
    return;
  }
  const wide = view.kind === 'u64' || view.kind === 'i64';
  for (let i = 0, k = start; i < count; i += 1, k += step) {
    const value = array[k]!;
    const fits = value >= 0 && value < 65_536 && Number.isInteger(value) && (!wide || array[k + 1] === 0);
    out[at + i] = fits ? value : 65_535;
  }
}

function copyPolarity(view: ElementView, from: number, count: number, out: Uint8Array, at: number): number {
  const { array, step, kind } = view;
  let on = 0;
  const wide = kind === 'u64' || kind === 'i64';
  for (let i = 0, k = view.start + from * step; i < count; i += 1, k += step) {
    const positive = wide ? (array[k]! | array[k + 1]!) !== 0 && array[k + 1]! < unsafeLow : array[k]! > 0;
    const p = positive ? 1 : 0;
    out[at + i] = p;
    on += p;
  }
  return on;
}

function countOutside(x: Uint16Array, y: Uint16Array, from: number, to: number, width: number, height: number): number {
  // With an unknown sensor only the mark of an impossible coordinate is outside.
  const right = Math.min(width, 65_535);
  const bottom = Math.min(height, 65_535);
  let outside = 0;
  for (let i = from; i < to; i += 1) if (x[i]! >= right || y[i]! >= bottom) outside += 1;
  return outside;
}

/** Whether a column's numbers can stand for coordinates at all: used when columns are guessed. */
export function looksLikeCoordinate(view: ElementView, count: number): boolean {
  const { array, step } = view;
  const wide = view.kind === 'u64' || view.kind === 'i64';
  for (let i = 0, k = view.start; i < count; i += 1, k += step) {
    const value = array[k]!;
    if (value < 0 || value >= 16_384 || (isFloat(view.kind) && !Number.isInteger(value))) return false;
    if (wide && array[k + 1] !== 0) return false;
  }
  return true;
}
