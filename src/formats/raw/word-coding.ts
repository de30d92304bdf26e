import type { DecoderSpec } from '../../kernels/event-kernels.js';
import type { ClockReading } from '../search/clock-probe.js';

/** A decoder state found by looking back, as if the clock had never wrapped. */
export interface FoundState {
  readonly state: Float64Array;
  /** Where its clock stands; absent before the first time word of the recording. */
  readonly clockMicros?: number;
  /** Whether every part of the state that the words ahead use is known. */
  readonly complete: boolean;
}

/** What is particular to one of the formats that are a stream of words of one size with state. */
export interface WordCoding {
  readonly id: Extract<DecoderSpec['kind'], 'evt2' | 'evt21' | 'evt3'>;
  /** As people call it. */
  readonly name: string;
  readonly wordBytes: number;
  /** Period of its clock. */
  readonly loopMicros: number;
  readonly stateLength: number;
  /** The kernel's specification; 0 × 0 where the geometry is not stated. */
  spec(width: number, height: number): DecoderSpec;
  /** The first time in `bytes` (lent, whole words) that no event before it exceeds, or nothing. */
  clock(bytes: Uint8Array): ClockReading | undefined;
  /** How far the clock runs in `bytes` (lent, whole words) from its first time word to its last, wraps counted. */
  clockSpan(bytes: Uint8Array): number;
  /**
   * The decoder state between `behind` and `ahead` (lent, whole words). With `fromStart`, `behind` begins where the data
   * do, and the state is always complete.
   */
  lookBack(behind: Uint8Array, ahead: Uint8Array, fromStart: boolean): FoundState;
  /** The same state `loops` wraps of the clock later. */
  shift(state: Float64Array, loops: number): Float64Array;
}

/** Words of `bytes`, read little-endian wherever they start. The array is a copy unless it can be a view. */
export function words16(bytes: Uint8Array): Uint16Array {
  const count = bytes.length >>> 1;
  return bytes.byteOffset % 2 === 0
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, count)
    : new Uint16Array(new Uint8Array(bytes.subarray(0, count * 2)).buffer);
}

/** Like {@link words16}, for words of 32 bits. */
export function words32(bytes: Uint8Array): Uint32Array {
  const count = bytes.length >>> 2;
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, count)
    : new Uint32Array(new Uint8Array(bytes.subarray(0, count * 4)).buffer);
}
