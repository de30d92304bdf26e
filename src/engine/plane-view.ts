import { throwIfAborted } from '../base/abort.js';
import type { RequestOf } from '../protocol/requests.js';
import { placeAt, seriesPlace } from '../stacks/stack-sizes.js';
import { type ChainedPlane, ChainedSeries } from './chained-series.js';
import type { FrameOutlet } from './frame-outlet.js';
import type { HeldStack } from './held-source.js';
import { peekReduction, requestReduction, type WantedReduction } from './make-reduction.js';
import { type PlaneAddress, planeAnswer, type ShownPlane } from './plane-answer.js';
import { playPlanes } from './play-planes.js';
import { notPlaying, type PlayingState } from './play-ticks.js';
import type { ReductionGlance } from './reduce-series.js';
import { checkFits, estimateWant } from './stack-estimate.js';
import type { ViewContext } from './view-context.js';

export type PlaneWantMessage = Extract<RequestOf<'view'>['want'], { kind: 'plane' }>;
type ShowRequest = Omit<RequestOf<'view'>, 'want'> & { readonly want: PlaneWantMessage };

/** The exact plane is given so long, half a display frame, before another or a reduced one is sent ahead. */
const coarseAfterMillis = 8;
/** Larger planes are shown with fewer pixels first. */
const largePlaneBytes = 64 << 20;
/** Pixels of the longer side of such a first plane, about. */
const reducedPixels = 1536;
/** A view that did not change for so long rests. */
const restMillis = 120;
/** Planes that are read ahead on either side of one that rests, and of the budget for what is in memory. */
const planesAround = 6;
const aroundShare = 0.25;

/** How a view shows and plays a stack. */
export class PlaneView {
  readonly #view: number;
  readonly #context: ViewContext;
  readonly #outlet: FrameOutlet;
  /** What was shown last, seen through its chain: the next plane finds its windows where they are. */
  #last: { readonly key: string; readonly held: HeldStack; readonly chained: ChainedSeries } | undefined;

  constructor(view: number, context: ViewContext, outlet: FrameOutlet) {
    this.#view = view;
    this.#context = context;
    this.#outlet = outlet;
  }

  /** Lets go of what is kept for the next plane. */
  close(): void {
    this.#last?.chained.release();
    this.#last?.held.release();
    this.#last = undefined;
  }

  /** Shows a plane, the nearest resident or a reduced one first where the wanted one takes longer. */
  async show(request: ShowRequest, held: HeldStack, signal: AbortSignal): Promise<void> {
    const { reduction, place, axis, chain } = request.want;
    const subject = { stack: held.stack, shared: this.#context.shared };
    const { fits } = estimateWant(subject, request.want);
    const isPlain = chain.length === 0 && reduction === undefined;
    if (!isPlain) checkFits(subject, request.want);
    const chained = await this.#chain(request, held, signal);
    if (!fits) {
      // A plane that memory has no room for is shown with fewer pixels, where those can be had by themselves.
      if (await this.#sendReduced(request, chained, seriesPlace(place, axis), 0, signal)) return;
      checkFits(subject, request.want);
    }
    if (reduction === undefined) await this.#showPlane(request, chained, signal);
    else await this.#showReduction(request, held, reduction, chained, signal);
    this.#context.noteStackShown(held, request.recording);
    if (reduction === undefined) this.#readAround(chained, request, signal);
  }

  /** Plays until its end or until the signal fires; the place reached. */
  async play(request: RequestOf<'playPlanes'>, held: HeldStack, signal: AbortSignal): Promise<number> {
    checkFits({ stack: held.stack, shared: this.#context.shared }, { ...request.want, reduction: undefined });
    const chained = await this.#chain(request, held, signal);
    await chained.prepare({ signal });
    const at = await playPlanes({
      chained,
      clock: this.#context.clock,
      request,
      outlet: this.#outlet,
      signal,
      onPlane: (made, state) => {
        this.#context.noteInteraction();
        this.#offer(request, exactPlane(made, chained), state);
      },
    });
    this.#context.noteStackShown(held, request.recording);
    return at;
  }

  /** The chain of the last want where it is the same one. */
  async #chain({ recording, want }: ShowRequest | RequestOf<'playPlanes'>, held: HeldStack, signal: AbortSignal): Promise<ChainedSeries> {
    const { place, axis, chain } = want;
    const { frames } = held.stack.facts;
    const key = JSON.stringify([recording, axis, placeAt(place, axis, 0), chain, frames.value, frames.exactness]);
    if (this.#last?.key === key && this.#last.held.stack === held.stack) return this.#last.chained;
    const { shared, hold } = this.#context;
    const chained = await ChainedSeries.open({ stack: held.stack, shared, hold }, want);
    if (signal.aborted) chained.release();
    throwIfAborted(signal);
    this.close();
    this.#last = { key, held: held.again(), chained };
    return chained;
  }

  async #showPlane(request: ShowRequest, chained: ChainedSeries, signal: AbortSignal): Promise<void> {
    const at = seriesPlace(request.want.place, request.want.axis);
    const now = chained.makeAtOnce(at);
    if (now !== undefined) {
      this.#offerExact(request, chained, now);
      return;
    }
    const coarse = this.#coarseSoon(request, chained, at, signal);
    try {
      if (!chained.prepared) {
        const show = (): void => {
          coarse.stop();
          this.#showWith(request, chained, at, signal);
        };
        await chained.prepare({ signal, onNews: show });
      }
      const made = await chained.make(at, { signal });
      coarse.stop();
      this.#offerExact(request, chained, made);
    } finally {
      coarse.stop();
    }
  }

  /** Shows a plane with references that are not known whole. What cannot be read is told by who waits for the exact one. */
  #showWith(request: ShowRequest, chained: ChainedSeries, at: number, signal: AbortSignal): void {
    chained.make(at, { signal }).then(
      (made) => {
        const { glance } = chained;
        if (glance !== undefined && !signal.aborted) {
          const planes = { done: glance.done, total: glance.total };
          this.#offer(request, { ...exactPlane(made, chained), quality: 'sampled', planes });
        }
        made.release();
      },
      () => undefined,
    );
  }

  /** Sends a plane that is in memory, or one with fewer pixels, unless it is stopped before. */
  #coarseSoon(request: ShowRequest, chained: ChainedSeries, at: number, signal: AbortSignal): { stop(): void } {
    const timer = new AbortController();
    const either = AbortSignal.any([signal, timer.signal]);
    const send = async (): Promise<void> => {
      await this.#context.clock.delay(coarseAfterMillis, { signal: either });
      const { chunks, series } = chained;
      const nearest = chunks.nearest(series, at);
      const near = nearest === undefined ? undefined : chained.makeAtOnce(nearest);
      if (near !== undefined) {
        this.#offer(request, { ...exactPlane(near, chained), quality: 'coarse' });
        near.release();
      }
      await this.#sendReduced(request, chained, at, largePlaneBytes, either);
    };
    send().catch(() => undefined);
    return { stop: () => timer.abort() };
  }

  /** Sends a plane of at least so many bytes with fewer pixels; whether that could be done. */
  async #sendReduced(request: ShowRequest, chained: ChainedSeries, at: number, leastBytes: number, signal: AbortSignal): Promise<boolean> {
    const { chunks, series, plan } = chained;
    if (!plan.changesNothing || chunks.planeBytes < leastBytes) return false;
    const { width, height, channels } = plan.sizes;
    const reducedBy = Math.ceil(Math.max(width, height) / reducedPixels);
    const held = await chunks.holdReduced(series.indexAt(at), reducedBy, { signal });
    if (held === undefined) return false;
    if (!signal.aborted) {
      const result = {
        samples: held.plane.samples,
        type: chunks.stack.facts.dtype,
        width: Math.ceil(width / reducedBy),
        height: Math.ceil(height / reducedBy),
        channels,
      };
      const timing = { read: held.loadMillis, decode: 0, compute: 0 };
      this.#offer(request, { quality: 'coarse', place: request.want.place, result, full: plan.sizes, reducedBy, plan, timing });
    }
    held.release();
    return true;
  }

  async #showReduction(
    request: ShowRequest,
    held: HeldStack,
    reduction: WantedReduction,
    chained: ChainedSeries,
    signal: AbortSignal,
  ): Promise<void> {
    const { shared, hold, clock } = this.#context;
    const subject = { stack: held.stack, shared, hold };
    const startMillis = clock.now();
    const total = reduction.last - reduction.first + 1;
    const offer = (samples: Float32Array, quality: ShownPlane['quality'], planes: ShownPlane['planes']): void => {
      const timing = { read: 0, decode: 0, compute: clock.now() - startMillis };
      const result = { ...chained.plan.output, samples, type: 'float32' } as const;
      this.#offer(request, { quality, place: request.want.place, result, planes, plan: chained.plan, timing });
    };
    const now = peekReduction(subject, reduction, chained);
    if (now !== undefined) {
      offer(now.value, 'exact', { done: total, total });
      now.release();
      return;
    }
    const onGlance = ({ values, done, total: of }: ReductionGlance): void => {
      if (!signal.aborted) offer(values, 'sampled', { done, total: of });
    };
    const lease = requestReduction(subject, request.want, reduction, chained, { signal, onGlance });
    try {
      offer(await lease.value, 'exact', { done: total, total });
    } finally {
      lease.release();
    }
  }

  /** Once the view rests, the planes beside its own are read ahead: the next step shows them. */
  #readAround(chained: ChainedSeries, { want }: ShowRequest, signal: AbortSignal): void {
    const read = async (): Promise<void> => {
      await this.#context.clock.delay(restMillis, { signal });
      const { chunks, series } = chained;
      const at = seriesPlace(want.place, want.axis);
      let room = this.#context.shared.scheduler.budgetBytes * aroundShare;
      for (let step = 1; step <= planesAround; step += 1) {
        for (const place of [at + step, at - step]) {
          room -= chunks.planeBytes;
          if (room < 0 || place < 0 || place >= series.length) continue;
          const index = series.indexAt(place);
          if (!chunks.isResident(index)) chunks.request(index, 'prefetch', { signal }).value.catch(() => undefined);
        }
      }
    };
    // What cannot be read ahead is reported when it is to be shown.
    read().catch(() => undefined);
  }

  #offerExact(request: ShowRequest, chained: ChainedSeries, made: ChainedPlane): void {
    this.#offer(request, exactPlane(made, chained));
    made.release();
  }

  #offer(request: PlaneAddress, shown: ShownPlane, state: PlayingState = notPlaying): void {
    const { revision, recording } = request;
    this.#outlet.offer(planeAnswer(this.#context.shared.kernels, { view: this.#view, revision, recording }, shown, state));
  }
}

function exactPlane({ at, result, stored, loadMillis, computeMillis }: ChainedPlane, { series, plan }: ChainedSeries): ShownPlane {
  const place = placeAt(series.place, series.axis, at);
  return { quality: 'exact', place, result, stored, plan, timing: { read: loadMillis, decode: 0, compute: computeMillis } };
}
