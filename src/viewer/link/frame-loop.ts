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
 * were registered (wants before pictures). A step that an earlier one asks for runs in the same frame.
 */
export class FrameLoop {
  readonly #source: FrameSource;
  readonly #steps: ((nowMillis: number) => void)[] = [];
  readonly #due = new Set<(nowMillis: number) => void>();
  #handle: number | undefined;
  #running = false;

  constructor(source: FrameSource) {
    this.#source = source;
  }

  /** Registers a step. Returns the way to ask for it, and the way to drop it. */
  add(step: (nowMillis: number) => void): { readonly request: () => void; readonly remove: () => void } {
    this.#steps.push(step);
    return {
      request: () => {
        if (!this.#steps.includes(step)) return;
        this.#due.add(step);
        this.#schedule();
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

  #schedule(): void {
    if (!this.#running) this.#handle ??= this.#source.request((now) => this.#run(now));
  }

  #run(now: number): void {
    this.#handle = undefined;
    this.#running = true;
    try {
      for (const step of [...this.#steps]) if (this.#due.delete(step)) step(now);
    } finally {
      this.#running = false;
      if (this.#due.size > 0) this.#schedule();
    }
  }
}
