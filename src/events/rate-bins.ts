/** Counts in equal bins from `fromMicros` on. */
export interface RateCounts {
  readonly fromMicros: number;
  readonly binMicros: number;
  readonly on: Float64Array;
  readonly off: Float64Array;
}

/**
 * Event counts in bins whose width is a power of two microseconds, aligned to multiples of it, so that bins of one width
 * fall whole into bins of the next: when the time to cover outgrows the bins, neighbours are merged and nothing is lost.
 */
export class DoublingBins implements RateCounts {
  readonly #maxBins: number;
  #binMicros: number;
  /** The first bin covers [`#firstBin` · width, …). */
  #firstBin = 0;
  #on: Float64Array = new Float64Array(0);
  #off: Float64Array = new Float64Array(0);

  /** `maxBins` at most are kept; `binMicros`, a power of two, is the width to start with. */
  constructor(maxBins = 8192, binMicros = 64) {
    this.#maxBins = maxBins;
    this.#binMicros = binMicros;
  }

  /** Width of a bin now, microseconds. */
  get binMicros(): number {
    return this.#binMicros;
  }

  get fromMicros(): number {
    return this.#firstBin * this.#binMicros;
  }

  /** Counts per bin from `fromMicros` on, *lent*. */
  get on(): Float64Array {
    return this.#on;
  }

  get off(): Float64Array {
    return this.#off;
  }

  /** Makes the bins cover times from `fromMicros` to `toMicros`, both inclusive, with wider bins if need be. */
  cover(fromMicros: number, toMicros: number): void {
    const covered = this.#on.length > 0;
    let least = Math.floor(fromMicros / this.#binMicros);
    let greatest = Math.floor(toMicros / this.#binMicros);
    if (covered) {
      least = Math.min(least, this.#firstBin);
      greatest = Math.max(greatest, this.#firstBin + this.#on.length - 1);
    }
    while (greatest - least + 1 > this.#maxBins) {
      this.#double();
      least = Math.floor(least / 2);
      greatest = Math.floor(greatest / 2);
    }
    if (covered && least >= this.#firstBin && greatest < this.#firstBin + this.#on.length) return;
    // Room to grow into, so that a recording read in order does not copy its bins at every chunk.
    const length = Math.min(this.#maxBins, Math.max(greatest - least + 1, 2 * this.#on.length));
    const shift = covered ? this.#firstBin - least : 0;
    this.#on = moved(this.#on, length, shift);
    this.#off = moved(this.#off, length, shift);
    this.#firstBin = least;
  }

  /** Adds counts in narrower or equal bins (pairs ON, OFF) that start at a multiple of their own width. */
  addPairs(fromMicros: number, binMicros: number, pairs: ArrayLike<number>): void {
    for (let i = 0; 2 * i < pairs.length; i += 1) this.#addAt(fromMicros + i * binMicros, pairs[2 * i]!, pairs[2 * i + 1]!);
  }

  /** Adds other bins, which are made of powers of two too; these become as wide as those if they are narrower. */
  addBins(bins: RateCounts): void {
    let first = 0;
    let last = bins.on.length - 1;
    while (first <= last && bins.on[first] === 0 && bins.off[first] === 0) first += 1;
    while (last >= first && bins.on[last] === 0 && bins.off[last] === 0) last -= 1;
    if (last < first) return;
    while (this.#binMicros < bins.binMicros) this.#double();
    this.cover(bins.fromMicros + first * bins.binMicros, bins.fromMicros + last * bins.binMicros);
    for (let i = first; i <= last; i += 1) this.#addAt(bins.fromMicros + i * bins.binMicros, bins.on[i]!, bins.off[i]!);
  }

  /** Takes over bins kept earlier. */
  static restore({ fromMicros, binMicros, on, off }: RateCounts): DoublingBins {
    const bins = new DoublingBins(Math.max(8192, on.length), binMicros);
    bins.#firstBin = Math.round(fromMicros / binMicros);
    bins.#on = on;
    bins.#off = off;
    return bins;
  }

  #addAt(micros: number, on: number, off: number): void {
    if (on === 0 && off === 0) return;
    const bin = Math.floor(micros / this.#binMicros) - this.#firstBin;
    this.#on[bin]! += on;
    this.#off[bin]! += off;
  }

  #double(): void {
    const firstBin = Math.floor(this.#firstBin / 2);
    const length = this.#on.length === 0 ? 0 : Math.floor((this.#firstBin + this.#on.length - 1) / 2) - firstBin + 1;
    const on = new Float64Array(length);
    const off = new Float64Array(length);
    for (let i = 0; i < this.#on.length; i += 1) {
      const to = Math.floor((this.#firstBin + i) / 2) - firstBin;
      on[to]! += this.#on[i]!;
      off[to]! += this.#off[i]!;
    }
    this.#on = on;
    this.#off = off;
    this.#firstBin = firstBin;
    this.#binMicros *= 2;
  }
}

function moved(old: Float64Array, length: number, shift: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(old, shift);
  return grown;
}
