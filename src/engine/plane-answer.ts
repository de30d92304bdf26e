import type { ErrorRecord } from '../base/errors.js';
import type { PlaneKernels } from '../kernels/plane-kernels.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { Plane } from '../shapes/plane-source.js';
import type { ChainPlan } from '../stacks/chain-plan.js';
import type { ChainResult } from '../stacks/chain-runner.js';
import { measurePlane } from '../stacks/plane-histogram.js';
import type { PlaneWant } from '../stacks/plane-want.js';
import type { PlaneSize } from '../stacks/stack-sizes.js';
import type { PlayingState } from './play-ticks.js';

/** What is shown: samples, lent for the call, and what is to be said of them. */
export interface ShownPlane {
  readonly quality: AnswerOf<'plane'>['quality'];
  readonly place: PlaneWant['place'];
  /** Of the samples that are there. */
  readonly result: ChainResult;
  /** Of what the chain makes, where fewer pixels are there. */
  readonly full?: PlaneSize | undefined;
  readonly reducedBy?: number | undefined;
  /** The plane as it is stored, where it is one. */
  readonly stored?: Plane | undefined;
  readonly planes?: { readonly done: number; readonly total: number } | undefined;
  /** The chain it was made by. */
  readonly plan: Pick<ChainPlan, 'dropped'>;
  readonly timing: AnswerOf<'plane'>['timing'];
}

export interface PlaneAddress {
  readonly view: number;
  readonly revision: number;
  readonly recording: string;
}

const histogramBins = 512;

/** The answer that shows a plane, its samples *copied*. */
export function planeAnswer(kernels: PlaneKernels, address: PlaneAddress, shown: ShownPlane, state: PlayingState): AnswerOf<'plane'> {
  const { result, stored } = shown;
  const notes = shown.plan.dropped.map(({ reason }) => reason);
  const { least, greatest, notFinite, histogram } = measurePlane(kernels, result, histogramBins);
  const full = shown.full ?? result;
  return {
    type: 'plane',
    ...address,
    quality: shown.quality,
    place: shown.place,
    fullWidth: full.width,
    fullHeight: full.height,
    reducedBy: shown.reducedBy ?? 1,
    width: result.width,
    height: result.height,
    channels: result.channels,
    dtype: result.type,
    samples: result.samples.slice() as AnswerOf<'plane'>['samples'],
    least: Number.isNaN(least) ? null : least,
    greatest: Number.isNaN(greatest) ? null : greatest,
    notFinite,
    histogram: histogram as AnswerOf<'plane'>['histogram'],
    ...(stored?.file === undefined ? {} : { file: stored.file }),
    ...(stored?.damage === undefined ? {} : { damage: damageOf(stored.damage) }),
    ...(shown.planes === undefined ? {} : { planes: shown.planes }),
    ...(notes.length === 0 ? {} : { notes }),
    ...state,
    timing: shown.timing,
  };
}

function damageOf(damage: ErrorRecord): AnswerOf<'plane'>['damage'] {
  return { ...damage };
}
