import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { parseChain, printChain } from '../../src/stacks/chain-text.js';
import { type ChainStep, reductions } from '../../src/stacks/plane-want.js';

const count = fc.nat({ max: 100_000 });
const rectangle = fc.record({ x0: count, y0: count, x1: count, y1: count });
const reference = fc.oneof(
  fc.record({ kind: fc.constant('range' as const), of: fc.constantFrom(...reductions), first: count, last: count }),
  fc.record({ kind: fc.constant('file' as const), recording: fc.string({ minLength: 1 }) }),
  fc.record({
    kind: fc.constant('sliding' as const),
    planes: fc.integer({ min: 1, max: 1000 }),
    placement: fc.constantFrom('trailing' as const, 'centred' as const, 'leading' as const),
    gap: count,
  }),
);
const amount = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const step: fc.Arbitrary<ChainStep> = fc.oneof(
  fc.record({ kind: fc.constantFrom('subtract' as const, 'divide' as const), by: reference, amount }),
  fc.record({ kind: fc.constant('crop' as const), rectangle }),
  fc
    .record({ kind: fc.constantFrom('rectangle' as const, 'ellipse' as const), corners: rectangle, inverted: fc.boolean() })
    .map(({ kind, corners, inverted }) => ({ kind: 'mask' as const, shape: { kind, ...corners }, inverted })),
  fc.record({ kind: fc.constant('maskFile' as const), recording: fc.string({ minLength: 1 }) }),
  fc.constantFrom({ kind: 'flipX' as const }, { kind: 'flipY' as const }, { kind: 'rotate' as const }),
);

describe('a chain as text', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (chain) => {
        expect(parseChain(printChain(chain))).toEqual(chain);
      }),
    );
  });

  it('is read as people type it', () => {
    expect(parseChain('subtract: mean(0..99), divide:sliding(10, trailing, gap=2)*0.8, crop(10,10,200,200), flipX')).toEqual([
      { kind: 'subtract', by: { kind: 'range', of: 'mean', first: 0, last: 99 }, amount: 1 },
      { kind: 'divide', by: { kind: 'sliding', planes: 10, placement: 'trailing', gap: 2 }, amount: 0.8 },
      { kind: 'crop', rectangle: { x0: 10, y0: 10, x1: 200, y1: 200 } },
      { kind: 'flipX' },
    ]);
    expect(parseChain('divide:file("flat field, 2.tif")*.5')).toEqual([
      { kind: 'divide', by: { kind: 'file', recording: 'flat field, 2.tif' }, amount: 0.5 },
    ]);
    expect(parseChain(' ')).toEqual([]);
  });

  it.each([
    ['subtract', 'Expected :, found the end'],
    ['blur(3)', 'There is no step blur'],
    ['subtract:mean(0-9)', 'Expected .., found -9)'],
    ['subtract:mode(0..9)', 'There is no reference mode'],
    ['subtract:mean(0..9)*2', 'An amount is 0 to 1, not 2'],
    ['crop(1,2,3)', 'Expected ,, found )'],
    ['flipX flipY', 'Expected a comma or the end, found flipY'],
    ['divide:file(dark.npy)', 'Expected the name of a file in quotation marks'],
    ['divide:sliding(0)', 'A window holds one plane at least'],
    ['crop(1.5,2,3,4)', 'Expected ,, found .5'],
  ])('%s is refused', (text, message) => {
    expect(() => parseChain(text)).toThrow(FirstlightError);
    expect(() => parseChain(text)).toThrow(message);
  });

  it('is refused, never worse, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('subtract', ':', '(', ')', ',', '"', '9', '..', 'mean', '*')).map((words) => words.join('')),
        ),
        (text) => {
          try {
            parseChain(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FirstlightError);
          }
        },
      ),
    );
  });
});
