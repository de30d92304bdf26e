import { blockBase, blockEvents } from '../../kernels/block-layout.js';
import { emptyTally } from '../../kernels/decode-tally.js';
import type { ColumnBlock, DecodeTally, EventKernels } from '../../kernels/event-kernels.js';
import type { EventSink } from '../../shapes/event-columns.js';
import { addAscendingWords, copyCoordinates, copyPolarity, countOutside } from './column-copies.js';
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
/** High words below this make safe integers. */
const safeHigh = 2 ** 20;

/** The memory that an emitter writes to, used again and again by one thread, and the kernels it lies in. */
export interface EmitterBlock extends ColumnBlock {
  readonly kernels: EventKernels;
  /** The same memory as `t`. */
  readonly tWords: Int32Array;
  readonly micros: Float64Array;
}

export function createEmitterBlock(kernels: EventKernels): EmitterBlock {
  const columns = kernels.columnBlock(blockEvents);
  const { buffer, byteOffset } = columns.t;
  return { ...columns, kernels, tWords: new Int32Array(buffer, byteOffset, blockEvents), micros: new Float64Array(stripEvents) };
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
    const { kernels, t, tWords } = this.#block;
    const shift = (origin - this.#base) | 0;
    const added =
      step === 2
        ? kernels.narrowTimes(words, start, count, shift, t, this.#length)
        : addAscendingWords(words, start, step, count, shift, tWords, this.#length);
    if (!added) return false;
    const { tally } = this;
    if (tally.events === 0) startTally(tally, first);
    if (first < this.#previous) tally.timeDecreases += 1;
    tally.minMicros = Math.min(tally.minMicros, first);
    tally.maxMicros = Math.max(tally.maxMicros, last);
    this.#previous = last;
    return true;
  }

  #addRest(views: ColumnViews, from: number, count: number): void {
    const { x, y, p, kernels } = this.#block;
    const at = this.#length;
    copyCoordinates(views.x, from, count, x, at);
    copyCoordinates(views.y, from, count, y, at);
    const { tally } = this;
    tally.on += copyPolarity(views.p, from, count, p, at, kernels);
    tally.outOfRange += countOutside(x, y, at, at + count, this.#width, this.#height, kernels);
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
