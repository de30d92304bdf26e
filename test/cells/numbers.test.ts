import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOf } from '../../src/cells/median-of.js';
import { SortedNumbers } from '../../src/cells/sorted-numbers.js';
import { textCategories } from '../../src/cells/text-categories.js';
import { packStrings } from '../../src/shapes/table-strings.js';

const float = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, -1e-45, 3.4e38),
  fc.float(),
);
// More numbers than a digit of the sort has values, and fewer.
const floats = fc
  .oneof(fc.array(float, { maxLength: 50 }), fc.array(float, { minLength: 2100, maxLength: 2400 }))
  .map((list) => Float32Array.from(list));

function finiteOf(values: Float32Array): number[] {
  return [...values].filter(Number.isFinite).sort((a, b) => a - b);
}

describe('numbers in order', () => {
  it('are those of a plain sort, finite ones only', () => {
    fc.assert(
      fc.property(floats, (values) => {
        const expected = finiteOf(values);
        const sorted = new SortedNumbers(values);
        expect(sorted.length).toBe(expected.length);
        for (const [rank, value] of expected.entries()) expect(sorted.at(rank) === value).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('have quantiles between two of them, in proportion', () => {
    const sorted = new SortedNumbers(Float32Array.of(4, 0, -2, Number.NaN, 0));
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => sorted.quantile(share))).toEqual([-2, -0.5, 0, 1, 4]);
    expect(new SortedNumbers(Float32Array.of(Number.NaN)).quantile(0.5)).toBeNaN();
  });

  it('have the median of their middle', () => {
    fc.assert(
      fc.property(floats, (values) => {
        const expected = finiteOf(values);
        if (expected.length === 0) return;
        const middle = expected.length >>> 1;
        const median = expected.length % 2 === 1 ? expected[middle]! : (expected[middle - 1]! + expected[middle]!) / 2;
        expect(medianOf(Float32Array.from(expected)) === median).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('texts as categories', () => {
  it('are told apart by their bytes, sorted, and those that are missing have none', () => {
    const text = fc.oneof(fc.constantFrom('', 'a', 'ü', 'aa', '\n'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 80 }), (cells) => {
        const missing = Uint8Array.from(cells, ([, none]) => Number(none));
        const { names, codes } = textCategories('note', packStrings(cells.map(([name]) => name)), missing);
        expect(names).toEqual(
          [...new Set(cells.filter(([, none]) => !none).map(([name]) => new TextDecoder().decode(new TextEncoder().encode(name))))].sort(),
        );
        for (const [cell, [name, none]] of cells.entries()) {
          expect(names[codes[cell]!]).toBe(none ? undefined : new TextDecoder().decode(new TextEncoder().encode(name)));
        }
      }),
    );
  });

  it('are too many where a legend could not tell them', () => {
    const texts = packStrings(Array.from({ length: 40_000 }, (_, cell) => `CELL${cell}`));
    expect(() => textCategories('barcode', texts, undefined)).toThrow('barcode has 40000 different texts; colours tell 32767 apart');
    const few = textCategories('barcode', packStrings(Array.from({ length: 40_000 }, (_, cell) => `CELL${cell % 30_000}`)), undefined);
    expect(few.names).toHaveLength(30_000);
  });
});
