import type { ChunkLease } from '../chunks/chunk-scheduler.js';
import type { FrameAccumulators } from '../events/frame-accumulators.js';
import type { FrameWant } from '../events/frame-want.js';
import { type PlaySpec, playMoment } from '../events/play-clock.js';
import type { RequestOf } from '../protocol/requests.js';
import type { DecodedChunk } from './decoded-chunk.js';
import type { EventRecording } from './event-recording.js';
import { type MadeFrame, makeFrame, makeFrameAtOnce } from './make-frame.js';
import { type PlayingState, type PlayPace, playTicks } from './play-ticks.js';

export interface PlayInput extends PlayPace {
  readonly recording: EventRecording;
  readonly accumulators: FrameAccumulators;
  readonly request: RequestOf<'play'>;
  /** A frame is ready. */
  onFrame(made: MadeFrame, state: PlayingState): void;
}

/** How far ahead windows are read, in seconds of wall time. */
const aheadSeconds = 0.5;
const mostAheadWindows = 32;

/** Plays windows at the pace of `playTicks`. The time where it ended: that of the last window. Errors: `aborted`, those of reading. */
export async function playRecording(input: PlayInput): Promise<number> {
  const { recording, accumulators, request, signal } = input;
  const spec = playSpec(recording, request);
  const ahead = new ReadAhead(recording, spec, request.want, signal);
  try {
    return await playTicks(spec, input, async (tick, endMicros, state) => {
      const want: FrameWant = { ...request.want, endMicros };
      ahead.follow(tick);
      input.onFrame(makeFrameAtOnce(recording, accumulators, want) ?? (await makeFrame(recording, accumulators, want, { signal })), state);
    });
  } finally {
    ahead.stop();
  }
}

function playSpec(recording: EventRecording, { want, speed, strideMicros, displayHz, loop }: RequestOf<'play'>): PlaySpec {
  const { firstMicros, lastMicros } = recording.facts;
  return {
    startMicros: want.endMicros,
    speed,
    strideMicros,
    displayHz,
    firstMicros: firstMicros?.value ?? want.endMicros,
    lastMicros: lastMicros?.value ?? want.endMicros,
    loop,
  };
}

/** Reads the chunks of the next windows in the prefetch tier, and lets go of those that are no longer ahead. */
class ReadAhead {
  readonly #recording: EventRecording;
  readonly #spec: PlaySpec;
  readonly #want: FrameWant;
  readonly #signal: AbortSignal;
  readonly #leases = new Map<number, ChunkLease<DecodedChunk>>();
  #planning: { readonly tick: number; readonly controller: AbortController } | undefined;

  constructor(recording: EventRecording, spec: PlaySpec, want: FrameWant, signal: AbortSignal) {
    this.#recording = recording;
    this.#spec = spec;
    this.#want = want;
    this.#signal = signal;
  }

  /** The playhead is at this display frame. A plan that it has overtaken is given up. */
  follow(tick: number): void {
    if (this.#planning !== undefined) {
      if (tick <= this.#planning.tick + this.#windows) return;
      this.#planning.controller.abort();
    }
    const planning = { tick, controller: new AbortController() };
    this.#planning = planning;
    void this.#plan(tick, AbortSignal.any([this.#signal, planning.controller.signal])).then(() => {
      if (this.#planning === planning) this.#planning = undefined;
    });
  }

  stop(): void {
    for (const lease of this.#leases.values()) lease.release();
    this.#leases.clear();
  }

  get #windows(): number {
    return Math.min(mostAheadWindows, Math.ceil(this.#spec.displayHz * aheadSeconds));
  }

  async #plan(tick: number, signal: AbortSignal): Promise<void> {
    const room = this.#recording.shared.scheduler.budgetBytes / 2;
    const wanted = new Set<number>();
    try {
      for (let next = tick + 1; next <= tick + this.#windows && !signal.aborted; next += 1) {
        const { endMicros, last } = playMoment(this.#spec, next);
        for (const chunk of await this.#chunksOf(endMicros, signal)) {
          if ((wanted.size + 1) * this.#recording.chunks.decodedBytes > room) return;
          wanted.add(chunk);
          if (this.#leases.has(chunk) || signal.aborted) continue;
          this.#leases.set(chunk, this.#recording.chunks.request(chunk, 'prefetch', { signal: this.#signal }));
        }
        if (last) break;
      }
    } catch {
      // What cannot be read ahead is reported when its turn comes to be shown.
    } finally {
      if (!signal.aborted) this.#keepOnly(wanted);
    }
  }

  #keepOnly(wanted: ReadonlySet<number>): void {
    for (const [chunk, lease] of this.#leases) {
      if (wanted.has(chunk)) continue;
      this.#leases.delete(chunk);
      lease.release();
    }
  }

  async #chunksOf(endMicros: number, signal: AbortSignal): Promise<readonly number[]> {
    const { window } = this.#want;
    const options = { signal, tier: 'prefetch' } as const;
    if (window.kind === 'time') return this.#recording.chunksOf(endMicros - window.micros, endMicros, options);
    const last = await this.#recording.lastChunkBefore(endMicros, options);
    return last === undefined ? [] : [last];
  }
}
