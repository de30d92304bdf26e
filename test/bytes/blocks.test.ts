import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBlocks } from '../../src/bytes/blocks.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { expectedBytes, SlowSource } from './slow-source.js';

const blockBytes = 100;

describe('withBlocks', () => {
  it('reads missing blocks that lie side by side in one piece, and no byte twice', async () => {
    const source = new MemorySource(expectedBytes(0, 1050));
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 10_000 });
    expect(await blocks.read(150, 100)).toEqual(expectedBytes(150, 100));
    expect(await blocks.read(90, 400)).toEqual(expectedBytes(90, 400));
    expect(await blocks.read(1040, 10)).toEqual(expectedBytes(1040, 10));
    expect(source.reads).toEqual([
      { offset: 100, length: 200 },
      { offset: 0, length: 100 },
      { offset: 300, length: 200 },
      { offset: 1000, length: 50 },
    ]);
    expect(blocks.cachedBytes).toBe(550);
  });

  it('gives bytes that nobody else writes to', async () => {
    const blocks = withBlocks(new MemorySource(expectedBytes(0, 200)), { blockBytes, budgetBytes: 10_000 });
    (await blocks.read(0, 50)).fill(9);
    expect(await blocks.read(0, 50)).toEqual(expectedBytes(0, 50));
  });

  it('counts bytes: holds no more than its budget and drops what was used longest ago', async () => {
    const source = new MemorySource(expectedBytes(0, 5000));
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 400 });
    for (const block of [0, 1, 2, 3, 0, 4]) await blocks.read(block * 100, 10);
    expect(blocks.cachedBytes).toBe(400);
    source.reads.length = 0;
    await blocks.read(0, 10);
    await blocks.read(100, 10);
    expect(source.reads).toEqual([{ offset: 100, length: 100 }]);
    await blocks.read(0, 4000);
    expect(blocks.cachedBytes).toBe(400);
    blocks.setBudget(150);
    expect(blocks.cachedBytes).toBe(100);
  });

  it('shares reads in flight', async () => {
    const source = new SlowSource(1000);
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 10_000 });
    const reads = [blocks.read(10, 50), blocks.read(60, 80), blocks.read(0, 10)];
    await Promise.resolve();
    expect(source.reads.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 100],
      [100, 100],
    ]);
    source.release();
    expect(await Promise.all(reads)).toEqual([expectedBytes(10, 50), expectedBytes(60, 80), expectedBytes(0, 10)]);
  });

  it('forgets what failed', async () => {
    const source = new SlowSource(1000);
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 10_000 });
    const failed = blocks.read(0, 10);
    source.fail(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    const again = blocks.read(0, 10);
    source.release();
    expect(await again).toEqual(expectedBytes(0, 10));
    expect(source.reads).toHaveLength(2);
  });

  it('aborts a shared read with its last reader, down to the source', async () => {
    const source = new SlowSource(1000);
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 10_000 });
    const [first, second] = [new AbortController(), new AbortController()];
    const reads = [blocks.read(0, 10, { signal: first.signal }), blocks.read(5, 10, { signal: second.signal })];
    first.abort();
    await expect(reads[0]).rejects.toMatchObject({ code: 'aborted' });
    expect(source.reads[0]!.aborted).toBe(false);
    second.abort();
    await expect(reads[1]).rejects.toMatchObject({ code: 'aborted' });
    expect(source.reads[0]!.aborted).toBe(true);
    const again = blocks.read(0, 10);
    source.release();
    expect(await again).toEqual(expectedBytes(0, 10));
  });

  it('keeps readSync', () => {
    const source = new MemorySource(expectedBytes(0, 500), 'memory', { synchronous: true });
    const blocks = withBlocks(source, { blockBytes, budgetBytes: 10_000 });
    expect(blocks.readSync?.(50, 100)).toEqual(expectedBytes(50, 100));
    expect(blocks.readSync?.(120, 10)).toEqual(expectedBytes(120, 10));
    expect(source.reads).toEqual([{ offset: 0, length: 200 }]);
    expect(withBlocks(new MemorySource(new Uint8Array(1))).readSync).toBeUndefined();
  });

  it('refuses reads past the end', async () => {
    const blocks = withBlocks(new MemorySource(new Uint8Array(10)));
    await expect(blocks.read(5, 6)).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(blocks.read(-1, 2)).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('reads as the source does, whatever the ranges and the budget', async () => {
    const ranges = fc.array(fc.tuple(fc.nat(999), fc.nat(600)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(ranges, fc.integer({ min: 1, max: 300 }), fc.nat(5000), async (drawn, size, budgetBytes) => {
        const blocks = withBlocks(new MemorySource(expectedBytes(0, 1000)), { blockBytes: size, budgetBytes });
        const reads = drawn.map(([offset, length]) => [offset, Math.min(length, 1000 - offset)] as const);
        const bytes = await Promise.all(reads.map(([offset, length]) => blocks.read(offset, length)));
        expect(bytes).toEqual(reads.map(([offset, length]) => expectedBytes(offset, length)));
        expect(blocks.cachedBytes).toBeLessThanOrEqual(budgetBytes);
      }),
    );
  });
});
