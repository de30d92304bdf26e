import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError, ViewReply } from '../../protocol/questions.js';
import type { RequestOf } from '../../protocol/requests.js';

type Draft<Type extends 'view' | 'play' | 'playPlanes'> = Omit<RequestOf<Type>, 'view' | 'revision'>;
/** What a view wants to show: one frame, or a stream of them. */
export type Want = Draft<'view'> | Draft<'play'> | Draft<'playPlanes'>;

export interface ViewListener {
  onFrame?(frame: AnswerOf<'frame'>): void;
  onPlane?(plane: AnswerOf<'plane'>): void;
  /** Microseconds, or the place along the axis that played. */
  onStopped(at: number): void;
  onError(error: ReportedError): void;
}

/** A want is superseded at once if its answer came, else after this: a scrub then still shows pictures on the way. */
const patienceMillis = 80;

/**
 * One view at a host: sends the newest want only, raises its revision, drops late answers, gives credits back.
 * `want` may be called at every gesture; `flush` once an animation frame.
 */
export class ViewChannel {
  readonly #questions: Questions;
  readonly #view: number;
  readonly #close: () => void;
  readonly #listener: ViewListener;
  #wanted: Want | undefined;
  #wantedText = '';
  #sentText = '';
  #sentMillis = Number.NEGATIVE_INFINITY;
  #answered = true;
  #revision = 0;
  #shownRevision = 0;
  #received = 0;

  constructor(questions: Questions, listener: ViewListener) {
    this.#questions = questions;
    this.#listener = listener;
    const { view, close } = questions.openView((reply) => this.#hear(reply));
    this.#view = view;
    this.#close = close;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Whether the host still owes an answer to the newest want. */
  get waiting(): boolean {
    return !this.#answered || this.#wantedText !== this.#sentText;
  }

  want(want: Want): void {
    this.#wanted = want;
    this.#wantedText = JSON.stringify(want);
  }

  /** Sends the newest want if it differs from the last one sent. Returns whether one is still held back. */
  flush(nowMillis: number): boolean {
    if (this.#wanted === undefined || this.#wantedText === this.#sentText) return false;
    if (!this.#answered && nowMillis - this.#sentMillis < patienceMillis && this.#wanted.type === 'view') return true;
    this.#sentText = this.#wantedText;
    this.#sentMillis = nowMillis;
    this.#answered = false;
    this.#revision += 1;
    const address = { view: this.#view, revision: this.#revision };
    this.#questions.send({ ...this.#wanted, ...address });
    return false;
  }

  /** Asks again for what was asked last: after a connection came back, or after an error. */
  repeat(): void {
    this.#sentText = '';
    this.#answered = true;
  }

  /** Tells the host that everything received so far was presented or replaced. */
  giveCredit(): void {
    if (this.#received === 0) return;
    this.#questions.send({ type: 'credit', view: this.#view, frames: this.#received });
    this.#received = 0;
  }

  close(): void {
    this.#close();
  }

  #hear(reply: ViewReply): void {
    if (reply.type === 'frame' || reply.type === 'plane') {
      this.#received += 1;
      if (reply.revision === this.#revision) this.#answered = true;
      if (reply.revision < this.#shownRevision) {
        this.giveCredit();
        return;
      }
      this.#shownRevision = reply.revision;
      if (reply.type === 'frame') this.#listener.onFrame?.(reply);
      else this.#listener.onPlane?.(reply);
      return;
    }
    if (reply.revision !== undefined && reply.revision !== this.#revision) return;
    this.#answered = true;
    if (reply.type === 'stopped') this.#listener.onStopped(reply.at);
    else if (reply.error.code !== 'aborted') this.#listener.onError(reply.error);
  }
}
