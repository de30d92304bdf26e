import { withAbort } from '../base/abort.js';
import { errorToRecord, FirstlightError } from '../base/errors.js';
import type { Answer, AnswerOf } from '../protocol/answers.js';
import type { Request, RequestOf } from '../protocol/requests.js';
import type { Trigger } from '../shapes/event-columns.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import type { SurveyFindings } from './event-recording.js';
import type { HostParts } from './host-parts.js';
import { findingsBytes } from './index-cache.js';
import { makeRate } from './make-rate.js';
import type { HeldRecording } from './recording-pool.js';
import { type ComingSurvey, Surveys } from './surveys.js';
import { answerThumbnail } from './thumbnails.js';
import { ViewSession } from './view-session.js';

/** How often a growing file is looked at. */
const growthMillis = 500;

/** One viewer: its views, its questions, what it said about recordings. */
export class EngineConnection {
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
      case 'credit':
        this.#views.get(request.view)?.credit(request.frames);
        break;
      case 'thumbnail':
        this.#ask(request.request, (signal) => this.#thumbnail(request, signal));
        break;
      case 'rate':
        this.#ask(request.request, (signal) => this.#rate(request, signal));
        break;
      case 'triggers':
        this.#ask(request.request, (signal) => this.#triggers(request, signal));
        break;
      case 'survey':
        this.#ask(request.request, (signal) => this.#survey(request, signal));
        break;
      case 'chunk':
        this.#ask(request.request, (signal) => this.#chunk(request, signal));
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
    for (const view of this.#views.values()) view.stop();
    for (const controller of this.#questions.values()) controller.abort();
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
        noteFirstLight: (held, recording) => {
          if (Surveys.worthIt(held.recording)) this.#parts.surveys.start(held, recording);
        },
      });
      this.#views.set(view, session);
    }
    return session;
  }

  #hold(recording: string): Promise<HeldRecording> {
    return this.#parts.pool.hold(recording, this.#options.get(recording));
  }

  async #list({ request }: RequestOf<'list'>, signal: AbortSignal): Promise<void> {
    const listed: string[] = [];
    for await (const entries of this.#parts.library.list({ signal })) {
      if (signal.aborted) return;
      listed.push(...entries.map(({ recording }) => recording));
      this.#send({ type: 'entries', request, entries, done: false });
    }
    this.#send({ type: 'entries', request, entries: [], done: true });
    this.#parts.warmer.listed(listed);
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
      this.#parts.warmer.opened(recording);
      const unwatch = held.recording.watch(send);
      try {
        await this.#followGrowth(held, recording, signal);
      } finally {
        unwatch();
      }
    } finally {
      held.release();
    }
  }

  /** Until the signal fires; looks now and then whether a growing file grew, and has it surveyed once it no longer does. */
  async #followGrowth(held: HeldRecording, name: string, signal: AbortSignal): Promise<void> {
    const { recording } = held;
    const { shared, surveys } = this.#parts;
    if (recording.growing) {
      while (recording.growing) {
        await shared.ports.clock.delay(growthMillis, { signal });
        await recording.refresh({ signal });
      }
      if (Surveys.worthIt(recording)) surveys.start(held, name);
    }
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async #thumbnail(request: RequestOf<'thumbnail'>, signal: AbortSignal): Promise<void> {
    const { thumbnails, options, shared, accumulators, drawing, formats } = this.#parts;
    const { recording } = request;
    const answer = await thumbnails.run(signal, async () => {
      drawing.add(recording);
      try {
        const hold = (): Promise<HeldRecording> => this.#hold(recording);
        const { stores } = options;
        return await answerThumbnail({ request, stores, ports: shared.ports, formatsVersion: formats.version, accumulators, hold, signal });
      } finally {
        drawing.delete(recording);
      }
    });
    if (!signal.aborted) this.#send(answer);
  }

  async #rate(request: RequestOf<'rate'>, signal: AbortSignal): Promise<void> {
    const { background } = this.#parts;
    const { fromMicros, toMicros, bins, region } = request;
    const held = await this.#hold(request.recording);
    try {
      await makeRate({
        recording: held.recording,
        range: { fromMicros, toMicros: Math.max(fromMicros + 1, toMicros), bins },
        region,
        signal,
        coming: () => this.#comingSurvey(held, request.recording),
        makeWay: () => background.makeWay(signal),
        onRate: ({ curve, quality, final }) => {
          if (signal.aborted) return;
          const on = curve.on as AnswerOf<'rate'>['on'];
          const off = curve.off as AnswerOf<'rate'>['off'];
          const { fromMicros: from, binMicros } = curve;
          this.#send({
            type: 'rate',
            request: request.request,
            quality,
            fromMicros: from,
            binMicros,
            on: on.slice(),
            off: off.slice(),
            final,
          });
        },
      });
    } finally {
      held.release();
    }
  }

  /** The survey on its way; one is started where it would have been unasked. */
  #comingSurvey(held: HeldRecording, name: string): ComingSurvey | undefined {
    const { surveys } = this.#parts;
    return surveys.coming(held.recording) ?? (Surveys.worthIt(held.recording) ? surveys.start(held, name) : undefined);
  }

  async #triggers({ request, recording: name }: RequestOf<'triggers'>, signal: AbortSignal): Promise<void> {
    const held = await this.#hold(name);
    const { recording } = held;
    try {
      const send = (triggers: readonly Trigger[], final: boolean): void => {
        if (signal.aborted) return;
        const micros = Float64Array.from(triggers, (trigger) => trigger.micros);
        const id = Uint8Array.from(triggers, (trigger) => trigger.id);
        this.#send({ type: 'triggers', request, micros, id, edge: Uint8Array.from(triggers, ({ edge }) => edge), final });
      };
      const { triggers } = recording.facts;
      if (recording.findings !== undefined) return send(recording.findings.triggers, true);
      if (triggers.exactness === 'exact' && triggers.value === 0) return send([], true);
      const coming = this.#comingSurvey(held, name);
      if (coming !== undefined) {
        send([], false);
        await withAbort(coming.ended, signal);
      }
      send((recording as { readonly findings: SurveyFindings | undefined }).findings?.triggers ?? [], true);
    } finally {
      held.release();
    }
  }

  async #survey({ request, recording: name }: RequestOf<'survey'>, signal: AbortSignal): Promise<void> {
    const held = await this.#hold(name);
    const { recording } = held;
    try {
      const bytesTotal = recording.byteLength;
      if (recording.findings === undefined) {
        const coming = this.#parts.surveys.start(held, name);
        let toldMillis = Number.NEGATIVE_INFINITY;
        const { clock } = this.#parts.shared.ports;
        const unwatch = this.#parts.surveys.watch(recording, ({ bytesRead }) => {
          if (clock.now() - toldMillis < 250) return;
          toldMillis = clock.now();
          this.#send({ type: 'survey', request, recording: name, bytesRead, bytesTotal, final: false });
        });
        try {
          await withAbort(coming.ended, signal);
        } finally {
          unwatch();
        }
      }
      this.#send({ type: 'survey', request, recording: name, bytesRead: bytesTotal, bytesTotal, final: true });
    } finally {
      held.release();
    }
  }

  /** Derived bytes by key: `index`, the survey as it is kept. */
  async #chunk({ request, recording, key }: RequestOf<'chunk'>, signal: AbortSignal): Promise<void> {
    const held = await this.#hold(recording);
    try {
      const bytes = key === `${held.recording.fingerprint}/index` ? findingsBytes(held.recording) : undefined;
      if (bytes === undefined) throw new FirstlightError('not-found', `There is no ${key}`, { path: held.recording.path });
      if (!signal.aborted) this.#send({ type: 'chunk', request, key, bytes: bytes as AnswerOf<'chunk'>['bytes'] });
    } finally {
      held.release();
    }
  }
}
