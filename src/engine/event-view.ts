import type { FrameWant } from '../events/frame-want.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { RequestOf } from '../protocol/requests.js';
import type { FrameOutlet } from './frame-outlet.js';
import type { HeldRecording } from './held-source.js';
import { makeLooksAtOnce } from './looks-at-once.js';
import { type MadeFrame, makeCoarseFrame, makeFrame } from './make-frame.js';
import { playRecording } from './play-recording.js';
import { notPlaying, type PlayingState } from './play-ticks.js';
import type { ViewContext } from './view-context.js';

/** The exact frame is given so long before a coarse one is sent ahead. */
const coarseAfterMillis = 30;

/** A view that did not change for so long rests. */
const restMillis = 150;

type ShowRequest = Omit<RequestOf<'view'>, 'want'> & { readonly want: FrameWant };
type PlayRequest = RequestOf<'play'>;

/** How a view shows and plays a recording of events. */
export class EventView {
  readonly #view: number;
  readonly #context: ViewContext;
  readonly #outlet: FrameOutlet;

  constructor(view: number, context: ViewContext, outlet: FrameOutlet) {
    this.#view = view;
    this.#context = context;
    this.#outlet = outlet;
  }

  /** Plays until its end or until the signal fires; the time reached. */
  play(request: PlayRequest, { recording }: HeldRecording, signal: AbortSignal): Promise<number> {
    const { accumulators, clock } = this.#context;
    return playRecording({
      recording,
      accumulators,
      clock,
      request,
      outlet: this.#outlet,
      signal,
      onFrame: (made, state) => {
        this.#context.noteInteraction();
        this.#offer(request, made, state);
      },
    });
  }

  /** Shows the frame, and again when more is known: exact instead of provisional, a larger sensor, a longer file. */
  async show(request: ShowRequest, held: HeldRecording, signal: AbortSignal): Promise<void> {
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

  async #showOnce(request: ShowRequest, held: HeldRecording, signal: AbortSignal): Promise<MadeFrame> {
    const { recording } = held;
    const { accumulators, clock } = this.#context;
    const { want } = request;
    let made = await makeLooksAtOnce(recording, accumulators, want, { signal, onPartial: (first) => this.#offer(request, first) });
    if (made === undefined) {
      const timer = new AbortController();
      clock.delay(coarseAfterMillis, { signal: AbortSignal.any([signal, timer.signal]) }).then(
        () => {
          const coarse = makeCoarseFrame(recording, accumulators, { ...want, beside: undefined });
          if (coarse !== undefined) this.#offer(request, coarse);
        },
        () => undefined,
      );
      try {
        const onPartial = (partial: MadeFrame): void => this.#offer(request, partial);
        made = await makeFrame(recording, accumulators, want, { signal, onPartial });
      } finally {
        timer.abort();
      }
    }
    this.#offer(request, made);
    this.#context.noteFirstLight(held, request.recording);
    return made;
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

  #offer(request: ShowRequest | PlayRequest, made: MadeFrame, state: PlayingState = notPlaying): void {
    const { firstMicros: _, beside, ...frame } = made.frame;
    const answer: AnswerOf<'frame'> = {
      type: 'frame',
      view: this.#view,
      revision: request.revision,
      recording: request.recording,
      quality: made.quality,
      fromMicros: made.fromMicros,
      toMicros: made.toMicros,
      ...(frame as Pick<AnswerOf<'frame'>, keyof typeof frame>),
      ...(beside.length === 0 ? {} : { beside: beside as NonNullable<AnswerOf<'frame'>['beside']> }),
      ...state,
      timing: made.timing,
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
