import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.js';
import { instantiateKernels } from '../../src/kernels/load-kernels.js';
import type { TypedSamples } from '../../src/kernels/plane-kernels.js';
import { type SampleType, sampleBytes, sampleTypes, viewSamples } from '../../src/shapes/plane-samples.js';
import { assemblies, builds, builtModule, twin } from './builds.js';

const float = fc.oneof(
  { weight: 8, arbitrary: fc.float({ noDefaultInfinity: true, noNaN: true }) },
  { weight: 4, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** Planes of one length, of numbers that are seldom not finite, or of none that are not. */
function planesOf(most: number): fc.Arbitrary<TypedSamples[]> {
  return fc
    .tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: most }), fc.boolean(), fc.infiniteStream(float))
    .map(([length, count, tame, values]) =>
      Array.from({ length: count }, () => {
        const samples = Float32Array.from({ length }, () => values.next().value as number);
        return { samples: tame ? samples.map((value) => (Number.isFinite(value) ? value : 1)) : samples, type: 'float32' };
      }),
    );
}

/** Any bits as samples of a type. */
function anySamples(type: SampleType, most = 70): fc.Arbitrary<TypedSamples> {
  return fc
    .uint8Array({ minLength: 8, maxLength: 8 * most })
    .map((bytes) => ({ samples: viewSamples(type, bytes.slice(0, bytes.length - (bytes.length % sampleBytes(type)))), type }));
}

/** The same numbers, in the kernels' own memory where `inside`. */
function place(kernels: Kernels, plane: TypedSamples, inside: boolean): TypedSamples {
  if (!inside) return plane;
  const { bytes } = kernels.allocateBlock(plane.samples.byteLength);
  bytes.set(new Uint8Array(plane.samples.buffer, plane.samples.byteOffset, plane.samples.byteLength));
  return { samples: viewSamples(plane.type, bytes), type: plane.type };
}

/** An array of the kernels' memory, or not, empty. */
function doubles(kernels: Kernels, length: number, inside: boolean): Float64Array {
  if (!inside) return new Float64Array(length);
  const { bytes } = kernels.allocateBlock(8 * length);
  return new Float64Array(bytes.buffer, bytes.byteOffset, length).fill(0);
}

function floats(kernels: Kernels, length: number, inside: boolean): Float32Array {
  const values = doubles(kernels, length, inside);
  return new Float32Array(values.buffer, values.byteOffset, length).fill(0);
}

function counts(kernels: Kernels, length: number, inside: boolean): Uint32Array {
  const values = doubles(kernels, length, inside);
  return new Uint32Array(values.buffer, values.byteOffset, length).fill(0);
}

/** Numbers that compare as they are; all zeros alike. */
const plain = (values: ArrayLike<number>) => Array.from(values, (value) => value + 0);

describe.each(assemblies)('planes: %s as the twin', (_name, kernels) => {
  it.each(sampleTypes)('widens %s', (type) => {
    fc.assert(
      fc.property(anySamples(type), fc.boolean(), fc.boolean(), (plane, inside, into) => {
        const length = plane.samples.length;
        const theirs = new Float32Array(length);
        const ours = floats(kernels, length, into);
        twin.widenSamples(plane, theirs);
        kernels.widenSamples(place(kernels, plane, inside), ours);
        expect(plain(ours)).toEqual(plain(theirs));
      }),
    );
  });

  it('subtracts and divides', () => {
    fc.assert(
      fc.property(
        planesOf(1),
        planesOf(1),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.nat(2),
        fc.boolean(),
        ([plane], [reference], a, b, which, inside) => {
          const length = Math.min(plane!.samples.length, reference!.samples.length);
          const by = (reference!.samples as Float32Array).subarray(0, length);
          const input: TypedSamples = { samples: plane!.samples.subarray(0, length), type: 'float32' };
          const theirs = new Float32Array(length);
          const ours = floats(kernels, length, inside);
          const placed = place(kernels, { samples: by, type: 'float32' }, inside).samples as Float32Array;
          const given = (values: Float32Array) =>
            [which === 1 ? undefined : { by: values, amount: a }, which === 0 ? undefined : { by: values, amount: b }] as const;
          twin.correctValues(input, ...given(by), theirs);
          kernels.correctValues(place(kernels, input, inside), ...given(placed), ours);
          expect(plain(ours)).toEqual(plain(theirs));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('turns planes of any type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sampleTypes),
        fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 4 })),
        fc.record({ transpose: fc.boolean(), flipX: fc.boolean(), flipY: fc.boolean() }),
        fc.boolean(),
        (type, [width, height, channels], turn, inside) => {
          const samples = viewSamples(type, new Uint8Array(width * height * channels * sampleBytes(type)));
          for (let i = 0; i < samples.length; i += 1)
            samples[i] = samples instanceof BigUint64Array || samples instanceof BigInt64Array ? BigInt(i) : i;
          const [ours, theirs] = [samples.slice(), samples.slice()];
          const grid = { width, height, channels };
          twin.turnPlane(samples, grid, turn, theirs);
          kernels.turnPlane(place(kernels, { samples, type }, inside).samples, grid, turn, ours);
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('turns planes that its memory has no room for', () => {
    const small = instantiateKernels(builtModule('kernels.wasm'), { maximumBytes: 2 << 20 });
    const samples = Float32Array.from({ length: 1024 * 1024 }, (_, i) => i);
    const output = new Float32Array(samples.length);
    small.turnPlane(samples, { width: 1024, height: 1024, channels: 1 }, { transpose: true, flipX: false, flipY: false }, output);
    expect([output[1], output[1024], output[1025]]).toEqual([1024, 1, 1025]);
  });

  it('sums, keeps moments and extremes', () => {
    fc.assert(
      fc.property(planesOf(20), fc.boolean(), fc.boolean(), fc.nat(20), (planes, inside, into, cut) => {
        const length = planes[0]!.samples.length;
        const [first, second] = [planes.slice(0, cut), planes.slice(cut)];
        const made = (build: Kernels, parts: readonly TypedSamples[][], at: boolean) => {
          const [sums, means, squares] = [doubles(build, length, at), doubles(build, length, at), doubles(build, length, at)];
          const [missing, left] = [counts(build, length, at), counts(build, length, at)];
          const least = floats(build, length, at).fill(Number.POSITIVE_INFINITY);
          const greatest = floats(build, length, at).fill(Number.NEGATIVE_INFINITY);
          let before = 0;
          for (const part of parts) {
            build.addToSums(part, sums, missing);
            build.addToMoments(part, before, means, squares, left);
            build.keepExtremes(part, 'least', least);
            build.keepExtremes(part, 'greatest', greatest);
            before += part.length;
          }
          const [mean, deviation] = [floats(build, length, at), floats(build, length, !at)];
          build.shareSums(sums, missing, before, false, mean);
          build.shareSums(squares, left, before, true, deviation);
          return [sums, means, squares, missing, left, least, greatest, mean, deviation].map(plain);
        };
        const placed = [first, second].map((part) => part.map((plane) => place(kernels, plane, inside)));
        expect(made(kernels, placed, into)).toEqual(made(twin, [first, second], false));
      }),
      { numRuns: 200 },
    );
  });

  it('slides windows', () => {
    fc.assert(
      fc.property(
        planesOf(12),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (planes, width, exact, inside, into) => {
          const length = planes[0]!.samples.length;
          const slid = (build: Kernels, given: readonly TypedSamples[], at: boolean) => {
            const sums = {
              high: doubles(build, length, at),
              low: exact ? undefined : doubles(build, length, at),
              missing: counts(build, length, at),
            };
            const means = floats(build, length, at);
            return given.map((plane, i) => {
              build.slideSums(sums, plane, given[i - width], Math.min(i + 1, width), i % 3 === 1 ? undefined : means);
              return [plain(means), plain(sums.high), plain(sums.low ?? []), plain(sums.missing)];
            });
          };
          const placed = planes.map((plane) => place(kernels, plane, inside));
          expect(slid(kernels, placed, into)).toEqual(slid(twin, planes, false));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds medians', () => {
    fc.assert(
      fc.property(planesOf(40), fc.nat(5), fc.boolean(), (planes, more, inside) => {
        const length = planes[0]!.samples.length;
        const block = new Float32Array(planes.length * (length + more)).fill(7);
        for (const [i, { samples }] of planes.entries()) block.set(samples as Float32Array, i * (length + more));
        const theirs = new Float32Array(length);
        const ours = floats(kernels, length, inside);
        twin.findMedians(block, planes.length, length + more, theirs);
        const placed = place(kernels, { samples: block, type: 'float32' }, inside).samples as Float32Array;
        kernels.findMedians(placed, planes.length, length + more, ours);
        expect(plain(ours)).toEqual(plain(theirs));
      }),
      { numRuns: 300 },
    );
  });

  it.each(sampleTypes)('measures and counts %s', (type) => {
    fc.assert(
      fc.property(
        anySamples(type),
        fc.uniqueArray(fc.nat(70), { maxLength: 6 }),
        fc.float({ min: -1000, max: 1000, noNaN: true }),
        fc.float({ min: 0, max: 70_000, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (plane, cuts, from, reach, bins, inside) => {
          const sorted = [...cuts].filter((at) => at <= plane.samples.length).sort((a, b) => a - b);
          const spans = Uint32Array.from(sorted.slice(0, sorted.length & ~1));
          const placed = place(kernels, plane, inside);
          expect(kernels.findRange(placed)).toEqual(twin.findRange(plane));
          expect(kernels.measureSpans(placed, spans)).toEqual(twin.measureSpans(plane, spans));
          const [ours, theirs] = [new Uint32Array(bins).fill(3), new Uint32Array(bins).fill(3)];
          kernels.countInBins(placed, from, from + reach, ours);
          twin.countInBins(plane, from, from + reach, theirs);
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['uint8', 'int8', 'uint16', 'int16'] as const)('counts every number of %s', (type) => {
    fc.assert(
      fc.property(anySamples(type), fc.boolean(), (plane, inside) => {
        const size = sampleBytes(type) === 1 ? 256 : 65_536;
        const [ours, theirs] = [new Uint32Array(size).fill(1), new Uint32Array(size).fill(1)];
        kernels.countIntegers(place(kernels, plane, inside).samples as Uint8Array, ours);
        twin.countIntegers(plane.samples as Uint8Array, theirs);
        expect(Buffer.compare(Buffer.from(ours.buffer), Buffer.from(theirs.buffer))).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('takes planes of many pieces, of several types, in and out of its memory', () => {
    const length = 5000;
    const types = ['uint16', 'float32', 'int8', 'float64', 'bool', 'float16', 'int64', 'uint32', 'int32'] as const;
    const planes = types.map((type, k): TypedSamples => {
      const values = Array.from({ length }, (_, i) => (i * (k + 3)) % 97);
      const samples = viewSamples(type, new Uint8Array(length * sampleBytes(type)));
      for (let i = 0; i < length; i += 1)
        samples[i] = samples instanceof BigInt64Array ? BigInt(values[i]!) : type === 'bool' ? values[i]! & 1 : values[i]!;
      return { samples, type };
    });
    const summed = (build: Kernels, inside: boolean) => {
      const [sums, missing] = [doubles(build, length, inside), counts(build, length, !inside)];
      build.addToSums(
        planes.map((plane, k) => place(build, plane, inside !== (k % 2 === 0))),
        sums,
        missing,
      );
      return [plain(sums), plain(missing), build.measureSpans(planes[1]!, Uint32Array.of(3, 4990)).mean];
    };
    expect(summed(kernels, true)).toEqual(summed(twin, false));
    expect(summed(kernels, false)).toEqual(summed(twin, false));
  });
});

describe.each(builds)('planes: %s', (_name, kernels) => {
  it('widens the numbers of each type', () => {
    const widened = (type: SampleType, samples: TypedSamples['samples']) => {
      const output = new Float32Array(samples.length);
      kernels.widenSamples({ samples, type }, output);
      return [...output];
    };
    expect(widened('bool', Uint8Array.of(0, 1))).toEqual([0, 1]);
    expect(widened('int16', Int16Array.of(-32_768, 32_767))).toEqual([-32_768, 32_767]);
    expect(widened('uint32', Uint32Array.of(2 ** 32 - 1))).toEqual([2 ** 32]);
    expect(widened('uint64', BigUint64Array.of(2n ** 64n - 1n))).toEqual([2 ** 64]);
    expect(widened('float16', Uint16Array.of(0x3c00, 0xc000, 1, 0x7bff, 0x7c00, 0x7e00, 0x8000))).toEqual([
      1,
      -2,
      2 ** -24,
      65_504,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      -0,
    ]);
    expect(widened('float64', Float64Array.of(0.1, 1e300))).toEqual([Math.fround(0.1), Number.POSITIVE_INFINITY]);
  });

  it('gives released blocks out again, and says when there is no room', () => {
    const small = kernels.build === 'twin' ? kernels : instantiateKernels(builtModule('kernels.wasm'), { maximumBytes: 4 << 20 });
    for (let i = 0; i < 20; i += 1) {
      const block = small.allocateBlock(1 << 20);
      expect(block.bytes.length).toBe(1 << 20);
      block.release();
      block.release();
    }
    if (small.build !== 'twin') expect(() => small.allocateBlock(1 << 23)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});
