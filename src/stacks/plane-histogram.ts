import type { PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import { sampleBytes } from '../shapes/plane-samples.js';

/** Counts of finite values in equal bins from `from` to `to`, the last bin closed. */
export interface ValueHistogram {
  readonly from: number;
  readonly to: number;
  readonly counts: Uint32Array;
}

/** Where the values of a plane lie. */
export interface PlaneValues {
  /** Of finite samples, in single precision; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
  /** Samples that are NaN or infinite. */
  readonly notFinite: number;
  /** *Given.* */
  readonly histogram: ValueHistogram;
}

type SmallIntegers = Uint8Array | Int8Array | Uint16Array | Int16Array;

/**
 * Measures a plane, lent for the call, with a histogram of at most `bins` bins (up to 65,536) from the least to the greatest value.
 * That of integers of 8 or 16 bits is made of exact counts: bins of a whole width w hold the numbers from `from` + k · w on,
 * `to` is the end of the last bin, which is beyond the greatest number.
 */
export function measurePlane(kernels: PlaneKernels, plane: TypedSamples, bins: number): PlaneValues {
  if (sampleBytes(plane.type) <= 2 && plane.type !== 'float16') return measureWholeNumbers(kernels, plane.samples as SmallIntegers, bins);
  const { count, least, greatest } = kernels.findRange(plane);
  const counts = new Uint32Array(bins);
  if (count > 0) kernels.countInBins(plane, least, greatest, counts);
  const [from, to] = count > 0 ? [least, greatest] : [0, 0];
  return { least, greatest, notFinite: plane.samples.length - count, histogram: { from, to, counts } };
}

function measureWholeNumbers(kernels: PlaneKernels, samples: SmallIntegers, bins: number): PlaneValues {
  const numbers = new Uint32Array(samples.BYTES_PER_ELEMENT === 1 ? 256 : 65_536);
  kernels.countIntegers(samples, numbers);
  const start = samples instanceof Int8Array ? -128 : samples instanceof Int16Array ? -32_768 : 0;
  let [first, last] = [0, numbers.length - 1];
  while (first <= last && numbers[first] === 0) first += 1;
  while (last > first && numbers[last] === 0) last -= 1;
  if (first > last)
    return { least: Number.NaN, greatest: Number.NaN, notFinite: 0, histogram: { from: 0, to: 0, counts: new Uint32Array(bins) } };
  const width = Math.ceil((last - first + 1) / bins);
  const counts = new Uint32Array(Math.ceil((last - first + 1) / width));
  for (let number = first; number <= last; number += 1) counts[Math.floor((number - first) / width)]! += numbers[number]!;
  const least = start + first;
  return { least, greatest: start + last, notFinite: 0, histogram: { from: least, to: least + width * counts.length, counts } };
}
