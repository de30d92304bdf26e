import { describe, expect, it } from 'vitest';
import { HostFixture, testPorts } from './host-fixture.js';
import { GatedSource, planesOf, planeWant, ramp, rampAt, shutGate, sourceOf } from './stack-fixture.js';
import { settle, TestClock } from './test-clock.js';

const recording = '0:a.npy';

describe('showing a plane', () => {
  it('sends its samples as they are stored, with what they are like', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(3, 4, 5)) });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(2) });
    const plane = await fixture.answer('plane');
    expect(plane).toMatchObject({ quality: 'exact', place: { t: 2, c: 0, z: 0 }, width: 5, height: 4, channels: 1, dtype: 'uint16' });
    expect(plane).toMatchObject({ fullWidth: 5, fullHeight: 4, reducedBy: 1, least: 200, greatest: 234, notFinite: 0, playing: false });
    expect(plane.samples).toEqual(Uint16Array.from({ length: 20 }, (_, i) => rampAt(2, Math.floor(i / 5), i % 5)));
    expect(plane.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    await fixture.host.close();
  });

  it('answers with the nearest plane in memory, says which, then with the exact one', async () => {
    const clock = new TestClock();
    const source = new GatedSource(ramp(20, 800, 800), 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source }, { ports: { ...testPorts, clock } });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(4) });
    await clock.advance(0);
    expect(planesOf(fixture)).toHaveLength(1);
    const { gate, open } = shutGate();
    source.gate = gate;
    fixture.send({ type: 'credit', view: 1, frames: 2 });
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(9) });
    await clock.advance(20);
    expect(planesOf(fixture, 2)).toMatchObject([{ quality: 'coarse', place: { t: 4 } }]);
    open();
    await settle();
    expect(planesOf(fixture, 2).map(({ quality, place }) => [quality, place.t])).toEqual([
      ['coarse', 4],
      ['exact', 9],
    ]);
    await fixture.host.close();
  });

  it('reads one plane and nothing else, and nothing again while it is kept', async () => {
    const source = new GatedSource(ramp(20, 800, 800), 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(4) });
    await fixture.answer('plane');
    const bytes = source.reads.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBe((64 << 10) + 800 * 800 * 2);
    const reads = source.reads.length;
    fixture.send({ type: 'credit', view: 1, frames: 1 });
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(4) });
    await fixture.answer('plane', ({ revision }) => revision === 2);
    expect(source.reads).toHaveLength(reads);
    await fixture.host.close();
  });

  it('ends the read of a plane that is no longer wanted', async () => {
    const source = new GatedSource(ramp(20, 800, 800), 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(0) });
    await fixture.answer('plane');
    const { gate, open } = shutGate();
    source.gate = gate;
    source.signals.length = 0;
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(11) });
    await settle();
    fixture.send({ type: 'credit', view: 1, frames: 1 });
    fixture.send({ type: 'view', view: 1, revision: 3, recording, want: planeWant(0) });
    await settle();
    expect(source.signals.length).toBeGreaterThan(0);
    expect(source.signals.every((signal) => signal?.aborted)).toBe(true);
    open();
    await settle();
    expect(planesOf(fixture, 2).filter(({ quality }) => quality === 'exact')).toEqual([]);
    await fixture.host.close();
  });

  it('reads the neighbours of a plane that rests', async () => {
    const clock = new TestClock();
    const source = new GatedSource(ramp(40, 800, 800), 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source }, { ports: { ...testPorts, clock } });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(20) });
    await clock.advance(500);
    const reads = source.reads.length;
    fixture.send({ type: 'credit', view: 1, frames: 1 });
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(21) });
    await settle();
    expect(planesOf(fixture, 2)).toMatchObject([{ quality: 'exact', place: { t: 21 } }]);
    expect(source.reads).toHaveLength(reads);
    await fixture.host.close();
  });

  it('applies the chain, references made of ranges first', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(5, 4, 5)) });
    const chain = [{ kind: 'subtract', by: { kind: 'range', of: 'mean', first: 0, last: 2 }, amount: 1 }] as const;
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(4, { chain }) });
    const plane = await fixture.answer('plane', ({ quality }) => quality === 'exact');
    expect(plane.dtype).toBe('float32');
    expect(plane.samples).toEqual(new Float32Array(20).fill(300));
    await fixture.host.close();
  });

  it('says why a step of the chain was left out', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(5, 4, 5)) });
    const chain = [{ kind: 'subtract', by: { kind: 'range', of: 'mean', first: 7, last: 9 }, amount: 1 }] as const;
    const notes = ['The series has 5 planes, 7 to 9 are not among them'];
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(4, { chain }) });
    expect(await fixture.answer('plane', ({ quality }) => quality === 'exact')).toMatchObject({ dtype: 'uint16', notes });
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(4) });
    expect(await fixture.answer('plane', ({ revision, quality }) => revision === 2 && quality === 'exact')).not.toHaveProperty('notes');
    await fixture.host.close();
  });

  it('shows reductions, and says how much of them went in', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(50, 4, 5)) });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(0, { reduction: { of: 'mean', first: 10, last: 40 } }) });
    const plane = await fixture.answer('plane', ({ quality }) => quality === 'exact');
    expect(plane).toMatchObject({ dtype: 'float32', planes: { done: 31, total: 31 }, least: 2500 });
    expect(planesOf(fixture)[0]).toMatchObject({ quality: 'sampled', planes: { done: 16, total: 31 } });
    await fixture.host.close();
  });

  it('compares with one image of another file of the same size, and refuses others', async () => {
    const fixture = new HostFixture({
      'a.npy': sourceOf(ramp(3, 4, 5)),
      'dark.npy': sourceOf(ramp(1, 4, 5)),
      'wide.npy': sourceOf(ramp(1, 4, 6)),
    });
    const chainOf = (name: string) => [{ kind: 'subtract', by: { kind: 'file', recording: `0:${name}` }, amount: 1 }] as const;
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(2, { chain: chainOf('dark.npy') }) });
    expect((await fixture.answer('plane', ({ quality }) => quality === 'exact')).samples).toEqual(new Float32Array(20).fill(200));
    fixture.send({ type: 'view', view: 1, revision: 2, recording, want: planeWant(2, { chain: chainOf('wide.npy') }) });
    expect(await fixture.answer('error')).toMatchObject({ view: 1, revision: 2, error: { code: 'out-of-range' } });
    fixture.send({ type: 'view', view: 1, revision: 3, recording, want: planeWant(1, { chain: chainOf('a.npy') }) });
    expect(await fixture.answer('error', ({ revision }) => revision === 3)).toMatchObject({ error: { code: 'out-of-range' } });
    await fixture.host.close();
  });

  it('shows a plane that memory has no room for with fewer pixels', async () => {
    const [height, width] = [4000, 4000];
    const header = ramp(1, 1, 1).slice(0, 128);
    header.set(new TextEncoder().encode(`(3, ${height}, ${width}), }`), new TextDecoder().decode(header).indexOf('(1, 1, 1)'));
    const file = new Uint8Array(header.length + 3 * height * width * 2);
    file.set(header);
    const samples = new Uint16Array(file.buffer, header.length);
    for (let x = 0; x < width; x += 1) samples.fill(x, (height + 1) * width + x, (height + 1) * width + x + 1);
    const fixture = new HostFixture({ 'a.npy': sourceOf(file) }, { budgetBytes: 32 << 20 });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want: planeWant(1) });
    const plane = await fixture.answer('plane');
    expect(plane).toMatchObject({ quality: 'coarse', reducedBy: 3, fullWidth: width, fullHeight: height, width: 1334, height: 1334 });
    expect([...(plane.samples as Uint16Array).subarray(0, 3)]).toEqual([1, 4, 7]);
    await fixture.host.close();
  });

  it('says before it tries what does not fit', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(4000, 100, 100)) }, { budgetBytes: 32 << 20 });
    const by = { kind: 'sliding', planes: 3000, placement: 'centred', gap: 0 } as const;
    const want = planeWant(2, { chain: [{ kind: 'subtract', by, amount: 1 }] });
    fixture.send({ type: 'view', view: 1, revision: 1, recording, want });
    expect(await fixture.answer('error')).toMatchObject({ error: { code: 'too-large' } });
    const { kind: _kind, ...asked } = want;
    fixture.send({ type: 'estimate', request: 7, recording, want: asked });
    expect(await fixture.answer('estimate')).toMatchObject({ request: 7, fits: false, budgetBytes: 24 << 20 });
    await fixture.host.close();
  });
});

describe('playing planes', () => {
  const play = { type: 'playPlanes', view: 1, revision: 1, recording, want: planeWant(0), framesPerSecond: 50, displayHz: 50 } as const;

  function start(request: Partial<typeof play> & { loop?: { first: number; last: number } } = {}) {
    const clock = new TestClock();
    const source = new GatedSource(ramp(12, 40, 50), 'cube');
    const fixture = new HostFixture({ 'a.npy': () => source }, { ports: { ...testPorts, clock } });
    fixture.send({ ...play, ...request } as typeof play);
    const places = () => planesOf(fixture).map(({ place }) => place.t);
    const present = async (frames: number): Promise<void> => {
      for (let i = 0; i < frames; i += 1) {
        fixture.send({ type: 'credit', view: 1, frames: 2 });
        await clock.advance(20);
      }
    };
    return { clock, fixture, places, present, source };
  }

  it('shows every plane to the end, and stops there', async () => {
    const { fixture, places, present, clock } = start();
    await clock.advance(0);
    await present(15);
    expect(places()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(planesOf(fixture).at(-1)).toMatchObject({ playing: false, skipped: 0, dropped: 0, quality: 'exact' });
    expect(fixture.answers.filter(({ type }) => type === 'stopped')).toEqual([{ type: 'stopped', view: 1, revision: 1, at: 11 }]);
    await fixture.host.close();
  });

  it('skips planes that are never due, drops those that had no credit', async () => {
    const { fixture, places, present, clock } = start({ framesPerSecond: 100 as 50 });
    await clock.advance(0);
    await present(3);
    expect(places()).toEqual([0, 2, 4, 6]);
    expect(planesOf(fixture).at(-1)).toMatchObject({ skipped: 3, dropped: 0 });
    await fixture.host.close();
  });

  it('plays backwards and round a loop, both ends included', async () => {
    const backwards = start({ framesPerSecond: -50 as 50, want: planeWant(3) });
    await backwards.clock.advance(0);
    await backwards.present(6);
    expect(backwards.places()).toEqual([3, 2, 1, 0]);
    await backwards.fixture.host.close();
    const round = start({ want: planeWant(5), loop: { first: 4, last: 6 } });
    await round.clock.advance(0);
    await round.present(6);
    expect(round.places()).toEqual([5, 6, 4, 5, 6, 4, 5]);
    await round.fixture.host.close();
    const whole = start({ want: planeWant(11), loop: { first: 0, last: 11 } });
    await whole.clock.advance(0);
    await whole.present(2);
    expect(whole.places()).toEqual([11, 0, 1]);
    await whole.fixture.host.close();
  });
});

describe('tracing', () => {
  it('measures a shape in every plane, a sample of them first', async () => {
    const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(200, 8, 9)) });
    const shape = { kind: 'rectangle', x0: 2, y0: 1, x1: 4, y1: 3 } as const;
    const want = { place: { t: 0, c: 0, z: 0 }, axis: 'T', chain: [], first: 0, last: 199, shape } as const;
    fixture.send({ type: 'trace', request: 5, recording, want: { ...want, chain: [] } });
    const trace = await fixture.answer('trace', ({ final }) => final);
    expect(trace).toMatchObject({ request: 5, quality: 'exact', first: 0, done: 200 });
    expect([...trace.mean]).toEqual(Array.from({ length: 200 }, (_, t) => 100 * t + 17.5));
    expect([...trace.least]).toEqual(Array.from({ length: 200 }, (_, t) => 100 * t + 12));
    expect([...trace.greatest]).toEqual(Array.from({ length: 200 }, (_, t) => 100 * t + 23));
    const first = fixture.answers.find((answer) => answer.type === 'trace')!;
    expect(first).toMatchObject({ quality: 'sampled', done: 64, final: false });
    const known = 'mean' in first ? [...first.mean].filter((mean) => !Number.isNaN(mean)) : [];
    expect(known).toHaveLength(64);
    await fixture.host.close();
  });

  it('keeps the trace of whole planes, and reads nothing for it the next time', async () => {
    const kept = new Map<string, Uint8Array>();
    const index = {
      get: async (key: string) => kept.get(key)?.slice(),
      set: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes.slice()),
    };
    const bytes = ramp(30, 400, 500);
    const trace = async () => {
      const source = new GatedSource(bytes, 'cube');
      const fixture = new HostFixture({ 'a.npy': () => source }, { ports: { ...testPorts, index } });
      const want = { place: { t: 0, c: 0, z: 0 }, axis: 'T', first: 0, last: 29 } as const;
      fixture.send({ type: 'trace', request: 5, recording, want: { ...want, chain: [] } });
      const { mean, done } = await fixture.answer('trace', ({ final }) => final);
      await fixture.host.close();
      return { mean: [...mean], done, read: source.reads.reduce((sum, { length }) => sum + length, 0) };
    };
    const [first, second] = [await trace(), await trace()];
    expect(first.read).toBeGreaterThan(30 * 400 * 500 * 2);
    expect(second.read).toBe(64 << 10);
    expect([second.mean, second.done]).toEqual([first.mean, 30]);
  });
});
