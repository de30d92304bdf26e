import { errorToRecord } from '../base/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import { EventView } from './event-view.js';
import { FrameOutlet } from './frame-outlet.js';
import { type HeldSource, heldEvents, heldStack } from './held-source.js';
import { PlaneView } from './plane-view.js';
import type { ViewContext } from './view-context.js';

type ViewRequest = RequestOf<'view' | 'play' | 'playPlanes'>;

/** One view of one connection: shows one frame or plays, always only the last thing it was asked for. */
export class ViewSession {
  readonly #context: ViewContext;
  readonly #view: number;
  readonly #outlet: FrameOutlet;
  readonly #events: EventView;
  readonly #planes: PlaneView;
  #controller = new AbortController();

  constructor(view: number, context: ViewContext) {
    this.#context = context;
    this.#view = view;
    this.#outlet = new FrameOutlet((frame) => context.deliver(frame));
    this.#events = new EventView(view, context, this.#outlet);
    this.#planes = new PlaneView(view, context, this.#outlet);
  }

  show(request: RequestOf<'view'>): void {
    const { want } = request;
    if (want.kind === 'events') this.#replace(request, heldEvents, (held, signal) => this.#events.show({ ...request, want }, held, signal));
    else this.#replace(request, heldStack, (held, signal) => this.#planes.show({ ...request, want }, held, signal));
  }

  play(request: RequestOf<'play'>): void {
    this.#replace(request, heldEvents, async (held, signal) =>
      this.#stopped(request, signal, await this.#events.play(request, held, signal)),
    );
  }

  playPlanes(request: RequestOf<'playPlanes'>): void {
    this.#replace(request, heldStack, async (held, signal) =>
      this.#stopped(request, signal, await this.#planes.play(request, held, signal)),
    );
  }

  credit(frames: number): void {
    this.#outlet.credit(frames);
  }

  stop(): void {
    this.#controller.abort();
    this.#outlet.clear();
  }

  /** Ends the view for good. */
  close(): void {
    this.stop();
    this.#planes.close();
  }

  #stopped({ revision }: ViewRequest, signal: AbortSignal, at: number): void {
    if (!signal.aborted) this.#context.deliver({ type: 'stopped', view: this.#view, revision, at });
  }

  /** Ends what the view did before and starts anew; errors become answers, cancellation becomes nothing. */
  #replace<Held extends { release(): void }>(
    request: ViewRequest,
    narrow: (held: HeldSource) => Held,
    work: (held: Held, signal: AbortSignal) => Promise<void>,
  ): void {
    this.stop();
    this.#context.noteInteraction();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const run = async (): Promise<void> => {
      const held = narrow(await this.#context.hold(request.recording));
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
}
