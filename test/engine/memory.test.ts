import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnSlabs } from '../../src/engine/column-slabs.js';
import { ChunkCollector, releaseChunk } from '../../src/engine/decoded-chunk.js';
import { ReadBuffers } from '../../src/engine/read-buffers.js';
import type { EventColumns } from '../../src/shapes/event-columns.js';

const run = fc.record({
  baseMicros: fc.constantFrom(0, 100, 2 ** 31, 2 ** 32, 2 ** 33 + 7, -50),
  start: fc.constantFrom(0, 5, 2 ** 32 - 70_000),
  length: fc.oneof(fc.nat(40), fc.constantFrom(1024, 4097, 60_000)),
});

function columnsOf({ baseMicros, start, length }: { baseMicros: number; start: number; length: number }, seed: number): EventColumns {
  return {
    baseMicros,
    length,
    t: Uint32Array.from({ length }, (_, i) => start + i),
    x: Uint16Array.from({ length }, (_, i) => i * 3 + seed),
    y: Uint16Array.from({ length }, (_, i) => i * 5 + seed),
    p: Uint8Array.from({ length }, (_, i) => (i + seed) & 1),
  };
}

/** A number that tells of every event and of its place. */
function digest(parts: readonly EventColumns[]): { events: number; sum: number } {
  let events = 0;
  let sum = 0;
  for (const { baseMicros, length, t, x, y, p } of parts) {
    for (let i = 0; i < length; i += 1) {
      events += 1;
      sum = (sum * 31 + (baseMicros + t[i]!) * 7 + x[i]! * 5 + y[i]! * 3 + p[i]!) % 1_000_000_007;
    }
  }
  return { events, sum };
}

describe('decoded chunks', () => {
  it('hold every event in its order, in memory that is used again', () => {
    const slabs = new ColumnSlabs(() => 32 << 20);
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), (runs) => {
        const parts = runs.map((one, seed) => columnsOf(one, seed));
        const collector = new ChunkCollector(slabs);
        for (const part of parts) collector.add(part);
        const chunk = collector.finish({ chunk: 0, triggers: [], damage: undefined, readMillis: 0, decodeMillis: 0, loadedMillis: 0 });
        expect(digest(chunk.runs.map(({ columns }) => columns))).toEqual(digest(parts));
        const times = parts.flatMap(({ baseMicros, t, length }) => (length === 0 ? [] : [baseMicros + t[0]!, baseMicros + t[length - 1]!]));
        expect([chunk.minMicros, chunk.maxMicros]).toEqual(
          times.length === 0 ? [Number.NaN, Number.NaN] : [Math.min(...times), Math.max(...times)],
        );
        expect(chunk.byteLength).toBeGreaterThanOrEqual(9 * chunk.events);
        releaseChunk(chunk, slabs);
      }),
      { numRuns: 40 },
    );
    expect(slabs.idleBytes).toBeGreaterThan(0);
    expect(slabs.idleBytes).toBeLessThanOrEqual(32 << 20);
  });

  it('are taken from what was given back, within a limit', () => {
    let limitBytes = 9 * 65_536;
    const slabs = new ColumnSlabs(() => limitBytes);
    const [first, second] = [slabs.take(65_536), slabs.take(65_536)];
    slabs.give(first);
    slabs.give(second);
    expect(slabs.idleBytes).toBe(9 * 65_536);
    expect(slabs.take(60_000)).toBe(first);
    expect(slabs.take(1).capacity).toBe(1024);
    slabs.give(first);
    limitBytes = 9 * 65_535;
    slabs.trim();
    expect(slabs.idleBytes).toBe(0);
  });
});

describe('read buffers', () => {
  it('come back, unless they are small, parts of others, transferred or too many', () => {
    const buffers = new ReadBuffers(2 << 20);
    const whole = buffers.take(1 << 20);
    buffers.give([whole, new Uint8Array(100), new Uint8Array(2 << 20).subarray(0, 1 << 20)]);
    expect(buffers.idleBytes).toBe(1 << 20);
    expect(buffers.take(1 << 20)).toBe(whole);
    const moved = buffers.take(1 << 20);
    structuredClone(moved, { transfer: [moved.buffer] });
    buffers.give([moved]);
    expect(buffers.idleBytes).toBe(0);
    buffers.give([0, 1, 2].map(() => new Uint8Array(1 << 20)));
    expect(buffers.idleBytes).toBe(2 << 20);
    expect(buffers.keeps(4 << 20)).toBe(false);
  });
});
