import type { ElementView } from './element-view.js';

const signedLimit = 2 ** 31;
/** Runs shorter than this are not worth words of several numbers. */
const shortRun = 16;

/**
 * Copies low words plus `shift` to `out` from `at` on, four at a time; `false` where a high word or the top bit of a low
 * word differs from the first, or a word is less than the one before it.
 */
export function addAscendingWords(
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

/**
 * Copies coordinates to `out` from `at` on; what is no integer of 16 bits becomes 65,535.
 */
export function copyCoordinates(view: ElementView, from: number, count: number, out: Uint16Array, at: number): void {
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

/** Copies polarities to `out` from `at` on as 1 (above zero) and 0; returns how many are 1. */
export function copyPolarity(view: ElementView, from: number, count: number, out: Uint8Array, at: number): number {
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

/**
 * Events `from` to `to` whose coordinates lie outside the sensor; of an unknown one (65,536) only the mark of an
 * impossible coordinate does.
 */
export function countOutside(x: Uint16Array, y: Uint16Array, from: number, to: number, width: number, height: number): number {
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
