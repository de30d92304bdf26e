import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanCost, runPlan } from '../../../src/bytes/plan.js';
import { openTextRecording, readChunks } from './read-text.js';

function lines(count: number, step = 10): string {
  return Array.from(
    { length: count },
    (_, i) => `${(i * step) / 1e6 < 1e-6 ? '0.000000' : ((i * step) / 1e6).toFixed(6)} ${i % 240} ${i % 180} ${i & 1}\n`,
  ).join('');
}

describe('chunks of text', () => {
  it('hold every line once, in the chunk in which it begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(1e6), fc.nat(239), fc.nat(179), fc.nat(1), fc.constantFrom('\n', '\r\n', '\n\n', '\n# note\n')), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 16, max: 400 }),
        fc.boolean(),
        async (rows, chunkBytes, ended) => {
          let text = '';
          const begins: number[] = [];
          for (const [t, x, y, p, end] of rows) {
            begins.push(text.length);
            text += `${t} ${x} ${y} ${p}${end}`;
          }
          if (!ended) text = text.trimEnd();
          const { layout, source } = await openTextRecording(text, { columns: ['t', 'x', 'y', 'p'], timeUnit: 'us' }, { chunkBytes });
          const { chunks } = await readChunks(layout, source);
          expect(chunks.flat()).toEqual(rows.map(([t, x, y, p]) => ({ t, x, y, p })));
          expect(chunks.map(({ length }) => length)).toEqual(
            chunks.map((_, chunk) => begins.filter((begin) => Math.floor(begin / chunkBytes) === chunk).length),
          );
        },
      ),
    );
  });

  it('skips a line longer than a chunk without reading it whole', async () => {
    const text = `${lines(50)}${'7 '.repeat(5000)}\n${lines(50)}`;
    const { layout, source } = await openTextRecording(text, {}, { chunkBytes: 2048 });
    const { chunks, dropped } = await readChunks(layout, source);
    expect(chunks.flat().length).toBe(100);
    expect(dropped).toBe(1);
    expect(Math.max(...source.reads.map(({ length }) => length))).toBeLessThanOrEqual(2048 + 1026);
  });
});

describe('opening and searching text', () => {
  const text = lines(40_000);

  it('reads six places and the tail beyond the head, in one round', async () => {
    const cost: PlanCost = { rounds: 0, ranges: 0, bytes: 0 };
    const { layout } = await openTextRecording(text, {}, { cost });
    expect(cost).toEqual({ rounds: 1, ranges: 7, bytes: 7 * 8192 });
    expect(layout.facts.lastMicros).toEqual({ value: 399_990, exactness: 'exact' });
    expect(Math.abs(layout.facts.events.value - 40_000)).toBeLessThan(400);
  });

  it('finds the chunk of a time in few rounds', async () => {
    const chunkBytes = 4096;
    const { layout, source } = await openTextRecording(text, {}, { chunkBytes });
    const { chunks } = await readChunks(layout, source);
    for (const micros of [-5, 0, 1, 9, 10, 123_456, 123_460, 399_990, 400_000]) {
      const cost: PlanCost = { rounds: 0, ranges: 0, bytes: 0 };
      const chunk = await runPlan(source, layout.locateTime(micros), { cost });
      const wanted = chunks.findIndex((events) => events.some(({ t }) => t >= micros));
      expect(chunk).toBeLessThanOrEqual(wanted === -1 ? layout.chunkCount - 1 : wanted);
      if (wanted > 0) expect(chunk).toBeGreaterThanOrEqual(wanted - 1);
      expect(cost.rounds).toBeLessThanOrEqual(2);
      expect(cost.bytes).toBeLessThanOrEqual(32 * 256);
    }
  });

  it('samples times in one round', async () => {
    const { layout, source } = await openTextRecording(text, {}, { chunkBytes: 4096 });
    const cost: PlanCost = { rounds: 0, ranges: 0, bytes: 0 };
    const times = await runPlan(source, layout.sampleTimes(64), { cost });
    expect(cost).toEqual({ rounds: 1, ranges: 63, bytes: 63 * 256 });
    expect(times.length).toBe(64);
    for (const [index, { position, micros }] of times.entries()) {
      if (index > 0) expect(micros).toBeGreaterThan(times[index - 1]!.micros);
      expect(Math.abs(micros / 400_000 - position / layout.chunkCount)).toBeLessThan(0.02);
    }
  });

  it('grows', async () => {
    const bytes = new TextEncoder().encode(text);
    const half = bytes.subarray(0, bytes.length >> 1);
    const { layout } = await openTextRecording(half, {}, { chunkBytes: 4096 });
    const grown = layout.grow?.(bytes.length);
    const { source } = await openTextRecording(bytes);
    const { chunks } = await readChunks(grown!, source);
    expect(chunks.flat().length).toBe(40_000);
    expect(grown?.facts.lastMicros).toMatchObject({ exactness: 'provisional', growing: true });
  });
});
