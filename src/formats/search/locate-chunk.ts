import type { ByteRange, Plan } from '../../bytes/plan.js';
import { anchorsAround, continueClock, type TimeAnchor } from './time-anchors.js';

/** How the time at a chunk's start is read. */
export interface ClockProbe {
  /** Period of the format's clock. */
  readonly loopMicros: number;
  /** The bytes to look at, from the start of the chunk; wider when `wide`. */
  range(chunk: number, wide: boolean): ByteRange;
  /** The first clock reading in those bytes, or nothing. */
  clock(bytes: Uint8Array): number | undefined;
}

/** Probes of one round. Neighbouring rounds narrow the search by this plus one. */
const probesPerRound = 16;

/**
 * The last chunk whose first time is earlier than `micros`, the first if there is none: no event at or after `micros`
 * lies before it. Reads at most ⌈log₁₇ n⌉ rounds between two anchors that are n chunks apart. Where no clock can be
 * read it answers early, with a chunk further ahead than need be.
 */
export function* locateChunk(micros: number, chunkCount: number, anchors: readonly TimeAnchor[], probe: ClockProbe): Plan<number> {
  const [before, after] = anchorsAround(anchors, micros);
  let low = before;
  let high = after?.chunk ?? chunkCount;
  let wide = false;
  while (high - low.chunk > 1) {
    const chunks = spread(low.chunk, high, probesPerRound);
    const bytes = yield chunks.map((chunk) => probe.range(chunk, wide));
    const found = readAnchors(low, chunks, bytes, probe);
    if (found.length === 0) {
      if (wide) break;
      wide = true;
      continue;
    }
    wide = false;
    for (const anchor of found) {
      if (anchor.micros < micros) low = anchor;
      else {
        high = anchor.chunk;
        break;
      }
    }
  }
  return low.chunk;
}

/** Times at `chunks`, which ascend, continued from the anchor before them; places without a clock are left out. */
export function readAnchors(
  before: TimeAnchor,
  chunks: readonly number[],
  bytes: readonly Uint8Array[],
  probe: Pick<ClockProbe, 'clock' | 'loopMicros'>,
): TimeAnchor[] {
  const found: TimeAnchor[] = [];
  let previous = before;
  chunks.forEach((chunk, index) => {
    const clock = probe.clock(bytes[index] ?? new Uint8Array(0));
    if (clock === undefined) return;
    previous = { chunk, micros: continueClock(previous.micros, clock, probe.loopMicros) };
    found.push(previous);
  });
  return found;
}

/** At most `count` whole numbers strictly between `low` and `high`, evenly spread, ascending. */
export function spread(low: number, high: number, count: number): number[] {
  const between = high - low - 1;
  const take = Math.max(0, Math.min(count, between));
  return Array.from({ length: take }, (_, index) => low + Math.round(((index + 1) * (between + 1)) / (take + 1)));
}
