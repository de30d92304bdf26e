import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSegment, type EntryNumbers, type GeneRun, GeneSorter, segmentLength } from '../../src/cells/gene-runs.js';

const genes = 7;

/** Rows of entries, some of them far apart, so that steps are long. */
const rows = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.nat(genes - 1), { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.constant(Array.from({ length: 0 }, () => 0)) },
  ),
  { minLength: 1, maxLength: 40 },
);

function runOf(sorter: GeneSorter, pointers: EntryNumbers): GeneRun {
  const work = sorter.sort(pointers);
  for (;;) {
    const step = work.next();
    if (step.done === true) return { ...step.value, bytes: step.value.bytes.slice() };
  }
}

function valuesOf(runs: readonly GeneRun[], gene: number, cells: number): { values: Float32Array; rounded: number } {
  const values = new Float32Array(cells);
  let rounded = 0;
  for (const { segments, bytes, firstCell } of runs) {
    let at = 0;
    for (let before = 0; before < gene; before += 1) at += segments[before * segmentLength + 1]!;
    const segment = segments.subarray(gene * segmentLength, (gene + 1) * segmentLength);
    addSegment(bytes.slice(at, at + segment[1]!), segment, firstCell, values);
    rounded += segment[3]!;
  }
  return { values, rounded };
}

describe('entries sorted by gene, in runs', () => {
  it('give back the columns of the matrix', () => {
    const makers: ((at: number) => number)[] = [
      (at) => at % 3,
      (at) => at * 300,
      (at) => at / 7 - 1,
      (at) => (at % 5 === 0 ? Number.NaN : -at),
    ];
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(...makers),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(1, 400),
        (sparse, numberAt, capacity, gap) => {
          // Rows without entries between those that have some make steps that a byte does not hold.
          const spread = sparse.flatMap((row) => [row, ...Array.from({ length: gap - 1 }, () => [])]);
          const pointers = Float64Array.from({ length: spread.length + 1 }, () => 0);
          for (const [cell, row] of spread.entries()) pointers[cell + 1] = pointers[cell]! + row.length;
          const list = Int32Array.from(spread.flat());
          const numbers = Float64Array.from(list, (_, at) => numberAt(at));
          const sorter = new GeneSorter(genes, capacity, true);
          const runs: GeneRun[] = [];
          for (let from = 0; from < list.length; from += capacity) {
            sorter.begin(from);
            const middle = Math.min(list.length, from + (capacity >> 1));
            const to = Math.min(list.length, from + capacity);
            sorter.add(list.subarray(from, middle), numbers.subarray(from, middle));
            sorter.add(list.subarray(middle, to), numbers.subarray(middle, to));
            runs.push(runOf(sorter, pointers));
          }
          for (let gene = 0; gene < genes; gene += 1) {
            const expected = new Float32Array(spread.length);
            let rounded = 0;
            let at = 0;
            for (const [cell, row] of spread.entries()) {
              for (const other of row) {
                if (other === gene) {
                  expected[cell]! += Math.fround(numbers[at]!);
                  if (Math.fround(numbers[at]!) !== numbers[at] && !Number.isNaN(numbers[at])) rounded += 1;
                }
                at += 1;
              }
            }
            expect(valuesOf(runs, gene, spread.length)).toEqual({ values: expected, rounded });
          }
        },
      ),
    );
  });

  it('are refused where they do not fit', () => {
    const sorter = new GeneSorter(genes, 10, false);
    sorter.begin(0);
    expect(() => sorter.add(Int32Array.of(genes), Float32Array.of(1))).toThrow(`gene ${genes} of ${genes}`);
    expect(() => sorter.add(Float64Array.of(-1), Float32Array.of(1))).toThrow('gene -1');
    const values = new Float32Array(3);
    expect(() => addSegment(Uint8Array.of(3, 1), Uint32Array.of(1, 2, 0, 0), 0, values)).toThrow('cell 3 of 3');
    expect(() => addSegment(Uint8Array.of(255, 1), Uint32Array.of(1, 2, 0, 0), 0, values)).toThrow('within a step');
    expect(() => addSegment(Uint8Array.of(1, 1), Uint32Array.of(9, 2, 0, 0), 0, values)).toThrow('does not hold');
    expect(() => addSegment(Uint8Array.of(1, 1), Uint32Array.of(1, 2, 9, 0), 0, values)).toThrow('does not hold');
  });
});
