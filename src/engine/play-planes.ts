import { type PlaySpec, playMoment } from '../events/play-clock.js';
import type { RequestOf } from '../protocol/requests.js';
import { seriesPlace } from '../stacks/stack-sizes.js';
import type { ChainedPlane, ChainedSeries } from './chained-series.js';
import { type PlayingState, type PlayPace, playTicks } from './play-ticks.js';

export interface PlayPlanesInput extends PlayPace {
  /** With its references prepared. */
  readonly chained: ChainedSeries;
  readonly request: RequestOf<'playPlanes'>;
  /** A plane is ready, lent for the call. */
  onPlane(made: ChainedPlane, state: PlayingState): void;
}

/** How far ahead planes are read, in seconds of wall time, and of the budget for what is in memory. */
const aheadSeconds = 0.5;
const mostAheadPlanes = 64;
const aheadShare = 0.5;

/** Plays planes at the pace of `playTicks`. The place where it ended: that of the last plane. Errors: `aborted`, those of reading. */
export async function playPlanes(input: PlayPlanesInput): Promise<number> {
  const { chained, request, signal } = input;
  const spec = planePlaySpec(chained.series.length, request);
  const ahead = new ReadAhead(chained, spec, signal);
  try {
    return await playTicks(spec, input, async (tick, at, state) => {
      ahead.follow(tick);
      const made = chained.makeAtOnce(at) ?? (await chained.make(at, { signal }));
      input.onPlane(made, state);
      made.release();
    });
  } finally {
    ahead.stop();
  }
}

/** Planes as windows one microsecond apart: the place of one is where its window ends. */
function planePlaySpec(length: number, { want, framesPerSecond, displayHz, loop }: RequestOf<'playPlanes'>): PlaySpec {
  const last = length - 1;
  const clamp = (place: number): number => Math.min(last, Math.max(0, place));
  const rounds = loop === undefined ? undefined : { fromMicros: clamp(loop.first) - 1, toMicros: clamp(loop.last) };
  const start = clamp(seriesPlace(want.place, want.axis));
  return {
    startMicros: rounds === undefined ? start : Math.min(rounds.toMicros, Math.max(rounds.fromMicros + 1, start)),
    speed: framesPerSecond / 1e6,
    strideMicros: 1,
    displayHz,
    firstMicros: 0,
    lastMicros: last - 1,
    loop: rounds,
  };
}

/** Reads the next planes in the prefetch tier, and lets go of those that are no longer ahead. */
class ReadAhead {
  readonly #chained: ChainedSeries;
  readonly #spec: PlaySpec;
  readonly #signal: AbortSignal;
  readonly #leases = new Map<number, { release(): void }>();

  constructor(chained: ChainedSeries, spec: PlaySpec, signal: AbortSignal) {
    this.#chained = chained;
    this.#spec = spec;
    this.#signal = signal;
  }

  /** The playhead is at this display frame. */
  follow(tick: number): void {
    const { chunks, series } = this.#chained;
    const most = Math.min(mostAheadPlanes, Math.floor((this.#chained.budgetBytes * aheadShare) / chunks.planeBytes));
    const ticks = Math.ceil(this.#spec.displayHz * aheadSeconds);
    const wanted = new Set<number>();
    for (let next = tick + 1; next <= tick + ticks && wanted.size < most; next += 1) {
      const { endMicros, last } = playMoment(this.#spec, next);
      wanted.add(series.indexAt(endMicros));
      if (last) break;
    }
    for (const [index, lease] of this.#leases) {
      if (wanted.has(index)) continue;
      this.#leases.delete(index);
      lease.release();
    }
    for (const index of wanted) {
      if (this.#leases.has(index)) continue;
      const lease = chunks.request(index, 'prefetch', { signal: this.#signal });
      // What cannot be read ahead is reported when its turn comes to be shown.
      lease.value.catch(() => undefined);
      this.#leases.set(index, lease);
    }
  }

  stop(): void {
    for (const lease of this.#leases.values()) lease.release();
    this.#leases.clear();
  }
}
