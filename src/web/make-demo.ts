import { createDatWriter } from '../formats/dat/dat-writer.js';
import { Hdf5TreeWriter } from '../formats/hdf5/write/hdf5-tree-writer.js';
import { createNpyPlaneWriter } from '../formats/npy-planes/npy-plane-writer.js';
import { generateEvents } from '../generate/generate-events.js';
import { generateSpray } from '../generate/spray.js';
import { writeAtlas } from '../generate/write-atlas.js';
import type { ByteKernels } from '../kernels/byte-kernels.js';
import type { DemoName } from './demos.js';
import { GrowingSink } from './growing-sink.js';

/** Generates a demo as the bytes of a file, and its name: as the command line would write it. */
export async function makeDemo(name: DemoName, kernels: ByteKernels): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const sink = new GrowingSink();
  const fileName = await demoWriters[name](sink, kernels);
  return { fileName, bytes: sink.bytes() };
}

const demoWriters: Readonly<Record<DemoName, (sink: GrowingSink, kernels: ByteKernels) => Promise<string>>> = {
  async fan(sink) {
    const size = { width: 640, height: 480 };
    const writer = createDatWriter(sink, size);
    for (const { columns, triggers } of generateEvents('fan', { ...size, events: 1_000_000 })) await writer.write(columns, triggers);
    await writer.finish();
    return 'fan.dat';
  },
  async spray(sink) {
    const options = { width: 320, height: 240, frames: 120 };
    const writer = createNpyPlaneWriter(sink, { ...options, channels: 1, dtype: 'uint16' });
    for (const image of generateSpray(options).frames()) await writer.write(image);
    await writer.finish();
    return 'spray.npy';
  },
  async atlas(sink, kernels) {
    const tree = new Hdf5TreeWriter(sink, { compress: async (bytes) => kernels.deflate(bytes, 'zlib') });
    const options = { cells: 20_000, genes: 500, density: 0.08, clusters: 16, layout: 'csc', seed: 'atlas', counts: false } as const;
    await writeAtlas(tree, { ...options, chunkElements: 1 << 16 });
    return 'atlas.h5ad';
  },
};
