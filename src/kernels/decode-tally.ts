import type { DecodeTally } from './event-kernels.js';

/** The tally of a decoder that has seen nothing. *Given.* */
export function emptyTally(): DecodeTally {
  return {
    events: 0,
    on: 0,
    triggers: 0,
    outOfRange: 0,
    timeDecreases: 0,
    wraps: 0,
    droppedWords: 0,
    unknownWords: 0,
    truncatedBytes: 0,
    firstMicros: Number.NaN,
    lastMicros: Number.NaN,
    minMicros: Number.NaN,
    maxMicros: Number.NaN,
  };
}
