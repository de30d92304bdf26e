import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colormapNames } from '../../src/picture/colormaps.js';
import { type Action, apply } from '../../src/viewer/state/actions.js';
import { decodeFragment, encodeFragment } from '../../src/viewer/state/fragment.js';
import { operationFromText, operationToText } from '../../src/viewer/state/operation-text.js';
import type { StackAction } from '../../src/viewer/state/stack-actions.js';
import { type ChainStep, type Operation, reductionNames } from '../../src/viewer/state/stack-state.js';
import { initialViewState, type ViewState } from '../../src/viewer/state/view-state.js';
import { ViewStore } from '../../src/viewer/state/view-store.js';

const place = fc.nat({ max: 100_000 });
const box = fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 900 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }));
const rectangle = box.map(([x0, y0, w, h]) => ({ x0, y0, x1: x0 + w, y1: y0 + h }));
const shape = fc
  .record({ kind: fc.constantFrom('rectangle' as const, 'ellipse' as const), box: rectangle })
  .map((one) => ({ kind: one.kind, ...one.box }));
const range = fc.tuple(place, fc.nat({ max: 500 })).map(([first, more]) => ({ first, last: first + more }));
const amount = fc.oneof(
  fc.constant(1),
  fc.double({ min: 0, max: 1, noNaN: true }).map((one) => one + 0),
);
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '');
const reference = fc.oneof(
  fc.record({ of: fc.constantFrom(...reductionNames), ends: range }).map(({ of, ends }) => ({ kind: 'range' as const, of, ...ends })),
  name.map((recording) => ({ kind: 'file' as const, recording })),
  fc.record({
    kind: fc.constant('sliding' as const),
    planes: fc.integer({ min: 1, max: 999 }),
    placement: fc.constantFrom('trailing' as const, 'centred' as const, 'leading' as const),
    gap: fc.nat({ max: 99 }),
  }),
);
const step: fc.Arbitrary<ChainStep> = fc.oneof(
  fc.record({ kind: fc.constantFrom('subtract' as const, 'divide' as const), by: reference, amount }),
  fc.record({ kind: fc.constant('crop' as const), rectangle }),
  fc.record({ kind: fc.constant('mask' as const), shape, inverted: fc.boolean() }),
  name.map((recording) => ({ kind: 'maskFile' as const, recording })),
  fc.constantFrom('flipX' as const, 'flipY' as const, 'rotate' as const).map((kind) => ({ kind })),
);
const operation: fc.Arbitrary<Operation> = fc.record({ step, on: fc.boolean() });
const maybePlace = fc.option(place, { nil: undefined });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

const action: fc.Arbitrary<StackAction> = fc.oneof(
  fc.record({ type: fc.constant('stack:seek' as const), place: fc.record({ t: place, c: place, z: place }) }),
  fc.record({ type: fc.constant('stack:setAxis' as const), axis: fc.constantFrom('T' as const, 'Z' as const, 'C' as const) }),
  fc.record({ type: fc.constant('stack:setFrameRate' as const), framesPerSecond: number }),
  fc.record({ type: fc.constant('stack:setReverse' as const), reverse: fc.boolean() }),
  fc.record({ type: fc.constant('stack:setLoop' as const), loop: fc.constantFrom('none' as const, 'all' as const, 'ab' as const) }),
  fc.record({ type: fc.constant('stack:setLoopEnds' as const), a: maybePlace, b: maybePlace }),
  fc.record({ type: fc.constant('stack:setBookmarks' as const), places: fc.array(place, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('stack:setOperations' as const), operations: fc.array(operation, { maxLength: 4 }) }),
  fc.record({ type: fc.constant('stack:setReduction' as const), reduction: fc.constantFrom(undefined, ...reductionNames) }),
  fc.record({ type: fc.constant('stack:setRange' as const), range: fc.option(range, { nil: undefined }) }),
  fc.record({ type: fc.constant('stack:setColormap' as const), colormap: fc.constantFrom(...colormapNames) }),
  fc.record({
    type: fc.constant('stack:setLevels' as const),
    levels: fc.oneof(
      fc.constant({ kind: 'auto' as const }),
      fc.record({ kind: fc.constant('percent' as const), percent: number }),
      fc.record({ kind: fc.constant('fixed' as const), low: number, high: number }),
    ),
  }),
  fc.record({ type: fc.constant('stack:setGamma' as const), gamma: number }),
  fc.record({ type: fc.constant('stack:setLog' as const), log: fc.boolean() }),
  fc.record({
    type: fc.constant('stack:setRegions' as const),
    regions: fc.array(shape, { maxLength: 8 }),
    region: fc.option(fc.nat({ max: 7 }), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('stack:setLine' as const),
    line: fc.option(
      fc.record({
        x0: fc.double({ min: 0, max: 999, noNaN: true }),
        y0: fc.constant(-0),
        x1: fc.double({ min: 0, max: 999, noNaN: true }),
        y1: fc.constant(4.125),
      }),
      { nil: undefined },
    ),
  }),
  fc.record({
    type: fc.constant('stack:setBand' as const),
    band: fc.constantFrom('range' as const, 'deviation' as const, 'none' as const),
  }),
  fc.record({ type: fc.constant('stack:setClock' as const), clock: fc.constantFrom('number' as const, 'time' as const) }),
);

function reached(actions: readonly Action[]): ViewState {
  return actions.reduce(apply, apply(initialViewState, { type: 'open', recording: 'lab/drops & co.tif' }));
}

describe('the fragment of a stack', () => {
  test('reproduces any state that actions can reach', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
        const state = reached(actions);
        expect(decodeFragment(`#${encodeFragment(state)}`)).toEqual(state);
      }),
      { numRuns: 500 },
    );
  });

  test('is written to be read', () => {
    const state = reached([
      { type: 'stack:seek', place: { t: 4218 } },
      {
        type: 'stack:setOperations',
        operations: [{ step: { kind: 'subtract', by: { kind: 'range', of: 'mean', first: 0, last: 99 }, amount: 1 }, on: true }],
      },
      { type: 'stack:setColormap', colormap: 'inferno' },
    ]);
    expect(encodeFragment(state)).toBe('r=lab/drops+%26+co.tif&at=4218&op=subtract:mean(0..99)&map=inferno');
  });

  test('passes over what cannot be read', () => {
    const text =
      '#at=x&axis=Q&fps=fast&op=explode&op=!flipX&range=9-&reduce=sum&map=jet&between=1&gamma=&rectangle=5,5,5,9&trace=3&line=1,2,3&band=wide';
    const { stack } = decodeFragment(text);
    expect(stack).toEqual({ ...initialViewState.stack, operations: [{ step: { kind: 'flipX' }, on: false }] });
  });
});

test('operations as text are read back', () => {
  fc.assert(
    fc.property(operation, (one) => {
      expect(operationFromText(operationToText(one))).toEqual(one);
    }),
  );
});

describe('actions on a stack', () => {
  test('bring numbers into range', () => {
    const { stack } = reached([
      { type: 'stack:setFrameRate', framesPerSecond: 1e9 },
      { type: 'stack:setGamma', gamma: 0 },
      { type: 'stack:setLevels', levels: { kind: 'fixed', low: 9, high: 3 } },
      { type: 'stack:setRange', range: { first: 20, last: 10 } },
      { type: 'stack:setLoop', loop: 'ab' },
    ]);
    expect(stack).toMatchObject({
      framesPerSecond: 1000,
      gamma: 0.1,
      levels: { kind: 'fixed', low: 3, high: 9 },
      range: { first: 10, last: 20 },
      loop: 'all',
    });
  });

  test('another axis has its own range, loop and bookmarks', () => {
    const { stack } = reached([
      { type: 'stack:setRange', range: { first: 1, last: 5 } },
      { type: 'stack:setLoopEnds', a: 2, b: 4 },
      { type: 'stack:setBookmarks', places: [3] },
      { type: 'stack:setAxis', axis: 'Z' },
    ]);
    expect(stack).toMatchObject({ range: undefined, a: undefined, b: undefined, loop: 'all', bookmarks: [] });
  });

  test('undo goes back over the view and leaves the shown frame where it is', () => {
    const store = new ViewStore();
    store.dispatch({ type: 'open', recording: 'a.tif' });
    store.dispatch({ type: 'stack:setColormap', colormap: 'viridis' });
    store.dispatch({ type: 'stack:seek', place: { t: 7 } });
    store.dispatch({ type: 'stack:setGamma', gamma: 2 });
    store.dispatch({ type: 'stack:setGamma', gamma: 3 }, { continued: true });
    expect(store.undo()).toBe(true);
    expect(store.now.stack).toMatchObject({ gamma: 1, colormap: 'viridis', place: { t: 7 } });
    expect(store.undo()).toBe(true);
    expect(store.now.stack).toMatchObject({ colormap: 'grey', place: { t: 7 } });
    expect(store.undo()).toBe(false);
  });
});
