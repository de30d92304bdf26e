/** A place whose time is known: the first time at or after the start of a chunk. */
export interface TimeAnchor {
  readonly chunk: number;
  /** Microseconds, continued over the wraps of the clock. */
  readonly micros: number;
}

/**
 * Continues a clock that wraps every `loopMicros` from a known time to the next reading of it: with the fewest wraps,
 * and a reading that is lower by less than half a loop is a step back, not a wrap.
 */
export function continueClock(previousMicros: number, clockMicros: number, loopMicros: number): number {
  const loops = Math.floor(previousMicros / loopMicros);
  const previousClock = previousMicros - loops * loopMicros;
  return (clockMicros - previousClock < -loopMicros / 2 ? loops + 1 : loops) * loopMicros + clockMicros;
}

/** The last anchor at or before `chunk`. `anchors` ascend by chunk and the first is of chunk 0. */
export function anchorBefore(anchors: readonly TimeAnchor[], chunk: number): TimeAnchor {
  let low = 0;
  for (let high = anchors.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((anchors[middle] as TimeAnchor).chunk <= chunk) low = middle;
    else high = middle;
  }
  return anchors[low] ?? { chunk: 0, micros: 0 };
}

/**
 * The neighbours between which the first event at or after `micros` lies: the last anchor of a run of anchors that are
 * all earlier than `micros`, and the one after it (absent at the end).
 */
export function anchorsAround(anchors: readonly TimeAnchor[], micros: number): readonly [TimeAnchor, TimeAnchor | undefined] {
  let low = 0;
  for (let high = anchors.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((anchors[middle] as TimeAnchor).micros < micros) low = middle;
    else high = middle;
  }
  return [anchors[low] ?? { chunk: 0, micros: 0 }, anchors[low + 1]];
}
