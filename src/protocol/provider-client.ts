import { type Abortable, abortedError } from '../base/abort.js';
import { errorFromRecord, FirstlightError } from '../base/errors.js';
import type { FrameWant } from '../events/frame-want.js';
import type { Answer, AnswerOf } from './answers.js';
import type { Provider } from './provider.js';
import { type Question, Questions, type Reply } from './questions.js';
import type { RequestOf } from './requests.js';
import { type FrameListener, ViewClient } from './view-client.js';

type Answered = Extract<Answer, { request: number }>;

interface Asked {
  /** Goes on until cancelled: asked again after the connection came back. */
  readonly lasting: boolean;
  again(): void;
  fail(error: FirstlightError): void;
}

/**
 * Questions to a {@link Provider} as promises, frames to listeners. Answers to cancelled questions and frames of earlier
 * revisions are dropped. Rejections are FirstlightErrors: those of the host, `aborted`, `network` when the connection is lost.
 */
export class ProviderClient {
  readonly #provider: Provider;
  readonly #questions: Questions;
  readonly #asked = new Set<Asked>();
  readonly #views = new Set<ViewClient>();
  readonly #statusListeners = new Set<(status: AnswerOf<'status'>) => void>();
  readonly #welcome: PromiseWithResolvers<AnswerOf<'welcome'>> = withResolvers();
  readonly #stopListening: (() => void)[];
  #lost = false;
  #closed: FirstlightError | undefined;

  /** The provider is *given*: closed with the client. */
  constructor(provider: Provider) {
    this.#provider = provider;
    this.#welcome.promise.catch(() => undefined);
    this.#questions = new Questions(provider);
    this.#stopListening = [
      this.#questions.listen((answer) => this.#hear(answer)),
      provider.watchConnection((state) => this.#connectionIs(state)),
    ];
    provider.send({ type: 'hello', protocol: 1 });
  }

  /** What the host says of itself. */
  get welcome(): Promise<AnswerOf<'welcome'>> {
    return this.#welcome.promise;
  }

  /**
   * All recordings. `onEntries` gets them batch by batch, and later changes until the signal fires; without it the
   * question ends with the list.
   */
  async list(
    onEntries: (entries: AnswerOf<'entries'>['entries']) => void = () => undefined,
    options: Abortable = {},
  ): Promise<AnswerOf<'entries'>['entries']> {
    const all: AnswerOf<'entries'>['entries'] = [];
    const take = (answer: AnswerOf<'entries'>): boolean => {
      all.push(...answer.entries);
      onEntries(answer.entries);
      return answer.done;
    };
    await this.#ask('entries', { type: 'list' }, take, options, options.signal !== undefined);
    return all;
  }

  /** Opens a recording and answers with what is known; `onFacts` hears of more until the signal fires. */
  describe(
    recording: string,
    onFacts: (facts: AnswerOf<'facts'>) => void = () => undefined,
    options: Abortable & { readonly open?: NonNullable<RequestOf<'describe'>['options']> } = {},
  ): Promise<AnswerOf<'facts'>> {
    const question: Question = { type: 'describe', recording, ...(options.open === undefined ? {} : { options: options.open }) };
    const take = (answer: AnswerOf<'facts'>): boolean => {
      onFacts(answer);
      return true;
    };
    return this.#ask('facts', question, take, options, options.signal !== undefined);
  }

  /** A small picture and a sparkline. */
  thumbnail(recording: string, width: number, height: number, options: Abortable = {}): Promise<AnswerOf<'thumbnail'>> {
    return this.#ask('thumbnail', { type: 'thumbnail', recording, width, height }, () => true, options);
  }

  /** The event rate over a time range; `onRate` gets coarser answers first, the promise the final one. */
  rate(
    want: Omit<RequestOf<'rate'>, 'type' | 'request'>,
    onRate: (rate: AnswerOf<'rate'>) => void = () => undefined,
    options: Abortable = {},
  ): Promise<AnswerOf<'rate'>> {
    const take = (answer: AnswerOf<'rate'>): boolean => {
      onRate(answer);
      return answer.final;
    };
    return this.#ask('rate', { type: 'rate', ...want }, take, options);
  }

  /**
   * Any question, answered by answers of one type: the promise has the last, `onAnswer` each (those before it are coarser, or
   * parts). Other answers on the way, such as `progress`, go to `onOther`.
   */
  ask<Type extends Answered['type']>(
    type: Type,
    question: Question,
    onAnswer: (answer: AnswerOf<Type>) => void = () => undefined,
    options: Abortable & { readonly onOther?: (answer: Answer) => void } = {},
  ): Promise<AnswerOf<Type>> {
    const take = (answer: AnswerOf<Type>): boolean => {
      onAnswer(answer);
      return !('final' in answer) || answer.final === true;
    };
    return this.#ask(type, question, take, options);
  }

  /** The triggers of a recording; `onTriggers` gets those known so far, the promise all of them. */
  triggers(
    recording: string,
    onTriggers: (triggers: AnswerOf<'triggers'>) => void = () => undefined,
    options: Abortable = {},
  ): Promise<AnswerOf<'triggers'>> {
    const take = (answer: AnswerOf<'triggers'>): boolean => {
      onTriggers(answer);
      return answer.final;
    };
    return this.#ask('triggers', { type: 'triggers', recording }, take, options);
  }

  /** Has everything read once. */
  survey(
    recording: string,
    onProgress: (progress: AnswerOf<'survey'>) => void = () => undefined,
    options: Abortable = {},
  ): Promise<AnswerOf<'survey'>> {
    const take = (answer: AnswerOf<'survey'>): boolean => {
      onProgress(answer);
      return answer.final;
    };
    return this.#ask('survey', { type: 'survey', recording }, take, options);
  }

  /** Immutable derived bytes by key. */
  async chunk(recording: string, key: string, options: Abortable = {}): Promise<Uint8Array> {
    return (await this.#ask('chunk', { type: 'chunk', recording, key }, () => true, options)).bytes;
  }

  /**
   * A new view. `listener` gets the frames of its last want only; a frame counts as presented when what the listener
   * returns has resolved, and no more than two are on their way at once.
   */
  openView(listener: FrameListener): ViewClient {
    const { view, close } = this.#questions.openView((reply) => client.take(reply));
    const client = new ViewClient(
      view,
      (request) => this.#provider.send(request),
      listener,
      () => {
        this.#views.delete(client);
        close();
      },
    );
    this.#views.add(client);
    return client;
  }

  /** One frame, as good as it gets, and no more. */
  async frame(recording: string, want: FrameWant, options: Abortable = {}): Promise<AnswerOf<'frame'>> {
    const { promise, resolve, reject } = withResolvers<AnswerOf<'frame'>>();
    const view = this.openView({
      onFrame: (frame) => {
        if (frame.quality !== 'coarse') resolve(frame);
      },
      onError: reject,
    });
    const onAbort = (): void => reject(abortedError(options.signal));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (options.signal?.aborted) onAbort();
      else view.show(recording, want);
      return await promise;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
      view.close();
    }
  }

  setBudget(budget: { readonly bytes?: number; readonly warm?: boolean }): void {
    this.#provider.send({ type: 'setBudget', ...budget });
  }

  /** Listens to what the host does and holds. Returns the way to stop. */
  onStatus(listener: (status: AnswerOf<'status'>) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#end(new FirstlightError('aborted', 'The connection to the engine was closed'));
    this.#provider.close();
  }

  #ask<Type extends Answered['type']>(
    type: Type,
    question: Question,
    take: (answer: AnswerOf<Type>) => boolean,
    { signal, onOther }: Abortable & { readonly onOther?: (answer: Answer) => void },
    lasting = false,
  ): Promise<AnswerOf<Type>> {
    const { promise, resolve, reject } = withResolvers<AnswerOf<Type>>();
    if (this.#closed !== undefined || signal?.aborted) {
      reject(this.#closed ?? abortedError(signal));
      return promise;
    }
    let stop = (): void => undefined;
    const end = (): void => {
      this.#asked.delete(asked);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: FirstlightError): void => {
      end();
      reject(error);
    };
    const onAbort = (): void => {
      stop();
      fail(abortedError(signal));
    };
    const hear = (reply: Reply): void => {
      if (reply.type === 'error') fail(errorFromRecord(recordOf(reply)));
      else if (reply.type !== type) onOther?.(reply);
      else if (take(reply as AnswerOf<Type>)) {
        resolve(reply as AnswerOf<Type>);
        if (lasting) return;
        end();
        stop();
      }
    };
    const asked: Asked = {
      lasting,
      again: () => {
        stop = this.#questions.ask(question, hear);
      },
      fail,
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#asked.add(asked);
    asked.again();
    return promise;
  }

  #hear(answer: Answer): void {
    if (answer.type === 'welcome') this.#welcome.resolve(answer);
    else if (answer.type === 'status') for (const listener of [...this.#statusListeners]) listener(answer);
  }

  #connectionIs(state: 'open' | 'lost' | 'closed'): void {
    if (state === 'lost') {
      this.#lost = true;
      this.#questions.forget();
      this.#rejectPassing(new FirstlightError('network', 'The connection to the engine was lost'));
    } else if (state === 'closed') {
      this.#end(new FirstlightError('network', 'The connection to the engine was closed'));
    } else if (this.#lost) {
      this.#lost = false;
      this.#provider.send({ type: 'hello', protocol: 1 });
      for (const { again } of this.#asked) again();
      for (const view of this.#views) view.resume();
    }
  }

  #end(error: FirstlightError): void {
    this.#closed ??= error;
    this.#welcome.reject(error);
    for (const { fail } of [...this.#asked]) fail(error);
  }

  #rejectPassing(error: FirstlightError): void {
    for (const { lasting, fail } of [...this.#asked]) if (!lasting) fail(error);
  }
}

/** The record of an error answer without properties that are merely undefined. */
function recordOf({ error: { code, message, path, advice } }: AnswerOf<'error'>): Parameters<typeof errorFromRecord>[0] {
  return { code, message, ...(path === undefined ? {} : { path }), ...(advice === undefined ? {} : { advice }) };
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
