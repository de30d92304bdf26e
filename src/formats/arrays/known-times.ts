/** Times of first events of chunks, as far as they were looked at. */
export class KnownTimes {
  #chunks: number[] = [];
  readonly #micros = new Map<number, number>();
  /** Chunks whose first time cannot be read. */
  readonly #unreadable = new Set<number>();

  /** Whether there is no use in looking (again). */
  wasSeen(chunk: number): boolean {
    return this.#micros.has(chunk) || this.#unreadable.has(chunk);
  }

  get(chunk: number): number | undefined {
    return this.#micros.get(chunk);
  }

  /** NaN says that a time cannot be read. */
  add(chunks: readonly number[], micros: ArrayLike<number>): void {
    for (const [at, chunk] of chunks.entries()) {
      if (Number.isNaN(micros[at]!)) this.#unreadable.add(chunk);
      else this.#micros.set(chunk, micros[at]!);
    }
    this.#chunks = [...this.#micros.keys()].sort((a, b) => a - b);
  }

  /** The last known chunk of those that start before `micros`, and the next known one after it. Assumes ascending times. */
  around(micros: number): { readonly low: number; readonly high: number | undefined } {
    let low = 0;
    for (let high = this.#chunks.length; high - low > 1; ) {
      const middle = (low + high) >>> 1;
      if (this.#micros.get(this.#chunks[middle]!)! < micros) low = middle;
      else high = middle;
    }
    return { low: this.#chunks[low] ?? 0, high: this.#chunks[low + 1] };
  }
}

/** At most `count` whole numbers strictly between `low` and `high`, evenly spread, ascending. */
export function spreadBetween(low: number, high: number, count: number): number[] {
  const between = high - low - 1;
  const take = Math.max(0, Math.min(count, between));
  return Array.from({ length: take }, (_, index) => low + Math.round(((index + 1) * (between + 1)) / (take + 1)));
}
