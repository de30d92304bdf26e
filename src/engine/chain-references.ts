import type { Abortable } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { type ChainPlan, type PlannedReference, planChain } from '../stacks/chain-plan.js';
import { type ForeignPlane, maskSamples, referenceValues } from '../stacks/reference-plane.js';
import { samplesOf } from '../stacks/stack-sizes.js';
import type { EngineShared } from './engine-shared.js';
import { type HeldSource, type HeldStack, heldStack } from './held-source.js';
import type { PlaneChunks } from './plane-chunks.js';
import { type ReductionGlance, reduceSeries, type SeriesStream } from './reduce-series.js';
import { seriesLanes } from './series-lanes.js';
import type { ValuesLease } from './shared-values.js';
import type { StackSeries } from './stack-series.js';

/** The stack that a chain is applied to, and how other entries of the library are opened. */
export interface ChainSubject {
  readonly stack: HeldStack['stack'];
  readonly shared: EngineShared;
  /** Opens another entry; without it chains that name one are `unsupported`. */
  readonly hold?: ((recording: string) => Promise<HeldSource>) | undefined;
}

type FixedReference = Exclude<PlannedReference, { kind: 'sliding' }>;

/** What a chain compares all planes with, and what it masks them with, as far as that is known. */
export class ChainReferences {
  /** By the key of the reference. */
  readonly planes: Map<string, Float32Array> = new Map();
  /** By recording. */
  readonly masks: Map<string, Uint8Array> = new Map();
  /** How far the ranges are that are not known whole yet, by key. */
  readonly glances: Map<string, ReductionGlance> = new Map();
  /** Tells files apart that have the name of others. */
  readonly filesKey: string;
  readonly #leases: { release(): void }[] = [];
  readonly #files = new Map<string, HeldStack>();

  private constructor(files: ReadonlyMap<string, HeldStack>) {
    for (const [recording, held] of files) this.#files.set(recording, held);
    this.filesKey = [...files.values()].map(({ stack }) => stack.samplesKey).join(' ');
  }

  /** Opens the files that a chain names; reads none of their planes yet. */
  static async open(plan: ChainPlan, { hold }: ChainSubject): Promise<ChainReferences> {
    const names = [...plan.references.flatMap((reference) => (reference.kind === 'file' ? [reference.recording] : [])), ...plan.maskFiles];
    const files = new Map<string, HeldStack>();
    try {
      for (const recording of new Set(names)) {
        if (hold === undefined) throw new FirstlightError('unsupported', 'No other file can be opened here', { path: recording });
        files.set(recording, heldStack(await hold(recording)));
      }
      return new ChainReferences(files);
    } catch (error) {
      for (const held of files.values()) held.release();
      throw error;
    }
  }

  /** Whether every reference is known whole. */
  isComplete(plan: ChainPlan): boolean {
    return (
      plan.references.every((reference) => reference.kind === 'sliding' || this.planes.has(reference.key)) &&
      plan.maskFiles.every((recording) => this.masks.has(recording))
    );
  }

  /** Takes what is in memory of the references; whether that is all of them. */
  takeResident(plan: ChainPlan, chunks: PlaneChunks, series: StackSeries, shared: EngineShared): boolean {
    for (const reference of fixedReferences(plan)) {
      const held = this.planes.has(reference.key) ? undefined : shared.values.peek<Float32Array>(this.#keyOf(reference, chunks, series));
      if (held === undefined) continue;
      this.#leases.push(held);
      this.planes.set(reference.key, held.value);
    }
    return this.isComplete(plan);
  }

  /** Makes what is missing. `onNews` hears when more of a range is known. Errors: those of reading; `out-of-range` for files of another size. */
  async load(
    plan: ChainPlan,
    chunks: PlaneChunks,
    series: StackSeries,
    shared: EngineShared,
    { signal, onNews }: Abortable & { readonly onNews?: (() => void) | undefined } = {},
  ): Promise<void> {
    const glanceAt = (key: string) => (glance: ReductionGlance) => {
      this.glances.set(key, glance);
      onNews?.();
    };
    const planes = fixedReferences(plan).map(async (reference) => {
      if (this.planes.has(reference.key)) return;
      const onGlance = onNews === undefined ? undefined : glanceAt(reference.key);
      const lease = this.#request(reference, plan, chunks, series, shared, { signal, onGlance });
      this.planes.set(reference.key, await lease.value);
      this.glances.delete(reference.key);
    });
    const masks = plan.maskFiles.map(async (recording) => {
      if (!this.masks.has(recording)) this.masks.set(recording, await this.#requestMask(recording, plan, shared, signal).value);
    });
    const outcomes = await Promise.allSettled([...planes, ...masks]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  release(): void {
    for (const lease of this.#leases.splice(0)) lease.release();
    for (const held of this.#files.values()) held.release();
    this.#files.clear();
  }

  #keyOf(reference: FixedReference, chunks: PlaneChunks, series: StackSeries): string {
    if (reference.kind === 'file') return `${this.#files.get(reference.recording)?.stack.samplesKey} for ${sizeKey(series)}`;
    return `${chunks.stack.samplesKey} ${reference.key}`;
  }

  #request(
    reference: FixedReference,
    plan: ChainPlan,
    chunks: PlaneChunks,
    series: StackSeries,
    shared: EngineShared,
    options: Abortable & { readonly onGlance: ((glance: ReductionGlance) => void) | undefined },
  ): ValuesLease<Float32Array> {
    const { kernels, ports, scheduler, values } = shared;
    const lease = values.request<Float32Array, ReductionGlance>(
      {
        key: this.#keyOf(reference, chunks, series),
        byteLength: 4 * samplesOf(plan.sizes),
        make: async ({ signal, onGlance }) => {
          if (reference.kind === 'file') {
            return referenceValues(kernels, await this.#foreign(reference.recording, signal), plan.sizes);
          }
          const input = {
            kernels,
            clock: ports.clock,
            stream: storedStream(chunks, series),
            lanes: (total: number) =>
              seriesLanes({ chunks, series, shared, plan: untouched(series), references: new Map(), masks: new Map() }, total),
            size: plan.sizes,
            length: series.length,
            reduction: reference,
            budgetBytes: scheduler.budgetBytes * medianShare,
          };
          return reduceSeries(input, { signal, onGlance });
        },
      },
      options,
    );
    this.#leases.push(lease);
    return lease;
  }

  #requestMask(
    recording: string,
    plan: ChainPlan,
    { kernels, values }: EngineShared,
    signal: AbortSignal | undefined,
  ): ValuesLease<Uint8Array> {
    const lease = values.request<Uint8Array>(
      {
        key: `${this.#files.get(recording)?.stack.samplesKey} masks ${sizeKey(plan)}`,
        byteLength: samplesOf(plan.sizes),
        make: async (making) => maskSamples(kernels, await this.#foreign(recording, making.signal), plan.sizes),
      },
      { signal },
    );
    this.#leases.push(lease);
    return lease;
  }

  /** The one plane of another file. */
  async #foreign(recording: string, signal: AbortSignal): Promise<ForeignPlane> {
    const { stack } = this.#files.get(recording)!;
    const { facts } = stack;
    if (facts.frames.value !== 1) {
      throw new FirstlightError('out-of-range', `A file to compare with holds one image, this one ${facts.frames.value}`, {
        path: recording,
      });
    }
    const { samples } = await stack.plane(0, { signal });
    return { samples, type: facts.dtype, width: facts.width, height: facts.height, channels: facts.channels };
  }
}

/** Of what may be kept in memory, what a median's blocks may take. */
export const medianShare = 0.25;

/** The planes of a series as they are stored, for passes over them. */
export function storedStream(chunks: PlaneChunks, series: StackSeries): SeriesStream {
  return async function* (places, options) {
    const type = chunks.stack.facts.dtype;
    for await (const batch of chunks.stream(series, places, options)) {
      yield batch.map(({ at, plane }) => ({ at, samples: plane.samples, type, damage: plane.damage }));
    }
  };
}

/** The plan of a chain without steps. */
function untouched({ place, axis, sizes }: StackSeries): ChainPlan {
  return planChain({ place, axis, chain: [] }, sizes);
}

function fixedReferences(plan: ChainPlan): readonly FixedReference[] {
  return plan.references.filter((reference): reference is FixedReference => reference.kind !== 'sliding');
}

function sizeKey({ sizes }: Pick<ChainPlan, 'sizes'>): string {
  return `${sizes.width}x${sizes.height}x${sizes.channels}`;
}
