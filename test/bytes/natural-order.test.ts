import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames, sortNames } from '../../src/bytes/natural-order.js';

describe('natural order', () => {
  it('is as people count', () => {
    expect(sortNames(['take10.raw', 'take2.raw', 'Take1.raw', 'a', '_b', '10', '9'])).toEqual([
      '_b',
      '9',
      '10',
      'a',
      'Take1.raw',
      'take2.raw',
      'take10.raw',
    ]);
  });

  it('is the same whether names are compared two by two or sorted at once', () => {
    const name = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aAbB0129_-. éß'), maxLength: 8 }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        const sorted = sortNames(names);
        for (let at = 1; at < sorted.length; at += 1) expect(compareNames(sorted[at - 1]!, sorted[at]!)).toBeLessThanOrEqual(0);
        expect(sorted.toSorted()).toEqual(names.toSorted());
      }),
      { numRuns: 2000 },
    );
  });
});
