import { describe, expect, it } from 'vitest';
import type { RequestOf } from '../../src/protocol/requests.js';
import { MadeUpDat } from './dat-recording.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { settle, TestClock } from './test-clock.js';

const want: RequestOf<'play'>['want'] = {
  kind: 'events',
  endMicros: 10_000,
  window: { kind: 'time', micros: 10_000 },
  representation: 'polarity',
  tauMicros: 10_000,
  regions: [],
};

/** A recording of 2 s and a viewer whose display shows 50 frames a second. */
function start(request: Partial<RequestOf<'play'>> = {}, source = new MadeUpDat(200_000, 10, 64, 48)) {
  const clock = new TestClock();
  const fixture = new HostFixture({ 'a.dat': () => source }, { ports: { ...testPorts, clock } });
  fixture.send({ type: 'play', view: 1, revision: 1, recording: '0:a.dat', want, speed: 1, strideMicros: 0, displayHz: 50, ...request });
  const ends = (): number[] => fixture.framesOf(1).map(({ toMicros }) => toMicros);
  /** Moves on in display frames; whatever was sent is presented at once. */
  const present = async (frames: number): Promise<void> => {
    for (let i = 0; i < frames; i += 1) {
      fixture.send({ type: 'credit', view: 1, frames: 2 });
      await clock.advance(20);
    }
  };
  return { clock, fixture, ends, present, source };
}

describe('playing', () => {
  it('shows the window that ends at the playhead at every display frame, to the end', async () => {
    const { fixture, ends, present, clock } = start();
    await clock.advance(0);
    await present(4);
    expect(ends()).toEqual([10_000, 30_000, 50_000, 70_000, 90_000]);
    await present(110);
    const frames = fixture.framesOf(1);
    expect(frames.at(-1)).toMatchObject({ toMicros: 1_999_991, playing: false, skipped: 0, dropped: 0 });
    expect(frames.length).toBe(101);
    expect(fixture.answers.filter(({ type }) => type === 'stopped')).toEqual([{ type: 'stopped', view: 1, revision: 1, at: 1_999_991 }]);
    await fixture.host.close();
  });

  it('counts strides shorter than a display frame as skipped', async () => {
    const { fixture, ends, present, clock } = start({ strideMicros: 5000 });
    await clock.advance(0);
    await present(3);
    expect(ends()).toEqual([10_000, 30_000, 50_000, 70_000]);
    expect(fixture.framesOf(1).at(-1)).toMatchObject({ skipped: 9, dropped: 0, playing: true });
    await fixture.host.close();
  });

  it('keeps time without credit, and counts the windows that were due as dropped', async () => {
    const { fixture, ends, clock } = start();
    await clock.advance(200);
    expect(ends()).toEqual([10_000, 30_000]);
    fixture.send({ type: 'credit', view: 1, frames: 1 });
    await clock.advance(20);
    expect(ends()).toEqual([10_000, 30_000, 210_000]);
    expect(fixture.framesOf(1).at(-1)).toMatchObject({ dropped: 8, skipped: 0 });
    await fixture.host.close();
  });

  it('goes on from the playhead when reading was slow', async () => {
    const source = new MadeUpDat(2_000_000, 1, 64, 48);
    const { fixture, ends, present, clock } = start({}, source);
    await clock.advance(0);
    let open: () => void = () => undefined;
    source.gate = new Promise((resolve) => {
      open = resolve;
    });
    await present(50);
    const before = ends();
    open();
    await settle();
    await present(2);
    const after = ends().slice(before.length);
    expect(before.at(-1)).toBeLessThan(800_000);
    expect(after.at(-1)).toBe(10_000 + 52 * 20_000);
    expect(fixture.framesOf(1).at(-1)!.dropped).toBeGreaterThan(5);
    await fixture.host.close();
  });

  it('plays backwards, round a loop, and anew from where the next want says', async () => {
    const { fixture, ends, present, clock } = start({ speed: -1, want: { ...want, endMicros: 50_000 } });
    await clock.advance(0);
    await present(4);
    expect(ends()).toEqual([50_000, 30_000, 10_000, 0]);
    fixture.send({
      type: 'play',
      view: 1,
      revision: 2,
      recording: '0:a.dat',
      want: { ...want, endMicros: 60_000 },
      speed: 2,
      strideMicros: 0,
      displayHz: 50,
      loop: { fromMicros: 40_000, toMicros: 140_000 },
    });
    await clock.advance(0);
    await present(4);
    expect(fixture.frames(2).map(({ toMicros }) => toMicros)).toEqual([60_000, 100_000, 140_000, 80_000, 120_000]);
    await fixture.host.close();
  });

  it('stops at once, and reads ahead only while it plays', async () => {
    const source = new MadeUpDat(2_000_000, 1, 64, 48);
    const { fixture, ends, present, clock } = start({}, source);
    await clock.advance(0);
    await present(2);
    expect(source.bytesRead).toBeGreaterThan(4 * 8 * 131_072);
    fixture.send({ type: 'cancel', view: 1 });
    await settle();
    const shown = ends().length;
    const read = source.bytesRead;
    await present(20);
    expect(ends().length).toBe(shown);
    expect(source.bytesRead).toBe(read);
    await fixture.host.close();
  });
});
