import type { Quantity } from '../base/quantity.js';

/**
 * Where a recording's geometry came from. `sampled` is the largest coordinate seen so far plus one, or the usual sensor
 * size that those all but fill, and says so.
 */
export type GeometrySource = 'header' | 'sidecar' | 'option' | 'name' | 'system' | 'sampled' | 'unknown';

/** Sensor size in pixels. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly source: GeometrySource;
}

/** How the columns of a text file or an array are read; `source` says who decided. */
export interface ColumnReading {
  /** Names in file order: `t`, `x`, `y`, `p`, or `-` for a column that is skipped. */
  readonly order: readonly ('t' | 'x' | 'y' | 'p' | '-')[];
  readonly timeUnit: TimeUnit;
  /** `01`: 0 is OFF and 1 is ON. `signed`: −1 is OFF and 1 is ON. */
  readonly polarity: '01' | 'signed';
  readonly source: 'header' | 'option' | 'guessed';
}

export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** Something a person should know about a recording: a cost, a guess, a loss. Not an error. */
export interface Notice {
  /** Stable short name, e.g. `float32-time`, `compressed-whole`, `columns-guessed`, `geometry-sampled`. */
  readonly code: string;
  readonly message: string;
}

/** What was wrong in the bytes, counted. */
export interface Integrity {
  /** Events whose x or y lies outside the geometry. */
  readonly outOfRange: number;
  /** Events earlier than the event before them. */
  readonly timeDecreases: number;
  /** Times the format's clock wrapped round and was continued. */
  readonly wraps: number;
  /** Words that held no usable event: before the first time word, before the first row, in a damaged group. */
  readonly droppedWords: number;
  /** Words or records of a type the format does not define. */
  readonly unknownWords: number;
  /** Bytes at the end that make no whole record. */
  readonly truncatedBytes: number;
}

/** What is known about an event recording now. Replaced as a whole when more is known; never edited. */
export interface EventFacts {
  readonly kind: 'events';
  /** As people call it: `EVT2`, `EVT2.1`, `EVT3`, `DAT`, `HDF5 evlib`, `CSV`, `NPY`, … */
  readonly format: string;
  /** Absent only when nothing is known and no event was seen. */
  readonly geometry?: Geometry;
  readonly events: Quantity;
  /** ON events; known after everything was read. */
  readonly on?: Quantity;
  /** Time of the first and of the last event, microseconds of the recording's own clock. Absent when there is no event. */
  readonly firstMicros?: Quantity;
  readonly lastMicros?: Quantity;
  readonly triggers: Quantity;
  /** What time zero is: `recording` (the file's own clock, its default), `unix` (since 1970). */
  readonly timeBase: 'recording' | 'unix';
  readonly columns?: ColumnReading;
  /** Present once everything was read. */
  readonly integrity?: Integrity;
  readonly notices: readonly Notice[];
}

/** What a person may say about a recording that it does not say itself. */
export interface EventOpenOptions {
  readonly geometry?: readonly [width: number, height: number];
  readonly columns?: readonly ('t' | 'x' | 'y' | 'p' | '-')[];
  readonly timeUnit?: TimeUnit;
  readonly polarity?: '01' | 'signed';
  /** Element type of a headerless array: `float32`, `uint16`, … little-endian. */
  readonly raw?: string;
  /** The group inside an HDF5 file, where there are several recordings. */
  readonly dataset?: string;
}
