import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';

/** Bytes `offset` to `offset + length` of a source. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * A pure description of dependent reads: it yields the ranges it needs next, is resumed with their bytes in the same
 * order, and ends with its result. It never touches a source, so a test can drive it by hand and compare ranges, and
 * one description serves synchronous and asynchronous sources. Each `yield` is one dependent round.
 */
export type Plan<Result> = Generator<readonly ByteRange[], Result, readonly Uint8Array[]>;

/** What a plan's run cost. */
export interface PlanCost {
  rounds: number;
  ranges: number;
  bytes: number;
}

export interface RunPlanOptions extends Abortable {
  /** Added to as the plan runs. */
  readonly cost?: PlanCost;
  /** More rounds than this is `internal`: a plan that does not converge is a bug, not a reason to hang. Default 64. */
  readonly maxRounds?: number;
}

/**
 * Runs a plan against a source. Ranges of one round are read at once. Throws what the plan or the source throws, and
 * `truncated` when the plan asks for bytes past the end.
 */
export async function runPlan<Result>(source: ByteSource, plan: Plan<Result>, options: RunPlanOptions = {}): Promise<Result> {
  const limit = options.maxRounds ?? 64;
  let step = plan.next([]);
  for (let round = 0; step.done !== true; round += 1) {
    if (round >= limit) throw new FirstlightError('internal', `A plan did not settle after ${limit} rounds`, { path: source.path });
    throwIfAborted(options.signal);
    const ranges = step.value;
    checkRanges(source, ranges);
    if (options.cost !== undefined) addCost(options.cost, ranges);
    let bytes: readonly Uint8Array[];
    const { readSync } = source;
    if (readSync !== undefined) bytes = ranges.map((range) => readSync(range.offset, range.length));
    else bytes = await Promise.all(ranges.map((range) => source.read(range.offset, range.length, { signal: options.signal })));
    throwIfAborted(options.signal);
    step = plan.next(bytes);
  }
  return step.value;
}

function checkRanges(source: ByteSource, ranges: readonly ByteRange[]): void {
  for (const { offset, length } of ranges) {
    if (offset < 0 || length < 0 || offset + length > source.byteLength) {
      throw new FirstlightError(
        'truncated',
        `The file ends at byte ${source.byteLength}, bytes ${offset} to ${offset + length} are needed`,
        { path: source.path },
      );
    }
  }
}

function addCost(cost: PlanCost, ranges: readonly ByteRange[]): void {
  cost.rounds += 1;
  cost.ranges += ranges.length;
  for (const range of ranges) cost.bytes += range.length;
}
