import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { toFirstlightError } from '../../src/base/errors.js';
import { npyFile, openStack } from './open-planes.js';
import { pngFile } from './png/write-png.js';
import { encodeLzw } from './tiff/encode-lzw.js';
import { packNumbers, writeTiff } from './tiff/write-tiff.js';

const numbers = Array.from({ length: 400 }, (_, i) => (i * i) & 255);
const bytes = packNumbers('u8', numbers);
const image = { width: 20, height: 20 };
const whole: Readonly<Record<string, Uint8Array>> = {
  'a.npy': npyFile('<u2', [2, 10, 10], bytes),
  'fortran.npy': npyFile('<u2', [2, 10, 10], bytes, true),
  'lzw.tif': writeTiff([1, 2, 3].map(() => ({ ...image, compression: 5, predictor: 2, segments: [encodeLzw(bytes)] }))),
  'deflate.tif': writeTiff(
    [{ ...image, compression: 8, rowsPerStrip: 10, segments: [zlibSync(bytes.slice(0, 200)), zlibSync(bytes.slice(200))] }],
    { big: true },
  ),
  'tiles.tif': writeTiff([{ ...image, tile: [16, 16], segments: [0, 1, 2, 3].map(() => bytes.slice(0, 256)) }], { bigEndian: true }),
  'a.png': pngFile({ width: 20, height: 20, bitDepth: 8, colourType: 0 }, bytes),
};
/** How many changed inputs of each kind; `FUZZ_RUNS=10000` for a night. */
const runs = Number(process.env.FUZZ_RUNS ?? 100);
const codes = ['corrupt', 'truncated', 'unsupported', 'out-of-range', 'too-large'];

describe('damaged images', () => {
  it.each(Object.entries(whole))(
    '%s ends with an answer whatever is wrong with it',
    async (name, file) => {
      const change = fc.tuple(fc.nat(file.length - 1), fc.constantFrom(0, 1, 2, 4, 16, 127, 128, 254, 255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.option(fc.nat(file.length), { freq: 3 }), async (changes, cut) => {
          const damaged = file.slice(0, cut ?? file.length);
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          try {
            const stack = await openStack(damaged, name);
            if (stack.facts.frames.value * stack.facts.width * stack.facts.height > 1e6) return;
            await stack.survey();
            expect(stack.facts.integrity).toBeDefined();
          } catch (error) {
            expect(codes).toContain(toFirstlightError(error).code);
          }
        }),
        { numRuns: runs },
      );
    },
    600_000,
  );
});
