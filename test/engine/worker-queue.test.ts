import { describe, expect, it } from 'vitest';
import type { ChunkTask } from '../../src/engine/chunk-task.js';
import { type QueueWorkerEvents, WorkerQueue } from '../../src/engine/worker-queue.js';

const task = (): ChunkTask => ({ job: { chunk: 0, ranges: [], spec: { format: 'dat' } }, bytes: [], binMicros: 64, extent: false });

describe('a queue of workers', () => {
  it('rejects the task of a worker that cannot be started, and tries again for the next', async () => {
    let started = 0;
    const queue = new WorkerQueue(1, () => {
      started += 1;
      throw new Error('not allowed');
    });
    const outcomes = await Promise.allSettled([queue.run(task()), queue.run(task())]);
    expect(outcomes).toMatchObject([
      { reason: { code: 'internal', message: 'not allowed' } },
      { reason: { code: 'internal', message: 'not allowed' } },
    ]);
    expect(started).toBe(2);
  });

  it('rejects a task that cannot be posted, and gives the worker the next', async () => {
    let posts = 0;
    const queue = new WorkerQueue(1, (events: QueueWorkerEvents) => ({
      post: () => {
        posts += 1;
        if (posts === 1) throw new Error('cannot be cloned');
        events.answered({ error: { code: 'corrupt', message: 'seen' } });
      },
      end: () => undefined,
    }));
    await expect(queue.run(task())).rejects.toMatchObject({ code: 'internal' });
    await expect(queue.run(task())).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('hears of a death once', async () => {
    const workers: QueueWorkerEvents[] = [];
    const queue = new WorkerQueue(1, (events) => {
      workers.push(events);
      return { post: () => queueMicrotask(() => events.died('struck')), end: () => undefined };
    });
    const first = queue.run(task());
    await expect(first).rejects.toMatchObject({ code: 'internal', message: 'struck' });
    workers[0]!.died('again');
    await expect(queue.run(task())).rejects.toMatchObject({ message: 'struck' });
    expect(workers).toHaveLength(2);
    await queue.close();
  });
});
