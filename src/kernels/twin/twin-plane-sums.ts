import { momentGroup, type SlidingSums, type TypedSamples } from '../plane-kernels.js';
import { isFiniteValue, twinValues } from './twin-plane-widen.js';

/** Adds planes to the sum of each pixel; see `PlaneKernels.addToSums`. */
export function twinAddToSums(planes: readonly TypedSamples[], sums: Float64Array, missing: Uint32Array): void {
  for (const plane of planes) {
    const values = twinValues(plane);
    for (let i = 0; i < sums.length; i += 1) {
      const value = values[i]!;
      if (isFiniteValue(value)) sums[i]! += value;
      else missing[i]! += 1;
    }
  }
}

/** Adds planes to running moments; see `PlaneKernels.addToMoments`. */
export function twinAddToMoments(
  planes: readonly TypedSamples[],
  planesBefore: number,
  means: Float64Array,
  squares: Float64Array,
  missing: Uint32Array,
): void {
  for (let at = 0; at < planes.length; at += momentGroup) {
    const group = planes.slice(at, at + momentGroup).map(twinValues);
    for (let i = 0; i < means.length; i += 1) addGroup(group, planesBefore + at, i, means, squares, missing);
  }
}

function addGroup(
  group: readonly Float32Array[],
  planesBefore: number,
  i: number,
  means: Float64Array,
  squares: Float64Array,
  missing: Uint32Array,
): void {
  let count = 0;
  let sum = 0;
  for (const values of group) {
    const value = values[i]!;
    if (!isFiniteValue(value)) continue;
    count += 1;
    sum += value;
  }
  const before = planesBefore - missing[i]!;
  missing[i]! += group.length - count;
  if (count === 0) return;
  const mean = sum * (1 / count);
  let square = 0;
  for (const values of group) {
    const value = values[i]!;
    if (isFiniteValue(value)) square += (value - mean) * (value - mean);
  }
  const total = before + count;
  const delta = mean - means[i]!;
  means[i]! += delta * (count / total);
  squares[i]! += square + delta * delta * ((before * count) / total);
}

/** Means or deviations of what was summed up; see `PlaneKernels.shareSums`. */
export function twinShareSums(sums: Float64Array, missing: Uint32Array, planes: number, root: boolean, output: Float32Array): void {
  for (let i = 0; i < output.length; i += 1) {
    const share = sums[i]! / (planes - missing[i]!);
    output[i] = root ? Math.sqrt(share) : share;
  }
}

/** Keeps the least or the greatest sample of each pixel; see `PlaneKernels.keepExtremes`. */
export function twinKeepExtremes(planes: readonly TypedSamples[], which: 'least' | 'greatest', extremes: Float32Array): void {
  for (const plane of planes) {
    const values = twinValues(plane);
    for (let i = 0; i < extremes.length; i += 1) {
      const value = values[i]!;
      if (!isFiniteValue(value)) continue;
      if (which === 'least' ? value < extremes[i]! : value > extremes[i]!) extremes[i] = value;
    }
  }
}

/** Moves a window; see `PlaneKernels.slideSums`. */
export function twinSlideSums(
  sums: SlidingSums,
  entering: TypedSamples | undefined,
  leaving: TypedSamples | undefined,
  planes: number,
  means: Float32Array | undefined,
): void {
  if (entering !== undefined) addSigned(sums, twinValues(entering), 1);
  if (leaving !== undefined) addSigned(sums, twinValues(leaving), -1);
  if (means === undefined) return;
  const { high, low, missing } = sums;
  for (let i = 0; i < means.length; i += 1) {
    const count = planes - missing[i]!;
    means[i] = count > 0 ? (high[i]! + (low?.[i] ?? 0)) * (1 / count) : Number.NaN;
  }
}

function addSigned({ high, low, missing }: SlidingSums, values: Float32Array, sign: 1 | -1): void {
  for (let i = 0; i < high.length; i += 1) {
    if (!isFiniteValue(values[i]!)) {
      missing[i]! += sign;
      continue;
    }
    // Knuth's exact sum of two numbers: what rounding takes from `sum` goes to `low`.
    const value = sign * values[i]!;
    const before = high[i]!;
    const sum = before + value;
    high[i] = sum;
    if (low === undefined) continue;
    const taken = sum - before;
    low[i]! += before - (sum - taken) + (value - taken);
  }
}
