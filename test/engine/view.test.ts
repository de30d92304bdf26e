import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import type { RequestOf } from '../../src/protocol/requests.js';
import { MadeUpDat, madeUpEvent } from './dat-recording.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { settle, TestClock } from './test-clock.js';

const want = (endMicros: number, micros = 10_000): RequestOf<'play'>['want'] => ({
  kind: 'events',
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

  it('sends a coarse frame of what is resident while the exact one is being read', async () => {
    const source = new MadeUpDat(4_000_000, 1);
    const clock = new TestClock();
    const fixture = new HostFixture({ 'a.dat': () => source }, { ports: { ...testPorts, clock } });
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(100_000) });
    await fixture.answer('frame', ({ revision }) => revision === 1);
    let open: () => void = () => undefined;
    source.gate = new Promise((resolve) => {
      open = resolve;
    });
    fixture.send({ type: 'view', view: 1, revision: 2, recording: '0:a.dat', want: want(200_000, 150_000) });
    await settle();
    expect(fixture.frames(2)).toEqual([]);
    await clock.advance(31);
    expect(fixture.frames(2)).toMatchObject([{ quality: 'coarse', fromMicros: 50_000, toMicros: 200_000, events: 131_072 - 50_000 }]);
    fixture.send({ type: 'credit', view: 1, frames: 2 });
    open();
    await settle();
    expect(fixture.frames(2)).toMatchObject([{ quality: 'coarse' }, { quality: 'provisional', events: 150_000 }]);
    await fixture.host.close();
  });

  it('shows a long window as far as it got while it is summed', async () => {
    const source = new MadeUpDat(4_000_000, 1, 64, 48);
    const clock = new TestClock();
    source.gate = () => clock.delay(300);
    const fixture = new HostFixture({ 'a.dat': () => source }, { ports: { ...testPorts, clock } });
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(3_900_000, 3_900_000) });
    for (let i = 0; i < 60; i += 1) {
      fixture.send({ type: 'credit', view: 1, frames: 2 });
      await clock.advance(100);
    }
    const frames = fixture.frames(1);
    const whole = frames.findIndex(({ quality }) => quality !== 'coarse');
    const counts = frames.slice(0, whole + 1).map(({ events }) => events);
    expect(whole).toBeGreaterThan(1);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(frames.slice(whole).every(({ quality, events }) => quality !== 'coarse' && events === 3_900_000)).toBe(true);
    await fixture.host.close();
  });

  it('says exact once everything was read', async () => {
    const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(300_000, 1) });
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(200_000) });
    await fixture.answer('frame', ({ quality }) => quality === 'provisional');
    fixture.send({ type: 'credit', view: 1, frames: 2 });
    const exact = await fixture.answer('frame', ({ quality }) => quality === 'exact');
    expect(exact).toMatchObject({ revision: 1, events: 10_000 });
    expect(
      fixture
        .frames(1)
        .map(({ quality }) => quality)
        .filter((quality) => quality !== 'coarse'),
    ).toEqual(['provisional', 'exact']);
    await fixture.host.close();
  });

  it('drops what is superseded, down to the read, and answers the last want only', async () => {
    const source = new MadeUpDat(50_000_000, 1);
    const fixture = new HostFixture({ 'a.dat': () => source });
    fixture.send({ type: 'describe', request: 1, recording: '0:a.dat' });
    await fixture.answer('facts');
    source.gate = new Promise(() => undefined);
    fixture.send({ type: 'view', view: 1, revision: 1, recording: '0:a.dat', want: want(20_000_000) });
    await settle();
    const pending = source.reads.length;
    source.gate = Promise.resolve();
    fixture.send({ type: 'view', view: 1, revision: 2, recording: '0:a.dat', want: want(5000, 1000) });
    await fixture.answer('frame', ({ revision }) => revision === 2);
    expect(source.aborted).toBeGreaterThan(0);
    expect(pending).toBeGreaterThan(0);
    expect(fixture.frames(1)).toEqual([]);
    await fixture.host.close();
  });

  it('sends no more frames than there are credits, and then the last one', async () => {
    const fixture = new HostFixture({ 'a.dat': () => new MadeUpDat(100_000, 1) }, { ports: { ...testPorts, clock: new TestClock() } });
    for (let revision = 1; revision <= 6; revision += 1) {
      fixture.send({ type: 'view', view: 1, revision, recording: '0:a.dat', want: want(20_000 + revision) });
      await settle();
    }
    expect(fixture.framesOf(1).map(({ revision }) => revision)).toEqual([1, 2]);
    fixture.send({ type: 'credit', view: 1, frames: 1 });
    expect(fixture.framesOf(1).map(({ revision }) => revision)).toEqual([1, 2, 6]);
    fixture.send({ type: 'credit', view: 1, frames: 100 });
    for (let revision = 7; revision <= 9; revision += 1) {
      fixture.send({ type: 'view', view: 1, revision, recording: '0:a.dat', want: want(20_000 + revision) });
      await settle();
    }
    expect(fixture.framesOf(1).map(({ revision }) => revision)).toEqual([1, 2, 6, 7, 8]);
    await fixture.host.close();
  });

  it('keeps its budget while it is dragged through a recording of 10⁹ events', async () => {
    const source = new MadeUpDat(1e9, 4);
    const budgetBytes = 32 << 20;
    const fixture = new HostFixture({ 'big.dat': () => source }, { budgetBytes, ports: { ...testPorts, clock: new TestClock() } });
    for (let revision = 1; revision <= 16; revision += 1) {
      fixture.send({ type: 'view', view: 1, revision, recording: '0:big.dat', want: want(revision * 240_000_000) });
      await fixture.answer('frame', (frame) => frame.revision === revision && frame.quality !== 'coarse');
      fixture.send({ type: 'credit', view: 1, frames: 2 });
      expect(fixture.host.usedBytes).toBeLessThanOrEqual(budgetBytes);
    }
    expect(source.bytesRead / 16).toBeLessThan(4e6);
    await fixture.host.close();
  });

  it('tells what is wrong', async () => {
    const fixture = new HostFixture({ 'cut.dat': () => new MemorySource(new TextEncoder().encode('% Version 2\n'), 'cut.dat') });
    fixture.send({ type: 'view', view: 1, revision: 5, recording: '0:none.dat', want: want(0) });
    expect(await fixture.answer('error', ({ view }) => view === 1)).toMatchObject({ revision: 5, error: { code: 'not-found' } });
    fixture.send({ type: 'describe', request: 9, recording: '0:cut.dat' });
    expect(await fixture.answer('error', ({ request }) => request === 9)).toMatchObject({ error: { code: 'truncated', path: 'cut.dat' } });
    await fixture.host.close();
  });

  it('shows a recording without events as an empty sensor', async () => {
    const fixture = new HostFixture({ 'empty.dat': () => new MadeUpDat(0, 1, 32, 16) });
    fixture.send({ type: 'view', view: 1, revision: 5, recording: '0:empty.dat', want: want(100) });
    const frame = await fixture.answer('frame', ({ view }) => view === 1);
    expect(frame).toMatchObject({ events: 0, width: 32, height: 16, quality: 'exact' });
    expect(frame.pixels.every((pixel) => pixel === 0)).toBe(true);
    fixture.send({ type: 'thumbnail', request: 3, recording: '0:empty.dat', width: 32, height: 16 });
    expect(await fixture.answer('thumbnail', ({ request }) => request === 3)).toMatchObject({ facts: { events: { value: 0 } } });
    fixture.send({ type: 'rate', request: 4, recording: '0:empty.dat', fromMicros: 0, toMicros: 100, bins: 10 });
    const rate = await fixture.answer('rate', ({ request, final }) => request === 4 && final);
    expect([...rate.on, ...rate.off].every((count) => count === 0)).toBe(true);
    await fixture.host.close();
  });
});
