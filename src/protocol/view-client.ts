import { errorFromRecord, type FirstlightError } from '../base/errors.js';
import type { FrameWant } from '../events/frame-want.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import type { AnswerOf } from './answers.js';
import type { Request, RequestOf } from './requests.js';

/** What a view shows: a frame of events, or a plane of a stack. */
export type Shown = AnswerOf<'frame'> | AnswerOf<'plane'>;

/** What hears of a view's frames. */
export interface FrameListener {
  /** A frame or plane of the last want. When what it returns has resolved, it counts as presented. */
  onFrame?(frame: AnswerOf<'frame'>): void | Promise<void>;
  onPlane?(plane: AnswerOf<'plane'>): void | Promise<void>;
  /** Playing ended at this time, or place along the axis. */
  onStopped?(at: number): void;
  onError?(error: FirstlightError): void;
}

/** How to play; the want's end is where the playhead starts. */
export type PlayWant = Omit<RequestOf<'play'>, 'type' | 'view' | 'revision' | 'want'> & { readonly want: FrameWant };
/** How to play planes, from the want's place on. */
export type PlayPlanesWant = Omit<RequestOf<'playPlanes'>, 'type' | 'view' | 'revision'>;

type ViewRequest = RequestOf<'view'> | RequestOf<'play'> | RequestOf<'playPlanes'>;

/** One view of a host: shows what it was asked for last and drops whatever comes late. */
export class ViewClient {
  readonly view: number;
  readonly #send: (request: Request) => void;
  readonly #listener: FrameListener;
  readonly #onClose: () => void;
  #last: ViewRequest | undefined;
  #revision = 0;
  #shown: Shown | undefined;

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
    this.#ask({ type: 'view', ...this.#address(), recording, want: copyWant(want) });
  }

  play(want: PlayWant): void {
    this.#ask({ type: 'play', ...this.#address(), ...want, want: copyWant(want.want) });
  }

  showPlane(recording: string, want: PlaneWant): void {
    this.#ask({ type: 'view', ...this.#address(), recording, want: structuredClone({ kind: 'plane' as const, ...want }) });
  }

  playPlanes(want: PlayPlanesWant): void {
    this.#ask({ type: 'playPlanes', ...this.#address(), ...structuredClone(want) });
  }

  /** Stops whatever the view does; frames on their way are dropped. */
  stop(): void {
    this.#revision += 1;
    this.#last = undefined;
    this.#send({ type: 'cancel', view: this.view });
  }

  close(): void {
    this.#revision += 1;
    this.#last = undefined;
    this.#onClose();
  }

  /** Asks again after the connection came back; playing goes on from where it was seen last. */
  resume(): void {
    const last = this.#last;
    if (last === undefined) return;
    const request = { ...last, ...this.#address() };
    const shown = this.#shown;
    if (request.type === 'play' && shown?.type === 'frame') this.#ask({ ...request, want: { ...request.want, endMicros: shown.toMicros } });
    else if (request.type === 'playPlanes' && shown?.type === 'plane')
      this.#ask({ ...request, want: { ...request.want, place: shown.place } });
    else this.#ask(request);
  }

  /** An answer that names this view. */
  take(answer: Shown | AnswerOf<'stopped'> | AnswerOf<'error'>): void {
    if (answer.type === 'frame' || answer.type === 'plane') this.#takeShown(answer);
    else if (answer.revision !== this.#revision) return;
    else if (answer.type === 'stopped') this.#listener.onStopped?.(answer.at);
    else {
      const { code, message, path, advice } = answer.error;
      const record = { code, message, ...(path === undefined ? {} : { path }), ...(advice === undefined ? {} : { advice }) };
      this.#listener.onError?.(errorFromRecord(record));
    }
  }

  #takeShown(shown: Shown): void {
    const credit = (): void => this.#send({ type: 'credit', view: this.view, frames: 1 });
    if (shown.revision !== this.#revision) {
      credit();
      return;
    }
    this.#shown = shown;
    const presented = shown.type === 'frame' ? this.#listener.onFrame?.(shown) : this.#listener.onPlane?.(shown);
    if (presented === undefined) credit();
    else presented.then(credit, credit);
  }

  #address(): { readonly view: number; readonly revision: number } {
    return { view: this.view, revision: this.#revision + 1 };
  }

  #ask(request: ViewRequest): void {
    this.#revision = request.revision;
    this.#last = request;
    this.#send(request);
  }
}

/** Messages own what they hold: a want that its owner edits later is not to change under way. */
function copyWant(want: FrameWant): RequestOf<'play'>['want'] {
  return structuredClone({ kind: 'events' as const, ...want });
}
