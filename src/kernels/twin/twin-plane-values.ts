import { measuredTogether, type TypedSamples, type ValueMoments, type ValueRange } from '../plane-kernels.js';
import { isFiniteValue, twinValues, twinWidenSamples } from './twin-plane-widen.js';

/** Medians of pixels over planes; see `PlaneKernels.findMedians`. */
export function twinFindMedians(block: Float32Array, planes: number, stride: number, output: Float32Array): void {
  const sorted = new Float32Array(planes);
  for (let i = 0; i < output.length; i += 1) {
    let count = 0;
    for (let plane = 0; plane < planes; plane += 1) {
      const value = block[plane * stride + i]!;
      if (isFiniteValue(value)) sorted[count++] = value;
    }
    const found = sorted.subarray(0, count).sort();
    output[i] = count === 0 ? Number.NaN : (found[(count - 1) >> 1]! + found[count >> 1]!) * 0.5;
  }
}

/** Where values lie; see `PlaneKernels.findRange`. */
export function twinFindRange(input: TypedSamples): ValueRange {
  const values = twinValues(input).filter(isFiniteValue);
  if (values.length === 0) return { count: 0, least: Number.NaN, greatest: Number.NaN };
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  return { count: values.length, least: least + 0, greatest: greatest + 0 };
}

/** Moments of the values in spans; see `PlaneKernels.measureSpans`. */
export function twinMeasureSpans({ samples, type }: TypedSamples, spans: Uint32Array): ValueMoments {
  let total: ValueMoments = { count: 0, mean: 0, squares: 0, least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
  for (let span = 0; span + 1 < spans.length; span += 2) {
    for (let at = spans[span]!; at < spans[span + 1]!; at += measuredTogether) {
      const piece = samples.subarray(at, Math.min(spans[span + 1]!, at + measuredTogether));
      const values = new Float32Array(piece.length);
      twinWidenSamples({ samples: piece, type }, values);
      total = merged(total, momentsOf(values));
    }
  }
  const { NaN: none } = Number;
  if (total.count === 0) return { count: 0, mean: none, squares: 0, least: none, greatest: none };
  return { ...total, least: total.least + 0, greatest: total.greatest + 0 };
}

/** Sums of every eighth value, so that the order is that of eight lanes. */
function momentsOf(values: Float32Array): ValueMoments {
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  const lanes = new Float64Array(8);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (!isFiniteValue(value)) continue;
    count += 1;
    lanes[i & 7]! += value;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (count === 0) return { count, mean: 0, squares: 0, least, greatest };
  const mean = sumOfLanes(lanes) / count;
  lanes.fill(0);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (isFiniteValue(value)) lanes[i & 7]! += (value - mean) * (value - mean);
  }
  return { count, mean, squares: sumOfLanes(lanes), least, greatest };
}

function sumOfLanes(lanes: Float64Array): number {
  const [a, b, c, d] = [0, 2, 4, 6].map((at) => lanes[at]! + lanes[at + 1]!);
  return a! + b! + (c! + d!);
}

function merged(a: ValueMoments, b: ValueMoments): ValueMoments {
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + delta * (b.count / count),
    squares: a.squares + (b.squares + delta * delta * ((a.count * b.count) / count)),
    least: Math.min(a.least, b.least),
    greatest: Math.max(a.greatest, b.greatest),
  };
}

const { fround } = Math;

/** Counts values in equal bins; see `PlaneKernels.countInBins`. */
export function twinCountInBins(input: TypedSamples, from: number, to: number, bins: Uint32Array): void {
  const [first, last] = [fround(from), fround(to)];
  const scale = fround(bins.length / (last - first));
  for (const value of twinValues(input)) {
    if (!(value >= first && value <= last)) continue;
    const bin = Math.trunc(fround(fround(value - first) * scale));
    // A range without width gives NaN.
    bins[Math.min(bins.length - 1, bin || 0)]! += 1;
  }
}

/** Counts each number; see `PlaneKernels.countIntegers`. */
export function twinCountIntegers(samples: Uint8Array | Int8Array | Uint16Array | Int16Array, bins: Uint32Array): void {
  const least = samples instanceof Int8Array ? -128 : samples instanceof Int16Array ? -32_768 : 0;
  for (const sample of samples) bins[sample - least]! += 1;
}
