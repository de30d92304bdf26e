import { FirstlightError } from '../base/errors.js';

/** What a time surface starts with. */
export interface SurfaceOptions {
  readonly endMicros: number;
  readonly tauMicros: number;
}

/** Checks the options of a time surface; throws `out-of-range` where the end is no safe integer or τ is not above 0. */
export function surfaceWindow(options: SurfaceOptions | undefined): SurfaceOptions {
  if (options === undefined) throw new FirstlightError('internal', 'A time surface was begun without its end and its decay time');
  if (!Number.isSafeInteger(options.endMicros)) {
    throw new FirstlightError('out-of-range', `The end of a window must be whole microseconds: ${options.endMicros}`);
  }
  if (!(options.tauMicros > 0 && options.tauMicros < Number.POSITIVE_INFINITY)) {
    throw new FirstlightError('out-of-range', `A decay time must be above 0 µs: ${options.tauMicros}`);
  }
  return options;
}
