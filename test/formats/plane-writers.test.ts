import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNpyPlaneWriter } from '../../src/formats/npy-planes/npy-plane-writer.js';
import { bytesOfSamples, type PlaneWriter, type PlaneWriterOptions } from '../../src/formats/plane-writer.js';
import { createTiffPlaneWriter } from '../../src/formats/tiff/write/tiff-plane-writer.js';
import { type SampleArray, type SampleType, sampleBytes, sampleTypes, viewSamples } from '../../src/shapes/plane-samples.js';
import { CollectSink } from './collect-sink.js';
import { openStack } from './open-planes.js';

/** Planes of arbitrary bytes; booleans are 0 and 1. */
function planesOf({ frames, height, width, channels, dtype }: PlaneWriterOptions): SampleArray[] {
  const planeBytes = height * width * channels * sampleBytes(dtype);
  return Array.from({ length: frames }, (_, plane) => {
    const bytes = Uint8Array.from(
      { length: planeBytes },
      (__, i) => (Math.imul(i + 1, 2654435761) >>> (plane + 8)) & (dtype === 'bool' ? 1 : 255),
    );
    return viewSamples(dtype, bytes);
  });
}

async function write(create: (sink: CollectSink) => PlaneWriter, planes: readonly SampleArray[]): Promise<Uint8Array> {
  const sink = new CollectSink();
  const writer = create(sink);
  for (const plane of planes) await writer.write(plane);
  await writer.finish();
  return sink.bytes();
}

/** Three booleans a pixel are no colour to a reader of NumPy arrays. */
const shape = fc
  .record({
    frames: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 5, max: 9 }),
    width: fc.integer({ min: 5, max: 9 }),
    channels: fc.constantFrom(1, 3),
    dtype: fc.constantFrom(...sampleTypes),
  })
  .filter(({ channels, dtype }) => channels === 1 || dtype !== 'bool');

describe('written stacks', () => {
  it.each([
    ['a.npy', (sink: CollectSink, options: PlaneWriterOptions) => createNpyPlaneWriter(sink, options)],
    ['a.tif', (sink: CollectSink, options: PlaneWriterOptions) => createTiffPlaneWriter(sink, options)],
    ['a.btf', (sink: CollectSink, options: PlaneWriterOptions) => createTiffPlaneWriter(sink, { ...options, big: true })],
  ] as const)('are read back as they were: %s', async (name, create) => {
    await fc.assert(
      fc.asyncProperty(shape, async (options) => {
        const planes = planesOf(options);
        const stack = await openStack(await write((sink) => create(sink, options), planes), name);
        await stack.settle();
        const { frames, height, width, channels, dtype } = stack.facts;
        const stored: SampleType = options.dtype === 'bool' && name !== 'a.npy' ? 'uint8' : options.dtype;
        expect({ frames: frames.value, height, width, channels, dtype }).toEqual({ ...options, dtype: stored });
        for (const [index, plane] of planes.entries()) {
          expect(bytesOfSamples((await stack.plane(index)).samples)).toEqual(bytesOfSamples(plane));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keep what is known of their pixels', async () => {
    const options = { frames: 3, height: 6, width: 7, channels: 1, dtype: 'uint16' as const };
    const known = { pixelSize: { x: 0.25, y: 0.5, z: 3, unit: 'µm' }, frameIntervalSeconds: 0.125 };
    const bytes = await write((sink) => createTiffPlaneWriter(sink, { ...options, ...known }), planesOf(options));
    const { facts } = await openStack(bytes, 'a.tif');
    expect(facts).toMatchObject({ format: 'ImageJ TIFF', ...known });
    expect(facts.axes.map(({ name }) => name)).toEqual(['T', 'Y', 'X']);
  });

  it('become BigTIFF where classic TIFF cannot hold them', async () => {
    const sink = new CollectSink();
    const writer = createTiffPlaneWriter(sink, { frames: 5000, height: 1024, width: 1024, channels: 1, dtype: 'uint8' });
    await writer.write(new Uint8Array(4));
    expect([...sink.bytes().slice(0, 4)]).toEqual([0x49, 0x49, 43, 0]);
    await expect(writer.finish()).rejects.toMatchObject({ code: 'internal' });
  });
});
