import { describe, expect, it } from 'vitest';
import type { FrameWant } from '../../src/events/frame-want.js';
import { MadeUpDat, madeUpEvent } from './dat-recording.js';
import { HostFixture } from './host-fixture.js';

const want = (endMicros: number, micros = 10_000): FrameWant => ({
  endMicros,
  window: { kind: 'time', micros },
  representation: 'perPolarityCount',
  tauMicros: 10_000,
  regions: [{ x0: 0, y0: 0, x1: 640, y1: 720 }],
});

describe('a view', () => {
  it('shows the first frame of a recording of 10⁹ events after a few reads', async () => {
    const source = new MadeUpDat(1e9, 4);
    const fixture = new HostFixture({ 'big.dat': () => source });
    fixture.send({ type: 'hello', protocol: 1 });
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:big.dat', want: want(2_000_000_000) });
    const frame = await fixture.answer('frame', ({ quality }) => quality !== 'coarse');
    const expected = new Uint16Array(1280 * 720 * 2);
    for (let i = 0; i < 2500; i += 1) {
      const event = madeUpEvent((2_000_000_000 - 10_000) / 4 + i, 4, 1280, 720);
      expected[2 * (event.y * 1280 + event.x) + 1 - event.p]! += 1;
    }
    expect(frame).toMatchObject({ events: 2500, fromMicros: 1_999_990_000, toMicros: 2_000_000_000, quality: 'provisional' });
    expect(Buffer.compare(new Uint8Array(frame.pixels.buffer), new Uint8Array(expected.buffer))).toBe(0);
    expect(source.bytesRead).toBeLessThan(16e6);
    fixture.close();
    await fixture.host.close();
  });

  it('tells what is wrong', async () => {
    const fixture = new HostFixture({ 'empty.dat': () => new MadeUpDat(0, 1) });
    fixture.send({ type: 'view', view: 1, revision: 5, recording: '0:none.dat', want: want(0) });
    expect(await fixture.answer('error', ({ view }) => view === 1)).toMatchObject({ revision: 5, error: { code: 'not-found' } });
    fixture.send({ type: 'describe', request: 9, recording: '0:empty.dat' });
    expect(await fixture.answer('error', ({ request }) => request === 9)).toMatchObject({
      error: { code: 'truncated', path: 'made-up.dat' },
    });
  });
});
