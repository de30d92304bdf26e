import { expect, it } from 'vitest';
import type { Representation } from '../../src/events/frame-want.js';
import type { EventKernels } from '../../src/kernels/event-kernels.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { RequestOf } from '../../src/protocol/requests.js';
import { MadeUpDat, madeUpEvent } from './dat-recording.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { settle, TestClock } from './test-clock.js';

const [width, height] = [64, 48];

const want = (endMicros: number, micros: number, beside: readonly Representation[]): RequestOf<'play'>['want'] => ({
  kind: 'events',
  endMicros,
  window: { kind: 'time', micros },
  representation: 'polarity',
  tauMicros: 10_000,
  regions: [{ x0: 0, y0: 0, x1: 32, y1: 48 }],
  beside,
});

/** The pixels of a window of a made-up recording with an event a microsecond, event by event. */
function bruteForce(representation: Representation, fromMicros: number, toMicros: number): number[] {
  const pixels = new Array<number>(width * height * (representation === 'perPolarityCount' ? 2 : 1)).fill(0);
  for (let i = fromMicros; i < toMicros; i += 1) {
    const { t, x, y, p } = madeUpEvent(i, 1, width, height);
    const at = y * width + x;
    if (representation === 'polarity') pixels[at] = p + 1;
    else if (representation === 'signedCount') pixels[at]! += p === 1 ? 1 : -1;
    else if (representation === 'perPolarityCount') pixels[2 * at + 1 - p]! += 1;
    else pixels[at] = (p === 1 ? 1 : -1) * Math.round(32_767 * Math.exp(-(toMicros - t) / 10_000));
  }
  return pixels;
}

/** Kernels that count the bytes they decode. */
function countingKernels() {
  const kernels = createTwinKernels();
  const counted = { bytes: 0 };
  const decoder: EventKernels['decoder'] = (spec, entry) => {
    const made = kernels.decoder(spec, entry);
    return {
      decode: (bytes, sink) => {
        counted.bytes += bytes.byteLength;
        made.decode(bytes, sink);
      },
      finish: (sink) => made.finish(sink),
      state: () => made.state(),
      takeTriggers: () => made.takeTriggers(),
      get tally() {
        return made.tally;
      },
    };
  };
  return { kernels: Object.assign(Object.create(kernels) as typeof kernels, { decoder }), counted };
}

/** A clock on which every look at it takes time. */
class SlowClock extends TestClock {
  stepMillis = 0;
  #more = 0;

  override now(): number {
    this.#more += this.stepMillis;
    return super.now() + this.#more;
  }
}

it('four pictures of a window are those of a brute-force rendering', async () => {
  const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(300_000, 1, width, height) });
  const beside = ['timeSurface', 'signedCount', 'perPolarityCount'] as const;
  fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(120_000, 30_000, beside) });
  const frame = await fixture.answer('frame', (one) => one.beside !== undefined);
  expect(frame).toMatchObject({ events: 30_000, representation: 'polarity', fromMicros: 90_000, toMicros: 120_000 });
  expect(frame.beside?.map(({ representation }) => representation)).toEqual(beside);
  for (const { representation, pixels } of [frame, ...(frame.beside ?? [])]) {
    expect([...pixels], representation).toEqual(bruteForce(representation, 90_000, 120_000));
  }
  await fixture.host.close();
});

it('however many pictures are wanted, events are decoded once: the bytes decoded are the same', async () => {
  const decoded: number[] = [];
  for (const beside of [[], ['timeSurface'], ['timeSurface', 'signedCount', 'perPolarityCount']] as const) {
    const { kernels, counted } = countingKernels();
    const source = new MadeUpDat(2_000_000, 1, width, height);
    // A window that memory cannot hold: whoever went over it again would decode it again.
    const ports = { ...testPorts, clock: new TestClock() };
    const fixture = new HostFixture({ 'a.dat': () => source }, { kernels, ports, budgetBytes: 4 << 20 });
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(1_500_000, 1_200_000, beside) });
    const frame = await fixture.answer('frame', ({ quality }) => quality !== 'coarse');
    expect(frame).toMatchObject({ events: 1_200_000 });
    expect(frame.beside?.length ?? 0).toBe(beside.length);
    decoded.push(counted.bytes);
    await fixture.host.close();
  }
  expect(decoded[0]).toBeGreaterThan(1_200_000 * 8);
  expect(decoded[1]).toBe(decoded[0]);
  expect(decoded[2]).toBe(decoded[0]);
});

it('pictures that are soon made come together; a frame that took its time is sent ahead of them', async () => {
  const clock = new SlowClock();
  const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(100_000, 1, width, height) }, { ports: { ...testPorts, clock } });
  fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(50_000, 10_000, []) });
  await settle();
  fixture.send({ type: 'credit', view: 1, frames: 2 });
  fixture.send({ type: 'view', view: 1, revision: 2, recording: '0:a.dat', want: want(60_000, 10_000, ['timeSurface']) });
  await settle();
  expect(fixture.frames(2)).toMatchObject([{ toMicros: 60_000, beside: [{ representation: 'timeSurface' }] }]);
  fixture.send({ type: 'credit', view: 1, frames: 2 });
  clock.stepMillis = 5;
  fixture.send({ type: 'view', view: 1, revision: 3, recording: '0:a.dat', want: want(70_000, 10_000, ['timeSurface']) });
  await settle();
  const [ahead, whole, ...more] = fixture.frames(3);
  expect(more).toEqual([]);
  expect(ahead).toMatchObject({ toMicros: 70_000, events: 10_000 });
  expect(ahead?.beside).toBeUndefined();
  expect(whole).toMatchObject({ toMicros: 70_000, beside: [{ representation: 'timeSurface' }] });
  expect(whole?.pixels).toEqual(ahead?.pixels);
  await fixture.host.close();
});

it('what is wanted next does not wait for the pictures beside what was wanted before', async () => {
  const clock = new SlowClock();
  const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(100_000, 1, width, height) }, { ports: { ...testPorts, clock } });
  fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(50_000, 10_000, []) });
  await settle();
  clock.stepMillis = 5;
  let revision = 1;
  // As a hand that drags: the next place is wanted as soon as the frame of the last one is there.
  while (revision < 6) {
    fixture.send({ type: 'credit', view: 1, frames: 2 });
    revision += 1;
    fixture.send({ type: 'view', view: 1, revision, recording: '0:a.dat', want: want(50_000 + revision, 10_000, ['timeSurface']) });
    while (fixture.frames(revision).length === 0) await Promise.resolve();
  }
  await settle();
  const beside = fixture.framesOf(1).filter((frame) => frame.beside !== undefined);
  expect(beside.map((frame) => frame.revision)).toEqual([6]);
  await fixture.host.close();
});

it('while playing every frame brings all pictures of its tick', async () => {
  const clock = new TestClock();
  const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(200_000, 10, width, height) }, { ports: { ...testPorts, clock } });
  const play = { type: 'play', view: 1, revision: 1, recording: '0:a.dat', speed: 1, strideMicros: 0, displayHz: 50 } as const;
  fixture.send({ ...play, want: want(10_000, 10_000, ['timeSurface', 'signedCount']) });
  for (let tick = 0; tick < 10; tick += 1) {
    fixture.send({ type: 'credit', view: 1, frames: 2 });
    await clock.advance(20);
  }
  const frames = fixture.framesOf(1);
  expect(frames.length).toBeGreaterThan(5);
  for (const { beside } of frames) expect(beside?.map(({ representation }) => representation)).toEqual(['timeSurface', 'signedCount']);
  await fixture.host.close();
});
