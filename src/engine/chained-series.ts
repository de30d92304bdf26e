import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { WantedTier } from '../chunks/chunk-scheduler.js';
import type { TypedSamples } from '../kernels/plane-kernels.js';
import type { Plane } from '../shapes/plane-source.js';
import { type ChainPlan, chainKey, planChain, seriesKey } from '../stacks/chain-plan.js';
import { type ChainResult, ChainRunner } from '../stacks/chain-runner.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import { SlidingMean } from '../stacks/sliding-mean.js';
import type { SlidingReference } from '../stacks/sliding-window.js';
import { samplesOf } from '../stacks/stack-sizes.js';
import { ChainReferences, type ChainSubject, storedStream } from './chain-references.js';
import type { HeldPlane, PlaneChunks } from './plane-chunks.js';
import type { ReductionGlance, SeriesInput, SeriesStream } from './reduce-series.js';
import { type SeriesLanes, seriesLanes } from './series-lanes.js';
import { StackSeries } from './stack-series.js';

/** A plane after the chain, with the plane as it is stored. Both are *lent* until `release`, the result only until the next is made. */
export interface ChainedPlane {
  readonly at: number;
  readonly stored: Plane;
  readonly result: ChainResult;
  /** Milliseconds it took to compute, and to load where that was done for this plane. */
  readonly computeMillis: number;
  readonly loadMillis: number;
  release(): void;
}

export type SeriesWant = Pick<PlaneWant, 'place' | 'axis' | 'chain'>;

export interface ChainedOptions extends Abortable {
  readonly tier?: WantedTier;
}

/** One series of planes seen through a chain. `release` gives its references and its memory back. */
export class ChainedSeries {
  readonly series: StackSeries;
  readonly plan: ChainPlan;
  readonly chunks: PlaneChunks;
  readonly #subject: ChainSubject;
  readonly #references: ChainReferences;
  readonly #sliding: readonly { readonly key: string; readonly mean: SlidingMean }[];
  readonly #key: string;
  #runner: ChainRunner | undefined;
  #runnerIsFinal = false;
  #released = false;

  private constructor(subject: ChainSubject, series: StackSeries, plan: ChainPlan, references: ChainReferences, key: string) {
    this.#subject = subject;
    this.series = series;
    this.plan = plan;
    this.#references = references;
    this.chunks = subject.shared.planes.of(subject.stack);
    this.#key = `${subject.stack.samplesKey} ${references.filesKey} ${key}`;
    const { kernels } = subject.shared;
    const { dtype } = subject.stack.facts;
    this.#sliding = plan.references.flatMap((reference) =>
      reference.kind === 'sliding'
        ? [{ key: reference.key, mean: new SlidingMean(kernels, reference as SlidingReference, samplesOf(plan.sizes), dtype) }]
        : [],
    );
  }

  /** Plans a chain and opens the files that it names; reads no plane. Errors: those of `planChain`, of opening; `out-of-range`. */
  static async open(subject: ChainSubject, want: SeriesWant): Promise<ChainedSeries> {
    const series = new StackSeries(subject.stack.facts, want);
    const plan = planChain(want, series.sizes);
    const references = await ChainReferences.open(plan, subject);
    return new ChainedSeries(subject, series, plan, references, `${chainKey(want.chain)} ${seriesKey(want)}`);
  }

  /** Names what it makes of its planes: the same key, the same numbers. */
  get key(): string {
    return this.#key;
  }

  /** Bytes that may be kept in memory. */
  get budgetBytes(): number {
    return this.#subject.shared.scheduler.budgetBytes;
  }

  /** How far the least known of its references is; nothing where all are known whole. */
  get glance(): ReductionGlance | undefined {
    const glances = [...this.#references.glances.values()];
    return glances.sort((a, b) => a.done / a.total - b.done / b.total)[0];
  }

  /** Whether the references are known whole; takes what is in memory of them. */
  get prepared(): boolean {
    return this.#references.takeResident(this.plan, this.chunks, this.series, this.#subject.shared);
  }

  /** Makes the references that all planes are compared with. `onNews` hears when more of them is known: see `glance`. */
  async prepare(options: Abortable & { readonly onNews?: () => void } = {}): Promise<void> {
    if (this.prepared) return;
    await this.#references.load(this.plan, this.chunks, this.series, this.#subject.shared, options);
  }

  /** A plane of which everything is in memory, at once. */
  makeAtOnce(at: number): ChainedPlane | undefined {
    if (!this.prepared) return undefined;
    if (!this.chunks.isResident(this.series.indexAt(at))) return undefined;
    const held = this.#heldNow(this.#needs(at));
    return held === undefined ? undefined : this.#make(at, held, this.chunks.peek(this.series.indexAt(at))!);
  }

  /** A plane, its references as far as they are known. Errors: those of reading. */
  async make(at: number, { signal, tier = 'visible' }: ChainedOptions = {}): Promise<ChainedPlane> {
    const stored = await this.chunks.hold(this.series.indexAt(at), tier, { signal });
    const held = new Map<number, HeldPlane>();
    try {
      // While some are waited for, the means may be moved by who was asked before.
      for (let missing = this.#missing(at, held); missing.length > 0; missing = this.#missing(at, held)) {
        const outcomes = await Promise.allSettled(
          missing.map(async (place) => held.set(place, await this.chunks.hold(this.series.indexAt(place), tier, { signal }))),
        );
        for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      }
      throwIfAborted(signal);
      return this.#make(at, held, stored);
    } catch (error) {
      for (const plane of held.values()) plane.release();
      stored.release();
      throw error;
    }
  }

  /** What the chain makes of the planes at some places, in their order. References must be prepared. */
  get stream(): SeriesStream {
    if (this.plan.changesNothing) return storedStream(this.chunks, this.series);
    return this.#sliding.length > 0
      ? (places, options) => this.#streamHeld(places, options)
      : (places, options) => this.#streamRead(places, options);
  }

  /** What a reduction or a trace of what the chain makes is made of, by workers where they can. References must be prepared. */
  get input(): SeriesInput {
    const { chunks, series, plan, stream } = this;
    const { shared } = this.#subject;
    const lanes = (total: number): SeriesLanes | undefined => {
      const references = new Map(this.#fixedReferences());
      return seriesLanes({ chunks, series, shared, plan, references, masks: this.#references.masks }, total);
    };
    return { kernels: shared.kernels, clock: shared.ports.clock, stream, lanes, size: plan.output, length: series.length };
  }

  /** Places whose planes the one at a place needs beside itself, now. */
  #needs(at: number): readonly number[] {
    const needs = new Set<number>();
    for (const { mean } of this.#sliding) {
      const { entering, leaving } = mean.planMove(at, this.series.length);
      for (const place of [...entering, ...leaving]) needs.add(place);
    }
    return [...needs];
  }

  #missing(at: number, held: ReadonlyMap<number, HeldPlane>): readonly number[] {
    return this.#needs(at).filter((place) => !held.has(place));
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#runner?.release();
    for (const { mean } of this.#sliding) mean.release();
    this.#references.release();
  }

  #heldNow(places: readonly number[]): Map<number, HeldPlane> | undefined {
    const held = new Map<number, HeldPlane>();
    for (const place of places) {
      const plane = this.chunks.peek(this.series.indexAt(place));
      if (plane === undefined) {
        for (const other of held.values()) other.release();
        return undefined;
      }
      held.set(place, plane);
    }
    return held;
  }

  #make(at: number, held: ReadonlyMap<number, HeldPlane>, stored: HeldPlane): ChainedPlane {
    const { clock } = this.#subject.shared.ports;
    const startMillis = clock.now();
    const { plane, loadMillis } = stored;
    const type = this.#subject.stack.facts.dtype;
    const moved = new Map<string, Float32Array | undefined>(this.#fixedReferences());
    for (const { key, mean } of this.#sliding) {
      moved.set(
        key,
        mean.move(at, this.series.length, (place) => ({ samples: held.get(place)!.plane.samples, type })),
      );
    }
    for (const other of held.values()) other.release();
    const result = this.#run({ samples: plane.samples, type }, moved);
    return { at, stored: plane, result, computeMillis: clock.now() - startMillis, loadMillis, release: () => stored.release() };
  }

  *#fixedReferences(): Iterable<readonly [string, Float32Array]> {
    for (const [key, { values }] of this.#references.glances) yield [key, values];
    yield* this.#references.planes;
  }

  #run(input: TypedSamples, references: ReadonlyMap<string, Float32Array | undefined>): ChainResult {
    // Masks of files become part of a runner when it is made.
    const final = this.plan.maskFiles.every((recording) => this.#references.masks.has(recording));
    if (this.#runner === undefined || final !== this.#runnerIsFinal) {
      this.#runner?.release();
      this.#runner = new ChainRunner(this.#subject.shared.kernels, this.plan, this.#references.masks);
      this.#runnerIsFinal = final;
    }
    return this.#runner.apply(input, references);
  }

  async *#streamRead(places: Iterable<number>, { signal }: Abortable): ReturnType<SeriesStream> {
    const fixed = new Map(this.#fixedReferences());
    for await (const batch of storedStream(this.chunks, this.series)(places, { signal })) {
      for (const { at, samples, type, damage } of batch) yield [{ at, damage, ...this.#run({ samples, type }, fixed) }];
    }
  }

  /** With sliding means planes are needed again and again: they are kept as those that are shown are. */
  async *#streamHeld(places: Iterable<number>, { signal }: Abortable): ReturnType<SeriesStream> {
    for (const at of places) {
      const made = await this.make(at, { signal });
      try {
        yield [{ at, damage: made.stored.damage, ...made.result }];
      } finally {
        made.release();
      }
    }
  }
}
