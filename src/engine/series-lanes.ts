import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { ChainPlan } from '../stacks/chain-plan.js';
import type { EngineShared } from './engine-shared.js';
import type { PlaneChunks } from './plane-chunks.js';
import type { SeriesTask, SeriesTaskPlane, SeriesTaskResult } from './series-task.js';
import type { StackSeries } from './stack-series.js';

/** What workers made of some places of a series, in the order of the places. */
export interface LaneResult {
  readonly places: readonly number[];
  readonly result: SeriesTaskResult;
}

/** Has workers read planes, see them through a chain, and measure or add them up. */
export type SeriesLanes = (
  places: Iterable<number>,
  what: SeriesTask['what'],
  options: Abortable,
) => AsyncGenerator<LaneResult, void, undefined>;

export interface LanesInput {
  readonly chunks: PlaneChunks;
  readonly series: StackSeries;
  readonly shared: EngineShared;
  readonly plan: ChainPlan;
  readonly references: ReadonlyMap<string, Float32Array>;
  readonly masks: ReadonlyMap<string, Uint8Array>;
}

/** Bytes of planes in one task, and at most so many planes. */
const taskBytes = 32 << 20;
const mostPlanes = 256;
/** Of sums that workers make of a file that they read: more planes at once, for every task's sums have to be added up again. */
const sumsTaskBytes = 256 << 20;
/** Of the memory for planes, what all tasks under way may hold together. */
const lanesShare = 0.25;
/** Less work is done sooner than a worker starts. */
const leastBytes = 16 << 20;

/**
 * Lanes over `total` planes of a series; nothing where workers cannot help: there are none, it is little work, planes depend on their
 * neighbours (sliding means), or the stack does not let its bytes be planned.
 */
export function seriesLanes(input: LanesInput, total: number): SeriesLanes | undefined {
  const { chunks, plan, shared } = input;
  const { workers } = shared.ports;
  const isSliding = plan.references.some(({ kind }) => kind === 'sliding');
  if (workers === undefined || isSliding || chunks.stack.prepare === undefined || total * chunks.planeBytes < leastBytes) return undefined;
  return async function* (places, what, { signal }) {
    const atOnce = workers.size + 1;
    const held = Math.min(taskBytes, (shared.scheduler.budgetBytes * lanesShare) / atOnce);
    const most = what.kind === 'reduce' && (await isReadThere(input, signal)) ? sumsTaskBytes : held;
    const fair = Math.ceil(total / (2 * workers.size));
    const groups = grouped(places, Math.max(1, Math.min(mostPlanes, fair, Math.floor(most / chunks.planeBytes))));
    const running: Promise<LaneResult>[] = [];
    const fill = (): void => {
      while (running.length < atOnce) {
        const step = groups.next();
        if (step.done) return;
        const work = runGroup(input, step.value, what, signal);
        work.catch(() => undefined);
        running.push(work);
      }
    };
    for (fill(); running.length > 0; fill()) {
      throwIfAborted(signal);
      const done = await running[0]!;
      running.shift();
      fill();
      yield done;
    }
  };
}

/** Whether workers read the planes themselves, so that a task holds none. */
async function isReadThere({ chunks, series, shared }: LanesInput, signal: AbortSignal | undefined): Promise<boolean> {
  if (shared.ports.workers?.readsFiles !== true) return false;
  const { file } = await chunks.stack.prepare!(series.indexAt(0), { signal, filesToo: true });
  return file !== undefined;
}

async function runGroup(
  { chunks, series, shared, plan, references, masks }: LanesInput,
  places: readonly number[],
  what: SeriesTask['what'],
  signal: AbortSignal | undefined,
): Promise<LaneResult> {
  const workers = shared.ports.workers!;
  const planes: SeriesTaskPlane[] = [];
  let file: SeriesTask['file'];
  for (const at of places) {
    const prepared = await chunks.stack.prepare!(series.indexAt(at), { signal, filesToo: workers.readsFiles === true });
    planes.push({ at, jobs: prepared.jobs });
    file ??= prepared.file;
  }
  const type = chunks.stack.facts.dtype;
  const result = await workers.run({ kind: 'series', planes, file, type, plan, references, masks, what }, { signal });
  return { places, result };
}

function* grouped(places: Iterable<number>, size: number): Generator<readonly number[], void, undefined> {
  let group: number[] = [];
  for (const at of places) {
    group.push(at);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
