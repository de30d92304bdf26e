import { FirstlightError } from '../base/errors.js';
import { swapBytes } from '../formats/plane-arrays/swap-bytes.js';
import { boxPixels, type PlaneJob } from '../formats/plane-format.js';
import { decodePlanes } from '../formats/plane-formats.js';
import type { Kernels } from '../kernels/kernels.js';
import { type SampleType, sampleBytes, viewSamples } from '../shapes/plane-samples.js';
import type { ChainPlan } from '../stacks/chain-plan.js';
import { ChainRunner } from '../stacks/chain-runner.js';
import type { PlaneShape } from '../stacks/plane-want.js';
import { planesTogether, ReductionAccumulator, type ReductionState, type RunningReduction } from '../stacks/reduction-accumulator.js';
import { samplesOf } from '../stacks/stack-sizes.js';
import { TraceBuilder } from '../stacks/trace-builder.js';
import { isDamage } from './chunk-task.js';
import { type BoxFrame, boxPlace, placeBox } from './plane-boxes.js';
import type { ReadTaskFile, TaskFile } from './task-file.js';

/** Planes to read, to see through a chain, and to measure or add up; safe to post to a worker. */
export interface SeriesTask {
  readonly kind: 'series';
  readonly planes: readonly SeriesTaskPlane[];
  /** Where a job without bytes is read from. */
  readonly file?: TaskFile | undefined;
  readonly type: SampleType;
  readonly plan: ChainPlan;
  /** By the key of the reference, by recording. */
  readonly references: ReadonlyMap<string, Float32Array>;
  readonly masks: ReadonlyMap<string, Uint8Array>;
  readonly what:
    | { readonly kind: 'trace'; readonly shape: PlaneShape | undefined }
    | { readonly kind: 'reduce'; readonly of: RunningReduction };
}

export interface SeriesTaskPlane {
  readonly at: number;
  /** With the bytes of their ranges, *given*; none where the worker reads them. */
  readonly jobs: readonly { readonly job: PlaneJob; readonly bytes: readonly Uint8Array[] }[];
}

/** What the planes of a task amount to, safe to post; *given*. */
export interface SeriesTaskResult {
  readonly reduced?: ReductionState;
  /** Mean, least, greatest and deviation of each plane, in the order of the task. */
  readonly measured?: Float64Array;
}

/** Runs one task. `read`: how a worker reads files, where it can. Damage of a plane leaves zeros in it, as everywhere. */
export function runSeriesTask(task: SeriesTask, kernels: Kernels, read?: ReadTaskFile): SeriesTaskResult {
  const runner = new ChainRunner(kernels, task.plan, task.masks);
  const size = task.plan.output;
  try {
    if (task.what.kind === 'trace') {
      const measured = new Float64Array(4 * task.planes.length);
      const trace = new TraceBuilder(kernels, { first: 0, last: task.planes.length - 1 }, task.what.shape, size);
      const samples = new Uint8Array(bytesOfPlane(task));
      for (const [place, plane] of task.planes.entries()) {
        readPlane(task, plane, samples, kernels, read);
        trace.add(place, runner.apply({ samples: viewSamples(task.type, samples), type: task.type }, task.references));
      }
      const { mean, least, greatest, deviation } = trace.glance();
      for (const [part, values] of [mean, least, greatest, deviation].entries()) measured.set(values, part * values.length);
      return { measured };
    }
    return { reduced: reduce(task, task.what.of, kernels, runner, read) };
  } finally {
    runner.release();
  }
}

/** Buffers of a result that can be transferred. */
export function seriesTransferables({ reduced, measured }: SeriesTaskResult): ArrayBuffer[] {
  const arrays = [measured, reduced?.missing, reduced?.means, reduced?.squares, reduced?.extremes];
  return arrays.flatMap((array) => (array?.buffer instanceof ArrayBuffer ? [array.buffer] : []));
}

/** Planes are added several at a time, which is fastest; those that a chain made have to be copied for that. */
function reduce(
  task: SeriesTask,
  of: RunningReduction,
  kernels: Kernels,
  runner: ChainRunner,
  read: ReadTaskFile | undefined,
): ReductionState {
  const sums = new ReductionAccumulator(kernels, of, samplesOf(task.plan.output));
  const together = Math.min(planesTogether, task.planes.length);
  const buffers = Array.from({ length: task.plan.changesNothing ? together : 1 }, () => new Uint8Array(bytesOfPlane(task)));
  try {
    for (let from = 0; from < task.planes.length; from += buffers.length) {
      const group = task.planes.slice(from, from + buffers.length).map((plane, at) => {
        readPlane(task, plane, buffers[at]!, kernels, read);
        return runner.apply({ samples: viewSamples(task.type, buffers[at]!), type: task.type }, task.references);
      });
      sums.add(group);
    }
    return sums.state();
  } finally {
    sums.release();
  }
}

function bytesOfPlane({ plan, type }: SeriesTask): number {
  return samplesOf(plan.sizes) * sampleBytes(type);
}

function readPlane(
  task: SeriesTask,
  { jobs }: SeriesTaskPlane,
  target: Uint8Array,
  kernels: Kernels,
  read: ReadTaskFile | undefined,
): void {
  const { height, width, channels } = task.plan.sizes;
  const pixelBytes = channels * sampleBytes(task.type);
  if (!jobs.every(({ job }) => job.verbatim !== undefined)) target.fill(0);
  for (const { job, bytes } of jobs) {
    const frame: BoxFrame = { height, width, pixelBytes, firstPlane: job.box.fromPlane };
    const place = boxPlace(job.box, frame);
    const isRead = bytes.length > 0 || job.ranges.length === 0;
    if (!isRead && job.verbatim !== undefined && place !== undefined) {
      const part = target.subarray(place.from, place.to);
      readRange(task, job.ranges[0]!.offset, part, read);
      swapBytes(part, job.verbatim.swapBytes);
      continue;
    }
    const stored = isRead ? bytes : job.ranges.map(({ offset, length }) => readRange(task, offset, new Uint8Array(length), read));
    const output = new Uint8Array(boxPixels(job.box) * pixelBytes);
    try {
      decodePlanes(job, stored, kernels, output);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    if (place === undefined) placeBox(job.box, frame, output, target);
    else target.set(output, place.from);
  }
}

function readRange({ file }: SeriesTask, offset: number, target: Uint8Array, read: ReadTaskFile | undefined): Uint8Array {
  if (file === undefined || read === undefined) throw new FirstlightError('internal', 'A worker was given neither bytes nor a file');
  read(file, offset, target);
  return target;
}
