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
const signedLimit = 2 ** 31;
/** Runs shorter than this are not worth words of several numbers. */
const shortRun = 16;
/** High words below this make safe integers. */
const safeHigh = 2 ** 20;

/** The memory that an emitter writes to, used again and again by one thread. */
export interface EmitterBlock {
  readonly t: Uint32Array;
  /** The same memory as `t`. */
  readonly tWords: Int32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
  readonly micros: Float64Array;
}

export function createEmitterBlock(): EmitterBlock {
  const t = new Uint32Array(blockEvents);
  return {
    t,
    tWords: new Int32Array(t.buffer),
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
   * The common case without a detour over floats: 64-bit integers that never decrease, with the same upper 33 bits all
   * through, so that differences of 32-bit words tell their order. Nothing counts unless it succeeds.
   */
  #addWideTimes(view: ElementView, from: number, count: number, offsetMicros: number): boolean {
    const { array, step } = view;
    const start = view.start + from * step;
    const words = new Int32Array(array.buffer, array.byteOffset, array.length);
    const high = words[start + 1]!;
    if (high < 0 || high >= safeHigh) return false;
    const origin = high * 2 ** 32 + offsetMicros;
    const first = origin + (words[start]! >>> 0);
    const last = origin + (words[start + (count - 1) * step]! >>> 0);
    if (this.#length === 0) this.#base = blockBase(first);
    if (first < this.#base || last - this.#base > 0xffff_ffff) return false;
    if (!addAscendingWords(words, start, step, count, (origin - this.#base) | 0, this.#block.tWords, this.#length)) return false;
    const { tally } = this;
    if (tally.events === 0) startTally(tally, first);
    if (first < this.#previous) tally.timeDecreases += 1;
    tally.minMicros = Math.min(tally.minMicros, first);
    tally.maxMicros = Math.max(tally.maxMicros, last);
    this.#previous = last;
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

/**
 * Copies low words plus `shift` to `out` from `at` on, four at a time; `false` where a high word or the top bit of a low
 * word differs from the first, or a word is less than the one before it.
 */
function addAscendingWords(
  words: Int32Array,
  start: number,
  step: number,
  count: number,
  shift: number,
  out: Int32Array,
  at: number,
): boolean {
  const first = words[start]!;
  const high = words[start + 1]!;
  let previous = first;
  let falling = 0;
  let differing = 0;
  let place = start;
  let to = at;
  for (const end = at + (count & ~3); to < end; to += 4, place += 4 * step) {
    const a = words[place]!;
    const b = words[place + step]!;
    const c = words[place + 2 * step]!;
    const d = words[place + 3 * step]!;
    differing |=
      (words[place + 1]! ^ high) |
      (words[place + step + 1]! ^ high) |
      (words[place + 2 * step + 1]! ^ high) |
      (words[place + 3 * step + 1]! ^ high);
    falling |= (a - previous) | (b - a) | (c - b) | (d - c) | (a ^ first) | (b ^ first) | (c ^ first) | (d ^ first);
    out[to] = a + shift;
    out[to + 1] = b + shift;
    out[to + 2] = c + shift;
    out[to + 3] = d + shift;
    previous = d;
  }
  for (const end = at + count; to < end; to += 1, place += step) {
    const a = words[place]!;
    differing |= words[place + 1]! ^ high;
    falling |= (a - previous) | (a ^ first);
    out[to] = a + shift;
    previous = a;
  }
  return differing === 0 && falling >= 0;
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
  const start = view.start + from * step;
  if (array instanceof Uint8Array || array instanceof Int8Array) {
    const on = step === 1 && count >= shortRun ? copyOnes(array, start, count, out, at) : -1;
    return on >= 0 ? on : copySigns(array, start, step, count, out, at);
  }
  const wide = kind === 'u64' || kind === 'i64';
  let on = 0;
  for (let i = 0, k = start; i < count; i += 1, k += step) {
    const positive = wide ? (array[k]! | array[k + 1]!) !== 0 && (kind === 'u64' || array[k + 1]! < signedLimit) : array[k]! > 0;
    const p = positive ? 1 : 0;
    out[at + i] = p;
    on += p;
  }
  return on;
}

/** Bytes that are all 0 or 1: copied as they are, ones counted four at a time. −1 where one is something else. */
function copyOnes(array: Uint8Array | Int8Array, start: number, count: number, out: Uint8Array, at: number): number {
  out.set(array.subarray(start, start + count), at);
  let on = 0;
  let other = 0;
  let i = at;
  const end = at + count;
  for (; i < end && (out.byteOffset + i) % 4 !== 0; i += 1) {
    on += out[i]!;
    other |= out[i]!;
  }
  const words = new Int32Array(out.buffer, out.byteOffset + i, (end - i) >> 2);
  let wordsOther = 0;
  for (let at4 = 0; at4 < words.length; at4 += 1) {
    const word = words[at4]!;
    wordsOther |= word;
    on += Math.imul(word, 0x01010101) >>> 24;
  }
  for (i += 4 * words.length; i < end; i += 1) {
    on += out[i]!;
    other |= out[i]!;
  }
  return (other & ~1) === 0 && (wordsOther & ~0x01010101) === 0 ? on : -1;
}

/** Signs of numbers of any size up to 31 bits. Polarity is as good as random: no branches. */
function copySigns(array: Uint8Array | Int8Array, start: number, step: number, count: number, out: Uint8Array, at: number): number {
  let on = 0;
  for (let i = 0, k = start; i < count; i += 1, k += step) {
    const p = -array[k]! >>> 31;
    out[at + i] = p;
    on += p;
  }
  return on;
}

/** With an unknown sensor only the mark of an impossible coordinate is outside. */
function countOutside(x: Uint16Array, y: Uint16Array, from: number, to: number, width: number, height: number): number {
  const right = Math.min(width, 65_535) - 1;
  const bottom = Math.min(height, 65_535) - 1;
  const lanes = right < 0x8000 && bottom < 0x8000 && to - from >= shortRun;
  if (lanes && allWithin(x, from, to, right) && allWithin(y, from, to, bottom)) return 0;
  let outside = 0;
  for (let i = from; i < to; i += 1) outside += ((right - x[i]!) | (bottom - y[i]!)) >>> 31;
  return outside;
}

/** Whether no number is above `most` (15 bits), two at a time: a difference below zero clears its lane's top bit. */
function allWithin(values: Uint16Array, from: number, to: number, most: number): boolean {
  let i = from;
  if ((values.byteOffset / 2 + i) % 2 !== 0 && i < to && values[i++]! > most) return false;
  const words = new Int32Array(values.buffer, values.byteOffset + 2 * i, (to - i) >> 1);
  const limits = ((most | 0x8000) * 0x10001) | 0;
  let above = 0;
  for (let pair = 0; pair < words.length; pair += 1) {
    const word = words[pair]!;
    above |= word | ~(limits - word);
  }
  if ((above & 0x80008000) !== 0) return false;
  return i + 2 * words.length >= to || values[to - 1]! <= most;
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
