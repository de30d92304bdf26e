import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkTimes } from '../../src/events/chunk-times.js';
import { planLastChunk, planTimeWindow } from '../../src/events/plan-window.js';
import { isAscending, trimColumns, trimCount } from '../../src/events/trim-columns.js';
import type { EventColumns } from '../../src/shapes/event-columns.js';
import type { EventIndex } from '../../src/shapes/event-index.js';

function columnsOf(times: readonly number[], baseMicros = 0): EventColumns {
  const length = times.length;
  return {
    baseMicros,
    length,
    t: Uint32Array.from(times),
    x: Uint16Array.from(times, (_, i) => i),
    y: new Uint16Array(length),
    p: new Uint8Array(length),
  };
}

const taken = (run: (take: (columns: EventColumns, from: number, to: number) => void) => void): number[] => {
  const places: number[] = [];
  run((columns, from, to) => places.push(...Array.from(columns.x.subarray(from, to))));
  return places;
};

const times = fc.array(fc.nat(60), { maxLength: 40 });
const sortedOrNot = fc.oneof(
  times,
  times.map((values) => values.toSorted((a, b) => a - b)),
);

describe('trimming columns', () => {
  it('takes the events of a time window, ascending or not', () => {
    fc.assert(
      fc.property(sortedOrNot, fc.nat(50), fc.integer({ min: -5, max: 70 }), fc.integer({ min: -5, max: 70 }), (values, base, from, to) => {
        const columns = columnsOf(values, base);
        const expected = values.flatMap((t, i) => (t + base >= from && t + base < to ? [i] : []));
        let count = -1;
        const places = taken((take) => {
          count = trimColumns(columns, isAscending(columns), from, to, take);
        });
        expect(places).toEqual(expected);
        expect(count).toBe(expected.length);
        expect(taken((take) => trimColumns(columns, false, from, to, take))).toEqual(expected);
      }),
    );
  });

  it('takes the events before a time without the first few', () => {
    fc.assert(
      fc.property(sortedOrNot, fc.nat(70), fc.nat(45), (values, before, skip) => {
        const columns = columnsOf(values);
        const expected = values.flatMap((t, i) => (t < before ? [i] : []));
        let count = -1;
        const places = taken((take) => {
          count = trimCount(columns, isAscending(columns), before, skip, take);
        });
        expect(places).toEqual(expected.slice(skip));
        expect(count).toBe(expected.length);
      }),
    );
  });
});

/** A recording as times per chunk. */
const chunked = fc.array(fc.array(fc.nat(2000), { maxLength: 5 }), { minLength: 1, maxLength: 8 });

function indexOf(chunks: readonly (readonly number[])[]): EventIndex {
  const ordinals = [0];
  for (const chunk of chunks) ordinals.push(ordinals.at(-1)! + chunk.length);
  return {
    chunkCount: chunks.length,
    ordinals: Float64Array.from(ordinals),
    minMicros: Float64Array.from(chunks, (chunk) => (chunk.length === 0 ? Number.NaN : Math.min(...chunk))),
    maxMicros: Float64Array.from(chunks, (chunk) => (chunk.length === 0 ? Number.NaN : Math.max(...chunk))),
    stateLength: 0,
    states: new Float64Array(0),
    sorted: false,
  };
}

describe('planning windows', () => {
  it('names exactly the chunks that hold or span the window once everything is known, sorted or not', () => {
    fc.assert(
      fc.property(chunked, fc.nat(2000), fc.nat(2000), (chunks, from, to) => {
        const known = new ChunkTimes(chunks.length);
        known.learnAll(indexOf(chunks));
        const plan = planTimeWindow(known, from, to, new Map());
        const needed = chunks.flatMap((chunk, i) => (chunk.some((t) => t >= from && t < to) ? [i] : []));
        expect(plan.kind).toBe('chunks');
        if (plan.kind !== 'chunks') return;
        for (const chunk of needed) expect(plan.chunks).toContain(chunk);
        for (const chunk of plan.chunks) {
          expect(Math.min(...chunks[chunk]!)).toBeLessThan(to);
          expect(Math.max(...chunks[chunk]!)).toBeGreaterThanOrEqual(from);
        }
        const last = planLastChunk(known, to, new Map());
        expect(last).toEqual({ kind: 'chunks', chunks: chunks.some((chunk) => chunk.some((t) => t < to)) ? [expect.any(Number)] : [] });
        if (last.kind === 'chunks' && last.chunks.length > 0) {
          expect(last.chunks[0]).toBe(chunks.findLastIndex((chunk) => chunk.some((t) => t < to)));
        }
      }),
    );
  });

  it('misses no event of ascending chunks, whatever is known already and wherever a search lands at or before them', () => {
    const ascending = fc
      .array(fc.nat(3000), { minLength: 1, maxLength: 30 })
      .map((values) => values.toSorted((a, b) => a - b))
      .chain((values) => fc.tuple(fc.constant(values), fc.integer({ min: 1, max: 6 })));
    fc.assert(
      fc.property(
        ascending,
        fc.array(fc.nat(30)),
        fc.nat(3000),
        fc.integer({ min: 1, max: 1500 }),
        fc.nat(3),
        fc.nat(1),
        ([values, size], learn, from, length, early, spanKnown) => {
          const chunks: number[][] = [];
          for (let at = 0; at < values.length; at += size) chunks.push(values.slice(at, at + size));
          const known = new ChunkTimes(
            chunks.length,
            size,
            spanKnown === 0 ? undefined : { firstMicros: values[0]!, lastMicros: values.at(-1)! },
          );
          for (const i of learn) {
            const chunk = chunks[i % chunks.length]!;
            known.learn(i % chunks.length, Math.min(...chunk), Math.max(...chunk), chunk.length);
          }
          const to = from + length;
          const located = new Map<number, number>();
          let plan = planTimeWindow(known, from, to, located);
          for (let round = 0; plan.kind !== 'chunks'; round += 1) {
            expect(round).toBeLessThan(2 + chunks.length);
            if (plan.kind === 'read') {
              const chunk = chunks[plan.chunk]!;
              expect(known.timesOf(plan.chunk)).toBeUndefined();
              known.learn(plan.chunk, Math.min(...chunk), Math.max(...chunk), chunk.length);
            } else {
              for (const micros of plan.micros) {
                const first = chunks.findIndex((chunk) => Math.max(...chunk) >= micros);
                const found = first < 0 ? chunks.length : first;
                located.set(micros, micros === from ? Math.max(0, Math.min(found, chunks.length - 1) - early) : found);
              }
            }
            plan = planTimeWindow(known, from, to, located);
          }
          const needed = chunks.flatMap((chunk, i) => (chunk.some((t) => t >= from && t < to) ? [i] : []));
          for (const chunk of needed) expect(plan.chunks).toContain(chunk);
        },
      ),
    );
  });

  it('asks for nothing that it can tell', () => {
    const known = new ChunkTimes(1000, 10);
    known.learn(0, 0, 999, 10);
    known.learn(1, 1000, 1999, 10);
    known.learn(2, 2000, 2999, 10);
    expect(planTimeWindow(known, 500, 1500, new Map())).toEqual({ kind: 'chunks', chunks: [0, 1] });
    expect(planTimeWindow(known, 1200, 5000, new Map())).toEqual({ kind: 'locate', micros: [5128] });
    known.grow(1001);
    expect(known.chunkCount).toBe(1001);
    expect(known.timesOf(1)).toEqual({ minMicros: 1000, maxMicros: 1999 });
  });
});
