import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unshuffleBits } from '../../../src/formats/codecs/bitshuffle.js';
import { BufferPool } from '../../../src/formats/codecs/buffer-pool.js';
import { fletcher32 } from '../../../src/formats/codecs/fletcher32.js';
import { decodeLz4Block } from '../../../src/formats/codecs/lz4-block.js';
import { decodeLzf } from '../../../src/formats/codecs/lzf.js';
import { checkFilters, decodeFilters, decodePrefix, hasReadablePrefix } from '../../../src/formats/hdf5/filters.js';
import { createTwinKernels } from '../../../src/kernels/twin/create-twin-kernels.js';
import { vectors, zeros } from './vectors.js';

const decoding = { kernels: createTwinKernels(), pool: new BufferPool(1 << 20), foreign: new Map() };
const expected = new Uint8Array(BigInt64Array.from({ length: 300 }, (_, i) => BigInt(((i * i * 37) % 100_003) + 5_000_000)).buffer);
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

describe('filters of HDF5, on chunks written by h5py and hdf5plugin', () => {
  it.each(vectors)('$name', ({ filters, base64 }) => {
    const { bytes, release } = decodeFilters(filters, 0, bytesOf(base64), expected.length, decoding);
    expect(Buffer.compare(bytes, expected)).toBe(0);
    release();
  });

  it.each(vectors.filter(({ filters }) => hasReadablePrefix(filters, new Map())))('$name shows its first number early', (vector) => {
    const output = new Uint8Array(8);
    const whole = bytesOf(vector.base64);
    expect(decodePrefix(vector.filters, 0, whole, output, decoding)).toBe(true);
    expect(output).toEqual(expected.subarray(0, 8));
  });

  it('skips filters that the chunk says were left out', () => {
    const filters = [{ id: 1, name: '', parameters: [1] }];
    expect(decodeFilters(filters, 1, expected, expected.length, decoding).bytes).toEqual(expected);
  });

  it.each(vectors.filter(({ name }) => name !== 'bitshuffle'))(
    '$name: any damage is told or decodes to the same length',
    ({ filters, base64 }) => {
      const whole = bytesOf(base64);
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(whole.length), (at, change, length) => {
          const damaged = whole.slice();
          damaged[at] = damaged[at]! ^ change;
          for (const bytes of [damaged, whole.subarray(0, length)]) {
            try {
              expect(decodeFilters(filters, 0, bytes, expected.length, decoding).bytes.length).toBe(expected.length);
            } catch (thrown) {
              expect(thrown).toMatchObject({ name: 'FirstlightError', code: expect.stringMatching(/corrupt|unsupported/) });
            }
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('names filters that it cannot undo, by number and name', () => {
    expect(() => checkFilters([{ id: 32013, name: '', parameters: [] }], new Map(), '/a')).toThrow(/filter 32013 \(zfp\)/);
    expect(() => checkFilters([{ id: 40000, name: 'my own', parameters: [] }], new Map(), '/a')).toThrow(/filter 40000 \(my own\)/);
    expect(() => checkFilters([{ id: 4, name: '', parameters: [] }], new Map(), '/a')).toThrow(/filter 4 \(szip\)/);
  });

  it('does not take the memory that a damaged chunk promises', () => {
    const filters = [{ id: 32001, name: '', parameters: [] }];
    const header = Uint8Array.from([2, 1, 1, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 16, 0, 0, 0]);
    expect(() => decodeFilters(filters, 0, header, 800, decoding)).toThrow(/Blosc/);
  });
});

describe('Blosc2', () => {
  it('all zeros are not stored', () => {
    const filters = [{ id: 32026, name: '', parameters: [1, 0, 8, 2400, 5, 1, 1] }];
    const { bytes } = decodeFilters(filters, 0, bytesOf(zeros), 2400, decoding);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});

describe('single codecs', () => {
  it('LZF: literals and an overlapping back reference', () => {
    const output = new Uint8Array(9);
    expect(decodeLzf(Uint8Array.from([0, 7, (6 << 5) | 0, 0]), output)).toBe(9);
    expect([...output]).toEqual(Array(9).fill(7));
  });

  it('LZ4: a block of literals and a match; a distance beyond the start is damage', () => {
    const output = new Uint8Array(10);
    expect(decodeLz4Block(Uint8Array.from([0x20, 1, 2, 2, 0, 0x40, 9, 9, 9, 9]), output)).toBe(10);
    expect([...output]).toEqual([1, 2, 1, 2, 1, 2, 9, 9, 9, 9]);
    expect(() => decodeLz4Block(Uint8Array.from([0x10, 1, 5, 0, 0]), output)).toThrow(/LZ4/);
  });

  it('Fletcher-32: an odd number of bytes', () => {
    expect(fletcher32(Uint8Array.from([1, 2, 3]))).toBe((((0x0102 + 0x0102 + 0x0300) << 16) | (0x0102 + 0x0300)) >>> 0);
  });

  it('bit shuffle: every bit comes back where it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.nat(255)),
        (groups, size, numbers) => {
          const count = 8 * groups;
          const plain = Uint8Array.from({ length: count * size }, () => numbers.next().value);
          const shuffled = new Uint8Array(plain.length);
          for (let element = 0; element < count; element += 1) {
            for (let bit = 0; bit < 8 * size; bit += 1) {
              if (((plain[element * size + (bit >> 3)]! >> (bit & 7)) & 1) === 0) continue;
              const place = bit * groups + (element >> 3);
              shuffled[place] = shuffled[place]! | (1 << (element & 7));
            }
          }
          const output = new Uint8Array(plain.length);
          unshuffleBits(shuffled, output, count, size);
          expect(output).toEqual(plain);
        },
      ),
    );
  });

  it('a pool lends what was released, and keeps no more than it may', () => {
    const pool = new BufferPool(10_000);
    const first = pool.lend(5000);
    pool.release(first);
    expect(pool.lend(100)).toBe(first);
    const large = pool.lend(20_000);
    pool.release(large);
    expect(pool.lend(20_000)).not.toBe(large);
  });
});
