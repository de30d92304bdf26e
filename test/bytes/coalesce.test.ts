import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCoalescing } from '../../src/bytes/coalesce.js';
import { CountingSource } from '../../src/bytes/counting-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { expectedBytes, SlowSource } from './slow-source.js';

const options = { gapBytes: 20, pieceBytes: 200 };

describe('withCoalescing', () => {
  it('joins near ranges of one tick into one read', async () => {
    const source = new MemorySource(expectedBytes(0, 1000));
    const joined = withCoalescing(source, options);
    const wanted = [
      [500, 10],
      [100, 30],
      [140, 20],
      [120, 5],
      [181, 10],
      [500, 10],
    ] as const;
    const bytes = await Promise.all(wanted.map(([offset, length]) => joined.read(offset, length)));
    expect(bytes).toEqual(wanted.map(([offset, length]) => expectedBytes(offset, length)));
    expect(source.reads).toEqual([
      { offset: 100, length: 60 },
      { offset: 181, length: 10 },
      { offset: 500, length: 10 },
    ]);
  });

  it('reads no more than a piece at once', async () => {
    const source = new MemorySource(expectedBytes(0, 1000));
    const joined = withCoalescing(source, options);
    expect(await joined.read(10, 450)).toEqual(expectedBytes(10, 450));
    expect(source.reads).toEqual([
      { offset: 10, length: 200 },
      { offset: 210, length: 200 },
      { offset: 410, length: 50 },
    ]);
    await Promise.all([joined.read(0, 150), joined.read(150, 150)]);
    expect(source.reads.slice(3)).toEqual([
      { offset: 0, length: 150 },
      { offset: 150, length: 150 },
    ]);
  });

  it('aborts a joined read with its last reader', async () => {
    const source = new SlowSource(1000);
    const joined = withCoalescing(source, options);
    const [first, second] = [new AbortController(), new AbortController()];
    const reads = [joined.read(0, 10, { signal: first.signal }), joined.read(10, 10, { signal: second.signal })];
    await Promise.resolve();
    first.abort();
    await expect(reads[0]).rejects.toMatchObject({ code: 'aborted' });
    expect(source.reads.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort();
    await expect(reads[1]).rejects.toMatchObject({ code: 'aborted' });
    expect(source.reads.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('fails every reader of a read that failed, and reads anew', async () => {
    const source = new SlowSource(1000);
    const joined = withCoalescing(source, options);
    const reads = Promise.allSettled([joined.read(0, 10), joined.read(10, 10)]);
    await Promise.resolve();
    source.fail(new Error('no'));
    expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = joined.read(0, 10);
    await Promise.resolve();
    source.release();
    expect(await again).toEqual(expectedBytes(0, 10));
  });

  it('reads as the source does, whatever the ranges', async () => {
    const ranges = fc.array(fc.tuple(fc.nat(999), fc.nat(600)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(ranges, async (drawn) => {
        const joined = withCoalescing(new MemorySource(expectedBytes(0, 1000)), options);
        const reads = drawn.map(([offset, length]) => [offset, Math.min(length, 1000 - offset)] as const);
        const bytes = await Promise.all(reads.map(([offset, length]) => joined.read(offset, length)));
        expect(bytes).toEqual(reads.map(([offset, length]) => expectedBytes(offset, length)));
      }),
    );
  });
});

describe('CountingSource', () => {
  it('counts the bytes that arrived', async () => {
    const counting = new CountingSource(new MemorySource(expectedBytes(0, 100), 'memory', { synchronous: true }));
    await counting.read(0, 10);
    counting.readSync?.(5, 20);
    await expect(counting.read(99, 2)).rejects.toThrow();
    expect([counting.reads, counting.bytesRead]).toEqual([2, 30]);
  });
});
