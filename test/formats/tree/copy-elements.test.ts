import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkParts, chunksTouched, offsetOf, stridesOf } from '../../../src/formats/tree/box.js';
import { copyElements } from '../../../src/formats/tree/copy-elements.js';

const arrays = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 9 }), chunk: fc.integer({ min: 1, max: 5 }), a: fc.nat(8), b: fc.nat(8) }), {
    minLength: 0,
    maxLength: 3,
  })
  .map((axes) => ({
    shape: axes.map(({ length }) => length),
    chunkShape: axes.map(({ chunk }) => chunk),
    from: axes.map(({ length, a, b }) => Math.min(a % length, b % length)),
    counts: axes.map(({ length, a, b }) => Math.abs((a % length) - (b % length)) + 1),
  }));

/** All places in an array of a shape, row-major. */
function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, length) => all.flatMap((place) => Array.from({ length }, (_, at) => [...place, at])), [[]]);
}

describe('a box of an array in chunks', () => {
  it('is put together from its chunks, whatever the sizes', () => {
    fc.assert(
      fc.property(arrays, fc.constantFrom(1, 2, 4, 8, 3), ({ shape, chunkShape, from, counts }, size) => {
        const strides = stridesOf(shape, 1);
        const chunkStrides = stridesOf(chunkShape, size);
        const chunkCount = chunkShape.reduce((product, length) => product * length, size);
        const outStrides = stridesOf(counts, size);
        const out = new Uint8Array(counts.reduce((product, count) => product * count, size));
        let parts = 0;
        for (const part of chunkParts({ from, counts }, chunkShape)) {
          parts += 1;
          const chunk = new Uint8Array(chunkCount).fill(255);
          for (const inside of places(chunkShape)) {
            const place = inside.map((at, axis) => at + part.chunk[axis]! * chunkShape[axis]!);
            if (place.some((at, axis) => at >= shape[axis]!)) continue;
            for (let byte = 0; byte < size; byte += 1)
              chunk[offsetOf(inside, chunkStrides) + byte] = byteAt(offsetOf(place, strides), byte);
          }
          copyElements(
            { bytes: chunk, offset: offsetOf(part.inChunk, chunkStrides), strides: chunkStrides },
            { bytes: out, offset: offsetOf(part.inBox, outStrides), strides: outStrides },
            part.counts,
            size,
          );
        }
        expect(parts).toBe(chunksTouched({ from, counts }, chunkShape));
        const wanted = places(counts).flatMap((inside) => {
          const place = inside.map((at, axis) => at + from[axis]!);
          return Array.from({ length: size }, (_, byte) => byteAt(offsetOf(place, strides), byte));
        });
        expect([...out]).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('throws where the source ends before', () => {
    const target = { bytes: new Uint8Array(8), offset: 0, strides: [2] };
    expect(() => copyElements({ bytes: new Uint8Array(7), offset: 0, strides: [2] }, target, [4], 2)).toThrow(
      expect.objectContaining({ code: 'corrupt' }),
    );
  });
});

function byteAt(place: number, byte: number): number {
  return (place * 31 + byte * 7) % 251;
}
