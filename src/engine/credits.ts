import { throwIfAborted } from '../base/abort.js';

/** Frames of one view that may be on their way to a viewer at once. */
export const frameCredits = 2;
/** Parts of one answer that may be. */
export const partCredits = 8;

/**
 * Flow control: no more is on its way than the viewer has yet to take, so that what is not yet sent stays in the engine, where
 * it is shared or replaced. Waited for by one caller at a time.
 */
export class Credits {
  readonly #most: number;
  #left: number;
  #wake: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  /** The viewer took so many. */
  credit(taken: number): void {
    this.#left = Math.min(this.#most, this.#left + taken);
    this.#wake?.();
  }

  /** Takes the right to send one, where there is one; whether there was. */
  takeNow(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  /** Takes the right to send one, waiting for it where there is none. Errors: `aborted`. */
  async take(signal: AbortSignal): Promise<void> {
    do await this.wait(signal);
    while (!this.takeNow());
  }

  /** Resolves when there is a credit; takes none. Errors: `aborted`. */
  async wait(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    while (this.#left === 0) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          signal.removeEventListener('abort', end);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = end;
        signal.addEventListener('abort', end, { once: true });
      });
      throwIfAborted(signal);
    }
  }
}
