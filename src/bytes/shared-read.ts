import { abortedError, withAbort } from '../base/abort.js';

/**
 * One read in flight that several consumers wait for. It is aborted when its last consumer leaves, never before.
 * The bytes are *lent* to every consumer: none of them may write to them or give them on.
 */
export class SharedRead {
  readonly #controller = new AbortController();
  readonly #bytes: Promise<Uint8Array>;
  #consumers = 0;
  #settled = false;

  /** `start` is called at once. `onEnd` is called once, when the read has ended in whatever way or was abandoned. */
  constructor(start: (signal: AbortSignal) => Promise<Uint8Array>, onEnd: () => void = () => undefined) {
    this.#controller.signal.addEventListener('abort', onEnd, { once: true });
    const end = (): void => {
      this.#settled = true;
      if (!this.#controller.signal.aborted) onEnd();
    };
    this.#bytes = start(this.#controller.signal).finally(end);
    this.#bytes.catch(() => undefined);
  }

  /** Whether every consumer left before the end: such a read can no longer be joined. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for the bytes as one more consumer. Rejects with `aborted` as soon as `signal` fires. */
  async join(signal: AbortSignal | undefined): Promise<Uint8Array> {
    if (this.abandoned) throw abortedError(this.#controller.signal);
    this.#consumers += 1;
    try {
      return await withAbort(this.#bytes, signal);
    } finally {
      this.#consumers -= 1;
      if (this.#consumers === 0 && !this.#settled) this.#controller.abort(signal?.reason);
    }
  }
}
