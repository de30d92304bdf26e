import type { Correction, TypedSamples } from '../plane-kernels.js';
import { isFiniteValue, twinValues } from './twin-plane-widen.js';

const { fround } = Math;

/** Subtracts and divides; see `PlaneKernels.correctValues`. */
export function twinCorrectValues(
  input: TypedSamples,
  subtract: Correction | undefined,
  divide: Correction | undefined,
  output: Float32Array,
): void {
  const values = twinValues(input);
  const subtracted = fround(subtract?.amount ?? 0);
  const divided = fround(divide?.amount ?? 0);
  const rest = fround(1 - divided);
  for (let i = 0; i < output.length; i += 1) {
    let value = values[i]!;
    if (subtract !== undefined) value = finiteOrZero(fround(value - fround(subtracted * subtract.by[i]!)));
    if (divide !== undefined) {
      const divisor = fround(fround(divided * divide.by[i]!) + rest);
      value = divisor === 0 ? 0 : finiteOrZero(fround(value / divisor));
    }
    output[i] = value;
  }
}

function finiteOrZero(value: number): number {
  return isFiniteValue(value) ? value : 0;
}
