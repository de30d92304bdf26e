import { describe, expect, it } from 'vitest';
import { BlobSource } from '../../src/bytes/blob-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { MemoryStore } from '../../src/bytes/memory-store.js';
import { type Plan, runPlan } from '../../src/bytes/plan.js';
import { expectedBytes } from './slow-source.js';

describe('BlobSource', () => {
  it('reads slices of a blob', async () => {
    const source = new BlobSource(new Blob([expectedBytes(0, 100), expectedBytes(100, 900)]), 'dropped.raw');
    expect([source.byteLength, source.path]).toEqual([1000, 'dropped.raw']);
    expect(await source.read(90, 20)).toEqual(expectedBytes(90, 20));
    await expect(source.read(990, 20)).rejects.toMatchObject({ code: 'out-of-range' });
    const controller = new AbortController();
    controller.abort();
    await expect(source.read(0, 1, controller)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('takes its fingerprint from size, time and bytes', async () => {
    const of = (bytes: Uint8Array): Promise<string> => new BlobSource(new Blob([new Uint8Array(bytes)])).fingerprint();
    expect(await of(expectedBytes(0, 9000))).toBe(await of(expectedBytes(0, 9000)));
    expect(await of(expectedBytes(0, 9000))).not.toBe(await of(expectedBytes(1, 9000)));
    expect(await of(new Uint8Array(0))).toBeTypeOf('string');
  });
});

describe('MemoryStore', () => {
  it('lists names in natural order and opens them', async () => {
    const store = new MemoryStore({ 'a/10.raw': new Uint8Array(3), 'a/9.raw': new Uint8Array(2), 'b.raw': new Uint8Array(1) });
    expect(await store.names('a')).toEqual({ files: ['9.raw', '10.raw'], folders: [] });
    expect(await store.names('')).toEqual({ files: ['b.raw'], folders: ['a'] });
    expect(await store.stat('a/10.raw')).toEqual({ name: 'a/10.raw', byteLength: 3 });
    await expect(store.names('c')).rejects.toMatchObject({ code: 'not-found' });
    expect((await store.open('b.raw')).byteLength).toBe(1);
    await expect(store.open('c.raw')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('runPlan', () => {
  function* twoRounds(): Plan<number> {
    const [a] = yield [{ offset: 3, length: 1 }];
    const [b, c] = yield [
      { offset: a![0]!, length: 1 },
      { offset: 0, length: 2 },
    ];
    return b![0]! + c!.length;
  }

  it('feeds a plan what it asks for, round by round, and counts', async () => {
    const source = new MemorySource(Uint8Array.of(9, 8, 7, 1));
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    expect(await runPlan(source, twoRounds(), { cost })).toBe(10);
    expect(cost).toEqual({ rounds: 2, ranges: 3, bytes: 4 });
    const synchronous = new MemorySource(Uint8Array.of(9, 8, 7, 1), 'memory', { synchronous: true });
    expect(await runPlan(synchronous, twoRounds())).toBe(10);
  });

  it('is truncated past the end, aborted by its signal, and a bug when it does not settle', async () => {
    const source = new MemorySource(new Uint8Array(2));
    await expect(runPlan(source, twoRounds())).rejects.toMatchObject({ code: 'truncated' });
    await expect(runPlan(new MemorySource(new Uint8Array(9)), twoRounds(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    function* endless(): Plan<never> {
      for (;;) yield [{ offset: 0, length: 1 }];
    }
    await expect(runPlan(source, endless())).rejects.toMatchObject({ code: 'internal' });
  });
});
