import { type SampleType, sampleBytes } from '../shapes/plane-samples.js';
import { type ChainPlan, planChain } from './chain-plan.js';
import { isUpright } from './plane-orientation.js';
import type { PlaneWant, Reduction, SeriesRange, TraceWant } from './plane-want.js';
import { ReductionAccumulator } from './reduction-accumulator.js';
import { planReduction } from './series-order.js';
import { SlidingMean } from './sliding-mean.js';
import { placesIn, slidingWindow } from './sliding-window.js';
import { clampRange, type StackSizes, samplesOf, seriesLength, seriesPlace } from './stack-sizes.js';
import { TraceBuilder } from './trace-builder.js';

/** One thing that is kept while the wanted is made. */
export interface MemoryPart {
  readonly what: 'plane' | 'result' | 'references' | 'windows' | 'sums' | 'median' | 'trace';
  readonly bytes: number;
}

/** What something takes, before it is tried. */
export interface StackEstimate {
  /** Most bytes that are held at once. */
  readonly bytes: number;
  /** Bytes of samples that are read for it, where nothing of it is at hand. */
  readonly readBytes: number;
  readonly parts: readonly MemoryPart[];
  readonly fits: boolean;
}

/** Planes of a series as they are stored, and what may be used. */
export interface StackBudget {
  readonly sizes: StackSizes;
  readonly dtype: SampleType;
  readonly budgetBytes: number;
  /** What a median's blocks of rows may take; what of the budget is left where nothing is said. */
  readonly medianBytes?: number | undefined;
}

/**
 * What showing a plane, or making a reduction, takes. Exact for the arrays of planes, references, windows, sums and results; a median
 * takes what of the budget is left, in blocks of rows. Pure. Errors: those of `planChain` and `planReduction`.
 */
export function estimatePlane(want: PlaneWant, stack: StackBudget): StackEstimate {
  const { sizes, dtype, budgetBytes } = stack;
  const plan = planChain(want, sizes);
  const chain = chainCost(plan, stack, budgetBytes);
  const output = samplesOf(plan.output);
  const { reduction } = want;
  if (reduction === undefined) {
    const result: MemoryPart[] = plan.changesNothing ? [] : [{ what: 'result', bytes: madeBytes(plan, dtype) }];
    return summed(
      [...chain.parts, ...result],
      chain.readBytes + plane(stack) * windowPlanes(plan, seriesPlace(want.place, want.axis)),
      budgetBytes,
    );
  }
  const length = seriesLength(sizes, want.axis);
  const base: MemoryPart[] = [...chain.parts, { what: 'result', bytes: 4 * output + madeBytes(plan, dtype) }];
  const left = budgetBytes - base.reduce((sum, { bytes }) => sum + bytes, 0);
  const made = planReduction(reduction, length, plan.output, Math.min(left, stack.medianBytes ?? left));
  const reads = plane(stack) * made.order.total;
  if (made.kind === 'running') {
    return summed([...base, sums(reduction.of, output)], chain.readBytes + reads, budgetBytes);
  }
  const rows = Math.max(...made.blocks.map(({ fromRow, toRow }) => toRow - fromRow));
  const block = 4 * rows * plan.output.width * plan.output.channels * made.order.total;
  return summed([...base, { what: 'median', bytes: block }], chain.readBytes + reads * made.blocks.length, budgetBytes);
}

/** What tracing a shape takes. Pure. Errors: those of `planChain`. */
export function estimateTrace(want: TraceWant, stack: StackBudget): StackEstimate {
  const plan = planChain(want, stack.sizes);
  const chain = chainCost(plan, stack, stack.budgetBytes);
  const planes = rangePlanes(want, seriesLength(stack.sizes, want.axis));
  const result: MemoryPart[] = plan.changesNothing ? [] : [{ what: 'result', bytes: madeBytes(plan, stack.dtype) }];
  const parts: MemoryPart[] = [...chain.parts, ...result, { what: 'trace', bytes: TraceBuilder.byteLength(planes) }];
  return summed(parts, chain.readBytes + plane(stack) * planes, stack.budgetBytes);
}

function isNarrow({ crop, sizes }: ChainPlan): boolean {
  return crop.x1 - crop.x0 < sizes.width;
}

/** What a chain makes of a plane on the way: cut out, corrected, turned. */
function madeBytes(plan: ChainPlan, dtype: SampleType): number {
  const corrected = plan.changesValues ? 4 : 0;
  const cut = isNarrow(plan) ? sampleBytes(dtype) : 0;
  const turned = isUpright(plan.orientation) ? 0 : corrected || sampleBytes(dtype);
  return samplesOf(plan.output) * (cut + corrected + turned);
}

/** The plane itself, the references and windows of its chain; and what making fixed references reads. */
function chainCost(
  plan: ChainPlan,
  stack: StackBudget,
  budgetBytes: number,
): { readonly parts: readonly MemoryPart[]; readonly readBytes: number } {
  const samples = samplesOf(plan.sizes);
  let [references, windows, making, readBytes] = [0, 0, 0, 0];
  for (const reference of plan.references) {
    if (reference.kind === 'sliding') {
      windows += SlidingMean.byteLength(samples, stack.dtype) + reference.planes * plane(stack);
      continue;
    }
    references += 4 * samples;
    if (reference.kind === 'file') continue;
    const planes = reference.last - reference.first + 1;
    if (reference.of === 'median') {
      const left = Math.max(0, budgetBytes - references);
      const median = Math.min(left, stack.medianBytes ?? left);
      const made = planReduction(reference, seriesLength(plan.sizes, plan.axis), plan.sizes, median);
      const blocks = made.kind === 'blocks' ? made.blocks : [];
      making = Math.max(making, 4 * planes * Math.ceil(plan.sizes.height / blocks.length) * plan.sizes.width * plan.sizes.channels);
      readBytes += planes * plane(stack) * blocks.length;
    } else {
      making = Math.max(making, ReductionAccumulator.byteLength(reference.of, samples));
      readBytes += planes * plane(stack);
    }
  }
  const masks = plan.maskFiles.length * samples;
  // A crop that is narrower than the planes keeps what it takes of each beside it.
  if (isNarrow(plan)) references += 4 * samplesOf(plan.output) * (plan.changesValues ? plan.references.length : 0);
  return {
    parts: [
      { what: 'plane', bytes: plane(stack) },
      ...(references + masks > 0 ? [{ what: 'references', bytes: references + masks } as const] : []),
      ...(windows > 0 ? [{ what: 'windows', bytes: windows } as const] : []),
      ...(making > 0 ? [{ what: 'sums', bytes: making } as const] : []),
    ],
    readBytes,
  };
}

function sums(of: Reduction, samples: number): MemoryPart {
  return { what: 'sums', bytes: of === 'median' ? 0 : ReductionAccumulator.byteLength(of, samples) };
}

/** Planes read to show the one at a place: itself, and those of its windows. */
function windowPlanes(plan: ChainPlan, at: number): number {
  const length = seriesLength(plan.sizes, plan.axis);
  return plan.references.reduce(
    (planes, reference) => planes + (reference.kind === 'sliding' ? placesIn(slidingWindow(reference, at, length)) : 0),
    1,
  );
}

function rangePlanes(range: SeriesRange, length: number): number {
  const within = clampRange(range, length);
  return within === undefined ? 0 : within.last - within.first + 1;
}

function plane({ sizes, dtype }: StackBudget): number {
  return samplesOf(sizes) * sampleBytes(dtype);
}

function summed(parts: readonly MemoryPart[], readBytes: number, budgetBytes: number): StackEstimate {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return { bytes, readBytes, parts, fits: bytes <= budgetBytes };
}
