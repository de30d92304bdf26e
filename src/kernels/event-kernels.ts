import type { EventColumns, EventSink, Trigger } from '../shapes/event-columns.js';

/**
 * Decoder state as plain numbers, fixed length per kind, safe to store and to post. Made by the kind's own functions
 * (`evt3-state.ts`, …); nobody else looks inside.
 */
export type DecoderState = Float64Array;

/** What a decoder decodes. Geometry is used only to count and, in EVT3, to drop rows that do not exist; 0 = unknown. */
export type DecoderSpec =
  | {
      readonly kind: 'dat';
      readonly version: 1 | 2;
      readonly recordType: 'cd' | 'trigger';
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'evt2'; readonly width: number; readonly height: number }
  | { readonly kind: 'evt21'; readonly order: 'little' | 'legacy'; readonly width: number; readonly height: number }
  | { readonly kind: 'evt3'; readonly width: number; readonly height: number }
  | {
      readonly kind: 'text';
      /** `t`, `x`, `y`, `p` or `-` per column. */
      readonly order: readonly ('t' | 'x' | 'y' | 'p' | '-')[];
      /** ASCII code of the separator; 32 takes any run of spaces and tabs. */
      readonly separator: number;
      /** Digits after the point that make a microsecond: 6 for seconds, 3 for ms, 0 for µs, −3 for ns. Halves round up. */
      readonly microsDigits: 6 | 3 | 0 | -3;
      readonly polarity: '01' | 'signed';
      readonly width: number;
      readonly height: number;
    };

/** Running totals of one decoder since it was made. */
export interface DecodeTally {
  events: number;
  on: number;
  triggers: number;
  outOfRange: number;
  timeDecreases: number;
  wraps: number;
  droppedWords: number;
  unknownWords: number;
  truncatedBytes: number;
  /** Times of the first and last event in file order, least and greatest time; NaN before the first event. */
  firstMicros: number;
  lastMicros: number;
  minMicros: number;
  maxMicros: number;
}

/** Bytes in, columns out. One decoder is used by one caller at a time. */
export interface EventDecoder {
  /**
   * Decodes `bytes` (lent) and hands the events on in blocks of at most 512 KiB, each *lent* for the call of the sink.
   * `bytes` starts where the last call ended; a record cut at the end is kept for the next call.
   */
  decode(bytes: Uint8Array, sink: EventSink): void;
  /** No more bytes follow: counts what is left as truncated (text: decodes the last line). */
  finish(sink: EventSink): void;
  /** A copy of the state between records: what a new decoder needs to go on from here. */
  state(): DecoderState;
  readonly tally: Readonly<DecodeTally>;
  /** Triggers met since the last call, at most 65,536 kept (all are counted in the tally). *Given.* */
  takeTriggers(): Trigger[];
}

/** What one pixel of a frame holds. */
export type FrameKind = 'polarity' | 'signedCount' | 'perPolarityCount' | 'timeSurface';

/**
 * Pixels of a frame, row-major from the top left.
 * - `polarity`: Uint8, 0 none, 1 OFF, 2 ON; the last event wins.
 * - `signedCount`: Int16, ON minus OFF, saturating at −32,768 and 32,767.
 * - `perPolarityCount`: Uint16 pairs (ON, OFF), saturating at 65,535.
 * - `timeSurface`: Int16, ±32,767 · exp(−age/τ) of the last event, sign + for ON, − for OFF; age is counted from `endMicros`.
 */
export type FramePixels = Uint8Array | Int16Array | Uint16Array;

/** Sums events into one frame. Events outside the frame are counted by the decoder and not drawn. */
export interface FrameAccumulator {
  readonly kind: FrameKind;
  readonly width: number;
  readonly height: number;
  /** Starts a new, empty frame. `timeSurface` needs the end of the window and τ, both in microseconds, else `out-of-range`. */
  begin(options?: { readonly endMicros: number; readonly tauMicros: number }): void;
  /** Adds events `from` to `to` (exclusive) of `columns`, in order. */
  add(columns: EventColumns, from: number, to: number): void;
  /** The finished pixels, *lent* until `begin`. */
  pixels(): FramePixels;
  /** Gives the frame's memory back; the accumulator is not used again. One that is merely forgotten is reclaimed later. */
  release(): void;
}

/** Memory for columns. */
export interface ColumnBlock {
  readonly t: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly p: Uint8Array;
}

/** Event counts per time bin and polarity. `bins` is *owned* by the caller: pairs (ON, OFF) per bin. */
export interface RateBins {
  readonly fromMicros: number;
  readonly binMicros: number;
  readonly bins: Uint32Array;
}

/**
 * The kernels of the event domain: WebAssembly where it runs, the TypeScript twins as oracle and fallback. Both give
 * the same numbers, bit for bit.
 */
export interface EventKernels {
  /** `wasm-shared`, `wasm` or `twin`, for the status line and for tests. */
  readonly build: 'wasm-shared' | 'wasm' | 'twin';
  /** Lends `byteLength` bytes of kernel memory; bytes read into it are decoded without a copy. Valid until the next lend. */
  lendInput(byteLength: number): Uint8Array;
  decoder(spec: DecoderSpec, entry?: DecoderState): EventDecoder;
  accumulator(kind: FrameKind, width: number, height: number): FrameAccumulator;
  /** Adds events `from` to `to` (exclusive) to the bins; events outside the bins are left out. */
  addToRate(rate: RateBins, columns: EventColumns, from: number, to: number): void;
  /** Counts (ON, OFF) of events `from` to `to` inside a rectangle, `x1` and `y1` exclusive. */
  countInRectangle(
    columns: EventColumns,
    from: number,
    to: number,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
  ): readonly [on: number, off: number];
  /** A block of columns that these kernels read and write without a copy. *Given*, and kept as long as the kernels. */
  columnBlock(capacity: number): ColumnBlock;
  /**
   * Writes the low words of `count` 64-bit times, pairs of words from `words[from]` on, plus `shift` to `out[at]` and on.
   * `false` where the times decrease somewhere or differ in more than their lower 31 bits; `out` then holds anything.
   */
  narrowTimes(words: Int32Array, from: number, count: number, shift: number, out: Uint32Array, at: number): boolean;
  /** The greatest of numbers `from` to `to`, 0 where there is none. */
  greatest(values: Uint16Array, from: number, to: number): number;
  /** How many bytes `from` to `to` are 1; −1 where one is neither 0 nor 1. */
  countOnes(bytes: Uint8Array, from: number, to: number): number;
}
