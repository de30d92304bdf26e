import { throwIfAborted } from '../base/abort.js';

/** Parts of an answer that may be on their way to a viewer at once. */
export const partCredits = 8;

/**
 * Flow control for one question whose answer comes in many parts: no more of them are on their way than the viewer has yet
 * to take, so that what is read and not yet sent stays in the engine, where it is shared.
 */
export class PartCredits {
  #credits = partCredits;
  #wake: (() => void) | undefined;

  /** The viewer took parts. */
  credit(parts: number): void {
    this.#credits = Math.min(partCredits, this.#credits + parts);
    if (this.#credits > 0) this.#wake?.();
  }

  /** Takes the right to send one part, waiting for it where there is none. Waited for by one caller at a time. Errors: `aborted`. */
  async take(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#credits === 0) {
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
    this.#credits -= 1;
  }
}
