import { continueClock, type TimeAnchor } from '../search/time-anchors.js';
import type { WordCoding } from './word-coding.js';

/** A stretch of words read somewhere in a recording, and the clock in it. */
export interface ClockStretch {
  /** Where the stretch begins, bytes from the start of the data. */
  readonly start: number;
  /** *Lent* with the stretch. */
  readonly bytes: Uint8Array;
  /** Where the first time stands, bytes from the start of the data. */
  readonly offset: number;
  readonly clockMicros: number;
  /** How far the clock runs to the last time in the stretch. */
  readonly spanMicros: number;
  /** How fast the clock is taken to run around here, microseconds per byte. */
  readonly pace: number;
}

/** Reads the clock of a stretch; nothing when there is none in it. */
export function readStretch(coding: WordCoding, start: number, bytes: Uint8Array): ClockStretch | undefined {
  const first = coding.clock(bytes);
  if (first === undefined) return undefined;
  const spanMicros = Math.max(0, coding.clockSpan(bytes));
  const pace = spanMicros / Math.max(1, bytes.length - first.offset);
  return { start, bytes, offset: start + first.offset, clockMicros: first.clockMicros, spanMicros, pace };
}

/** How far the clock is expected to run from the end of one stretch to the next, by the mean of their paces. */
function expectedMicros(from: ClockStretch, to: ClockStretch): number {
  const bytes = Math.max(0, to.offset - endOf(from));
  return ((from.pace + to.pace) / 2) * bytes;
}

/**
 * Where to look too, so that no more than a quarter of the clock's loop is expected to pass between two looks: places on
 * boundaries of eight bytes, ascending, at most `most`.
 */
export function placesBetween(stretches: readonly ClockStretch[], loopMicros: number, most: number): number[] {
  const places: number[] = [];
  for (let index = 1; index < stretches.length; index += 1) {
    const [from, to] = [stretches[index - 1] as ClockStretch, stretches[index] as ClockStretch];
    const parts = Math.min(most + 1, Math.ceil(expectedMicros(from, to) / (loopMicros / 4)));
    for (let part = 1; part < parts; part += 1) {
      const place = Math.floor((endOf(from) + ((to.start - endOf(from)) * part) / parts) / 8) * 8;
      if (place > from.start && place < to.start && place !== places.at(-1)) places.push(place);
    }
  }
  const step = Math.max(1, Math.ceil(places.length / most));
  return places.filter((_, index) => index % step === 0);
}

/**
 * Continues the clocks of stretches, which ascend, into anchors: with the fewest wraps, and where more than half a loop is expected
 * between two of them, with as many as come nearest to that.
 */
export function continueStretches(stretches: readonly ClockStretch[], coding: WordCoding, chunkBytes: number): TimeAnchor[] {
  const { loopMicros } = coding;
  const anchors: TimeAnchor[] = [];
  let micros = 0;
  stretches.forEach((stretch, index) => {
    const before = stretches[index - 1];
    if (before === undefined) {
      micros = stretch.clockMicros;
    } else {
      const left = micros + (stretch.offset >= endOf(before) ? before.spanMicros : 0);
      const expected = expectedMicros(before, stretch);
      micros = continueClock(left, stretch.clockMicros, loopMicros);
      if (expected > loopMicros / 2) micros += Math.max(0, Math.round((left + expected - micros) / loopMicros)) * loopMicros;
    }
    const chunk = Math.floor(stretch.start / chunkBytes);
    const inside = stretch.start !== chunk * chunkBytes;
    const followed = { offset: endOf(stretch), micros: micros + stretch.spanMicros };
    anchors.push({ chunk, offset: stretch.offset, micros, followed, ...(inside ? { inside } : {}) });
  });
  return anchors;
}

function endOf({ start, bytes }: ClockStretch): number {
  return start + bytes.length;
}
