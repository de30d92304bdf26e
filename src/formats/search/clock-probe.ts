import type { ByteRange, Plan } from '../../bytes/plan.js';
import { anchorBefore, continueClock, microsBefore, type TimeAnchor } from './time-anchors.js';

/** A clock as it stands in the bytes, before wraps are continued. */
export interface ClockReading {
  readonly clockMicros: number;
  /** Where it stands, bytes from the start of what was searched. */
  readonly offset: number;
}

/** How the time somewhere in a recording is read. Offsets are bytes from the start of the data. */
export interface ClockProbe {
  /** Period of the format's clock. */
  readonly loopMicros: number;
  /** Bytes of a whole chunk. */
  readonly chunkBytes: number;
  /** The bytes of the file to look at for the first time at or after `offset`; more of them when `wide`. */
  range(offset: number, wide: boolean): ByteRange;
  /** The first time in those bytes that no event before it exceeds, or nothing. */
  clock(bytes: Uint8Array): ClockReading | undefined;
}

/**
 * Reads the time at `offsets`, which ascend, in one round. Each is continued from the nearest known time before it:
 * of `known` (ascending, not empty) or of this round. Places without a clock are left out.
 */
export function* readTimes(known: readonly TimeAnchor[], offsets: readonly number[], probe: ClockProbe, wide = false): Plan<TimeAnchor[]> {
  if (offsets.length === 0) return [];
  const bytes = yield offsets.map((offset) => probe.range(offset, wide));
  return continueReadings(known, offsets, bytes, probe);
}

/** The pure part of {@link readTimes}. */
export function continueReadings(
  known: readonly TimeAnchor[],
  offsets: readonly number[],
  bytes: readonly Uint8Array[],
  probe: Pick<ClockProbe, 'clock' | 'chunkBytes' | 'loopMicros'>,
): TimeAnchor[] {
  const found: TimeAnchor[] = [];
  offsets.forEach((start, index) => {
    const reading = probe.clock(bytes[index] ?? new Uint8Array(0));
    if (reading === undefined) return;
    const offset = start + reading.offset;
    const anchor = anchorBefore(known, offset);
    const previous = found.at(-1);
    const nearest = previous !== undefined && previous.offset >= anchor.offset ? previous : anchor;
    const micros = continueClock(microsBefore(nearest, offset), reading.clockMicros, probe.loopMicros);
    found.push({ chunk: Math.floor(start / probe.chunkBytes), offset, micros });
  });
  return found;
}

/** At most `count` whole numbers strictly between `low` and `high`, evenly spread, ascending. */
export function spread(low: number, high: number, count: number): number[] {
  const between = high - low - 1;
  const take = Math.max(0, Math.min(count, between));
  return Array.from({ length: take }, (_, index) => low + Math.round(((index + 1) * (between + 1)) / (take + 1)));
}
