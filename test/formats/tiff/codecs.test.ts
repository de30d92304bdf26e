import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLzw } from '../../../src/formats/tiff/lzw.js';
import { decodePackBits } from '../../../src/formats/tiff/packbits.js';
import { undoDifferences, undoFloatDifferences } from '../../../src/formats/tiff/predictors.js';
import { encodeLzw } from './encode-lzw.js';

const plain = Uint8Array.of(1, 2, 3, 3, 3, 3, 3, 3, 250, 1, 2, 3, 3, 3, 200, 0);
const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

describe('codecs of TIFF', () => {
  it('decodes what another encoder wrote', () => {
    const output = new Uint8Array(16);
    expect(decodeLzw(hex('80004040382415f50282b2001010'), output)).toBe(16);
    expect(output).toEqual(plain);
    output.fill(0);
    expect(decodePackBits(hex('010102fb0302fa0102fe0301c800'), output)).toBe(16);
    expect(output).toEqual(plain);
  });

  it('decodes LZW of any bytes, of new and old writers, and stops where the output is full', () => {
    const repetitive = fc.array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 400 })), { maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 6000 }), repetitive), fc.boolean(), fc.nat(100), (drawn, old, cut) => {
        const bytes =
          drawn instanceof Uint8Array ? drawn : Uint8Array.from(drawn.flatMap(([byte, count]) => new Array<number>(count).fill(byte)));
        const output = new Uint8Array(Math.max(0, bytes.length - cut));
        expect(decodeLzw(encodeLzw(bytes, old), output)).toBe(output.length);
        expect(output).toEqual(bytes.subarray(0, output.length));
      }),
      { numRuns: 100 },
    );
  });

  it('ends for damaged LZW with an error or less', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const output = new Uint8Array(5000);
        try {
          expect(decodeLzw(bytes, output)).toBeLessThanOrEqual(5000);
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('undoes differences of integers of every size, rows apart', () => {
    const bytes = Uint8Array.of(1, 1, 255, 7, 1, 1);
    undoDifferences(bytes, 3, 1, 1);
    expect([...bytes]).toEqual([1, 2, 1, 7, 8, 9]);
    const words = new Uint16Array([60_000, 10_000, 5, 1]);
    undoDifferences(new Uint8Array(words.buffer), 8, 2, 2);
    expect([...words]).toEqual([60_000, 10_000, 60_005, 10_001]);
    const longs = new BigUint64Array([1n << 63n, 1n << 63n]);
    undoDifferences(new Uint8Array(longs.buffer), 16, 8, 1);
    expect([...longs]).toEqual([1n << 63n, 0n]);
  });

  it('undoes differences of floats as another encoder made them', () => {
    const bytes = hex('3f8190b0c05005eb000002fe0000f90740000000004020303000000000000000');
    undoFloatDifferences(bytes, 16, 4, 1);
    expect([...new Float32Array(bytes.buffer)]).toEqual([1.5, -2.25, 1e10, 0, 3, 4, 5, 6.5]);
  });
});
