import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { known } from '../../../src/bytes/store-plan.js';
import { DenseMatrix } from '../../../src/formats/matrices/dense-matrix.js';
import { lookAtValues } from '../../../src/formats/matrices/look-at-values.js';
import { SparseMatrix } from '../../../src/formats/matrices/sparse-matrix.js';
import { samplePlan, type TableMatrix } from '../../../src/formats/matrices/table-matrix.js';
import type { TreeArray } from '../../../src/formats/tree/array-tree.js';
import { chunkParts } from '../../../src/formats/tree/box.js';
import { packStrings } from '../../../src/shapes/table-strings.js';

/** An array in memory; `chunksRead` counts the chunks that reads touched. */
function arrayOf(numbers: readonly number[], shape: readonly number[], chunkShape?: readonly number[]): TreeArray & { chunksRead: number } {
  return {
    kind: 'array',
    path: 'test',
    shape,
    chunkShape: chunkShape ?? shape,
    chunked: chunkShape !== undefined,
    holds: 'numbers',
    numbers: { kind: 'f64', order: 'little' },
    members: [],
    chunksRead: 0,
    member: () => undefined,
    attributes: () => known(new Map()),
    readTexts: () => known(packStrings([])),
    *readNumbers({ from, counts }) {
      yield* [];
      this.chunksRead += [...chunkParts({ from, counts }, this.chunkShape)].length;
      const [row = 0, column] = from;
      const [rows = 0, columns = 1] = counts;
      const width = shape[1] ?? 1;
      const out: number[] = [];
      for (let r = row; r < row + rows; r += 1) for (let c = 0; c < columns; c += 1) out.push(numbers[r * width + (column ?? 0) + c]!);
      return Float64Array.from(out);
    },
  };
}

function geneValues(matrix: TableMatrix, genes: readonly number[]): number[][] {
  const plan = matrix.readGenes(genes);
  const step = plan.next([]);
  if (step.done !== true) throw new Error('An array in memory needs nothing');
  return step.value.map(({ values }) => [...values]);
}

const table = fc
  .record({ cells: fc.integer({ min: 1, max: 12 }), genes: fc.integer({ min: 1, max: 9 }), chunk: fc.integer({ min: 1, max: 5 }) })
  .chain(({ cells, genes, chunk }) =>
    fc.record({
      cells: fc.constant(cells),
      genes: fc.constant(genes),
      chunk: fc.constant(chunk),
      values: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -9, max: 9 })), { minLength: cells * genes, maxLength: cells * genes }),
      wanted: fc.array(fc.nat(genes - 1), { minLength: 1, maxLength: 6 }),
    }),
  );

describe('genes of a matrix', () => {
  it('are the same, however it is stored', () => {
    fc.assert(
      fc.property(table, ({ cells, genes, chunk, values, wanted }) => {
        const expected = wanted.map((gene) => Array.from({ length: cells }, (_, cell) => values[cell * genes + gene]!));
        const shape = [cells, genes];
        expect(geneValues(new DenseMatrix(arrayOf(values, shape), 'X', 'var'), wanted)).toEqual(expected);
        expect(geneValues(new DenseMatrix(arrayOf(values, shape, [chunk, chunk]), 'X', 'var'), wanted)).toEqual(expected);
        for (const layout of ['csr', 'csc'] as const) {
          const place = { name: 'X', names: 'var', layout, cells, genes, limitBytes: 1 << 20 } as const;
          expect(geneValues(new SparseMatrix(compress(values, cells, genes, layout, chunk), place), wanted)).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('add up where a place has several entries', () => {
    const lists = { indptr: arrayOf([0, 3, 4], [3]), indices: arrayOf([1, 1, 0, 1], [4]), data: arrayOf([2, 3, 7, 9], [4]) };
    const place = { name: 'X', names: 'var', cells: 2, genes: 2, limitBytes: 1 << 20 } as const;
    expect(geneValues(new SparseMatrix(lists, { ...place, layout: 'csr' }), [0, 1])).toEqual([
      [7, 0],
      [5, 9],
    ]);
    expect(geneValues(new SparseMatrix(lists, { ...place, layout: 'csc' }), [0])).toEqual([[7, 5]]);
  });

  it('count what 32 bits cannot hold', () => {
    const [gene] = read(new DenseMatrix(arrayOf([0.1, 0.5, 2 ** 24 + 1, Number.NaN], [4, 1]), 'X', 'var'));
    expect(gene?.rounded).toBe(2);
  });

  it.each([
    ['pointers that are too few', [0, 1], [0], [1]],
    ['lists of two lengths', [0, 1, 1], [0, 0], [1]],
    ['an index outside', [0, 1, 1], [7], [1]],
    ['pointers outside', [0, 1, 9], [0], [1]],
  ])('are refused with %s', (_, indptr, indices, data) => {
    const lists = {
      indptr: arrayOf(indptr, [indptr.length]),
      indices: arrayOf(indices, [indices.length]),
      data: arrayOf(data, [data.length]),
    };
    const place = { name: 'X', names: 'var', layout: 'csr', cells: 2, genes: 2, limitBytes: 1 << 20 } as const;
    expect(() => geneValues(new SparseMatrix(lists, place), [0])).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  it('of one chunk are read together', () => {
    const array = arrayOf(
      Array.from({ length: 64 }, (_, at) => at),
      [8, 8],
      [8, 4],
    );
    geneValues(new DenseMatrix(array, 'X', 'var'), [0, 3, 1, 7]);
    expect(array.chunksRead).toBe(2);
  });
});

function read(matrix: TableMatrix): readonly { readonly rounded: number }[] {
  const step = matrix.readGenes([0]).next([]);
  return step.done === true ? step.value : [];
}

function compress(
  values: readonly number[],
  cells: number,
  genes: number,
  layout: 'csr' | 'csc',
  chunk: number,
): Record<'indptr' | 'indices' | 'data', TreeArray> {
  const data: number[] = [];
  const indices: number[] = [];
  const indptr = [0];
  const [rows, columns] = layout === 'csr' ? [cells, genes] : [genes, cells];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = layout === 'csr' ? values[row * genes + column]! : values[column * genes + row]!;
      if (value === 0) continue;
      data.push(value);
      indices.push(column);
    }
    indptr.push(data.length);
  }
  return {
    indptr: arrayOf(indptr, [indptr.length]),
    indices: arrayOf(indices, [indices.length], [chunk]),
    data: arrayOf(data, [data.length], [chunk + 1]),
  };
}

describe('what values look like', () => {
  it.each([
    ['counts', [0, 1, 5, 30_000]],
    ['log-normalised', [0, 0.25, 4.2]],
    ['normalised', [0, 1.5, 9000.25]],
    ['z-scored', [-1.2, 0, 3]],
    ['empty', [0, 0]],
    ['empty', []],
    ['counts', [Number.NaN, 2, Number.POSITIVE_INFINITY]],
  ] as const)('%s', (look, values) => {
    expect(lookAtValues(Float64Array.from(values)).look).toBe(look);
  });

  it('is told from runs that neither overlap nor leave the list', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (length) => {
        const runs = samplePlan(length);
        let before = 0;
        for (const { from, to } of runs) {
          expect(from).toBeGreaterThanOrEqual(before);
          expect(to).toBeGreaterThan(from);
          before = to;
        }
        expect(before).toBeLessThanOrEqual(length);
        expect(length > 0).toBe(runs.length > 0);
      }),
    );
  });
});
