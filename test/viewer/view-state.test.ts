import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventPaletteNames } from '../../src/picture/palettes.js';
import { type Action, apply } from '../../src/viewer/state/actions.js';
import { decodeFragment, encodeFragment } from '../../src/viewer/state/fragment.js';
import { looksInOrder, shownPlaces, viewCounts } from '../../src/viewer/state/looks.js';
import { initialViewState, type ViewState } from '../../src/viewer/state/view-state.js';
import { ViewStore } from '../../src/viewer/state/view-store.js';

const micros = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });
const pixel = fc.integer({ min: 0, max: 2_000 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant('seek' as const), micros }),
  fc.record({ type: fc.constant('setWindow' as const), window: fc.record({ kind: fc.constant('time' as const), micros }) }),
  fc.record({ type: fc.constant('setWindow' as const), window: fc.record({ kind: fc.constant('count' as const), events: fc.nat() }) }),
  fc.record({ type: fc.constant('setStride' as const), micros: fc.nat() }),
  fc.record({ type: fc.constant('setSpeed' as const), speed: fc.double({ min: 0.01, max: 1_000, noNaN: true }) }),
  fc.record({ type: fc.constant('setReverse' as const), reverse: fc.boolean() }),
  fc.record({ type: fc.constant('setLoop' as const), loop: fc.constantFrom('none' as const, 'all' as const) }),
  fc.record({
    type: fc.constant('setLoopEnds' as const),
    aMicros: fc.option(micros, { nil: undefined }),
    bMicros: fc.option(micros, { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('setRepresentation' as const),
    representation: fc.constantFrom('polarity' as const, 'timeSurface' as const),
  }),
  fc.record({ type: fc.constant('setPalette' as const), palette: fc.constantFrom(...eventPaletteNames) }),
  fc.record({
    type: fc.constant('setLevels' as const),
    levels: fc.oneof(
      fc.constant('auto' as const),
      fc.record({ low: fc.double({ min: -9, max: 9, noNaN: true }), high: fc.double({ min: -9, max: 99, noNaN: true }) }),
    ),
  }),
  fc.record({ type: fc.constant('setViews' as const), views: fc.constantFrom(...viewCounts) }),
  fc.record({ type: fc.constant('focusView' as const), place: fc.integer({ min: -1, max: 5 }) }),
  fc.record({
    type: fc.constant('setOrientation' as const),
    orientation: fc.record({ transpose: fc.boolean(), flipX: fc.boolean(), flipY: fc.boolean() }),
  }),
  fc.record({
    type: fc.constant('setRegions' as const),
    regions: fc.array(fc.record({ x0: pixel, y0: pixel, x1: pixel, y1: pixel }), { maxLength: 6 }),
  }),
  fc.record({ type: fc.constant('setBookmarks' as const), micros: fc.array(micros, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('setTool' as const), tool: fc.constantFrom('pan' as const, 'region' as const, 'probe' as const) }),
  fc.record({ type: fc.constant('setClock' as const), clock: fc.constantFrom('recording' as const, 'zero' as const) }),
);

function reached(actions: readonly Action[]): ViewState {
  return actions.reduce(apply, apply(initialViewState, { type: 'open', recording: 'lab data/fan & co.raw' }));
}

describe('the fragment', () => {
  test('reproduces any state that actions can reach', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
        const state = reached(actions);
        expect(decodeFragment(`#${encodeFragment(state)}`)).toEqual(state);
      }),
    );
  });

  test('is short, readable and empty for the library', () => {
    expect(encodeFragment(initialViewState)).toBe('');
    const state = reached([
      { type: 'seek', micros: 4_210_000 },
      { type: 'setWindow', window: { kind: 'time', micros: 2_500 } },
    ]);
    expect(encodeFragment(state)).toBe('r=lab+data/fan+%26+co.raw&t=4210000&w=2500us');
  });

  test('gives a valid state for whatever it is handed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const state = decodeFragment(text);
        expect(decodeFragment(encodeFragment(state))).toEqual(state);
      }),
    );
    expect(decodeFragment('#t=NaN&w=9e99us&levels=a,b&camera=1,2,-3&region=1,2&options={"columns":"x"}&speed=-1').speed).toBe(0.25);
  });

  test('of one view, as links had it before there were several, opens as it did', () => {
    const state = decodeFragment('#r=a.raw&show=timeSurface&palette=light&levels=0,9');
    expect(state).toMatchObject({ representation: 'timeSurface', palette: 'light', levels: { low: 0, high: 9 }, views: 'auto', focus: 0 });
    expect(state.others.map(({ representation }) => representation)).toEqual(['polarity', 'signedCount', 'perPolarityCount']);
    expect(encodeFragment(state)).toBe('r=a.raw&show=timeSurface&palette=light&levels=0,9');
  });

  test('says what the views beside the focused one show', () => {
    const state = reached([
      { type: 'setViews', views: 2 },
      { type: 'focusView', place: 1 },
      { type: 'setRepresentation', representation: 'signedCount' },
      { type: 'setLevels', levels: { low: 0.5, high: 8 } },
      { type: 'focusView', place: 0 },
    ]);
    const text = encodeFragment(state);
    expect(text).toContain('&views=2&beside=signedCount,safe,0.5,8&beside=signedCount,safe&beside=perPolarityCount,safe');
    expect(decodeFragment(text)).toEqual(state);
    expect(decodeFragment('#views=3&focus=9&beside=polarity,safe&beside=nothing,safe&beside=1')).toMatchObject({ views: 'auto', focus: 0 });
  });

  test('keeps the way a text file is read', () => {
    const columns: ('x' | 'y' | 'p' | 't')[] = ['x', 'y', 'p', 't'];
    const options = { events: { columns, timeUnit: 'ns' as const, polarity: 'signed' as const } };
    const state = reached([{ type: 'setOptions', options }]);
    expect(decodeFragment(encodeFragment(state)).options).toEqual(options);
  });
});

describe('actions', () => {
  test('bring numbers into range', () => {
    const state = reached([
      { type: 'setWindow', window: { kind: 'time', micros: 1 } },
      { type: 'setSpeed', speed: 1_000 },
      { type: 'setRegions', regions: [{ x0: 5, y0: 5, x1: 5, y1: 9 }] },
    ]);
    expect(state.window).toEqual({ kind: 'time', micros: 10 });
    expect(state.speed).toBe(100);
    expect(state.regions).toEqual([]);
  });

  test('a loop end set past the other drops the other', () => {
    const both = reached([{ type: 'setLoopEnds', aMicros: 100, bMicros: 200 }]);
    expect(both.loop).toBe('ab');
    const moved = apply(both, { type: 'setLoopEnds', aMicros: 300, bMicros: 200 });
    expect(moved).toMatchObject({ aMicros: 300, bMicros: undefined, loop: 'all' });
    expect(apply(both, { type: 'setLoopEnds', aMicros: 100, bMicros: 50 })).toMatchObject({ aMicros: undefined, bMicros: 50 });
  });

  test('that change nothing give the same object back', () => {
    const state = reached([{ type: 'setSpeed', speed: 2 }]);
    expect(apply(state, { type: 'setSpeed', speed: 2 })).toBe(state);
    expect(apply(state, { type: 'setRegions', regions: [] })).toBe(state);
  });
});

describe('views side by side', () => {
  test('moving the focus changes no look and no order; what is set there changes only that view', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), fc.nat(3), fc.constantFrom(...eventPaletteNames), (actions, place, palette) => {
        const state = reached(actions);
        const focused = apply(state, { type: 'focusView', place });
        expect(looksInOrder(focused)).toEqual(looksInOrder(state));
        expect(focused).toMatchObject(looksInOrder(state)[place] ?? {});
        const changed = looksInOrder(apply(focused, { type: 'setPalette', palette }));
        expect(changed).toEqual(looksInOrder(state).map((look, at) => (at === place ? { ...look, palette } : look)));
      }),
    );
  });

  test('there are as many as were chosen, or as there is room for, and the focused one is among them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...viewCounts), fc.nat(3), fc.constantFrom('narrow', 'usual', 'wide'), (views, focus, room) => {
        const places = shownPlaces({ views, focus }, room);
        expect(places).toContain(focus);
        expect(places).toEqual([...new Set(places)].sort());
        expect(places.length).toBe(room === 'narrow' ? 1 : views === 'auto' ? (room === 'wide' ? 2 : 1) : views);
      }),
    );
  });

  test('another recording keeps how many there are, and shows them as at first', () => {
    const state = reached([
      { type: 'setViews', views: 4 },
      { type: 'setPalette', palette: 'light' },
      { type: 'focusView', place: 2 },
    ]);
    const next = apply(state, { type: 'open', recording: 'b.raw' });
    expect(next).toMatchObject({ views: 4, focus: 0, representation: 'polarity' });
    expect(looksInOrder(next).map(({ representation }) => representation)).toEqual([
      'polarity',
      'timeSurface',
      'signedCount',
      'perPolarityCount',
    ]);
  });
});

describe('undo', () => {
  test('brings the look of the view back that it was changed in', () => {
    const store = new ViewStore();
    store.dispatch({ type: 'open', recording: 'a.raw' });
    store.dispatch({ type: 'setViews', views: 2 });
    store.dispatch({ type: 'focusView', place: 1 });
    const before = looksInOrder(store.now);
    store.dispatch({ type: 'setRepresentation', representation: 'perPolarityCount' });
    store.dispatch({ type: 'focusView', place: 0 });
    store.undo();
    expect(looksInOrder(store.now)).toEqual(before);
    expect(store.now.focus).toBe(1);
    store.undo();
    expect(store.now.views).toBe('auto');
  });

  test('goes back over the view and leaves the playhead where it is', () => {
    const store = new ViewStore();
    store.dispatch({ type: 'open', recording: 'a.raw' });
    store.dispatch({ type: 'setSpeed', speed: 2 });
    store.dispatch({ type: 'seek', micros: 77 });
    store.dispatch({ type: 'setPalette', palette: 'gray' });
    expect(store.undo()).toBe(true);
    expect(store.now).toMatchObject({ palette: 'safe', speed: 2, endMicros: 77 });
    expect(store.undo()).toBe(true);
    expect(store.now).toMatchObject({ speed: 1, endMicros: 77 });
    expect(store.undo()).toBe(false);
    store.redo();
    store.redo();
    expect(store.now).toMatchObject({ palette: 'gray', speed: 2, endMicros: 77 });
  });

  test('takes one gesture as one step', () => {
    const store = new ViewStore();
    for (let x = 0; x < 9; x += 1) {
      store.dispatch({ type: 'setCamera', camera: { centerX: x, centerY: 0, scale: 1 } }, { continued: x > 0 });
    }
    store.undo();
    expect(store.now.camera).toBeUndefined();
  });

  test('tells one event for many subscribers and keeps what it undid', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 10 }), (actions) => {
        const store = new ViewStore();
        for (const one of actions) store.dispatch(one);
        const last = store.now;
        let steps = 0;
        while (store.undo()) steps += 1;
        for (let step = 0; step < steps; step += 1) expect(store.redo()).toBe(true);
        expect(store.now).toEqual(last);
      }),
    );
  });
});
