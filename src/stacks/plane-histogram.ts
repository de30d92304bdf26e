import type { PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import { type SampleType, sampleBytes } from '../shapes/plane-samples.js';

/** Counts of finite values in equal bins from `from` to `to`, the last bin closed. */
export interface ValueHistogram {
  readonly from: number;
  readonly to: number;
  readonly counts: Uint32Array;
}

/** What the values of a plane are like. */
export interface PlaneValues {
  /** Of finite samples, in single precision; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  /** Standard deviation of the population. */
  readonly deviation: number;
  /** Samples that are NaN or infinite. */
  readonly notFinite: number;
  /** *Given.* Of integers of 8 or 16 bits each bin holds a whole number of numbers, or less than one. */
  readonly histogram: ValueHistogram;
}

type SmallIntegers = Uint8Array | Int8Array | Uint16Array | Int16Array;

/**
 * Measures a plane, lent for the call, with a histogram of at most `bins` bins from the least to the greatest value. That of
 * integers of 8 or 16 bits is made of exact counts: bin k of width w holds the numbers from `from` + k · w on, `to` is the
 * end of the last bin.
 */
export function measurePlane(kernels: PlaneKernels, plane: TypedSamples, bins: number): PlaneValues {
  const { samples } = plane;
  const { count, mean, squares, least, greatest } = kernels.measureSpans(plane, Uint32Array.of(0, samples.length));
  const values = { least, greatest, mean, deviation: Math.sqrt(squares / count), notFinite: samples.length - count };
  if (count === 0) return { ...values, histogram: { from: 0, to: 0, counts: new Uint32Array(bins) } };
  if (isSmallInteger(plane.type)) {
    return { ...values, histogram: countWholeNumbers(kernels, samples as SmallIntegers, least, greatest, bins) };
  }
  const counts = new Uint32Array(bins);
  kernels.countInBins(plane, least, greatest, counts);
  return { ...values, histogram: { from: least, to: greatest, counts } };
}

function isSmallInteger(type: SampleType): boolean {
  return sampleBytes(type) <= 2 && type !== 'float16';
}

function countWholeNumbers(kernels: PlaneKernels, samples: SmallIntegers, least: number, greatest: number, bins: number): ValueHistogram {
  const numbers = new Uint32Array(samples.BYTES_PER_ELEMENT === 1 ? 256 : 65_536);
  kernels.countIntegers(samples, numbers);
  const start = samples instanceof Int8Array ? -128 : samples instanceof Int16Array ? -32_768 : 0;
  const width = Math.ceil((greatest - least + 1) / bins);
  const counts = new Uint32Array(Math.ceil((greatest - least + 1) / width));
  for (let number = least; number <= greatest; number += 1) counts[Math.floor((number - least) / width)]! += numbers[number - start]!;
  return { from: least, to: least + width * counts.length, counts };
}
