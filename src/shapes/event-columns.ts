/**
 * A run of events as columns, in the order of the file.
 *
 * Time of event `i` is `baseMicros + t[i]` in integer microseconds of the recording's own clock; a run is split before a
 * delta would pass 2³² − 1, and a time below the base starts a new run. `x`, `y` are sensor coordinates, origin top left,
 * y down; a hardware region of interest keeps sensor coordinates. `p` is 1 for ON, 0 for OFF. The arrays may be longer
 * than `length`. Unless a signature says *given*, columns are *lent*: valid until the callee returns or asks for more.
 */
export interface EventColumns {
  /** Safe integer, microseconds. */
  readonly baseMicros: number;
  readonly length: number;
  /** Microseconds after `baseMicros`. Not necessarily ascending: a recording may go back in time. */
  readonly t: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
}

/** Bytes that one event takes as columns: 4 + 2 + 2 + 1. */
export const eventColumnBytes = 9;

/** One edge on an external trigger input. */
export interface Trigger {
  readonly micros: number;
  /** Channel. */
  readonly id: number;
  /** 1 rising, 0 falling. */
  readonly edge: 0 | 1;
}

/** Where lent columns go. */
export type EventSink = (columns: EventColumns) => void;
