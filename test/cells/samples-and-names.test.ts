import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointsOf } from '../../src/cells/cell-points.js';
import { evenSample } from '../../src/cells/even-sample.js';
import { GeneSearch } from '../../src/cells/gene-search.js';
import { packStrings } from '../../src/shapes/table-strings.js';

/** Numbers that are the same every time. */
function randoms(count: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

describe('an even sample', () => {
  it.each([1, 2, 3])('of %i dimensions has no more than it may, each cell once, and only cells with a place', (dims) => {
    const values = randoms(dims * 20_000);
    for (let cell = 0; cell < 20_000; cell += 7) values[cell * dims] = Number.NaN;
    const sample = evenSample(pointsOf({ name: 'X', dims, values }), 5000);
    expect(sample.length).toBeLessThanOrEqual(5000);
    expect(sample.length).toBeGreaterThan(4900);
    expect([...sample].every((cell, at) => cell % 7 !== 0 && (at === 0 || cell > sample[at - 1]!))).toBe(true);
  });

  it('misses no island, and keeps what is dense dense', () => {
    const values = randoms(2 * 100_000);
    values[0] = 30;
    values[1] = 30;
    // The other half of the square has a tenth of the cells.
    for (let cell = 1; cell < 100_000; cell += 1) if (cell % 11 === 0) values[2 * cell]! += 1;
    const points = pointsOf({ name: 'X', dims: 2, values });
    const sample = evenSample(points, 1000);
    expect(sample[0]).toBe(0);
    const sparse = [...sample].filter((cell) => cell % 11 === 0 && cell > 0).length;
    expect(sparse / sample.length).toBeGreaterThan(0.05);
    expect(sparse / sample.length).toBeLessThan(0.2);
    expect(evenSample(points, 1000)).toEqual(sample);
  });

  it('is everything where that is little', () => {
    expect([...evenSample(pointsOf({ name: 'X', dims: 2, values: Float32Array.of(1, 2, Number.NaN, 1, 3, 4) }))]).toEqual([0, 2]);
    expect(evenSample(pointsOf({ name: 'X', dims: 2, values: new Float32Array(0) }))).toHaveLength(0);
    // All cells at one place are in one square.
    expect(evenSample(pointsOf({ name: 'X', dims: 2, values: new Float32Array(400).fill(5) }), 10)).toHaveLength(10);
  });
});

describe('a search for genes', () => {
  const names = packStrings(['CD3D', 'CD3E', 'ACD3', 'cd30', 'GAPDH', 'CD3']);
  const search = new GeneSearch({
    index: names,
    alternatives: new Map([['feature_name', packStrings(['x', 'CD3', 'y', 'z', 'cd3d', 'w'])]]),
  });

  it('puts whole names first, then beginnings, then the rest; the index before other names', () => {
    expect(search.search('cd3', 10)).toEqual({
      total: 6,
      genes: [
        { index: 5, name: 'CD3' },
        { index: 1, name: 'CD3E', found: 'CD3' },
        { index: 0, name: 'CD3D' },
        { index: 3, name: 'cd30' },
        { index: 4, name: 'GAPDH', found: 'cd3d' },
        { index: 2, name: 'ACD3' },
      ],
    });
    expect(search.search('cd3', 2).genes).toHaveLength(2);
    expect(search.search('nothing', 2)).toEqual({ total: 0, genes: [] });
    expect(search.search('', 2)).toMatchObject({ total: 6, genes: [{ name: 'CD3D' }, { name: 'CD3E' }] });
    expect(search.search('\n', 2)).toEqual({ total: 0, genes: [] });
  });

  it('finds what looking at each name finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '\n', 'İ', '1'), maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 30 }),
        fc.string({ unit: fc.constantFrom('a', 'B', '1'), minLength: 1, maxLength: 2 }),
        (list, text) => {
          const { genes, total } = new GeneSearch({ index: packStrings(list), alternatives: new Map() }).search(text, 100);
          const expected = list.flatMap((name, index) => (name.toLowerCase().includes(text.toLowerCase()) ? [index] : []));
          expect(genes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(expected);
          expect(total).toBe(expected.length);
        },
      ),
    );
  });
});
