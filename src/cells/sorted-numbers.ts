const digitBits = 11;
const digits = 1 << digitBits;
const infiniteExponent = 0x7f800000;

/**
 * The finite ones of some 32-bit floats in ascending order. Zeros, of which genes have most, are counted rather than
 * sorted; the rest goes through a radix sort of three digits of its bits, made to ascend as the numbers do.
 */
export class SortedNumbers {
  /** How many are finite. */
  readonly length: number;
  readonly #keys: Uint32Array;
  readonly #negative: number;
  readonly #zeros: number;
  readonly #word = new Uint32Array(1);
  readonly #float = new Float32Array(this.#word.buffer);

  /** `values` are *lent* until this returns. */
  constructor(values: Float32Array) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    let notFinite = 0;
    let zeros = 0;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i]!;
      if ((word & 0x7fffffff) === 0) zeros += 1;
      else if ((word & infiniteExponent) === infiniteExponent) notFinite += 1;
    }
    const keys = new Uint32Array(words.length - zeros - notFinite);
    let used = 0;
    let negative = 0;
    for (let i = 0; used < keys.length; i += 1) {
      const word = words[i]!;
      if ((word & 0x7fffffff) === 0 || (word & infiniteExponent) === infiniteExponent) continue;
      const below = word >>> 31;
      negative += below;
      keys[used] = below === 1 ? ~word : word | 0x80000000;
      used += 1;
    }
    this.#keys = sortWords(keys);
    this.#negative = negative;
    this.#zeros = zeros;
    this.length = used + zeros;
  }

  /** The number that has `rank` others before it. */
  at(rank: number): number {
    if (rank >= this.#negative && rank < this.#negative + this.#zeros) return 0;
    const key = this.#keys[rank < this.#negative ? rank : rank - this.#zeros]!;
    this.#word[0] = key >= 0x80000000 ? key & 0x7fffffff : ~key;
    return this.#float[0]!;
  }

  /**
   * The number below which `share` (0 to 1) of all lie, between two of them in proportion, as NumPy's default; NaN where
   * there is none.
   */
  quantile(share: number): number {
    if (this.length === 0) return Number.NaN;
    const place = share * (this.length - 1);
    const rank = Math.floor(place);
    const low = this.at(rank);
    return rank === place ? low : low + (this.at(rank + 1) - low) * (place - rank);
  }
}

/** Sorts words, in memory that it may take over. */
function sortWords(words: Uint32Array): Uint32Array {
  if (words.length < digits) return words.sort();
  const counts = new Uint32Array(3 * digits);
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    counts[word & (digits - 1)]! += 1;
    counts[digits + ((word >>> digitBits) & (digits - 1))]! += 1;
    counts[2 * digits + (word >>> (2 * digitBits))]! += 1;
  }
  let from: Uint32Array = words;
  let to: Uint32Array = new Uint32Array(words.length);
  for (let digit = 0; digit < 3; digit += 1) {
    const next = counts.subarray(digit * digits, (digit + 1) * digits);
    let sum = 0;
    for (let value = 0; value < digits; value += 1) {
      const count = next[value]!;
      next[value] = sum;
      sum += count;
    }
    const shift = digit * digitBits;
    for (let i = 0; i < from.length; i += 1) {
      const word = from[i]!;
      const value = (word >>> shift) & (digits - 1);
      to[next[value]!] = word;
      next[value]! += 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
