import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { type PlanCost, runPlan } from '../../../src/bytes/plan.js';
import type { ClockProbe } from '../../../src/formats/search/clock-probe.js';
import { locateChunk } from '../../../src/formats/search/locate-chunk.js';

/** A recording whose chunks are one clock of four bytes each. */
function chunksAt(times: readonly number[]): { readonly source: MemorySource; readonly probe: ClockProbe } {
  const words = Uint32Array.from(times);
  const probe: ClockProbe = {
    loopMicros: 2 ** 32,
    chunkBytes: 4,
    range: (offset) => ({ offset, length: 4 }),
    clock: (bytes) => ({ clockMicros: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true), offset: 0 }),
  };
  return { source: new MemorySource(new Uint8Array(words.buffer)), probe };
}

async function locate(times: readonly number[], micros: number): Promise<{ readonly chunk: number; readonly cost: PlanCost }> {
  const { source, probe } = chunksAt(times);
  const cost: PlanCost = { rounds: 0, ranges: 0, bytes: 0 };
  const last = times.length - 1;
  const anchors = [...new Set([0, last])].map((chunk) => ({ chunk, offset: 4 * chunk, micros: times[chunk]! }));
  return { chunk: await runPlan(source, locateChunk(micros, times.length, anchors, probe), { cost }), cost };
}

describe('locateChunk', () => {
  it('finds the last chunk that begins earlier, whatever the times', async () => {
    const gaps = fc.array(fc.oneof(fc.nat(3), fc.nat(100_000)), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.double({ min: -0.1, max: 1.1, noNaN: true }), async (steps, share) => {
        let now = 5;
        const times = steps.map((step) => {
          now += step;
          return now;
        });
        const micros = Math.round(share * now);
        const { chunk, cost } = await locate(times, micros);
        expect(chunk).toBe(
          Math.max(
            0,
            times.findLastIndex((time) => time < micros),
          ),
        );
        expect(cost.rounds).toBeLessThanOrEqual(Math.ceil(Math.log(Math.max(2, times.length)) / Math.log(9)));
      }),
      { numRuns: 300 },
    );
  });

  it('takes one round where events come at an even rate', async () => {
    const times = Array.from({ length: 10_000 }, (_, chunk) => chunk * 1_000 + ((chunk * 7) % 400));
    for (const micros of [1_234, 999_500, 5_000_001, 9_998_000]) {
      const { chunk, cost } = await locate(times, micros);
      expect(chunk).toBe(times.findLastIndex((time) => time < micros));
      expect(cost.rounds).toBe(1);
      expect(cost.ranges).toBeLessThanOrEqual(16);
    }
  });
});
