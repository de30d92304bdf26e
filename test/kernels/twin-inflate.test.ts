import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { twinInflate } from '../../src/kernels/twin/twin-inflate.js';

const text = new TextEncoder().encode('the quick brown fox jumps over the lazy dog; '.repeat(200));
const packers = { zlib: deflateSync, gzip: gzipSync, raw: deflateRawSync } as const;

describe('twinInflate', () => {
  for (const container of ['zlib', 'gzip', 'raw'] as const) {
    it(`undoes ${container} at every level, and stops when the output is full`, () => {
      for (const level of [0, 1, 6, 9]) {
        const packed = packers[container](text, { level });
        const output = new Uint8Array(text.length);
        expect(twinInflate(packed, output, container)).toBe(text.length);
        expect(output).toEqual(text);
        const roomy = new Uint8Array(text.length + 10);
        expect(twinInflate(packed, roomy, container)).toBe(text.length);
        const short = new Uint8Array(1000);
        expect(twinInflate(packed, short, container)).toBe(1000);
        expect(short).toEqual(text.subarray(0, 1000));
      }
    });
  }

  it('undoes what zlib makes of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000, size: 'max' }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        const output = new Uint8Array(bytes.length + 1);
        expect(twinInflate(deflateSync(bytes, { level }), output, 'zlib')).toBe(bytes.length);
        expect(output.subarray(0, bytes.length)).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('tells damage, a wrong checksum and an early end as corrupt', () => {
    const packed = deflateSync(text);
    const output = new Uint8Array(text.length);
    const wrongSum = packed.slice();
    wrongSum[wrongSum.length - 1]! ^= 1;
    for (const bad of [packed.subarray(0, packed.length >> 1), wrongSum, Uint8Array.of(1, 2, 3), new Uint8Array(0)]) {
      expect(() => twinInflate(bad, output, 'zlib')).toThrow(FirstlightError);
    }
    expect(twinInflate(packed.subarray(0, packed.length - 4), output, 'zlib')).toBe(text.length);
  });
});
