import { errorToRecord } from '../base/errors.js';
import type { Answer } from '../protocol/answers.js';
import type { Request, RequestOf } from '../protocol/requests.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { HostConnection, HostParts } from './engine-host.js';
import type { HeldRecording } from './recording-pool.js';
import { ViewSession } from './view-session.js';

/** One viewer: its views, its questions, what it said about recordings. */
export class EngineConnection implements HostConnection {
  readonly #parts: HostParts;
  readonly #deliver: (answer: Answer) => void;
  readonly #onClose: () => void;
  readonly #views = new Map<number, ViewSession>();
  readonly #questions = new Map<number, AbortController>();
  /** What the viewer said about recordings, by their name. */
  readonly #options = new Map<string, EventOpenOptions>();
  #closed = false;

  constructor(parts: HostParts, deliver: (answer: Answer) => void, onClose: () => void) {
    this.#parts = parts;
    this.#deliver = deliver;
    this.#onClose = onClose;
  }

  handle(request: Request): void {
    if (this.#closed) return;
    switch (request.type) {
      case 'hello':
        this.#welcome();
        break;
      case 'list':
        this.#ask(request.request, (signal) => this.#list(request, signal));
        break;
      case 'describe':
        this.#ask(request.request, (signal) => this.#describe(request, signal));
        break;
      case 'view':
        this.#view(request.view).show(request);
        break;
      case 'play':
        this.#view(request.view).play(request);
        break;
      case 'credit':
        this.#views.get(request.view)?.credit(request.frames);
        break;
      case 'cancel':
        this.#cancel(request);
        break;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const view of this.#views.values()) view.stop();
    for (const controller of this.#questions.values()) controller.abort();
    this.#onClose();
  }

  #send(answer: Answer): void {
    if (!this.#closed) this.#deliver(answer);
  }

  #welcome(): void {
    const { options, shared } = this.#parts;
    const { place, title, budgetBytes, warm } = options;
    this.#send({ type: 'welcome', protocol: 1, place, title, budgetBytes, warm: warm ?? true, kernels: shared.kernels.build });
  }

  /** Runs one question until it is answered or cancelled; its error is its answer. */
  #ask(request: number, work: (signal: AbortSignal) => Promise<void>): void {
    this.#questions.get(request)?.abort();
    const controller = new AbortController();
    this.#questions.set(request, controller);
    const { signal } = controller;
    work(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#send({ type: 'error', request, error: errorToRecord(error) });
      })
      .finally(() => {
        if (this.#questions.get(request) === controller) this.#questions.delete(request);
      });
  }

  #cancel({ request, view }: RequestOf<'cancel'>): void {
    if (request !== undefined) this.#questions.get(request)?.abort();
    if (view !== undefined) {
      this.#views.get(view)?.stop();
      this.#views.delete(view);
    }
  }

  #view(view: number): ViewSession {
    let session = this.#views.get(view);
    if (session === undefined) {
      const { background, accumulators, shared } = this.#parts;
      session = new ViewSession(view, {
        clock: shared.ports.clock,
        accumulators,
        hold: (recording) => this.#hold(recording),
        deliver: (answer) => this.#send(answer),
        noteInteraction: () => background.noteInteraction(),
        noteFirstLight: () => undefined,
      });
      this.#views.set(view, session);
    }
    return session;
  }

  #hold(recording: string): Promise<HeldRecording> {
    return this.#parts.pool.hold(recording, this.#options.get(recording));
  }

  async #list({ request }: RequestOf<'list'>, signal: AbortSignal): Promise<void> {
    for await (const entries of this.#parts.library.list({ signal })) {
      if (signal.aborted) return;
      this.#send({ type: 'entries', request, entries, done: false });
    }
    this.#send({ type: 'entries', request, entries: [], done: true });
  }

  async #describe({ request, recording, options }: RequestOf<'describe'>, signal: AbortSignal): Promise<void> {
    if (options !== undefined) this.#options.set(recording, options as EventOpenOptions);
    const held = await this.#hold(recording);
    try {
      if (signal.aborted) return;
      const send = (): void => {
        const { fingerprint, facts, byteLength } = held.recording;
        this.#send({
          type: 'facts',
          request,
          recording,
          fingerprint,
          facts: facts as Extract<Answer, { type: 'facts' }>['facts'],
          byteLength,
        });
      };
      send();
      const unwatch = held.recording.watch(send);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      unwatch();
    } finally {
      held.release();
    }
  }
}
