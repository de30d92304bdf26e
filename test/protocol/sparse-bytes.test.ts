import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { packSparse, unpackSparse } from '../../src/protocol/sparse-bytes.js';

/** Bytes with `places` set to 1 to 255. */
function sparse(byteLength: number, places: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  for (const place of places) bytes[place % byteLength] = 1 + (place % 255);
  return bytes;
}

describe('sparse bytes', () => {
  it('come back as they were, and are smaller where most are zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 4000 }), fc.array(fc.nat(1 << 20), { maxLength: 300 }), (blocks, places) => {
        const bytes = sparse(8 * blocks, places);
        const packed = packSparse(bytes);
        if (packed === undefined) return;
        expect(packed.byteLength).toBeLessThan(bytes.byteLength);
        expect(unpackSparse(packed, bytes.byteLength)).toEqual(bytes);
      }),
    );
    expect(packSparse(new Uint8Array(1 << 20))?.byteLength).toBe((1 << 20) / 64);
  });

  it('are left alone where that gains nothing: small, odd, or full', () => {
    expect(packSparse(new Uint8Array(1024))).toBeUndefined();
    expect(packSparse(new Uint8Array(8193))).toBeUndefined();
    expect(packSparse(new Uint8Array(1 << 16).fill(7))).toBeUndefined();
  });

  it('are refused when damaged, whatever the bytes', () => {
    const packed = packSparse(sparse(8192, [1, 100, 5000])) ?? new Uint8Array(0);
    expect(() => unpackSparse(packed.subarray(0, packed.byteLength - 8), 8192)).toThrow(FirstlightError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          expect(unpackSparse(bytes, 8192)).toHaveLength(8192);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'corrupt' });
        }
      }),
    );
  });
});
