import { FirstlightError } from '../base/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { FrameOutlet } from './frame-outlet.js';
import type { HeldStack } from './held-source.js';
import type { ViewContext } from './view-session.js';

type PlaneWantMessage = Extract<RequestOf<'view'>['want'], { kind: 'plane' }>;
type ShowRequest = Omit<RequestOf<'view'>, 'want'> & { readonly want: PlaneWantMessage };

/** How a view shows and plays a stack. */
export class PlaneView {
  readonly #view: number;
  readonly #context: ViewContext;
  readonly #outlet: FrameOutlet;

  constructor(view: number, context: ViewContext, outlet: FrameOutlet) {
    this.#view = view;
    this.#context = context;
    this.#outlet = outlet;
  }

  /** Shows a plane, the nearest resident or a reduced one first where the wanted one takes longer. */
  async show(request: ShowRequest, _held: HeldStack, _signal: AbortSignal): Promise<void> {
    throw new FirstlightError(
      'unsupported',
      `View ${this.#view} cannot show ${request.recording} yet: ${this.#outlet.hasCredit} ${this.#context.clock.now()}`,
    );
  }

  /** Plays until its end or until the signal fires; the place reached. */
  async play(request: RequestOf<'playPlanes'>, _held: HeldStack, _signal: AbortSignal): Promise<number> {
    throw new FirstlightError('unsupported', `View ${this.#view} cannot play ${request.recording} yet`);
  }
}
