import { errorToRecord } from '../base/errors.js';
import type { FrameAccumulators } from '../events/frame-accumulators.js';
import type { FrameWant } from '../events/frame-want.js';
import type { Answer, AnswerOf } from '../protocol/answers.js';
import type { RequestOf } from '../protocol/requests.js';
import { FrameOutlet } from './frame-outlet.js';
import { type MadeFrame, makeCoarseFrame, makeFrame, makeFrameAtOnce } from './make-frame.js';
import { playRecording } from './play-recording.js';
import type { Clock } from './ports.js';
import type { HeldRecording } from './recording-pool.js';

/** What a view needs of its connection. */
export interface ViewContext {
  readonly clock: Clock;
  readonly accumulators: FrameAccumulators;
  hold(recording: string): Promise<HeldRecording>;
  deliver(answer: Answer): void;
  /** Somebody is looking: background work makes way. */
  noteInteraction(): void;
  /** A first frame of this recording was sent: what may run in the background may start. */
  noteFirstLight(held: HeldRecording, recording: string): void;
}

/** The exact frame is given so long before a coarse one is sent ahead. */
const coarseAfterMillis = 30;

/** A view that did not change for so long rests. */
const restMillis = 150;

/** One view of one connection: shows one frame or plays, always only the last thing it was asked for. */
export class ViewSession {
  readonly #context: ViewContext;
  readonly #view: number;
  readonly #outlet: FrameOutlet;
  #controller = new AbortController();

  constructor(view: number, context: ViewContext) {
    this.#view = view;
    this.#context = context;
    this.#outlet = new FrameOutlet((frame) => context.deliver(frame));
  }

  show(request: RequestOf<'view'>): void {
    this.#replace(request, async (held, signal) => {
      await this.#showAndFollow(request, held, signal);
    });
  }

  play(request: RequestOf<'play'>): void {
    this.#replace(request, async (held, signal) => {
      const { recording } = held;
      const { accumulators, clock } = this.#context;
      const outcome = await playRecording({
        recording,
        accumulators,
        clock,
        request,
        outlet: this.#outlet,
        signal,
        onFrame: (made, playing, skipped, dropped) => {
          this.#context.noteInteraction();
          this.#offer(request, request.want, made, { playing, skipped, dropped });
        },
      });
      if (!signal.aborted) this.#context.deliver({ type: 'stopped', view: this.#view, revision: request.revision, micros: outcome.micros });
    });
  }

  credit(frames: number): void {
    this.#outlet.credit(frames);
  }

  stop(): void {
    this.#controller.abort();
    this.#outlet.clear();
  }

  /** Ends what the view did before and starts anew; errors become answers, cancellation becomes nothing. */
  #replace(request: RequestOf<'view' | 'play'>, work: (held: HeldRecording, signal: AbortSignal) => Promise<void>): void {
    this.stop();
    this.#context.noteInteraction();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const run = async (): Promise<void> => {
      const held = await this.#context.hold(request.recording);
      try {
        if (!signal.aborted) await work(held, signal);
      } finally {
        held.release();
      }
    };
    run().catch((error: unknown) => {
      if (signal.aborted) return;
      this.#context.deliver({ type: 'error', view: this.#view, revision: request.revision, error: errorToRecord(error) });
    });
  }

  async #showOnce(request: RequestOf<'view'>, held: HeldRecording, signal: AbortSignal): Promise<MadeFrame> {
    const { recording } = held;
    const { accumulators, clock } = this.#context;
    const { want } = request;
    let made = makeFrameAtOnce(recording, accumulators, want);
    if (made === undefined) {
      const timer = new AbortController();
      clock.delay(coarseAfterMillis, { signal: AbortSignal.any([signal, timer.signal]) }).then(
        () => {
          const coarse = makeCoarseFrame(recording, accumulators, want);
          if (coarse !== undefined) this.#offer(request, want, coarse);
        },
        () => undefined,
      );
      try {
        const onPartial = (partial: MadeFrame): void => this.#offer(request, want, partial);
        made = await makeFrame(recording, accumulators, want, { signal, onPartial });
      } finally {
        timer.abort();
      }
    }
    this.#offer(request, want, made);
    this.#context.noteFirstLight(held, request.recording);
    return made;
  }

  /** Shows the frame, and again when more is known: exact instead of provisional, a larger sensor, a longer file. */
  async #showAndFollow(request: RequestOf<'view'>, held: HeldRecording, signal: AbortSignal): Promise<void> {
    const { recording } = held;
    this.#readAround(held, request.want, signal);
    while (!signal.aborted) {
      const { value } = recording.facts.events;
      const { quality, frame } = await this.#showOnce(request, held, signal);
      const better = (): boolean => {
        const { geometry, events } = recording.facts;
        return (
          (quality !== 'exact' && recording.times.complete) ||
          (geometry !== undefined && (geometry.width !== frame.width || geometry.height !== frame.height)) ||
          (events.growing === true && events.value !== value)
        );
      };
      while (!signal.aborted && !better()) await nextFacts(held, signal);
    }
  }

  /** Once the view rests, the chunks beside its window are read ahead: the next step shows them. */
  #readAround({ recording }: HeldRecording, { endMicros, window }: FrameWant, signal: AbortSignal): void {
    const read = async (): Promise<void> => {
      await this.#context.clock.delay(restMillis, { signal });
      const fromMicros = window.kind === 'time' ? endMicros - window.micros : endMicros - 1;
      const chunks = recording.chunksKnown(fromMicros, endMicros) ?? [];
      const [first, last] = [chunks[0], chunks.at(-1)];
      if (first === undefined || last === undefined) return;
      for (const chunk of [last + 1, first - 1]) {
        if (chunk >= 0 && chunk < recording.times.chunkCount) recording.chunks.request(chunk, 'prefetch', { signal });
      }
    };
    // What cannot be read ahead is reported when it is to be shown.
    read().catch(() => undefined);
  }

  #offer(
    request: RequestOf<'view' | 'play'>,
    want: FrameWant,
    made: MadeFrame,
    play: { readonly playing: boolean; readonly skipped: number; readonly dropped: number } = { playing: false, skipped: 0, dropped: 0 },
  ): void {
    const { width, height, events, on, least, greatest, regions, pixels } = made.frame;
    const answer: AnswerOf<'frame'> = {
      type: 'frame',
      view: this.#view,
      revision: request.revision,
      recording: request.recording,
      quality: made.quality,
      representation: want.representation,
      width,
      height,
      fromMicros: made.fromMicros,
      toMicros: made.toMicros,
      events,
      on,
      least,
      greatest,
      regions,
      ...play,
      timing: made.timing,
      pixels: pixels as AnswerOf<'frame'>['pixels'],
    };
    this.#outlet.offer(answer);
  }
}

function nextFacts({ recording }: HeldRecording, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unwatch();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const unwatch = recording.watch(end);
    signal.addEventListener('abort', end, { once: true });
  });
}
