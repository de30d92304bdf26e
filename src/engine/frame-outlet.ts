import type { Shown } from '../protocol/view-client.js';
import { Credits, frameCredits } from './credits.js';

/** One view's frames on their way to the viewer: as many as there are credits, beyond that the last one replaces. */
export class FrameOutlet {
  readonly #deliver: (frame: Shown) => void;
  readonly #credits = new Credits(frameCredits);
  #waiting: Shown | undefined;

  constructor(deliver: (frame: Shown) => void) {
    this.#deliver = deliver;
  }

  /** Sends a frame, now or with the next credit, unless another replaces it before. */
  offer(frame: Shown): void {
    const now = this.#credits.takeNow();
    this.#waiting = now ? undefined : frame;
    if (now) this.#deliver(frame);
  }

  /** The viewer presented frames. */
  credit(frames: number): void {
    this.#credits.credit(frames);
    if (this.#waiting !== undefined) this.offer(this.#waiting);
  }

  /** Forgets a frame that waits: its view moved on. */
  clear(): void {
    this.#waiting = undefined;
  }

  /** Resolves when there is a credit. Errors: `aborted`. */
  waitForCredit(signal: AbortSignal): Promise<void> {
    return this.#credits.wait(signal);
  }
}
