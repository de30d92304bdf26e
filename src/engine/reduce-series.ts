import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { ErrorRecord } from '../base/errors.js';
import type { PlaneKernels, TypedSamples } from '../kernels/plane-kernels.js';
import { MedianBlock, planMedianBlocks, type RowRange } from '../stacks/median-block.js';
import type { Reduction, SeriesRange } from '../stacks/plane-want.js';
import { planesTogether, ReductionAccumulator, type RunningReduction } from '../stacks/reduction-accumulator.js';
import { planReduction, remainingPlanes, type SeriesOrder } from '../stacks/series-order.js';
import { type PlaneSize, samplesOf } from '../stacks/stack-sizes.js';
import type { Clock } from './ports.js';
import type { SeriesLanes } from './series-lanes.js';

/** Planes of a series, or what a chain makes of them, at the places given, in their order; *lent* until the next are asked for. */
export type SeriesStream = (
  places: Iterable<number>,
  options: Abortable & { readonly together?: number },
) => AsyncGenerator<readonly SeriesItem[], void, undefined>;

export interface SeriesItem extends TypedSamples {
  readonly at: number;
  /** Why the plane is not whole. */
  readonly damage?: ErrorRecord | undefined;
}

/** A reduction as far as it got. */
export interface ReductionGlance {
  /** *Given.* */
  readonly values: Float32Array;
  readonly done: number;
  readonly total: number;
}

/** The planes that a reduction or a trace is made of. */
export interface SeriesInput {
  readonly kernels: PlaneKernels;
  readonly clock: Clock;
  readonly stream: SeriesStream;
  /** Where workers can do it: what a number of planes takes at least is theirs to judge. */
  readonly lanes?: ((total: number) => SeriesLanes | undefined) | undefined;
  /** Of what the stream gives. */
  readonly size: PlaneSize;
  /** Places in the series. */
  readonly length: number;
}

export interface ReduceInput extends SeriesInput {
  readonly reduction: { readonly of: Reduction } & SeriesRange;
  /** For a median's blocks of rows. */
  readonly budgetBytes: number;
}

export interface ReduceOptions extends Abortable {
  readonly onGlance?: (glance: ReductionGlance) => void;
}

/** How often it is told how far a reduction is. */
const glanceMillis = 250;
const sliceMillis = 8;
/** Of the memory for blocks that a first, coarse median takes. */
const sampleShare = 0.25;

/**
 * Brings a range of planes down to one, *given*: a first glance comes of an even sample of them. Errors: `out-of-range`,
 * `too-large` before anything is read, those of the stream.
 */
export async function reduceSeries(input: ReduceInput, options: ReduceOptions = {}): Promise<Float32Array> {
  const { reduction, length, size, budgetBytes } = input;
  const plan = planReduction(reduction, length, size, budgetBytes);
  if (plan.kind === 'running') return reduceRunning(input, reduction.of as RunningReduction, plan.order, options);
  await glanceAtMedian(input, plan.order, options);
  return findMedian(input, plan.blocks, plan.order, options);
}

async function reduceRunning(
  { kernels, clock, stream, size, lanes }: ReduceInput,
  of: RunningReduction,
  order: SeriesOrder,
  { signal, onGlance }: ReduceOptions,
): Promise<Float32Array> {
  const sums = new ReductionAccumulator(kernels, of, samplesOf(size));
  const slices = new Slices(clock);
  let glancedMillis = clock.now();
  const glance = (): void => {
    if (onGlance === undefined || sums.planes === order.total) return;
    onGlance({ values: sums.result(), done: sums.planes, total: order.total });
    glancedMillis = clock.now();
  };
  try {
    const apart = lanes?.(order.total - order.sample.length);
    for (const places of [order.sample, ...(apart === undefined ? [remainingPlanes(order)] : [])]) {
      for await (const planes of stream(places, { signal, together: planesTogether })) {
        sums.add(planes);
        if (clock.now() - glancedMillis > glanceMillis) glance();
        await slices.pause(signal);
      }
      glance();
    }
    for await (const { result } of apart?.(remainingPlanes(order), { kind: 'reduce', of }, { signal }) ?? []) {
      sums.merge(result.reduced!);
      if (clock.now() - glancedMillis > glanceMillis) glance();
      await slices.pause(signal);
    }
    return sums.result();
  } finally {
    sums.release();
  }
}

/** The median of the sample, where somebody looks. */
async function glanceAtMedian(input: ReduceInput, order: SeriesOrder, { signal, onGlance }: ReduceOptions): Promise<void> {
  if (onGlance === undefined || order.sample.length === order.total) return;
  const blocks = planMedianBlocks(input.size, order.sample.length, input.budgetBytes * sampleShare);
  const values = await findMedian(input, blocks, { ...order, total: order.sample.length }, { signal }, order.sample);
  onGlance({ values, done: order.sample.length, total: order.total });
}

async function findMedian(
  { kernels, clock, stream, size }: ReduceInput,
  blocks: readonly RowRange[],
  order: SeriesOrder,
  { signal }: Abortable,
  places?: readonly number[],
): Promise<Float32Array> {
  const rows = blocks.reduce((most, { fromRow, toRow }) => Math.max(most, toRow - fromRow), 0);
  const block = new MedianBlock(kernels, rows * size.width * size.channels * order.total);
  const output = new Float32Array(samplesOf(size));
  const slices = new Slices(clock);
  try {
    for (const range of blocks) {
      block.begin(range, size);
      for await (const planes of stream(places ?? allPlaces(order), { signal, together: planesTogether })) {
        for (const plane of planes) block.add(plane);
        await slices.pause(signal);
      }
      while (!block.finishSome(output)) await slices.pause(signal);
      await slices.pause(signal);
    }
    return output;
  } finally {
    block.release();
  }
}

function* allPlaces({ first, last }: SeriesRange): Iterable<number> {
  for (let at = first; at <= last; at += 1) yield at;
}

/** Long work in slices: whatever else is due runs between them. */
export class Slices {
  readonly #clock: Clock;
  #startMillis: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMillis = clock.now();
  }

  /** Ends the slice if it was long enough. Throws `aborted` where the signal has fired. */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal);
    if (this.#clock.now() - this.#startMillis < sliceMillis) return;
    await this.#clock.turn();
    this.#startMillis = this.#clock.now();
    throwIfAborted(signal);
  }
}
