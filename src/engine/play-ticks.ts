import { countMissed, type PlaySpec, playMoment } from '../events/play-clock.js';
import type { FrameOutlet } from './frame-outlet.js';
import type { Clock } from './ports.js';

/** What is said of playing with what is shown; the counts are totals since it began. */
export interface PlayingState {
  readonly playing: boolean;
  readonly skipped: number;
  readonly dropped: number;
}

export const notPlaying: PlayingState = { playing: false, skipped: 0, dropped: 0 };

/** What sets the pace: wall time, what the viewer has yet to take, and who may stop it. */
export interface PlayPace {
  readonly clock: Clock;
  readonly outlet: FrameOutlet;
  readonly signal: AbortSignal;
}

/** Shows what ends at the playhead at one display frame. */
export type ShowTick = (tick: number, endMicros: number, state: PlayingState) => Promise<void>;

/**
 * Paces playing: at every display frame for which there is a credit, what ends at the playhead as the clock has it then is
 * shown; what was not ready in time is counted, never waited for by the next. The place where it ended, or rejects with
 * `aborted` and with what `show` rejects with.
 */
export async function playTicks(spec: PlaySpec, { clock, outlet, signal }: PlayPace, show: ShowTick): Promise<number> {
  const startMillis = clock.now();
  const tickMillis = 1000 / spec.displayHz;
  let shown: { readonly tick: number; readonly step: number } | undefined;
  let skipped = 0;
  let dropped = 0;
  for (let tick = 0; ; ) {
    const { endMicros, step, last } = playMoment(spec, tick);
    if (shown === undefined || step !== shown.step || last) {
      if (shown !== undefined) {
        const missed = countMissed(spec, shown, { tick, step });
        skipped += missed.skipped;
        dropped += missed.dropped;
      }
      shown = { tick, step };
      await show(tick, endMicros, { playing: !last, skipped, dropped });
      if (last) return endMicros;
    }
    await outlet.waitForCredit(signal);
    const elapsed = clock.now() - startMillis;
    const next = Math.max(tick + 1, Math.floor(elapsed / tickMillis + 1e-6));
    await clock.delay(Math.max(0, startMillis + next * tickMillis - clock.now()), { signal });
    tick = next;
  }
}
