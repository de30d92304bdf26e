/** A place whose time is known. */
export interface TimeAnchor {
  /** The chunk it lies in. */
  readonly chunk: number;
  /** Set where it is not the first time of its chunk. */
  readonly inside?: true;
  /** Where the time was read, bytes from the start of the data. */
  readonly offset: number;
  /** Microseconds, continued over the wraps of the clock. */
  readonly micros: number;
  /** How far the clock was followed from here on, and what it showed there. */
  readonly followed?: { readonly offset: number; readonly micros: number };
}

/**
 * Continues a clock that wraps every `loopMicros` from a known time to the next reading of it: with the fewest wraps,
 * and a reading that is lower by up to half a loop is a step back, not a wrap.
 */
export function continueClock(previousMicros: number, clockMicros: number, loopMicros: number): number {
  const loops = Math.floor(previousMicros / loopMicros);
  const previousClock = previousMicros - loops * loopMicros;
  return (clockMicros - previousClock < -loopMicros / 2 ? loops + 1 : loops) * loopMicros + clockMicros;
}

/** The last anchor that was read before byte `offset`, else the first. `anchors` ascend and are not empty. */
export function anchorBefore(anchors: readonly TimeAnchor[], offset: number): TimeAnchor {
  return anchors[countBelow(anchors, ({ offset: at }) => at < offset) - 1] ?? (anchors[0] as TimeAnchor);
}

/** The latest time known before byte `offset`, from the anchor before it; never later than the time there. */
export function microsBefore(anchor: TimeAnchor, offset: number): number {
  const { followed } = anchor;
  return followed !== undefined && followed.offset <= offset ? followed.micros : anchor.micros;
}

/**
 * The neighbours between which the first event at or after `micros` lies: the last anchor earlier than `micros` (else the
 * first), and the one after it (absent at the end). `anchors` ascend and are not empty.
 */
export function anchorsAround(anchors: readonly TimeAnchor[], micros: number): readonly [TimeAnchor, TimeAnchor | undefined] {
  const index = Math.max(0, countBelow(anchors, (anchor) => anchor.micros < micros) - 1);
  return [anchors[index] as TimeAnchor, anchors[index + 1]];
}

/** How many anchors, counted from the start, are below; those that are come first. */
function countBelow(anchors: readonly TimeAnchor[], isBelow: (anchor: TimeAnchor) => boolean): number {
  let low = 0;
  for (let high = anchors.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (isBelow(anchors[middle] as TimeAnchor)) low = middle + 1;
    else high = middle;
  }
  return low;
}
