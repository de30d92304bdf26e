/**
 * What a full pass over a recording leaves behind for every chunk: enough to enter it anywhere and to find any time or
 * ordinal without reading. Built in the background, kept in the index cache. Arrays are owned by the index.
 */
export interface EventIndex {
  readonly chunkCount: number;
  /** Events before chunk `i`; length `chunkCount + 1`, the last is the total. */
  readonly ordinals: Float64Array;
  /** Least and greatest time in chunk `i`, microseconds; NaN where the chunk holds no event. */
  readonly minMicros: Float64Array;
  readonly maxMicros: Float64Array;
  /** Numbers per chunk in `states`. */
  readonly stateLength: number;
  /** Decoder state at the entry of chunk `i`: `stateLength` numbers from `i × stateLength`. */
  readonly states: Float64Array;
  /** Whether times never decrease from event to event. */
  readonly sorted: boolean;
}
