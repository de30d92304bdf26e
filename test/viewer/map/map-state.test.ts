import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colormapNames } from '../../../src/picture/colormaps.js';
import { apply } from '../../../src/viewer/state/actions.js';
import { decodeFragment, encodeFragment } from '../../../src/viewer/state/fragment.js';
import type { MapAction } from '../../../src/viewer/state/map-actions.js';
import type { CellFilter, CellSet, ColumnWant } from '../../../src/viewer/state/map-state.js';
import { initialViewState } from '../../../src/viewer/state/view-state.js';
import { ViewStore } from '../../../src/viewer/state/view-store.js';

const name = fc.string({ minLength: 1, maxLength: 12 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const column: fc.Arbitrary<ColumnWant> = fc.oneof(
  fc.record({ kind: fc.constant('obs' as const), name }),
  fc.record({ kind: fc.constant('gene' as const), gene: name, matrix: name }),
  fc.record({ kind: fc.constant('gene' as const), gene: name }),
);
const set: fc.Arbitrary<CellSet> = fc.oneof(
  fc.record({
    kind: fc.constant('polygon' as const),
    embedding: name,
    points: fc.array(fc.tuple(finite, finite), { minLength: 3, maxLength: 9 }),
  }),
  fc.record({ kind: fc.constant('categories' as const), column: name, names: fc.array(fc.option(name), { maxLength: 5 }) }),
  fc.record({ kind: fc.constant('range' as const), column, from: finite, to: finite }),
);
const filter: fc.Arbitrary<CellFilter> = fc.record({ set, except: fc.boolean(), on: fc.boolean() });
const camera = fc.oneof(
  fc.record({
    centre: fc.tuple(finite, finite),
    zoom: fc.double({ min: 0.2, max: 1e4, noNaN: true }),
    turn: fc.constant(0),
    tilt: fc.constant(0),
  }),
  fc.record({
    centre: fc.tuple(finite, finite, finite),
    zoom: fc.double({ min: 0.2, max: 1e4, noNaN: true }),
    turn: fc.double({ min: -20, max: 20, noNaN: true }),
    tilt: fc.double({ min: -3, max: 3, noNaN: true }),
  }),
);
const action: fc.Arbitrary<MapAction> = fc.oneof(
  fc.record({ type: fc.constant('map:setEmbedding' as const), embedding: name }),
  fc.record({ type: fc.constant('map:setColorBy' as const), colorBy: fc.oneof(column, fc.constant({ kind: 'none' as const })) }),
  fc.record({ type: fc.constant('map:setCamera' as const), camera: fc.option(camera, { nil: undefined }) }),
  fc.record({ type: fc.constant('map:setFilters' as const), filters: fc.array(filter, { maxLength: 4 }) }),
  fc.record({
    type: fc.constant('map:setSelection' as const),
    steps: fc.array(fc.record({ op: fc.constantFrom('add', 'subtract', 'intersect'), set }), { maxLength: 4 }),
  }),
  fc.record({ type: fc.constant('map:setColormap' as const), colormap: fc.constantFrom(...colormapNames) }),
  fc.record({
    type: fc.constant('map:setLevels' as const),
    levels: fc.oneof(
      fc.record({ kind: fc.constant('percent' as const), percent: finite }),
      fc.record({ kind: fc.constant('fixed' as const), low: finite, high: finite }),
    ),
  }),
  fc.record({ type: fc.constant('map:setLog' as const), log: fc.boolean() }),
  fc.record({ type: fc.constant('map:setPixel' as const), pixel: fc.constantFrom('mean' as const, 'largest' as const) }),
  fc.record({ type: fc.constant('map:setRareOnTop' as const), rareOnTop: fc.boolean() }),
  fc.record({
    type: fc.constant('map:setDrawing' as const),
    drawing: fc.constantFrom('auto' as const, 'points' as const, 'density' as const),
  }),
  fc.record({ type: fc.constant('map:setLabels' as const), labels: fc.boolean() }),
  fc.record({ type: fc.constant('map:setPointScale' as const), pointScale: finite }),
);

test('a link reproduces every view of a map', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      const start = apply(initialViewState, { type: 'open', recording: 'lung.h5ad' });
      const state = actions.reduce(apply, start);
      expect(decodeFragment(encodeFragment(state)).map).toEqual(state.map);
    }),
  );
});

test('no place of a filter or a selection is a zero below zero', () => {
  const range: CellSet = { kind: 'range', column: { kind: 'obs', name: 'a' }, from: -0, to: 0 };
  const points = [[-0, 1] as const, [0, -0] as const, [1, 1] as const];
  const polygon: CellSet = { kind: 'polygon', embedding: 'u', points, projection: [-0, 1, 0, 0] };
  const filtered = apply(initialViewState, { type: 'map:setFilters', filters: [{ set: range, except: false, on: true }] });
  const state = apply(filtered, { type: 'map:setSelection', steps: [{ op: 'add', set: polygon }] });
  expect(state.map.filters).toEqual([{ set: { ...range, from: 0 }, except: false, on: true }]);
  const plain = {
    ...polygon,
    points: [
      [0, 1],
      [0, 0],
      [1, 1],
    ],
    projection: [0, 1, 0, 0],
  };
  expect(state.map.steps).toEqual([{ op: 'add', set: plain }]);
  expect(decodeFragment(encodeFragment(state)).map).toEqual(state.map);
});

test('undo goes back over selections, filters and colours', () => {
  const store = new ViewStore();
  store.dispatch({ type: 'map:setColorBy', colorBy: { kind: 'gene', gene: 'CD3D' } });
  const set: CellSet = { kind: 'categories', column: 'cluster', names: ['B'] };
  store.dispatch({ type: 'map:setFilters', filters: [{ set, except: true, on: true }] });
  store.dispatch({ type: 'map:setSelection', steps: [{ op: 'add', set }] });
  store.undo();
  expect(store.now.map.steps).toEqual([]);
  expect(store.now.map.filters).toHaveLength(1);
  store.undo();
  expect(store.now.map.filters).toEqual([]);
  expect(store.now.map.colorBy).toEqual({ kind: 'gene', gene: 'CD3D' });
});

test('filters in a link that nobody wrote are passed over', () => {
  for (const filters of [
    '[',
    '[{}]',
    '{"set":1}',
    'null',
    '[{"set":{"kind":"polygon","embedding":"u","points":[[0,0]]},"except":false,"on":true}]',
  ]) {
    expect(decodeFragment(`r=a.h5ad&filters=${encodeURIComponent(filters)}`).map.filters).toEqual([]);
  }
});
