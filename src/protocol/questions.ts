import type { Answer, AnswerOf } from './answers.js';
import type { Provider } from './provider.js';
import type { Request } from './requests.js';

/** Answers that belong to one question. */
export type Reply = Extract<Answer, { readonly request?: number | undefined }>;
/** Answers that belong to one view. */
export type ViewReply = AnswerOf<'frame'> | AnswerOf<'plane'> | AnswerOf<'stopped'> | AnswerOf<'error'>;

/** An error as a host reports it. */
export type ReportedError = AnswerOf<'error'>['error'];

type Numbered = Extract<Request, { readonly request: number }>;
type WithoutRequest<Message> = Message extends Numbered ? Omit<Message, 'request'> : never;
export type Question = WithoutRequest<Numbered>;

/** Whether an answer is the last to its question; of a list and of facts there is always more to come. */
function isLast(answer: Reply): boolean {
  if ('final' in answer) return answer.final;
  return answer.type !== 'entries' && answer.type !== 'facts' && answer.type !== 'progress';
}

/** Numbers questions and views, and brings each answer to whoever asked. */
export class Questions {
  readonly #provider: Provider;
  readonly #asked = new Map<number, (reply: Reply) => void>();
  readonly #views = new Map<number, (reply: ViewReply) => void>();
  readonly #general = new Set<(answer: Answer) => void>();
  readonly #stopListening: () => void;
  #next = 1;

  constructor(provider: Provider) {
    this.#provider = provider;
    this.#stopListening = provider.listen((answer) => this.#deliver(answer));
  }

  send(request: Request): void {
    this.#provider.send(request);
  }

  /**
   * Asks and hears every answer, to the last or until the returned function is called, which also stops the work at the
   * host. Answers that come after it are dropped. Parts of `points` count as taken when `onReply` has returned.
   */
  ask(question: Question, onReply: (reply: Reply) => void): () => void {
    const request = this.#next;
    this.#next += 1;
    this.#asked.set(request, onReply);
    this.#provider.send({ ...question, request } as Numbered);
    return () => {
      if (this.#asked.delete(request)) this.#provider.send({ type: 'cancel', request });
    };
  }

  /** A new view and the way to give it up. */
  openView(onReply: (reply: ViewReply) => void): { readonly view: number; readonly close: () => void } {
    const view = this.#next;
    this.#next += 1;
    this.#views.set(view, onReply);
    return {
      view,
      close: () => {
        if (this.#views.delete(view)) this.#provider.send({ type: 'cancel', view });
      },
    };
  }

  /** Hears what belongs to no question: `welcome`, `status`, errors of the host itself. */
  listen(listener: (answer: Answer) => void): () => void {
    this.#general.add(listener);
    return () => this.#general.delete(listener);
  }

  /** Whether anybody still waits: tests look here for forgotten cancels. */
  get open(): number {
    return this.#asked.size + this.#views.size;
  }

  /** Forgets all questions without a word to the host: the connection that carried them is gone. Views stay. */
  forget(): void {
    this.#asked.clear();
  }

  close(): void {
    this.#stopListening();
    this.#asked.clear();
    this.#views.clear();
    this.#general.clear();
  }

  #deliver(answer: Answer): void {
    if ('view' in answer && answer.view !== undefined) {
      this.#views.get(answer.view)?.(answer);
    } else if ('request' in answer && answer.request !== undefined) {
      const onReply = this.#asked.get(answer.request);
      if (isLast(answer)) this.#asked.delete(answer.request);
      if (onReply === undefined) return;
      onReply(answer);
      // What was taken is paid back, unless the question was taken back meanwhile.
      const { request } = answer;
      if (answer.type === 'points' && this.#asked.has(request)) this.#provider.send({ type: 'credit', request, frames: 1 });
    } else {
      for (const listener of this.#general) listener(answer);
    }
  }
}
