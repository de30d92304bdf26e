/** Facts of which more is known as time goes by; whoever watches is told of each replacement. */
export class WatchedFacts<Facts> {
  readonly #watchers = new Set<(facts: Facts) => void>();
  #now: Facts;

  constructor(facts: Facts) {
    this.#now = facts;
  }

  /** What is known now. A new object whenever more is known. */
  get now(): Facts {
    return this.#now;
  }

  /** Calls `listener` whenever the facts were replaced. Returns the way to stop. */
  watch(listener: (facts: Facts) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  replace(facts: Facts): void {
    this.#now = facts;
    for (const watcher of [...this.#watchers]) watcher(facts);
  }
}
