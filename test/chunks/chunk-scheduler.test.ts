import { describe, expect, it } from 'vitest';
import { ChunkScheduler, type LoadChunk } from '../../src/chunks/chunk-scheduler.js';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A load that the test finishes by hand. */
function manual(): {
  load: LoadChunk<string>;
  finish: (value: string, bytes?: number) => void;
  fail: (error: Error) => void;
  loads: () => number;
  aborted: () => boolean;
} {
  let loads = 0;
  let aborted = false;
  let finish: (value: string, bytes?: number) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const load: LoadChunk<string> = ({ signal }) => {
    loads += 1;
    return new Promise((resolve, reject) => {
      finish = (value, byteLength = 10) => resolve({ value, byteLength });
      fail = reject;
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(signal.reason);
      });
    });
  };
  return { load, finish: (value, bytes) => finish(value, bytes), fail: (error) => fail(error), loads: () => loads, aborted: () => aborted };
}

describe('ChunkScheduler', () => {
  it('shares what is in flight and what is resident', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 100 });
    const chunk = manual();
    const first = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: chunk.load });
    const second = scheduler.request({ key: 'a', tier: 'prefetch', expectedBytes: 10, load: chunk.load });
    expect(scheduler.peek('a')).toBeUndefined();
    chunk.finish('A');
    expect(await Promise.all([first.value, second.value])).toEqual(['A', 'A']);
    first.release();
    second.release();
    expect(scheduler.tier('a')).toBe('recent');
    const again = scheduler.peek('a');
    expect(again?.value).toBe('A');
    again?.release();
    expect(chunk.loads()).toBe(1);
    expect(scheduler.usedBytes).toBe(10);
  });

  it('aborts a load with its last consumer, not before', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 100 });
    const chunk = manual();
    const controller = new AbortController();
    const first = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: chunk.load }, { signal: controller.signal });
    const second = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: chunk.load });
    controller.abort();
    await expect(first.value).rejects.toMatchObject({ code: 'aborted' });
    expect(chunk.aborted()).toBe(false);
    second.release();
    expect(chunk.aborted()).toBe(true);
    await settle();
    expect(scheduler.usedBytes).toBe(0);
    const gone = new AbortController();
    gone.abort();
    const never = scheduler.request({ key: 'b', tier: 'visible', expectedBytes: 10, load: chunk.load }, { signal: gone.signal });
    await expect(never.value).rejects.toMatchObject({ code: 'aborted' });
    expect(chunk.loads()).toBe(1);
  });

  it('forgets a failure', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 100 });
    const chunk = manual();
    const first = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: chunk.load });
    chunk.fail(new Error('disk'));
    await expect(first.value).rejects.toThrow('disk');
    first.release();
    const second = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: chunk.load });
    chunk.finish('A');
    expect(await second.value).toBe('A');
  });

  it('loads visible chunks before prefetched ones and raises a prefetched one that becomes visible', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 1000, visibleAtOnce: 1, prefetchAtOnce: 1 });
    const started: string[] = [];
    const finishers = new Map<string, () => void>();
    const ask = (key: string, tier: 'visible' | 'prefetch'): unknown =>
      scheduler.request({
        key,
        tier,
        expectedBytes: 1,
        load: () => {
          started.push(key);
          return new Promise((resolve) => finishers.set(key, () => resolve({ value: key, byteLength: 1 })));
        },
      });
    ask('v1', 'visible');
    ask('p1', 'prefetch');
    ask('p2', 'prefetch');
    ask('v2', 'visible');
    ask('p2', 'visible');
    expect(started).toEqual(['v1']);
    for (const key of ['v1', 'p2', 'v2']) {
      await settle();
      finishers.get(key)?.();
    }
    await settle();
    expect(started).toEqual(['v1', 'p2', 'v2', 'p1']);
  });

  it('keeps its budget: recent ones leave first, then prefetched ones, visible ones stay', async () => {
    const evicted: string[] = [];
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 30, onEvict: (key) => evicted.push(key) });
    const ask = (key: string, tier: 'visible' | 'prefetch' = 'visible') =>
      scheduler.request({ key, tier, expectedBytes: 10, load: async () => ({ value: key, byteLength: 10 }) });
    const recent = ask('recent');
    await recent.value;
    recent.release();
    const ahead = ask('ahead', 'prefetch');
    await settle();
    const seen = [ask('v1'), ask('v2')];
    await Promise.all(seen.map((lease) => lease.value));
    expect(evicted).toEqual(['recent']);
    seen.push(ask('v3'));
    await seen[2]?.value;
    expect(evicted).toEqual(['recent', 'ahead']);
    ahead.release();
    expect(scheduler.usedBytes).toBe(30);
    const beyond = ask('beyond', 'prefetch');
    await settle();
    expect(scheduler.tier('beyond')).toBe('prefetch');
    expect(scheduler.has('beyond')).toBe(false);
    seen[0]?.release();
    await settle();
    expect(scheduler.usedBytes).toBeLessThanOrEqual(30);
    beyond.release();
    for (const lease of seen) lease.release();
    scheduler.budgetBytes = 5;
    expect(scheduler.usedBytes).toBe(0);
  });

  it('loads one visible chunk even when it is larger than the budget', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 5 });
    const lease = scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 10, load: async () => ({ value: 'A', byteLength: 10 }) });
    expect(await lease.value).toBe('A');
    lease.release();
    expect(scheduler.usedBytes).toBe(0);
  });

  it('gives a forgotten chunk anew and lets its holder finish', async () => {
    const evicted: string[] = [];
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 50, onEvict: (_, value) => evicted.push(value) });
    let version = 0;
    const ask = () =>
      scheduler.request({
        key: 'a',
        tier: 'visible',
        expectedBytes: 10,
        load: async () => {
          version += 1;
          return { value: `A${version}`, byteLength: 10 };
        },
      });
    const old = ask();
    await old.value;
    scheduler.forget('a');
    const next = ask();
    expect(await next.value).toBe('A2');
    expect(evicted).toEqual([]);
    old.release();
    expect(evicted).toEqual(['A1']);
    expect(scheduler.usedBytes).toBe(10);
  });

  it('tells whole bytes while chunks of a fractional expected size load', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 100 });
    const chunk = manual();
    scheduler.request({ key: 'a', tier: 'visible', expectedBytes: 9.25, load: chunk.load });
    expect(scheduler.usedBytes).toBe(10);
    chunk.finish('A', 7);
    await settle();
    expect(scheduler.usedBytes).toBe(7);
  });

  it('lets chunks that are made of others wait for these, however few load at once and however little fits', async () => {
    const scheduler = new ChunkScheduler<string>({ budgetBytes: 15, visibleAtOnce: 1 });
    const part = (key: string) =>
      scheduler.request({ key, tier: 'visible', expectedBytes: 10, load: async () => ({ value: key, byteLength: 10 }) });
    const composed = (name: string) =>
      scheduler.request({
        key: name,
        tier: 'visible',
        expectedBytes: 10,
        composed: true,
        load: async () => {
          const parts = [part(`${name}1`), part(`${name}2`)];
          const values = await Promise.all(parts.map(({ value }) => value));
          for (const lease of parts) lease.release();
          return { value: values.join(), byteLength: 10 };
        },
      });
    const leases = ['a', 'b', 'c'].map(composed);
    expect(await Promise.all(leases.map(({ value }) => value))).toEqual(['a1,a2', 'b1,b2', 'c1,c2']);
    for (const lease of leases) lease.release();
    expect(scheduler.usedBytes).toBeLessThanOrEqual(15);
  });
});
