import { FirstlightError } from '../base/errors.js';
import type { Correction, PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import type { SampleArray } from '../shapes/plane-samples.js';
import type { ChainPlan, PlannedCorrection } from './chain-plan.js';
import { floatRoom, type Room } from './kernel-room.js';
import { maskedSpans } from './masked-spans.js';
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
  #cropped: SampleArray | undefined;
  #turned: SampleArray | undefined;

  /** `maskFiles`: what `maskSamples` made of each of `plan.maskFiles`, lent for the call; one that is missing masks nothing. */
  constructor(kernels: PlaneKernels, plan: ChainPlan, maskFiles: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#kernels = kernels;
    this.plan = plan;
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
    this.#kernels.turnPlane(cropped.samples, this.#croppedSize(), orientation, this.#turned);
    return { ...output, samples: this.#turned, type: cropped.type };
  }

  release(): void {
    this.#corrected?.release();
    this.#corrected = undefined;
    this.#cropped = undefined;
    this.#turned = undefined;
  }

  /** The cropped plane before it is turned. */
  #correct(input: TypedSamples, references: ReferencePlanes): TypedSamples {
    if (!this.plan.changesValues) return { samples: this.#crop(input.samples), type: input.type };
    this.#corrected ??= floatRoom(this.#kernels, samplesOf(this.plan.output));
    const { values } = this.#corrected;
    const runs = correctionRuns(this.plan.corrections, references);
    for (const { from, to, at } of this.#rows()) {
      const output = values.subarray(at, at + to - from);
      const samples = input.samples.subarray(from, to);
      if (runs.length === 0) this.#kernels.widenSamples({ samples, type: input.type }, output);
      for (const [i, { subtract, divide }] of runs.entries()) {
        const source: TypedSamples = i === 0 ? { samples, type: input.type } : { samples: output, type: 'float32' };
        this.#kernels.correctValues(source, part(subtract, from, to), part(divide, from, to), output);
      }
    }
    const masked = this.#masked;
    for (let span = 0; span < masked.length; span += 2) values.fill(Number.NaN, masked[span], masked[span + 1]);
    return { samples: values, type: 'float32' };
  }

  #crop(samples: SampleArray): SampleArray {
    const rows = [...this.#rows()];
    if (rows.length === 1) return samples.subarray(rows[0]!.from, rows[0]!.to);
    this.#cropped = scratchLike(this.#cropped, samples, samplesOf(this.plan.output));
    for (const { from, to, at } of rows) copySamples(samples.subarray(from, to), this.#cropped, at);
    return this.#cropped;
  }

  /** Runs of samples that lie in the crop: all rows at once where it is as wide as the plane. */
  *#rows(): Iterable<{ readonly from: number; readonly to: number; readonly at: number }> {
    const { sizes, crop } = this.plan;
    const rowSamples = sizes.width * sizes.channels;
    const length = (crop.x1 - crop.x0) * sizes.channels;
    if (length === rowSamples) {
      yield { from: crop.y0 * rowSamples, to: crop.y1 * rowSamples, at: 0 };
      return;
    }
    for (let y = crop.y0; y < crop.y1; y += 1) {
      const from = y * rowSamples + crop.x0 * sizes.channels;
      yield { from, to: from + length, at: (y - crop.y0) * length };
    }
  }

  #croppedSize(): PlaneSize {
    const { crop, sizes } = this.plan;
    return { width: crop.x1 - crop.x0, height: crop.y1 - crop.y0, channels: sizes.channels };
  }
}

/** A subtraction, a division, or one after the other in one pass. */
interface CorrectionRun {
  readonly subtract?: Correction;
  readonly divide?: Correction;
}

function correctionRuns(corrections: readonly PlannedCorrection[], references: ReferencePlanes): readonly CorrectionRun[] {
  const runs: CorrectionRun[] = [];
  for (const { kind, amount, by } of corrections) {
    const values = references.get(by);
    if (values === undefined) continue;
    const before = runs.at(-1);
    const joins = kind === 'divide' && before !== undefined && before.divide === undefined;
    if (joins) runs[runs.length - 1] = { ...before, divide: { by: values, amount } };
    else runs.push({ [kind]: { by: values, amount } });
  }
  return runs;
}

function part(correction: Correction | undefined, from: number, to: number): Correction | undefined {
  return correction && { by: correction.by.subarray(from, to), amount: correction.amount };
}

/** `kept` where it fits, else a new array of the kind of `like`. */
function scratchLike(kept: SampleArray | undefined, like: SampleArray, length: number): SampleArray {
  if (kept !== undefined && kept.length === length && kept.constructor === like.constructor) return kept;
  return like.slice(0, length);
}

/** Copies samples between arrays of one kind. */
function copySamples(from: SampleArray, to: SampleArray, at: number): void {
  const bytes = new Uint8Array(to.buffer, to.byteOffset, to.byteLength);
  bytes.set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength), at * to.BYTES_PER_ELEMENT);
}
