/**
 * Runs work that may overlap, and what follows each of them strictly in the order it was added: chunks are compressed side by side
 * and stored one after the other.
 */
export class OrderedTasks {
  readonly #most: number;
  readonly #open: Promise<void>[] = [];
  #tail: Promise<void> = Promise.resolve();

  /** So many works are under way at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Starts `work`; `then` gets its result when everything added before has been done. Settles when there is room for more. */
  async add<Result>(work: Promise<Result>, then: (result: Result) => Promise<void>): Promise<void> {
    const before = this.#tail;
    const done = (async () => {
      const [result] = await Promise.all([work, before]);
      await then(result);
    })();
    // A failure is told by whoever waits for it: `add`, or `settle`.
    done.catch(() => undefined);
    this.#tail = done;
    this.#open.push(done);
    while (this.#open.length >= this.#most) await this.#open.shift();
  }

  /** Settles when all is done. */
  async settle(): Promise<void> {
    this.#open.length = 0;
    await this.#tail;
  }
}
