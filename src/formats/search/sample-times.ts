import type { Plan } from '../../bytes/plan.js';
import { type ClockProbe, readTimes, spread } from './clock-probe.js';
import type { TimeAnchor } from './time-anchors.js';

/** A time somewhere in a recording. */
export interface TimeSample {
  /** In chunks from the start, fractional. */
  readonly position: number;
  readonly micros: number;
}

/** Times at about `count` places spread over `dataBytes`, on boundaries of eight bytes, in one round; the first anchor among them. */
export function* sampleClock(
  count: number,
  dataBytes: number,
  anchors: readonly TimeAnchor[],
  probe: ClockProbe,
): Plan<readonly TimeSample[]> {
  const offsets = spread(0, Math.floor(dataBytes / 8), Math.max(0, count - 1)).map((eighth) => eighth * 8);
  const found = yield* readTimes(anchors, offsets, probe);
  const samples: TimeSample[] = anchors.slice(0, 1).map(({ micros }) => ({ position: 0, micros }));
  for (const { offset, micros } of found) {
    const position = offset / probe.chunkBytes;
    if (position > (samples.at(-1)?.position ?? -1)) samples.push({ position, micros });
  }
  return samples;
}
