import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCells, countCells, hasCell, noCells, placesOf } from '../../src/cells/cell-bits.js';
import type { CategoryColumn, CellColumn, NumberColumn } from '../../src/cells/cell-column.js';
import { boundsOf, type CellPoints, pointsOf } from '../../src/cells/cell-points.js';
import type { CellSet, MapPoint, SelectionWant } from '../../src/cells/cell-want.js';
import { columnOfObs } from '../../src/cells/column-of-obs.js';
import { type CellReader, evaluateCellSet } from '../../src/cells/evaluate-cell-set.js';
import { evaluateSelection } from '../../src/cells/evaluate-selection.js';
import { polygonCells } from '../../src/cells/polygon-cells.js';

/** The rule as it is written, one point and one edge at a time. */
function isInside(outline: readonly MapPoint[], x: number, y: number): boolean {
  let inside = false;
  for (const [at, [x0, y0]] of outline.entries()) {
    const [x1, y1] = outline[(at + 1) % outline.length]!;
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
  }
  return inside;
}

const coordinate = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(Number.NaN));
const corner = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -5, max: 5, noNaN: true })).map(Math.fround);

function mapOf(coordinates: Float32Array, dims: number): CellPoints {
  return { name: 'X_umap', dims, cells: coordinates.length / dims, coordinates, ...boundsOf(coordinates, dims) };
}

describe('a polygon', () => {
  it('holds the points that the even-odd rule says, on its bands or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(corner, corner), { minLength: 3, maxLength: 40 }),
        fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 }),
        (points, places) => {
          const map = mapOf(Float32Array.from(places.flat()), 2);
          const bits = polygonCells({ kind: 'polygon', embedding: 'X_umap', points }, map);
          for (const [cell] of places.entries()) {
            const [x, y] = [map.coordinates[2 * cell]!, map.coordinates[2 * cell + 1]!];
            expect(hasCell(bits, cell)).toBe(isInside(points, x, y));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is drawn on the plane that three dimensions are projected to', () => {
    const map = mapOf(Float32Array.of(1, 2, 3, 4, 5, 6, Number.NaN, 1, 1), 3);
    const square: MapPoint[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ];
    // x = cell's z − 2, y = cell's x · 2 + 1.
    const projection = [0, 0, 1, -2, 2, 0, 0, 1];
    expect([...placesOf(polygonCells({ kind: 'polygon', embedding: '', points: square, projection }, map))]).toEqual([0, 1]);
    expect(() => polygonCells({ kind: 'polygon', embedding: '', points: square }, map)).toThrow('needs a projection');
    expect(() => polygonCells({ kind: 'polygon', embedding: '', points: square, projection: [1, 0, 0] }, map)).toThrow('8 numbers, not 3');
  });

  it('may have no height', () => {
    const flat: MapPoint[] = [
      [0, 1],
      [1, 1],
      [2, 1],
    ];
    expect(countCells(polygonCells({ kind: 'polygon', embedding: '', points: flat }, mapOf(Float32Array.of(1, 1), 2)))).toBe(0);
  });
});

const phase = columnOfObs({
  kind: 'categorical',
  name: 'phase',
  categories: ['G1', 'S', 'G1'],
  ordered: false,
  codes: Uint8Array.of(0, 1, 2, 3, 1),
}) as CategoryColumn;
const score = columnOfObs({
  kind: 'numeric',
  name: 'score',
  values: Float64Array.of(0.1, -1, Number.NaN, Number.POSITIVE_INFINITY, 2),
}) as NumberColumn;

const reader: CellReader = {
  points: async () => mapOf(Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, Number.NaN, 4), 2),
  column: async (want) => ({ phase, score })[want.kind === 'obs' ? want.name : want.gene] as CellColumn,
};
const cellsOf = (set: CellSet): Promise<Uint8Array> => evaluateCellSet(set, reader);
const places = async (set: CellSet): Promise<number[]> => [...placesOf(await cellsOf(set))];

describe('a set of cells', () => {
  it('by category takes those of one name together, and those without one by null', async () => {
    expect(await places({ kind: 'categories', column: 'phase', names: ['G1'] })).toEqual([0, 2]);
    expect(await places({ kind: 'categories', column: 'phase', names: [null, 'S', 'M'] })).toEqual([1, 3, 4]);
    await expect(places({ kind: 'categories', column: 'score', names: [] })).rejects.toThrow('numbers, not categories');
  });

  it('by range includes both ends and nothing that is no number', async () => {
    const column = { kind: 'obs', name: 'score' } as const;
    expect(await places({ kind: 'range', column, from: 0.1, to: 2 })).toEqual([0, 4]);
    expect(await places({ kind: 'range', column })).toEqual([0, 1, 4]);
    expect(await places({ kind: 'range', column, from: -1, to: 1e300 })).toEqual([0, 1, 4]);
    await expect(places({ kind: 'range', column: { kind: 'obs', name: 'phase' } })).rejects.toThrow('categories, not numbers');
  });
});

describe('a selection', () => {
  it('is of visible cells; filters stack, switched-off ones do nothing', async () => {
    const s: CellSet = { kind: 'categories', column: 'phase', names: ['S'] };
    const high: CellSet = { kind: 'range', column: { kind: 'obs', name: 'score' }, from: 0 };
    const want: SelectionWant = {
      filters: [
        { set: high, except: false, on: true },
        { set: s, except: true, on: true },
        { set: high, except: true, on: false },
      ],
      steps: [{ op: 'add', set: s }],
    };
    const { visible, selected } = await evaluateSelection(want, 5, cellsOf);
    expect([...placesOf(visible)]).toEqual([0]);
    expect([...placesOf(selected)]).toEqual([]);
  });

  it('is what doing its steps on sets of numbers gives', async () => {
    const step = fc.record({
      op: fc.constantFrom('add' as const, 'subtract' as const, 'intersect' as const),
      set: fc.constantFrom<CellSet>(
        { kind: 'categories', column: 'phase', names: ['G1', null] },
        { kind: 'categories', column: 'phase', names: ['S'] },
        { kind: 'range', column: { kind: 'obs', name: 'score' }, to: 1 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        let expected = new Set<number>();
        for (const { op, set } of steps) {
          const other = new Set(await places(set));
          const all = [0, 1, 2, 3, 4];
          const before = expected;
          if (op === 'add') expected = new Set(all.filter((cell) => before.has(cell) || other.has(cell)));
          else expected = new Set(all.filter((cell) => before.has(cell) && other.has(cell) === (op === 'intersect')));
        }
        const { selected, visible } = await evaluateSelection({ filters: [], steps }, 5, cellsOf);
        expect([...placesOf(selected)]).toEqual([...expected].sort((a, b) => a - b));
        expect(visible).toEqual(allCells(5));
      }),
    );
  });
});

describe('bits of cells', () => {
  it('are counted and listed, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 70 }), fc.nat(70), fc.nat(70), (wanted, from, most) => {
        const bits = noCells(wanted.length);
        for (const [cell, is] of wanted.entries()) bits[cell >> 3]! |= Number(is) << (cell & 7);
        const all = wanted.flatMap((is, cell) => (is ? [cell] : []));
        expect(countCells(bits)).toBe(all.length);
        expect([...placesOf(bits, from, most)]).toEqual(all.filter((cell) => cell >= from).slice(0, most));
        expect(countCells(allCells(wanted.length))).toBe(wanted.length);
      }),
    );
  });
});

describe('a map', () => {
  it('knows its bounds and cells without a place; of many dimensions it keeps three', () => {
    const map = pointsOf({ name: 'X_pca', dims: 4, values: Float64Array.of(1, 2, 3, 9, 4, Number.NaN, 6, 9, -1, 0, 5, 9) });
    expect(map).toMatchObject({ dims: 3, cells: 3, missing: 1 });
    expect([...map.coordinates]).toEqual([1, 2, 3, 4, Number.NaN, 6, -1, 0, 5]);
    expect([...map.bounds]).toEqual([-1, 0, 3, 1, 2, 5]);
    expect([...pointsOf({ name: '', dims: 1, values: Float32Array.of(Number.NaN) }).bounds]).toEqual([0, 0]);
  });
});
