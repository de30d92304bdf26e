import type { Clock } from './ports.js';

/** `tell`, at most once in `millis`; what comes too soon is dropped. */
export function throttled<Values extends readonly unknown[]>(
  clock: Clock,
  millis: number,
  tell: (...values: Values) => void,
): (...values: Values) => void {
  let toldMillis = Number.NEGATIVE_INFINITY;
  return (...values) => {
    if (clock.now() - toldMillis < millis) return;
    toldMillis = clock.now();
    tell(...values);
  };
}
