import type { EventKernels } from '../../kernels/event-kernels.js';
import type { ElementView } from './element-view.js';

const signedLimit = 2 ** 31;

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
export function copyPolarity(view: ElementView, from: number, count: number, out: Uint8Array, at: number, kernels: EventKernels): number {
  const { array, step, kind } = view;
  const start = view.start + from * step;
  if (array instanceof Uint8Array || array instanceof Int8Array) {
    if (step === 1) {
      out.set(array.subarray(start, start + count), at);
      const on = kernels.countOnes(out, at, at + count);
      if (on >= 0) return on;
    }
    return copySigns(array, start, step, count, out, at);
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
export function countOutside(
  x: Uint16Array,
  y: Uint16Array,
  from: number,
  to: number,
  width: number,
  height: number,
  kernels: EventKernels,
): number {
  const right = Math.min(width, 65_535) - 1;
  const bottom = Math.min(height, 65_535) - 1;
  if (kernels.greatest(x, from, to) <= right && kernels.greatest(y, from, to) <= bottom) return 0;
  let outside = 0;
  for (let i = from; i < to; i += 1) outside += ((right - x[i]!) | (bottom - y[i]!)) >>> 31;
  return outside;
}
