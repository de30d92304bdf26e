import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type PlanCost, runPlan } from '../../../src/bytes/plan.js';
import { createHdf5Writer } from '../../../src/formats/hdf5-events/hdf5-writer.js';
import { CollectSink } from '../collect-sink.js';
import { columnsOf, openRecording, type PlainEvent } from '../read-recording.js';

const chunkEvents = 70_000;
const chunks = 300;
/** Rates that differ: interpolation alone does not find a time. */
const stepOf = (i: number): number => (i % (40 * chunkEvents) < 10 * chunkEvents ? 50 : 1);

/** Chunks are deflated once per content: only time differs, and only its first value. */
async function longRecording(): Promise<{ bytes: Uint8Array; starts: number[] }> {
  const sink = new CollectSink();
  const writer = createHdf5Writer(sink, { width: 640, height: 480, chunkEvents, deflate: (bytes) => zlibSync(bytes, { level: 1 }) });
  const starts: number[] = [];
  let micros = 1000;
  const [pattern] = columnsOf(
    Array.from({ length: chunkEvents }, (): PlainEvent => [0, 5, 6, 1]),
    chunkEvents,
  );
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const step = stepOf(chunk * chunkEvents);
    starts.push(micros);
    const t = Uint32Array.from({ length: chunkEvents }, (_, i) => i * step);
    await writer.write({ ...pattern!, baseMicros: micros, t });
    micros += chunkEvents * step;
  }
  await writer.finish();
  return { bytes: sink.bytes(), starts };
}

const freshCost = (): PlanCost => ({ rounds: 0, ranges: 0, bytes: 0 });

describe('a gzip HDF5 recording of 300 chunks', async () => {
  const { bytes, starts } = await longRecording();

  it('opens in few rounds, reading only the ends and the middle', async () => {
    const { layout, cost } = await openRecording(bytes, 'long.h5');
    expect(layout.chunkCount).toBe(chunks);
    expect(layout.eventsPerChunk).toBe(chunkEvents);
    expect(cost.rounds).toBeLessThanOrEqual(8);
    expect(cost.bytes).toBeLessThan(2_000_000);
  });

  it('finds times in at most five rounds without inflating chunks', async () => {
    for (const chunk of [1, 9, 10, 11, 150, 298, 299]) {
      const { layout, source } = await openRecording(bytes, 'long.h5');
      const cost = freshCost();
      expect(await runPlan(source, layout.locateTime(starts[chunk]! + 1), { cost })).toBe(chunk);
      expect(cost.rounds).toBeLessThanOrEqual(5);
      expect(cost.bytes).toBeLessThan(1_000_000);
      // An event at the very time a chunk starts may have a neighbour of the same time in the chunk before.
      expect(await runPlan(source, layout.locateTime(starts[chunk]!))).toBe(chunk - 1);
    }
  });

  it('answers for times before the start and after the end without reading', async () => {
    const { layout, source } = await openRecording(bytes, 'long.h5');
    const cost = freshCost();
    expect(await runPlan(source, layout.locateTime(-5), { cost })).toBe(0);
    expect(await runPlan(source, layout.locateTime(2 ** 40), { cost })).toBe(chunks - 1);
    expect(cost.rounds).toBe(0);
  });

  it('plans a chunk with the stored bytes of its four columns, once the index on the way is known', async () => {
    const { layout, source } = await openRecording(bytes, 'long.h5');
    await runPlan(source, layout.planChunk(123, undefined));
    const cost = freshCost();
    const job = await runPlan(source, layout.planChunk(124, undefined), { cost });
    expect(job.ranges).toHaveLength(4);
    expect(cost.rounds).toBeLessThanOrEqual(1);
  });

  it('samples times over the recording', async () => {
    const { layout, source } = await openRecording(bytes, 'long.h5');
    const samples = await runPlan(source, layout.sampleTimes(50));
    expect(samples.length).toBe(50);
    for (const { position, micros } of samples.slice(0, -1)) expect(micros).toBe(starts[position]);
    expect(samples.at(-1)).toEqual({ position: chunks, micros: layout.facts.lastMicros?.value });
  });
});
