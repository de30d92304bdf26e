import { expect, test } from 'vitest';
import { countValues, fullHeight, shareOf, valueAt } from '../../../src/viewer/map/histogram.js';
import { filtersOfSteps, isolateCategory, rangeFilter, toggleCategory, withRange } from '../../../src/viewer/map/map-filters.js';
import { hiddenCodes } from '../../../src/viewer/map/map-look.js';
import { selectionOp, simplify } from '../../../src/viewer/map/selection-drags.js';
import { stackValues } from '../../../src/viewer/map/stack-values.js';
import type { CellFilter, CellSet } from '../../../src/viewer/state/map-state.js';

const names = ['B', 'T', 'NK'];

test('a click hides and shows again; isolating shows one alone and then all', () => {
  let filters: readonly CellFilter[] = toggleCategory([], 'cluster', 'T');
  expect([...hiddenCodes('cluster', names, filters)]).toEqual([0, 1, 0, 0]);
  filters = toggleCategory(filters, 'cluster', null);
  expect([...hiddenCodes('cluster', names, filters)]).toEqual([0, 1, 0, 1]);
  filters = isolateCategory(filters, 'cluster', 'B');
  expect([...hiddenCodes('cluster', names, filters)]).toEqual([0, 1, 1, 1]);
  filters = toggleCategory(filters, 'cluster', 'NK');
  expect([...hiddenCodes('cluster', names, filters)]).toEqual([0, 1, 0, 1]);
  filters = isolateCategory(isolateCategory(filters, 'cluster', 'B'), 'cluster', 'B');
  expect(filters).toEqual([]);
  expect([...hiddenCodes('other', names, toggleCategory([], 'cluster', 'T'))]).toEqual([0, 0, 0, 0]);
});

test('one range a column, in its place', () => {
  const gene = { kind: 'gene', gene: 'CD3D', matrix: 'X' } as const;
  const other: CellFilter = { set: { kind: 'categories', column: 'cluster', names: ['B'] }, except: false, on: true };
  const filters = withRange(withRange([], gene, { from: 1, to: 2 }), { kind: 'obs', name: 'n_genes' }, { from: 0, to: 9 });
  const changed = withRange([...filters, other], gene, { from: 1.5, to: 3 });
  expect(rangeFilter(changed, gene)).toEqual({ at: 0, from: 1.5, to: 3 });
  expect(withRange(changed, gene, undefined)).toHaveLength(2);
});

test('a selection becomes filters where filters can say it', () => {
  const a: CellSet = { kind: 'categories', column: 'cluster', names: ['B'] };
  expect(
    filtersOfSteps([
      { op: 'add', set: a },
      { op: 'subtract', set: a },
    ])?.map(({ except }) => except),
  ).toEqual([false, true]);
  expect(
    filtersOfSteps([
      { op: 'add', set: a },
      { op: 'add', set: a },
    ]),
  ).toBeUndefined();
  expect(filtersOfSteps([])).toBeUndefined();
});

test('modifiers add, subtract and intersect', () => {
  expect(selectionOp({ shiftKey: false, altKey: false })).toBe('replace');
  expect(selectionOp({ shiftKey: true, altKey: false })).toBe('add');
  expect(selectionOp({ shiftKey: false, altKey: true })).toBe('subtract');
  expect(selectionOp({ shiftKey: true, altKey: true })).toBe('intersect');
});

test('a lasso keeps its corners', () => {
  const side = Array.from({ length: 50 }, (_, at) => at);
  const square = [
    ...side.map((at) => ({ x: at, y: 0 })),
    ...side.map((at) => ({ x: 50, y: at })),
    ...side.map((at) => ({ x: 50 - at, y: 50 })),
    ...side.map((at) => ({ x: 0, y: 50 - at })),
  ];
  const simple = simplify(square, 0.5);
  expect(simple.length).toBeLessThan(8);
  for (const [x, y] of [
    [0, 0],
    [50, 0],
    [50, 50],
    [0, 50],
  ]) {
    expect(simple.some((point) => point.x === x && point.y === y)).toBe(true);
  }
});

test('histograms count every number once, the logarithm goes there and back', () => {
  const values = Float32Array.of(0, 0, 0, 1, 2, 3, Number.NaN, 10);
  const bits = Uint8Array.of(0b1000_1001);
  const { counts, some } = countValues(values, 0, 10, true, 5, bits);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7);
  expect(some?.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(counts[4]).toBe(1);
  const axis = { from: 0, to: 10, log: true, counts, some };
  expect(valueAt(axis, shareOf(axis, 3))).toBeCloseTo(3, 9);
  expect(fullHeight(Uint32Array.of(900, 10, 8))).toBe(12.5);
  expect(fullHeight(Uint32Array.of(9, 10, 8))).toBe(10);
});

test('numbers of one dimension become a heap of points that is their histogram', () => {
  const { coordinates, tallest } = stackValues(Float32Array.of(0, 0, 0, 5, Number.NaN, 10), 0, 10);
  expect(tallest).toBe(3);
  expect(coordinates[0]).toBe(0);
  expect(coordinates[4]).toBe(0);
  expect(coordinates[5]).toBeGreaterThan(coordinates[3] ?? 0);
  expect(coordinates[6]).toBe(5);
  expect(Number.isNaN(coordinates[8])).toBe(true);
});
