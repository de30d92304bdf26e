import type { Shown } from '../protocol/view-client.js';

/** Frames that may be on their way to a viewer at once. */
export const frameCredits = 2;

/** One view's frames on their way to the viewer: as many as there are credits, beyond that the last one replaces. */
export class FrameOutlet {
  readonly #deliver: (frame: Shown) => void;
  #credits = frameCredits;
  #waiting: Shown | undefined;
  #wake: (() => void) | undefined;

  constructor(deliver: (frame: Shown) => void) {
    this.#deliver = deliver;
  }

  get hasCredit(): boolean {
    return this.#credits > 0;
  }

  /** Sends a frame, now or with the next credit, unless another replaces it before. */
  offer(frame: Shown): void {
    if (this.#credits === 0) {
      this.#waiting = frame;
      return;
    }
    this.#waiting = undefined;
    this.#credits -= 1;
    this.#deliver(frame);
  }

  /** The viewer presented frames. */
  credit(frames: number): void {
    this.#credits = Math.min(frameCredits, this.#credits + frames);
    if (this.#waiting !== undefined && this.#credits > 0) this.offer(this.#waiting);
    if (this.#credits > 0) this.#wake?.();
  }

  /** Forgets a frame that waits: its view moved on. */
  clear(): void {
    this.#waiting = undefined;
  }

  /** Resolves when there is a credit, or when the signal fires. */
  async waitForCredit(signal: AbortSignal): Promise<void> {
    if (this.#credits > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        signal.removeEventListener('abort', end);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = end;
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
