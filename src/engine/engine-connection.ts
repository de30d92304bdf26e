import { errorToRecord } from '../base/errors.js';
import type { Answer } from '../protocol/answers.js';
import type { Request, RequestOf } from '../protocol/requests.js';
import { answerPixel } from './answer-pixel.js';
import { answerCellQuestion } from './cell-questions.js';
import { Credits, partCredits } from './credits.js';
import { describedSource } from './described-source.js';
import { answerChunk, answerRate, answerSurvey, answerTriggers } from './event-questions.js';
import { type HeldRecording, type HeldSource, heldEvents } from './held-source.js';
import type { HostParts } from './host-parts.js';
import type { LibraryChange } from './library-watch.js';
import type { QuestionContext } from './question-context.js';
import type { EntryOptions } from './recording-pool.js';
import { settleInBackground } from './settle-stack.js';
import { answerStackQuestion } from './stack-questions.js';
import { Surveys } from './surveys.js';
import { answerThumbnail } from './thumbnails.js';
import { ViewSession } from './view-session.js';

/** How often a growing file is looked at. */
const growthMillis = 500;

interface Asked {
  readonly controller: AbortController;
  readonly credits: Credits;
}

/** One viewer: its views, its questions, what it said about recordings. */
export class EngineConnection {
  readonly #parts: HostParts;
  readonly #deliver: (answer: Answer) => void;
  readonly #onClose: () => void;
  readonly #views = new Map<number, ViewSession>();
  readonly #questions = new Map<number, Asked>();
  /** What the viewer said about recordings, by their name. */
  readonly #options = new Map<string, EntryOptions>();
  readonly #context: QuestionContext;
  #closed = false;

  constructor(parts: HostParts, deliver: (answer: Answer) => void, onClose: () => void) {
    this.#parts = parts;
    this.#deliver = deliver;
    this.#onClose = onClose;
    this.#context = { parts, hold: (recording) => this.#hold(recording), send: (answer) => this.#send(answer), lastGenes: new Map() };
  }

  /** Takes one request, already checked against its schema. Never throws: errors are answers. */
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
      case 'playPlanes':
        this.#view(request.view).playPlanes(request);
        break;
      case 'credit':
        this.#credit(request);
        break;
      case 'thumbnail':
        this.#ask(request.request, (signal) => this.#thumbnail(request, signal));
        break;
      case 'rate':
        this.#ask(request.request, (signal) => answerRate(this.#context, request, signal));
        break;
      case 'pixel':
        this.#ask(request.request, (signal) => answerPixel(this.#context, request, signal));
        break;
      case 'triggers':
        this.#ask(request.request, (signal) => answerTriggers(this.#context, request, signal));
        break;
      case 'survey':
        this.#ask(request.request, (signal) => answerSurvey(this.#context, request, signal));
        break;
      case 'chunk':
        this.#ask(request.request, (signal) => answerChunk(this.#context, request, signal));
        break;
      case 'trace':
      case 'estimate':
        this.#ask(request.request, (signal) => answerStackQuestion(this.#context, request, signal));
        break;
      case 'points':
      case 'column':
      case 'genes':
      case 'indexGenes':
      case 'select':
      case 'cells':
      case 'cell':
        this.#ask(request.request, (signal, credits) => answerCellQuestion(this.#context, request, signal, credits));
        break;
      case 'cancel':
        this.#cancel(request);
        break;
      case 'setBudget':
        if (request.bytes !== undefined) this.#parts.setBudget(request.bytes);
        if (request.warm !== undefined) this.#parts.warmer.on = request.warm;
        break;
    }
  }

  /** Ends everything the viewer asked for, down to the reads. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const view of this.#views.values()) view.close();
    for (const { controller } of this.#questions.values()) controller.abort();
    this.#onClose();
  }

  /** Sends something that was not asked for. */
  tell(answer: Answer): void {
    this.#send(answer);
  }

  #send(answer: Answer): void {
    if (!this.#closed) this.#deliver(answer);
  }

  #welcome(): void {
    const { options, shared, budgetBytes, warmer } = this.#parts;
    const { place, title } = options;
    this.#send({ type: 'welcome', protocol: 1, place, title, budgetBytes, warm: warmer.on, kernels: shared.kernels.build });
  }

  /** Runs one question until it is answered or cancelled; its error is its answer. */
  #ask(request: number, work: (signal: AbortSignal, credits: Credits) => Promise<void>): void {
    this.#questions.get(request)?.controller.abort();
    const asked: Asked = { controller: new AbortController(), credits: new Credits(partCredits) };
    this.#questions.set(request, asked);
    const { signal } = asked.controller;
    work(signal, asked.credits)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#send({ type: 'error', request, error: errorToRecord(error) });
      })
      .finally(() => {
        if (this.#questions.get(request) === asked) this.#questions.delete(request);
      });
  }

  #credit({ request, view, frames }: RequestOf<'credit'>): void {
    if (request !== undefined) this.#questions.get(request)?.credits.credit(frames);
    if (view !== undefined) this.#views.get(view)?.credit(frames);
  }

  #cancel({ request, view }: RequestOf<'cancel'>): void {
    if (request !== undefined) this.#questions.get(request)?.controller.abort();
    if (view !== undefined) {
      this.#views.get(view)?.close();
      this.#views.delete(view);
    }
  }

  #view(view: number): ViewSession {
    let session = this.#views.get(view);
    if (session === undefined) {
      const { background, accumulators, shared } = this.#parts;
      session = new ViewSession(view, {
        clock: shared.ports.clock,
        shared,
        accumulators,
        hold: (recording) => this.#hold(recording),
        deliver: (answer) => this.#send(answer),
        noteInteraction: () => background.noteInteraction(),
        noteStackShown: (held, recording) => settleInBackground(held, recording, background),
        noteFirstLight: (held, recording) => {
          if (Surveys.worthIt(held.recording)) this.#parts.surveys.start(held, recording);
        },
      });
      this.#views.set(view, session);
    }
    return session;
  }

  #hold(recording: string): Promise<HeldSource> {
    return this.#parts.pool.hold(recording, this.#options.get(recording));
  }

  /** Lists everything, then tells what comes and goes until the signal fires. */
  async #list({ request }: RequestOf<'list'>, signal: AbortSignal): Promise<void> {
    const { library, pool, warmer } = this.#parts;
    const listed: string[] = [];
    let early: LibraryChange[] | undefined = [];
    const tell = ({ entries, removed }: LibraryChange): void => {
      pool.forget([...entries.map(({ recording }) => recording), ...removed]);
      this.#send({ type: 'entries', request, entries: [...entries], removed: [...removed], done: true });
    };
    const unwatch = library.watch((change) => (early === undefined ? tell(change) : early.push(change)));
    try {
      for await (const entries of library.list({ signal })) {
        if (signal.aborted) return;
        listed.push(...entries.map(({ recording }) => recording));
        this.#send({ type: 'entries', request, entries, done: false });
      }
      this.#send({ type: 'entries', request, entries: [], done: true });
      warmer.listed(listed);
      for (const change of early) tell(change);
      early = undefined;
      await untilAborted(signal);
    } finally {
      unwatch();
    }
  }

  async #describe({ request, recording, options }: RequestOf<'describe'>, signal: AbortSignal): Promise<void> {
    if (options !== undefined) this.#options.set(recording, options);
    const held = await this.#hold(recording);
    try {
      if (signal.aborted) return;
      const source = describedSource(held, this.#parts);
      const send = (): void => {
        const { fingerprint, byteLength } = source;
        this.#send({ type: 'facts', request, recording, fingerprint, facts: source.facts(), byteLength });
      };
      send();
      this.#parts.warmer.opened(recording);
      const unwatch = source.watch(send);
      try {
        if (held.opened.kind === 'events') await this.#followGrowth(heldEvents(held), recording, signal);
        await untilAborted(signal);
      } finally {
        unwatch();
      }
    } finally {
      held.release();
    }
  }

  /** Looks now and then whether a growing file grew, and has it surveyed once it no longer does. */
  async #followGrowth(held: HeldRecording, name: string, signal: AbortSignal): Promise<void> {
    const { recording } = held;
    const { shared, surveys } = this.#parts;
    if (!recording.growing) return;
    while (recording.growing) {
      await shared.ports.clock.delay(growthMillis, { signal });
      await recording.refresh({ signal });
    }
    if (Surveys.worthIt(recording)) surveys.start(held, name);
  }

  async #thumbnail(request: RequestOf<'thumbnail'>, signal: AbortSignal): Promise<void> {
    const { thumbnails, drawing } = this.#parts;
    const { recording } = request;
    const answer = await thumbnails.run(signal, async () => {
      drawing.add(recording);
      try {
        return await answerThumbnail({ request, parts: this.#parts, hold: () => this.#hold(recording), signal });
      } finally {
        drawing.delete(recording);
      }
    });
    if (!signal.aborted) this.#send(answer);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
