import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PixelTally } from '../../src/events/pixel-tally.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { datSource, MadeUpDat, madeUpEvent, type TestEvent } from './dat-recording.js';
import { HostFixture } from './host-fixture.js';
import { smallChunks } from './small-chunks.js';

const list = fc.array(
  fc.record({ t: fc.nat(2_000), x: fc.nat(7), y: fc.nat(5), p: fc.constantFrom<0 | 1>(0, 1) }) satisfies fc.Arbitrary<TestEvent>,
  { minLength: 1, maxLength: 300 },
);

/** What every event of a list looked at one by one tells of a pixel. */
function naive(events: readonly TestEvent[], x: number, y: number, fromMicros: number, toMicros: number) {
  const those = events.filter((event) => event.x === x && event.y === y && event.t >= fromMicros && event.t < toMicros);
  const inOrder = those.toSorted((a, b) => a.t - b.t);
  const told = (event: TestEvent | undefined) => (event === undefined ? undefined : { micros: event.t, polarity: event.p });
  const on = those.filter(({ p }) => p === 1).length;
  return { on, off: those.length - on, first: told(inOrder[0]), last: told(inOrder.at(-1)) };
}

describe('a pixel', () => {
  it('has the events that a look at every one finds, in order or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        list,
        fc.nat(7),
        fc.nat(5),
        fc.nat(2_000),
        fc.integer({ min: 1, max: 2_000 }),
        async (events, x, y, from, length) => {
          const fixture = new HostFixture({ 'a.dat': () => datSource(events, 8, 6) }, { formats: smallChunks(7), warm: false });
          fixture.send({ type: 'survey', request: 1, recording: '0:a.dat' });
          await fixture.answer('survey', ({ final }) => final);
          fixture.send({ type: 'pixel', request: 2, recording: '0:a.dat', x, y, fromMicros: from, toMicros: from + length });
          const { on, off, first, last, quality } = await fixture.answer('pixel');
          expect({ on, off, first, last }).toEqual(naive(events, x, y, from, from + length));
          expect(quality).toBe('exact');
          await fixture.host.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads what its window needs, and nothing that is there already', async () => {
    const source = new MadeUpDat(20_000_000, 1);
    const fixture = new HostFixture({ 'a.dat': () => source }, { warm: false });
    const window = { recording: '0:a.dat', fromMicros: 5_000_000, toMicros: 5_010_000 };
    const { x, y } = madeUpEvent(5_004_000, 1, 1280, 720);
    fixture.send({ type: 'pixel', request: 1, x, y, ...window });
    const found = await fixture.answer('pixel');
    expect(found.on + found.off).toBeGreaterThan(0);
    expect(source.bytesRead).toBeLessThan(8 << 20);
    const before = source.bytesRead;
    fixture.send({ type: 'pixel', request: 2, x: x + 1, y, ...window });
    await fixture.answer('pixel', ({ request }) => request === 2);
    expect(source.bytesRead).toBe(before);
    await fixture.host.close();
  });

  it('is trusted as the frame beside it is', async () => {
    const events = [madeUpEvent(0, 1, 8, 6), madeUpEvent(1, 1, 8, 6)];
    const fixture = new HostFixture({ 'a.dat': () => datSource(events, 8, 6) }, { warm: false });
    fixture.send({ type: 'pixel', request: 1, recording: '0:a.dat', x: 0, y: 0, fromMicros: 0, toMicros: 10 });
    expect(await fixture.answer('pixel')).toMatchObject({ on: 1, off: 0, quality: 'exact' });
    await fixture.host.close();
  });

  it('is found in runs longer than a stretch', () => {
    const length = 10_000;
    const at = [0, 4095, 4096, 9_999];
    const x = new Uint16Array(length);
    for (const i of at) x[i] = 3;
    const t = Uint32Array.from({ length }, (_, i) => i);
    const tally = new PixelTally(createTwinKernels(), 3, 0);
    tally.add({ baseMicros: 10, t, x, y: new Uint16Array(length), p: new Uint8Array(length).fill(1, 9_000), length }, 0, length);
    expect(tally.finish()).toEqual({ on: 1, off: 3, first: { micros: 10, polarity: 0 }, last: { micros: 10_009, polarity: 1 } });
  });
});
