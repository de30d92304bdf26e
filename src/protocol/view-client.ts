import { errorFromRecord, type FirstlightError } from '../base/errors.js';
import type { FrameWant } from '../events/frame-want.js';
import type { AnswerOf } from './answers.js';
import type { Request, RequestOf } from './requests.js';

/** What hears of a view's frames. */
export interface FrameListener {
  /** A frame of the last want. When what it returns has resolved, the frame counts as presented. */
  onFrame(frame: AnswerOf<'frame'>): void | Promise<void>;
  /** Playing ended at this time. */
  onStopped?(micros: number): void;
  onError?(error: FirstlightError): void;
}

/** How to play; the want's end is where the playhead starts. */
export type PlayWant = Omit<RequestOf<'play'>, 'type' | 'view' | 'revision'>;

/** One view of a host: shows what it was asked for last and drops whatever comes late. */
export class ViewClient {
  readonly view: number;
  readonly #send: (request: Request) => void;
  readonly #listener: FrameListener;
  readonly #onClose: () => void;
  #last: RequestOf<'view'> | RequestOf<'play'> | undefined;
  #revision = 0;
  #shownMicros: number | undefined;

  constructor(view: number, send: (request: Request) => void, listener: FrameListener, onClose: () => void) {
    this.view = view;
    this.#send = send;
    this.#listener = listener;
    this.#onClose = onClose;
  }

  /** The number of the last want. */
  get revision(): number {
    return this.#revision;
  }

  show(recording: string, want: FrameWant): void {
    this.#ask({ type: 'view', view: this.view, revision: this.#revision + 1, recording, want: copyWant(want) });
  }

  play(want: PlayWant): void {
    this.#ask({ type: 'play', view: this.view, revision: this.#revision + 1, ...want });
  }

  /** Stops whatever the view does; frames on their way are dropped. */
  stop(): void {
    this.#revision += 1;
    this.#last = undefined;
    this.#send({ type: 'cancel', view: this.view });
  }

  close(): void {
    this.stop();
    this.#onClose();
  }

  /** Asks again after the connection came back; playing goes on from where it was seen last. */
  resume(): void {
    const last = this.#last;
    if (last?.type === 'view') this.show(last.recording, last.want);
    else if (last !== undefined) {
      const { type: _type, view: _view, revision: _revision, ...want } = last;
      this.play({ ...want, want: { ...want.want, endMicros: this.#shownMicros ?? want.want.endMicros } });
    }
  }

  /** An answer that names this view. */
  take(answer: AnswerOf<'frame'> | AnswerOf<'stopped'> | AnswerOf<'error'>): void {
    if (answer.type === 'frame') this.#takeFrame(answer);
    else if (answer.revision !== this.#revision) return;
    else if (answer.type === 'stopped') this.#listener.onStopped?.(answer.micros);
    else {
      const { code, message, path, advice } = answer.error;
      const record = { code, message, ...(path === undefined ? {} : { path }), ...(advice === undefined ? {} : { advice }) };
      this.#listener.onError?.(errorFromRecord(record));
    }
  }

  #takeFrame(frame: AnswerOf<'frame'>): void {
    const credit = (): void => this.#send({ type: 'credit', view: this.view, frames: 1 });
    if (frame.revision !== this.#revision) {
      credit();
      return;
    }
    this.#shownMicros = frame.toMicros;
    const presented = this.#listener.onFrame(frame);
    if (presented === undefined) credit();
    else presented.then(credit, credit);
  }

  #ask(request: RequestOf<'view'> | RequestOf<'play'>): void {
    this.#revision = request.revision;
    this.#last = request;
    this.#send(request);
  }
}

/** Messages own what they hold: a want that its owner edits later is not to change under way. */
function copyWant(want: FrameWant): RequestOf<'view'>['want'] {
  return { ...want, window: { ...want.window }, regions: want.regions.map((region) => ({ ...region })) };
}
