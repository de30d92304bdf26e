import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { makeFrame, makeFrameAtOnce } from '../../src/engine/make-frame.js';
import { openEventSource } from '../../src/engine/open-event-source.js';
import { FrameAccumulators } from '../../src/events/frame-accumulators.js';
import { type FrameWant, representations } from '../../src/events/frame-want.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { datSource, type TestEvent } from './dat-recording.js';
import { testPorts } from './host-fixture.js';
import { smallChunks } from './small-chunks.js';

const width = 6;
const height = 5;
const event = fc.record({
  t: fc.nat(20_000),
  x: fc.nat(width),
  y: fc.nat(height - 1),
  p: fc.constantFrom<0 | 1>(0, 1),
});
const list = fc.array(event, { minLength: 1, maxLength: 120 });
const want: fc.Arbitrary<FrameWant> = fc.record({
  endMicros: fc.nat(22_000),
  window: fc.oneof(
    fc.record({ kind: fc.constant('time' as const), micros: fc.integer({ min: 1, max: 15_000 }) }),
    fc.record({ kind: fc.constant('count' as const), events: fc.integer({ min: 1, max: 150 }) }),
  ),
  representation: fc.constantFrom(...representations),
  tauMicros: fc.integer({ min: 1, max: 20_000 }),
  regions: fc.array(fc.constantFrom({ x0: 1, y0: 1, x1: 4, y1: 3 }, { x0: 0, y0: 0, x1: 6, y1: 5 }), { maxLength: 2 }),
  beside: fc.array(fc.constantFrom(...representations), { maxLength: 3 }),
});

/** The same frame, event by event. */
function bruteForce(events: readonly TestEvent[], { endMicros, window, representation, tauMicros, regions }: FrameWant) {
  const before = events.filter(({ t }) => t < endMicros);
  const shown = window.kind === 'time' ? before.filter(({ t }) => t >= endMicros - window.micros) : before.slice(-window.events);
  const pixels = new Array<number>(width * height * (representation === 'perPolarityCount' ? 2 : 1)).fill(0);
  for (const { t, x, y, p } of shown) {
    if (x >= width) continue;
    const at = y * width + x;
    if (representation === 'polarity') pixels[at] = p + 1;
    else if (representation === 'signedCount') pixels[at]! += p === 1 ? 1 : -1;
    else if (representation === 'perPolarityCount') pixels[2 * at + 1 - p]! += 1;
    else pixels[at] = (p === 1 ? 1 : -1) * Math.round(32_767 * Math.exp(-(endMicros - t) / tauMicros));
  }
  const inside = shown.map(({ x, y, p }) => regions.map(({ x0, y0, x1, y1 }) => (x >= x0 && x < x1 && y >= y0 && y < y1 ? p : -1)));
  return {
    pixels,
    events: shown.length,
    on: shown.filter(({ p }) => p === 1).length,
    regions: regions.map((_, i) => [inside.filter((hit) => hit[i] === 1).length, inside.filter((hit) => hit[i] === 0).length]),
  };
}

async function open(events: readonly TestEvent[], recordsPerChunk: number) {
  const formats = smallChunks(recordsPerChunk);
  const shared = createEngineShared({ kernels: createTwinKernels(), ports: testPorts, formats });
  const recording = await openEventSource(datSource(events, width, height), 'test.dat', shared);
  return { recording, accumulators: new FrameAccumulators(shared.kernels) };
}

async function checkFrame(events: readonly TestEvent[], one: FrameWant, made: Awaited<ReturnType<typeof makeFrame>>): Promise<void> {
  const expected = bruteForce(events, one);
  const { frame } = made;
  expect({ events: frame.events, on: frame.on, regions: frame.regions }).toEqual({
    events: expected.events,
    on: expected.on,
    regions: expected.regions,
  });
  const pictures = [frame, ...frame.beside];
  expect(pictures.map((picture) => picture.representation)).toEqual([one.representation, ...(one.beside ?? [])]);
  for (const { representation, pixels, least, greatest } of pictures) {
    const right = bruteForce(events, { ...one, representation }).pixels;
    if (representation !== 'timeSurface') expect([...pixels]).toEqual(right);
    else for (const [i, value] of pixels.entries()) expect(Math.abs(value - right[i]!)).toBeLessThanOrEqual(1);
    if (representation === 'polarity') expect([least, greatest]).toEqual([0, 2]);
    else if (representation === 'timeSurface') expect([least, greatest]).toEqual([-32_767, 32_767]);
    else expect([least, greatest]).toEqual([Math.min(...pixels), Math.max(...pixels)]);
  }
}

describe('frames', () => {
  it('equal a brute-force sum of an ascending recording that was never read before', async () => {
    const sorted = list.map((events) => events.toSorted((a, b) => a.t - b.t));
    await fc.assert(
      fc.asyncProperty(
        sorted,
        fc.integer({ min: 1, max: 20 }),
        fc.array(want, { minLength: 1, maxLength: 4 }),
        async (events, size, wants) => {
          const { recording, accumulators } = await open(events, size);
          for (const one of wants) {
            await checkFrame(events, one, await makeFrame(recording, accumulators, one));
            const again = makeFrameAtOnce(recording, accumulators, one);
            if (again !== undefined) await checkFrame(events, one, again);
          }
          await recording.close();
        },
      ),
    );
  });

  it('equal a brute-force sum of any recording, and are exact, after a survey', async () => {
    await fc.assert(
      fc.asyncProperty(
        list,
        fc.integer({ min: 1, max: 20 }),
        fc.array(want, { minLength: 1, maxLength: 4 }),
        async (events, size, wants) => {
          const { recording, accumulators } = await open(events, size);
          await recording.survey();
          for (const one of wants) {
            const made = await makeFrame(recording, accumulators, one);
            expect(made.quality).toBe('exact');
            await checkFrame(events, one, made);
          }
          await recording.close();
        },
      ),
    );
  });

  it('give columns by time and by index as they are in the file', async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.integer({ min: 1, max: 20 }), fc.nat(130), fc.nat(130), async (events, size, fromIndex, toIndex) => {
        const { recording } = await open(events, size);
        const gather = async (range: Parameters<typeof recording.columns>[0]): Promise<TestEvent[]> => {
          const found: TestEvent[] = [];
          for await (const { baseMicros, length, t, x, y, p } of recording.columns(range)) {
            for (let i = 0; i < length; i += 1) found.push({ t: baseMicros + t[i]!, x: x[i]!, y: y[i]!, p: p[i] as 0 | 1 });
          }
          return found;
        };
        expect(await gather({ fromIndex, toIndex })).toEqual(events.slice(fromIndex, Math.max(fromIndex, toIndex)));
        await recording.survey();
        expect(await gather({ fromMicros: 500, toMicros: 9000 })).toEqual(events.filter(({ t }) => t >= 500 && t < 9000));
        await recording.close();
      }),
    );
  });
});
