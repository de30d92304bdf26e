import { FirstlightError } from './errors.js';

/** What every function that may touch bytes takes. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** Throws `aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal);
}

/** The error an aborted signal stands for. */
export function abortedError(signal?: AbortSignal): FirstlightError {
  return new FirstlightError('aborted', 'The work was cancelled', { cause: signal?.reason });
}

/** Rejects with `aborted` as soon as the signal fires, whatever `work` does; `work` must itself stop soon after. */
export async function withAbort<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return work;
  throwIfAborted(signal);
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortedError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
