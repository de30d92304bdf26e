/** What animation frames come from: the browser's, or a test's. */
export interface FrameSource {
  request(callback: (nowMillis: number) => void): number;
  cancel(handle: number): void;
}

/** The browser's animation frames. */
export const animationFrames: FrameSource = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/**
 * Work for the next animation frame: however often a step is asked for before it, it runs once, in the order steps
 * were registered (wants before pictures).
 */
export class FrameLoop {
  readonly #source: FrameSource;
  readonly #steps: ((nowMillis: number) => void)[] = [];
  readonly #due = new Set<(nowMillis: number) => void>();
  #handle: number | undefined;

  constructor(source: FrameSource) {
    this.#source = source;
  }

  /** Registers a step. Returns the way to ask for it, and the way to drop it. */
  add(step: (nowMillis: number) => void): { readonly request: () => void; readonly remove: () => void } {
    this.#steps.push(step);
    return {
      request: () => {
        this.#due.add(step);
        this.#handle ??= this.#source.request((now) => this.#run(now));
      },
      remove: () => {
        this.#due.delete(step);
        const index = this.#steps.indexOf(step);
        if (index >= 0) this.#steps.splice(index, 1);
      },
    };
  }

  close(): void {
    if (this.#handle !== undefined) this.#source.cancel(this.#handle);
    this.#due.clear();
    this.#steps.length = 0;
  }

  #run(now: number): void {
    this.#handle = undefined;
    const due = this.#steps.filter((step) => this.#due.has(step));
    this.#due.clear();
    for (const step of due) step(now);
  }
}
