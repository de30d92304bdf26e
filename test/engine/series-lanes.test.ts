import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { ChainedSeries } from '../../src/engine/chained-series.js';
import { createEngineShared, type EngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openPlaneSource } from '../../src/engine/open-plane-source.js';
import type { WorkerHost } from '../../src/engine/ports.js';
import { reduceSeries } from '../../src/engine/reduce-series.js';
import { traceSeries } from '../../src/engine/trace-series.js';
import { runWorkerTask, type WorkerResult, type WorkerTask } from '../../src/engine/worker-task.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { ChainStep, Reduction } from '../../src/stacks/plane-want.js';
import { testPorts } from './host-fixture.js';
import { ramp } from './stack-fixture.js';

const kernels = createTwinKernels();

/** Runs tasks as a worker would get and give them. */
class PostingWorkers implements WorkerHost {
  readonly size = 2;
  readonly tasks: WorkerTask[] = [];

  async run<Task extends WorkerTask>(task: Task): Promise<WorkerResult<Task>> {
    this.tasks.push(task);
    return structuredClone(runWorkerTask(structuredClone(task), kernels, knownEventFormats.decodeChunk).result) as WorkerResult<Task>;
  }

  async close(): Promise<void> {}
}

function sharedWith(workers: WorkerHost | undefined): EngineShared {
  return createEngineShared({ kernels, ports: { ...testPorts, workers }, formats: knownEventFormats, budgetBytes: 32 << 20 });
}

const planes = 46;
const cube = ramp(planes, 480, 640);
const chain: readonly ChainStep[] = [
  { kind: 'divide', by: { kind: 'range', of: 'mean', first: 0, last: 9 }, amount: 0.5 },
  { kind: 'mask', shape: { kind: 'ellipse', x0: 10, y0: 20, x1: 300, y1: 200 }, inverted: true },
  { kind: 'crop', rectangle: { x0: 2, y0: 3, x1: 600, y1: 400 } },
  { kind: 'rotate' },
];

async function open(workers: WorkerHost | undefined, steps: readonly ChainStep[]) {
  const shared = sharedWith(workers);
  const stack = await openPlaneSource(new MemorySource(cube, 'cube.npy'), 'cube.npy', shared);
  const chained = await ChainedSeries.open({ stack, shared }, { place: { t: 0, c: 0, z: 0 }, axis: 'T', chain: steps });
  await chained.prepare();
  return { input: { ...chained.input, budgetBytes: 64 << 20 }, release: () => chained.release() };
}

describe('workers', () => {
  it.each([
    ['mean', []],
    ['max', []],
    ['std', chain],
  ] as const)('reduce to the %s of planes as this thread does', async (of: Reduction, steps: readonly ChainStep[]) => {
    const workers = new PostingWorkers();
    const [apart, here] = [await open(workers, steps), await open(undefined, steps)];
    const reduction = { of, first: 2, last: planes - 1 };
    const theirs = await reduceSeries({ ...apart.input, reduction });
    const ours = await reduceSeries({ ...here.input, reduction });
    expect(workers.tasks.length).toBeGreaterThan(2);
    const apartBy = theirs.reduce((most, value, i) => {
      const own = ours[i]!;
      if (Number.isNaN(value) && Number.isNaN(own)) return most;
      return Math.max(most, Math.abs(value - own) / Math.max(1, Math.abs(own)));
    }, 0);
    expect(apartBy).toBeLessThan(1e-6);
    apart.release();
    here.release();
  });

  it('trace as this thread does', async () => {
    const workers = new PostingWorkers();
    const [apart, here] = [await open(workers, chain), await open(undefined, chain)];
    const want = { range: { first: 0, last: planes - 1 }, shape: { kind: 'ellipse', x0: 5, y0: 5, x1: 150, y1: 90 } as const };
    expect(await traceSeries({ ...apart.input, ...want })).toEqual(await traceSeries({ ...here.input, ...want }));
    apart.release();
    here.release();
  });
});
