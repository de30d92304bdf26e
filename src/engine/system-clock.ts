import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import type { Clock } from './ports.js';

/** The clock of whatever runs this: timers and message channels, which Node, pages and workers all have. */
export function createSystemClock(): Clock {
  return {
    now: () => performance.now(),
    delay(millis: number, { signal }: Abortable = {}): Promise<void> {
      throwIfAborted(signal);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(abortedError(signal));
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, millis);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
    // A timer of 0 ms waits 1 to 4 ms; a message takes its turn after what is already due.
    turn: () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(null);
      }),
  };
}
