import { expect, test } from 'vitest';
import { Questions } from '../../src/protocol/questions.js';
import type { Request } from '../../src/protocol/requests.js';
import type { LibraryEntry } from '../../src/viewer/library/library-model.js';
import { FrameLoop, type FrameSource } from '../../src/viewer/link/frame-loop.js';
import { PlayerModel } from '../../src/viewer/player/player-model.js';
import { zoomExtent } from '../../src/viewer/player/rate-strip.js';
import { ViewStore } from '../../src/viewer/state/view-store.js';
import { FakeProvider } from './fake-provider.js';

/** Animation frames that a test lets pass. */
class HandFrames implements FrameSource {
  #callbacks = new Map<number, (now: number) => void>();
  #next = 1;
  now = 0;

  request(callback: (now: number) => void): number {
    this.#callbacks.set(this.#next, callback);
    this.#next += 1;
    return this.#next - 1;
  }

  cancel(handle: number): void {
    this.#callbacks.delete(handle);
  }

  /** One display frame. Returns how many callbacks it ran. */
  pass(millis = 16): number {
    this.now += millis;
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of callbacks) callback(this.now);
    return callbacks.length;
  }
}

const entry: LibraryEntry = { recording: 'r0', name: 'a.raw', folder: '', kind: 'events', byteLength: 1 };

function open(delayMillis?: number) {
  const provider = new FakeProvider(delayMillis === undefined ? {} : { delayMillis });
  const frames = new HandFrames();
  const store = new ViewStore();
  const loop = new FrameLoop(frames);
  const player = new PlayerModel({ questions: new Questions(provider), store, loop, displayHz: () => 60 }, entry);
  const views = () =>
    provider.sent.flatMap((request) =>
      request.type === 'view' && request.want.kind === 'events' ? [{ ...request, want: request.want }] : [],
    );
  const plays = (): Extract<Request, { type: 'play' }>[] => provider.sent.flatMap((request) => (request.type === 'play' ? [request] : []));
  return { provider, frames, store, player, views, plays };
}

test('opening asks for the first window, once, and shows it in the next frame', () => {
  const { frames, player, views } = open();
  frames.pass();
  expect(views()).toHaveLength(1);
  expect(views()[0]?.want).toMatchObject({ endMicros: 1_010_000, window: { kind: 'time', micros: 10_000 }, representation: 'polarity' });
  frames.pass();
  expect(player.frame.value?.toMicros).toBe(1_010_000);
  player.close();
});

test('the first picture is asked for before anything around it, and without waiting for a display frame', () => {
  const { frames, provider, player } = open();
  player.rate.ask({ fromMicros: 0, toMicros: 5 }, 100);
  const asked = () => provider.sent.map(({ type }) => type).filter((type) => type !== 'credit');
  expect(asked()).toEqual(['describe', 'view']);
  frames.pass();
  frames.pass();
  expect(asked()).toEqual(['describe', 'view', 'triggers', 'rate']);
  player.close();
});

test('what is known from before asks for the first picture at once', () => {
  const { player: first, frames, provider, store } = open();
  frames.pass();
  frames.pass();
  const facts = first.facts.value;
  first.close();
  provider.sent.length = 0;
  const ports = { questions: new Questions(provider), store, loop: new FrameLoop(frames), displayHz: () => 60 };
  const again = new PlayerModel(ports, entry, { facts });
  expect(provider.sent.map(({ type }) => type)).toEqual(['view', 'describe']);
  again.close();
});

test('the picture that was shown last is shown again at once, where it is what is wanted', () => {
  const { player: first, frames, provider, store } = open();
  frames.pass();
  frames.pass();
  const [facts, frame] = [first.facts.value, first.frame.value];
  expect(frame).toBeDefined();
  first.close();
  const ports = { questions: new Questions(provider), store, loop: new FrameLoop(frames), displayHz: () => 60 };
  const again = new PlayerModel(ports, entry, { facts, frame });
  expect(again.frame.value).toBe(frame);
  again.close();
  store.dispatch({ type: 'setRepresentation', representation: 'signedCount' });
  const other = new PlayerModel(ports, entry, { facts, frame });
  expect(other.frame.value).toBeUndefined();
  other.close();
});

test('many changes in one frame are one want; what only changes the drawing asks for nothing', () => {
  const { frames, store, player, views } = open();
  frames.pass();
  for (let step = 0; step < 50; step += 1) player.seek(2_000_000 + step);
  store.dispatch({ type: 'setRepresentation', representation: 'signedCount' });
  frames.pass();
  expect(views()).toHaveLength(2);
  expect(views()[1]).toMatchObject({ revision: 2, want: { endMicros: 2_000_049, representation: 'signedCount' } });
  store.dispatch({ type: 'setPalette', palette: 'gray' });
  store.dispatch({ type: 'setLevels', levels: { low: 0, high: 9 } });
  store.dispatch({ type: 'setCamera', camera: { centerX: 1, centerY: 2, scale: 3 } });
  store.dispatch({ type: 'setOrientation', orientation: { transpose: true, flipX: false, flipY: false } });
  frames.pass();
  frames.pass();
  expect(views()).toHaveLength(2);
  player.close();
});

test('views side by side are one want: the focused one leads, each picture comes to the views that show it', () => {
  const { frames, store, player, views } = open();
  frames.pass();
  frames.pass();
  store.dispatch({ type: 'setViews', views: 2 });
  frames.pass();
  frames.pass();
  expect(views().at(-1)?.want).toMatchObject({ representation: 'polarity', beside: ['timeSurface'] });
  const surface = player.pictureOf('timeSurface');
  expect(surface).toMatchObject({ representation: 'timeSurface', toMicros: 1_010_000 });
  expect(surface?.pixels).toBeInstanceOf(Int16Array);
  store.dispatch({ type: 'focusView', place: 1 });
  player.seek(2_000_000);
  frames.pass();
  frames.pass();
  expect(views().at(-1)?.want).toMatchObject({ representation: 'timeSurface', beside: ['polarity'], endMicros: 2_000_000 });
  for (const representation of ['polarity', 'timeSurface'] as const) {
    expect(player.pictureOf(representation)).toMatchObject({ representation, toMicros: 2_000_000 });
  }
  store.dispatch({ type: 'setRepresentation', representation: 'polarity' });
  frames.pass();
  frames.pass();
  const want = views().at(-1)?.want;
  expect(want?.representation).toBe('polarity');
  expect(want?.beside, 'the same picture is not wanted twice').toBeUndefined();
  player.close();
});

test('moving the focus asks for nothing, and playing goes on', () => {
  const { frames, store, player, views, plays } = open();
  store.dispatch({ type: 'setViews', views: 4 });
  frames.pass();
  frames.pass();
  const asked = views().length;
  for (const place of [1, 3, 2]) {
    store.dispatch({ type: 'focusView', place });
    frames.pass();
  }
  expect(views()).toHaveLength(asked);
  player.play();
  frames.pass();
  expect(plays()).toHaveLength(1);
  store.dispatch({ type: 'focusView', place: 0 });
  frames.pass();
  expect(plays()).toHaveLength(1);
  player.close();
});

test('a frame that comes ahead of the pictures beside it leaves the other views what they had', () => {
  const { frames, provider, store, player, views } = open();
  store.dispatch({ type: 'setViews', views: 2 });
  frames.pass();
  frames.pass();
  const first = player.frame.peek();
  const { view, revision } = views().at(-1) ?? { view: 0, revision: 0 };
  expect(first?.beside).toHaveLength(1);
  if (first === undefined) return;
  const { beside: _, ...alone } = first;
  provider.say({ ...alone, view, revision, fromMicros: 5, toMicros: 1_005 });
  frames.pass();
  expect(player.pictureOf('polarity')?.toMicros).toBe(1_005);
  expect(player.pictureOf('timeSurface')?.toMicros).toBe(1_010_000);
  player.close();
});

test('a want that is not answered yet is superseded after a moment, not at every gesture', () => {
  const { frames, provider, player, views } = open(60_000);
  const describe = provider.sent.find((request) => request.type === 'describe');
  const quantity = (value: number) => ({ value, exactness: 'exact' as const });
  provider.say({
    type: 'facts',
    request: describe?.type === 'describe' ? describe.request : 0,
    recording: 'r0',
    fingerprint: '',
    byteLength: 1,
    facts: {
      kind: 'events',
      format: 'DAT',
      events: quantity(5),
      triggers: quantity(0),
      firstMicros: quantity(0),
      lastMicros: quantity(1e6),
      timeBase: 'recording',
      notices: [],
    },
  });
  for (let step = 1; step <= 10; step += 1) {
    player.seek(step * 1_000);
    frames.pass(16);
  }
  expect(views().map((request) => request.want.endMicros)).toEqual([10_000, 1_000, 6_000]);
  player.close();
});

test('credits are given for every frame received, also for those that came too late', () => {
  const { frames, provider, player, views } = open();
  frames.pass();
  frames.pass();
  player.seek(3_000_000);
  frames.pass();
  frames.pass();
  const [first] = views();
  const shown = player.frame.value;
  if (first === undefined || shown === undefined) throw new Error('no frame came');
  provider.say({ ...shown, revision: 1, toMicros: 5 });
  frames.pass();
  expect(player.frame.value?.toMicros).toBe(3_000_000);
  const credits = provider.sent.flatMap((request) => (request.type === 'credit' ? [request.frames] : []));
  expect(credits.reduce((sum, frames) => sum + frames, 0)).toBe(3);
  player.close();
});

test('playing starts at the playhead, keeps it out of the state, and pausing puts it back', () => {
  const { frames, provider, store, player, plays } = open();
  frames.pass();
  frames.pass();
  player.play();
  frames.pass();
  expect(plays()[0]).toMatchObject({ speed: 1, strideMicros: 0, displayHz: 60, want: { endMicros: 1_010_000 } });
  const shown = player.frame.value;
  if (shown === undefined) throw new Error('no frame came');
  provider.say({ ...shown, playing: true, revision: 2, toMicros: 1_500_000 });
  frames.pass();
  expect(player.playheadMicros.value).toBe(1_500_000);
  expect(store.now.endMicros).toBeUndefined();
  store.dispatch({ type: 'setSpeed', speed: 5 });
  frames.pass();
  expect(plays()[1]).toMatchObject({ speed: 5, want: { endMicros: 1_500_000 } });
  provider.say({ ...shown, playing: true, revision: plays()[1]?.revision ?? 0, toMicros: 1_600_000 });
  player.pause();
  expect(store.now.endMicros).toBe(1_500_000);
  frames.pass();
  expect(player.playheadMicros.value, 'a frame that came too late to be drawn').toBe(1_500_000);
  player.close();
  provider.close();
});

test('at the end playing starts over; a stop without a loop rests there', () => {
  const { frames, provider, store, player, plays } = open();
  frames.pass();
  store.dispatch({ type: 'setLoop', loop: 'none' });
  player.seek(Number.MAX_SAFE_INTEGER);
  player.play();
  frames.pass();
  expect(plays()[0]?.want.endMicros).toBe(1_000_000);
  expect(plays()[0]?.loop).toBeUndefined();
  const [play] = plays();
  if (play === undefined) throw new Error('nothing plays');
  provider.say({ type: 'stopped', view: play.view, revision: play.revision, at: 10_537_215 });
  expect(player.playing.value).toBe(false);
  expect(store.now.endMicros).toBe(10_537_215);
  player.close();
  provider.close();
});

test('an error keeps the last good picture, and the next good one clears it', () => {
  const { frames, provider, player, views } = open();
  frames.pass();
  frames.pass();
  const [view] = views();
  if (view === undefined) throw new Error('nothing was asked');
  provider.say({ type: 'error', view: view.view, revision: view.revision, error: { code: 'corrupt', message: 'Bad bytes' } });
  expect(player.error.value?.code).toBe('corrupt');
  expect(player.frame.value).toBeDefined();
  player.seek(4_000_000);
  frames.pass();
  frames.pass();
  expect(player.error.value).toBeUndefined();
  player.close();
});

test('closing stops everything at the host that is not answered to the last', () => {
  const { frames, provider, player } = open();
  frames.pass();
  player.rate.ask({ fromMicros: 0, toMicros: 10 }, 16);
  player.close();
  const cancelled = provider.sent.filter((request) => request.type === 'cancel').length;
  expect(cancelled).toBe(2);
  expect(frames.pass()).toBeLessThanOrEqual(1);
});

test('the strip zooms at the cursor within the recording', () => {
  const whole = { fromMicros: 0, toMicros: 1_000_000 };
  expect(zoomExtent(whole, whole, 500_000, 0.5)).toEqual({ fromMicros: 250_000, toMicros: 750_000 });
  expect(zoomExtent(whole, { fromMicros: 250_000, toMicros: 750_000 }, 500_000, 4)).toBeUndefined();
  expect(zoomExtent(whole, { fromMicros: 0, toMicros: 400 }, 0, 0.01)).toEqual({ fromMicros: 0, toMicros: 200 });
});

test('a step that an earlier one asks for runs in the same frame, and none runs twice', () => {
  const frames = new HandFrames();
  const loop = new FrameLoop(frames);
  const ran: string[] = [];
  const wants = loop.add(() => {
    ran.push('wants');
    pictures.request();
  });
  const pictures = loop.add(() => {
    ran.push('pictures');
    if (ran.length < 4) wants.request();
  });
  wants.request();
  wants.request();
  frames.pass();
  expect(ran).toEqual(['wants', 'pictures']);
  frames.pass();
  expect(ran).toEqual(['wants', 'pictures', 'wants', 'pictures']);
  expect(frames.pass()).toBe(0);
});
