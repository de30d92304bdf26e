import { FirstlightError } from '../base/errors.js';
import type { Correction, PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import type { SampleArray } from '../shapes/plane-samples.js';
import type { ChainPlan, PlannedCorrection } from './chain-plan.js';
import { floatRoom, type Room } from './kernel-room.js';
import { maskedSpans } from './masked-spans.js';
import { PlaneCrop } from './plane-crop.js';
import { isUpright } from './plane-orientation.js';
import { type PlaneSize, samplesOf } from './stack-sizes.js';

/** A plane after a chain. */
export interface ChainResult extends PlaneSize, TypedSamples {}

/** What the corrections of a chain need at one place, by key; one that is missing leaves its step out. */
export type ReferencePlanes = ReadonlyMap<string, Float32Array | undefined>;

/** Applies one planned chain to planes, one after the other. `release` gives the memory back. */
export class ChainRunner {
  readonly plan: ChainPlan;
  readonly #kernels: PlaneKernels;
  /** Runs of samples of the cropped plane that become NaN. */
  readonly #masked: Uint32Array;
  #corrected: Room<Float32Array> | undefined;
  readonly #crop: PlaneCrop;
  readonly #croppedReferences = new Map<string, Room<Float32Array>>();
  #cropped: SampleArray | undefined;
  #turned: SampleArray | undefined;

  /** `maskFiles`: what `maskSamples` made of each of `plan.maskFiles`, lent for the call; one that is missing masks nothing. */
  constructor(kernels: PlaneKernels, plan: ChainPlan, maskFiles: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#kernels = kernels;
    this.plan = plan;
    this.#crop = new PlaneCrop(plan.sizes, plan.crop);
    this.#masked = maskedSpans(plan, maskFiles);
  }

  /**
   * The plane after the chain, *lent* until the next call or `release`: the lent `input` itself where nothing is done to it, samples
   * of its own type where it is only cropped and turned, else float32. `references` are planes as the file has them: of its
   * whole size.
   */
  apply(input: TypedSamples, references: ReferencePlanes = new Map()): ChainResult {
    const { sizes, output, orientation, changesNothing } = this.plan;
    if (input.samples.length !== samplesOf(sizes)) {
      throw new FirstlightError('internal', `A plane of ${input.samples.length} samples was given, ${samplesOf(sizes)} were planned for`);
    }
    if (changesNothing) return { ...output, ...input };
    const cropped = this.#correct(input, references);
    if (isUpright(orientation)) return { ...output, ...cropped };
    this.#turned = scratchLike(this.#turned, cropped.samples, samplesOf(output));
    this.#kernels.turnPlane(cropped.samples, this.#crop.size, orientation, this.#turned);
    return { ...output, samples: this.#turned, type: cropped.type };
  }

  release(): void {
    this.#corrected?.release();
    for (const room of this.#croppedReferences.values()) room.release();
    this.#croppedReferences.clear();
    this.#corrected = undefined;
    this.#cropped = undefined;
    this.#turned = undefined;
  }

  /** The cropped plane before it is turned. */
  #correct(input: TypedSamples, references: ReferencePlanes): TypedSamples {
    const cropped: TypedSamples = { samples: this.#cropSamples(input.samples), type: input.type };
    if (!this.plan.changesValues) return cropped;
    this.#corrected ??= floatRoom(this.#kernels, samplesOf(this.plan.output));
    const { values } = this.#corrected;
    const runs = correctionRuns(this.plan.corrections, (key) => this.#cropReference(key, references.get(key)));
    if (runs.length === 0) this.#kernels.widenSamples(cropped, values);
    for (const [i, { subtract, divide }] of runs.entries()) {
      this.#kernels.correctValues(i === 0 ? cropped : { samples: values, type: 'float32' }, subtract, divide, values);
    }
    const masked = this.#masked;
    for (let span = 0; span < masked.length; span += 2) values.fill(Number.NaN, masked[span], masked[span + 1]);
    return { samples: values, type: 'float32' };
  }

  #cropSamples(samples: SampleArray): SampleArray {
    if (this.#crop.isContiguous) return this.#crop.view(samples);
    this.#cropped = scratchLike(this.#cropped, samples, samplesOf(this.plan.output));
    this.#crop.copy(samples, this.#cropped);
    return this.#cropped;
  }

  #cropReference(key: string, values: Float32Array | undefined): Float32Array | undefined {
    if (values === undefined || this.#crop.isContiguous) return values && this.#crop.view(values);
    const room = this.#croppedReferences.get(key) ?? floatRoom(this.#kernels, samplesOf(this.plan.output));
    this.#croppedReferences.set(key, room);
    this.#crop.copy(values, room.values);
    return room.values;
  }
}

/** A subtraction, a division, or one after the other in one pass. */
interface CorrectionRun {
  readonly subtract?: Correction;
  readonly divide?: Correction;
}

function correctionRuns(
  corrections: readonly PlannedCorrection[],
  valuesOf: (key: string) => Float32Array | undefined,
): readonly CorrectionRun[] {
  const runs: CorrectionRun[] = [];
  for (const { kind, amount, by } of corrections) {
    const values = valuesOf(by);
    if (values === undefined) continue;
    const before = runs.at(-1);
    const joins = kind === 'divide' && before !== undefined && before.divide === undefined;
    if (joins) runs[runs.length - 1] = { ...before, divide: { by: values, amount } };
    else runs.push({ [kind]: { by: values, amount } });
  }
  return runs;
}

/** `kept` where it fits, else a new array of the kind of `like`. */
function scratchLike(kept: SampleArray | undefined, like: SampleArray, length: number): SampleArray {
  if (kept !== undefined && kept.length === length && kept.constructor === like.constructor) return kept;
  return like.slice(0, length);
}
