import { describe, expect, test } from 'vitest';
import { Questions } from '../../src/protocol/questions.js';
import type { Request } from '../../src/protocol/requests.js';
import { FrameLoop, type FrameSource } from '../../src/viewer/link/frame-loop.js';
import { fileFromShown, geometryOf, moveShapes, shownFromFile } from '../../src/viewer/stack/geometry.js';
import { measureShape, profileOf } from '../../src/viewer/stack/plane-values.js';
import { stackCommand } from '../../src/viewer/stack/stack-exports.js';
import { StackModel } from '../../src/viewer/stack/stack-model.js';
import { traceCurve } from '../../src/viewer/stack/trace-curve.js';
import { zoomPlaces } from '../../src/viewer/stack/trace-strip.js';
import { niceStep } from '../../src/viewer/stack/trace-strip-drawing.js';
import { initialStackState } from '../../src/viewer/state/stack-state.js';
import { ViewStore } from '../../src/viewer/state/view-store.js';
import { FakeProvider } from './fake-provider.js';
import { planeOf, stackEntries, stackValue } from './fake-stack.js';

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

  pass(millis = 16): void {
    this.now += millis;
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of callbacks) callback(this.now);
  }
}

function open(options: { readonly chooseBefore?: (store: ViewStore) => void } = {}) {
  const provider = new FakeProvider({ stacks: true });
  const frames = new HandFrames();
  const store = new ViewStore();
  options.chooseBefore?.(store);
  const entry = stackEntries[0]!;
  const ports = {
    questions: new Questions(provider),
    store,
    loop: new FrameLoop(frames),
    displayHz: () => 60,
    find: (path: string) => (path === 'dark.tif' ? { ...entry, recording: 'r-dark' } : undefined),
  };
  const stack = new StackModel(ports, entry);
  const asked = <Type extends Request['type']>(type: Type) =>
    provider.sent.filter((request): request is Extract<Request, { type: Type }> => request.type === type);
  const views = () => asked('view').flatMap((request) => (request.want.kind === 'plane' ? [{ ...request, want: request.want }] : []));
  return { provider, frames, store, stack, asked, views };
}

test('the first frame is asked for before anything around it, and without waiting for a display frame', () => {
  const { provider, frames, stack } = open();
  const asked = () => provider.sent.map(({ type }) => type).filter((type) => type !== 'credit');
  expect(asked()).toEqual(['describe', 'view']);
  frames.pass();
  frames.pass();
  expect(asked()).toEqual(['describe', 'view', 'trace']);
  expect(stack.plane.value?.place).toEqual({ t: 0, c: 0, z: 0 });
  expect(stack.trace.trace.value?.mean.length).toBe(40);
  stack.close();
});

test('many changes in one frame are one want; what only changes the drawing asks for nothing', () => {
  const { frames, store, stack, views, asked } = open();
  frames.pass();
  frames.pass();
  for (let place = 0; place < 30; place += 1) stack.seek(place);
  frames.pass();
  expect(views().map(({ want }) => want.place.t)).toEqual([0, 29]);
  store.dispatch({ type: 'stack:setColormap', colormap: 'magma' });
  store.dispatch({ type: 'stack:setLevels', levels: { kind: 'fixed', low: 0, high: 9 } });
  store.dispatch({ type: 'stack:setGamma', gamma: 2 });
  store.dispatch({ type: 'setCamera', camera: { centerX: 1, centerY: 2, scale: 3 } });
  frames.pass();
  frames.pass();
  expect(views()).toHaveLength(2);
  expect(asked('trace')).toHaveLength(1);
  stack.close();
});

test('operations that are switched on go into the want, files by the name of the host; the estimate is asked for', () => {
  const { frames, store, stack, views, asked } = open();
  frames.pass();
  frames.pass();
  store.dispatch({
    type: 'stack:setOperations',
    operations: [
      { step: { kind: 'subtract', by: { kind: 'file', recording: 'dark.tif' }, amount: 0.5 }, on: true },
      { step: { kind: 'flipX' }, on: false },
      { step: { kind: 'divide', by: { kind: 'file', recording: '' }, amount: 1 }, on: true },
    ],
  });
  frames.pass();
  const chain = [{ kind: 'subtract', by: { kind: 'file', recording: 'r-dark' }, amount: 0.5 }];
  expect(views().at(-1)?.want.chain).toEqual(chain);
  expect(asked('estimate')[0]?.want.chain).toEqual(chain);
  expect(stack.estimate.estimate.value?.bytes).toBe(84e6);
  stack.close();
});

test('a reduction is of the selected range, and gives way to the frame that is asked for next', () => {
  const { frames, store, stack, views } = open();
  frames.pass();
  frames.pass();
  store.dispatch({ type: 'stack:setRange', range: { first: 5, last: 90 } });
  store.dispatch({ type: 'stack:setReduction', reduction: 'median' });
  frames.pass();
  expect(views().at(-1)?.want.reduction).toEqual({ of: 'median', first: 5, last: 39 });
  stack.step(1);
  frames.pass();
  expect(views().at(-1)?.want.reduction).toBeUndefined();
  expect(store.now.stack.place.t).toBe(1);
  stack.close();
});

test('playing starts at the playhead, keeps it out of the state, and pausing puts it back', () => {
  const { frames, store, stack, asked, provider } = open();
  frames.pass();
  frames.pass();
  stack.seek(12);
  store.dispatch({ type: 'stack:setLoopEnds', a: 10, b: 20 });
  stack.play();
  frames.pass();
  const [play] = asked('playPlanes');
  expect(play).toMatchObject({ framesPerSecond: 30, displayHz: 60, loop: { first: 10, last: 20 }, want: { place: { t: 12 } } });
  frames.pass();
  expect(stack.playhead.value).toBe(13);
  expect(store.now.stack.place.t).toBe(12);
  expect(stack.flow.value.dropped).toBe(3);
  store.dispatch({ type: 'stack:setFrameRate', framesPerSecond: 5 });
  frames.pass();
  expect(asked('playPlanes')[1]).toMatchObject({ framesPerSecond: 5, want: { place: { t: 13 } } });
  stack.pause();
  frames.pass();
  expect(store.now.stack.place.t).toBe(stack.playhead.value);
  const credits = asked('credit').reduce((sum, request) => sum + request.frames, 0);
  const shown = asked('view').length + asked('playPlanes').length;
  frames.pass();
  expect(asked('credit').reduce((sum, request) => sum + request.frames, 0) - credits).toBeLessThanOrEqual(1);
  expect(credits).toBeGreaterThanOrEqual(shown - 1);
  stack.close();
  provider.close();
});

test('the last frame without a loop rests there; playing from it starts over', () => {
  const { frames, store, stack, asked, provider } = open();
  frames.pass();
  store.dispatch({ type: 'stack:setLoop', loop: 'none' });
  stack.seek(Number.MAX_SAFE_INTEGER);
  expect(stack.playhead.value).toBe(39);
  stack.play();
  frames.pass();
  const play = asked('playPlanes')[0]!;
  expect(play.want.place.t).toBe(0);
  expect(play.loop).toBeUndefined();
  provider.say({ type: 'stopped', view: play.view, revision: play.revision, at: 39 });
  expect(stack.playing.value).toBe(false);
  expect(store.now.stack.place.t).toBe(39);
  stack.close();
});

test('an error keeps the last good picture, and the next good one clears it', () => {
  const { frames, provider, stack, views } = open();
  frames.pass();
  frames.pass();
  const view = views()[0]!;
  provider.say({ type: 'error', view: view.view, revision: view.revision, error: { code: 'corrupt', message: 'Bad strip' } });
  expect(stack.error.value?.code).toBe('corrupt');
  expect(stack.plane.value).toBeDefined();
  stack.seek(3);
  frames.pass();
  frames.pass();
  expect(stack.error.value).toBeUndefined();
  stack.close();
});

test('closing stops everything at the host that is not answered to the last', () => {
  const { frames, stack, asked } = open();
  frames.pass();
  frames.pass();
  stack.close();
  expect(asked('cancel').length).toBe(2);
});

describe('geometry of the operations', () => {
  const operations = [
    { step: { kind: 'crop' as const, rectangle: { x0: 10, y0: 20, x1: 110, y1: 70 } }, on: true },
    { step: { kind: 'rotate' as const }, on: true },
    { step: { kind: 'flipX' as const }, on: false },
  ];
  const file = { width: 200, height: 100 };

  test('turns and crops, there and back', () => {
    const geometry = geometryOf(operations, file);
    const shown = shownFromFile({ x0: 10, y0: 20, x1: 30, y1: 25 }, geometry);
    // Rotated clockwise, the left upper corner of what was cropped lies at the right.
    expect(shown).toEqual({ x0: 45, y0: 0, x1: 50, y1: 20 });
    expect(fileFromShown(shown!, geometry)).toEqual({ x0: 10, y0: 20, x1: 30, y1: 25 });
    expect(shownFromFile({ x0: 0, y0: 0, x1: 10, y1: 10 }, geometry)).toBeUndefined();
  });

  test('regions stay on what they were drawn around', () => {
    const plain = geometryOf([], file);
    const turned = geometryOf(operations, file);
    const shapes = [
      { kind: 'ellipse' as const, x0: 20, y0: 30, x1: 40, y1: 50 },
      { kind: 'rectangle' as const, x0: 150, y0: 80, x1: 160, y1: 90 },
    ];
    const moved = moveShapes(shapes, plain, turned);
    expect(moved).toEqual([{ kind: 'ellipse', x0: 20, y0: 10, x1: 40, y1: 30 }]);
    expect(moveShapes(moved, turned, plain)).toEqual([shapes[0]]);
  });
});

describe('values of a plane', () => {
  const plane = planeOf(
    { view: 1, revision: 1, recording: 'stack0' },
    { kind: 'plane', place: { t: 3, c: 0, z: 0 }, axis: 'T', chain: [] },
    false,
  );

  test('a rectangle and an ellipse hold the pixels whose centres are inside', () => {
    const rectangle = measureShape(plane, { kind: 'rectangle', x0: 2, y0: 1, x1: 5, y1: 3 });
    expect(rectangle).toMatchObject({ pixels: 6, least: stackValue(2, 1, 3), greatest: stackValue(4, 2, 3), mean: 3 + 150 + 30 });
    expect(rectangle.deviation).toBeCloseTo(Math.sqrt(50 ** 2 + 2 / 3), 9);
    expect(measureShape(plane, { kind: 'ellipse', x0: 0, y0: 0, x1: 4, y1: 4 }).pixels).toBe(12);
    expect(measureShape(plane, { kind: 'rectangle', x0: 90, y0: 90, x1: 99, y1: 99 }).mean).toBeNaN();
  });

  test('a profile goes through the nearest pixels', () => {
    const profile = profileOf(plane, { x0: 0.5, y0: 2.5, x1: 5.5, y1: 2.5 });
    expect([...profile]).toEqual([230, 231, 232, 233, 234, 235]);
    expect(profileOf(plane, { x0: -3, y0: 0, x1: -1, y1: 0 })).toEqual(new Float64Array(3).fill(Number.NaN));
  });
});

test('a trace on fewer columns than places loses no peak', () => {
  const mean = Float64Array.from({ length: 1_000 }, (_, place) => (place === 501 ? 99 : 1));
  const trace = {
    type: 'trace' as const,
    request: 1,
    quality: 'exact' as const,
    first: 0,
    mean,
    least: mean,
    greatest: mean,
    deviation: new Float64Array(1_000),
    done: 1_000,
    final: true,
  };
  const curve = traceCurve(trace, { first: 0, last: 999 }, 100, 'range');
  expect(curve.greatest).toBe(99);
  expect(curve.mean).toContain(99);
  expect(curve.high[50]).toBe(99);
  expect(curve.low[50]).toBe(1);
  expect(traceCurve(trace, { first: 500, last: 509 }, 100, 'none').mean.length).toBe(20);
});

test('the strip zooms at the cursor within the stack, and its ticks are round', () => {
  expect(zoomPlaces(1_000, { first: 0, last: 999 }, 500, 0.5)).toEqual({ first: 250, last: 749 });
  expect(zoomPlaces(1_000, { first: 250, last: 749 }, 500, 4)).toBeUndefined();
  expect(zoomPlaces(1_000, { first: 0, last: 9 }, 0, 0.01)).toEqual({ first: 0, last: 7 });
  expect([0.7, 1, 1.1, 3, 7, 0.021].map(niceStep)).toEqual([1, 1, 2, 5, 10, 0.05]);
});

test('commands say what is shown', () => {
  const series = { axis: 'T' as const, places: 40, exactness: 'exact' as const };
  const state = {
    ...initialStackState,
    place: { t: 7, c: 2, z: 0 },
    operations: [
      { step: { kind: 'subtract' as const, by: { kind: 'range' as const, of: 'mean' as const, first: 0, last: 9 }, amount: 1 }, on: true },
    ],
    range: { first: 10, last: 19 },
    levels: { kind: 'fixed' as const, low: -5, high: 20.5 },
  };
  expect(stackCommand('render', 'a b.tif', { series, at: 7, many: true }, state)).toBe(
    "firstlight render 'a b.tif' -o picture.png --frames 7:8 --axis T --place c=2 --chain 'subtract:mean(0..9)' --colormap grey --levels -5,20.5",
  );
  expect(stackCommand('export', 'a.tif', { series, at: 7, many: false }, { ...state, operations: [], place: { t: 7, c: 0, z: 0 } })).toBe(
    'firstlight export a.tif -o range.tif --frames 10:20',
  );
  expect(
    stackCommand(
      'render',
      'a.tif',
      { series, at: 7, many: false },
      { ...state, operations: [], reduction: 'std', place: { t: 0, c: 0, z: 0 } },
    ),
  ).toContain('--frames 10:20 --reduce std');
});
