import { halfToNumber, type SampleArray, type SampleType } from '../shapes/plane-samples.js';

/** Least, greatest and mean of finite samples, plane by plane: each plane is summed by itself, so that long sums stay exact. */
export class PlaneStatistics {
  readonly #type: SampleType;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #count = 0;
  #notFinite = 0;

  constructor(type: SampleType) {
    this.#type = type;
  }

  /** `samples` are lent. */
  add(samples: SampleArray): void {
    const numbers = asNumbers(samples, this.#type);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let count = numbers.length;
    for (let i = 0; i < numbers.length; i += 1) {
      const value = numbers[i]!;
      if (value - value !== 0) {
        count -= 1;
        continue;
      }
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    this.#notFinite += numbers.length - count;
    if (count === 0) return;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    this.#count += count;
    this.#mean += (sum / count - this.#mean) * (count / this.#count);
  }

  /** NaN where no sample was finite. */
  result(): { readonly min: number; readonly max: number; readonly mean: number; readonly notFinite: number } {
    if (this.#count === 0) return { min: Number.NaN, max: Number.NaN, mean: Number.NaN, notFinite: this.#notFinite };
    return { min: this.#min, max: this.#max, mean: this.#mean, notFinite: this.#notFinite };
  }
}

function asNumbers(samples: SampleArray, type: SampleType): Exclude<SampleArray, BigUint64Array | BigInt64Array> {
  if (samples instanceof BigUint64Array || samples instanceof BigInt64Array) return Float64Array.from(samples as BigInt64Array, Number);
  return type === 'float16' ? Float32Array.from(samples, halfToNumber) : samples;
}
