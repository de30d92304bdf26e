import type { Plan } from '../../bytes/plan.js';
import { type ClockProbe, readTimes, spread } from './clock-probe.js';
import { anchorsAround, type TimeAnchor } from './time-anchors.js';

/** Probes of one round. */
const probesPerRound = 16;
/** Chunks around the guessed one that are probed with it. */
const aroundGuess = [-6, -3, -1, 0, 1, 2, 4, 7] as const;

/**
 * The last chunk whose first time is earlier than `micros`, the first if there is none: no event at or after `micros`
 * lies before it. Half of the probes of a round surround the place where an even rate would put `micros`, which mostly
 * ends the search; the others are spread evenly, so that it takes at most ⌈log₉ n⌉ rounds between two anchors that are n
 * chunks apart. Where no clock can be read it answers early, with a chunk further ahead than need be.
 */
export function* locateChunk(micros: number, chunkCount: number, anchors: readonly TimeAnchor[], probe: ClockProbe): Plan<number> {
  const [before, after] = anchorsAround(anchors, micros);
  let low = before;
  let high = after === undefined ? chunkCount : after.chunk + (after.inside ? 1 : 0);
  let highMicros = after?.micros;
  let wide = false;
  while (high - low.chunk > 1) {
    const chunks = placesToProbe(low, high, highMicros, micros);
    const offsets = chunks.map((chunk) => chunk * probe.chunkBytes);
    const found = yield* readTimes([low], offsets, probe, wide);
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
        highMicros = anchor.micros;
        break;
      }
    }
  }
  return low.chunk;
}

/** Chunks strictly between `low` and `high`, ascending: all of them where a round can probe so many. */
function placesToProbe(low: TimeAnchor, high: number, highMicros: number | undefined, micros: number): readonly number[] {
  if (highMicros === undefined || highMicros <= low.micros || high - low.chunk - 1 <= probesPerRound) {
    return spread(low.chunk, high, probesPerRound);
  }
  const guess = low.chunk + Math.floor(((high - low.chunk) * (micros - low.micros)) / (highMicros - low.micros));
  const places = new Set(spread(low.chunk, high, probesPerRound - aroundGuess.length));
  for (const step of aroundGuess) if (guess + step > low.chunk && guess + step < high) places.add(guess + step);
  return [...places].sort((a, b) => a - b);
}
