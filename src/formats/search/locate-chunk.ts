import type { Plan } from '../../bytes/plan.js';
import { type ClockProbe, readTimes, spread } from './clock-probe.js';
import { anchorsAround, type TimeAnchor } from './time-anchors.js';

/** Probes of one round: each narrows the search by this plus one. */
const probesPerRound = 16;

/**
 * The last chunk whose first time is earlier than `micros`, the first if there is none: no event at or after `micros`
 * lies before it. Reads at most ⌈log₁₇ n⌉ rounds between two anchors that are n chunks apart. Where no clock can be
 * read it answers early, with a chunk further ahead than need be.
 */
export function* locateChunk(micros: number, chunkCount: number, anchors: readonly TimeAnchor[], probe: ClockProbe): Plan<number> {
  const [before, after] = anchorsAround(anchors, micros);
  let low = before;
  let high = after === undefined ? chunkCount : after.chunk + (after.inside ? 1 : 0);
  let wide = false;
  while (high - low.chunk > 1) {
    const chunks = spread(low.chunk, high, probesPerRound);
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
        break;
      }
    }
  }
  return low.chunk;
}
