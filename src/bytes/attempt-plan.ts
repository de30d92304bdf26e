import { FirstlightError } from '../base/errors.js';

/**
 * A plan's result, or the error about the bytes that it ended with: for looking at several places of a file some of which
 * may be damaged. `aborted` and `internal` errors are thrown on.
 */
export function* attemptPlan<Need, Answer, Result>(
  plan: Generator<Need, Result, Answer>,
): Generator<Need, Result | FirstlightError, Answer> {
  try {
    return yield* plan;
  } catch (thrown) {
    if (isAboutBytes(thrown)) return thrown;
    throw thrown;
  }
}

/** Whether an error says something about the bytes of a file. */
export function isAboutBytes(thrown: unknown): thrown is FirstlightError {
  return thrown instanceof FirstlightError && thrown.code !== 'internal' && thrown.code !== 'aborted';
}
