import { halfToNumber } from '../../shapes/plane-samples.js';
import type { TypedSamples } from '../plane-kernels.js';

/** Samples of any type as single precision; see `PlaneKernels.widenSamples`. */
export function twinWidenSamples({ samples, type }: TypedSamples, output: Float32Array): void {
  if (samples instanceof BigUint64Array || samples instanceof BigInt64Array) {
    for (let i = 0; i < output.length; i += 1) output[i] = Number(samples[i]!);
  } else if (type === 'float16') {
    for (let i = 0; i < output.length; i += 1) output[i] = halfToNumber(samples[i]!);
  } else {
    output.set(samples.length === output.length ? samples : samples.subarray(0, output.length));
  }
}

/** The samples themselves where they are of single precision, else a copy. */
export function twinValues(input: TypedSamples): Float32Array {
  if (input.samples instanceof Float32Array) return input.samples;
  const values = new Float32Array(input.samples.length);
  twinWidenSamples(input, values);
  return values;
}

/** Whether a value is a number; the test of the kernels: the difference of anything else from itself is NaN. */
export function isFiniteValue(value: number): boolean {
  return value - value === 0;
}
