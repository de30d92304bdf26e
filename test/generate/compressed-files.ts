import { createSha256 } from '../../src/engine/sha256.js';
import { Hdf5TreeWriter } from '../../src/formats/hdf5/write/hdf5-tree-writer.js';
import { createHdf5Writer } from '../../src/formats/hdf5-events/hdf5-writer.js';
import { ZarrTreeWriter } from '../../src/formats/zarr/write/zarr-tree-writer.js';
import { generateEvents } from '../../src/generate/generate-events.js';
import type { SceneName } from '../../src/generate/scene.js';
import { writeAtlas } from '../../src/generate/write-atlas.js';
import type { ByteKernels } from '../../src/kernels/byte-kernels.js';
import { GrowingSink } from '../../src/web/growing-sink.js';

/** A compressed file or store that is generated, and its SHA-256 wherever that is done. */
export interface CompressedFile {
  readonly name: string;
  readonly sha256: string;
  readonly make: (kernels: ByteKernels) => Promise<string>;
}

async function recording(scene: SceneName, kernels: ByteKernels): Promise<string> {
  const size = { width: 640, height: 480 };
  const sink = new GrowingSink();
  const writer = createHdf5Writer(sink, { ...size, chunkEvents: 50_000, deflate: (bytes) => kernels.deflate(bytes, 'zlib') });
  for (const { columns, triggers } of generateEvents(scene, { ...size, events: 120_000 })) await writer.write(columns, triggers);
  await writer.finish();
  return sha256Of([sink.bytes()]);
}

const atlas = {
  cells: 3000,
  genes: 200,
  density: 0.1,
  clusters: 9,
  layout: 'csr',
  seed: 'bytes',
  counts: true,
  chunkElements: 1 << 14,
} as const;

async function h5ad(kernels: ByteKernels): Promise<string> {
  const sink = new GrowingSink();
  await writeAtlas(new Hdf5TreeWriter(sink, { compress: async (bytes) => kernels.deflate(bytes, 'zlib') }), atlas);
  return sha256Of([sink.bytes()]);
}

async function zarr(version: 2 | 3, kernels: ByteKernels): Promise<string> {
  const files: [name: string, bytes: Uint8Array][] = [];
  const tree = new ZarrTreeWriter({
    version,
    compress: async (bytes) => kernels.deflate(bytes, version === 2 ? 'zlib' : 'gzip'),
    put: async (name, bytes) => {
      files.push([name, bytes]);
    },
  });
  await writeAtlas(tree, atlas);
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Of(files.flatMap(([name, bytes]) => [new TextEncoder().encode(name), bytes]));
}

function sha256Of(parts: readonly Uint8Array[]): string {
  const hash = createSha256();
  for (const part of parts) hash.update(part);
  return hash.digestHex();
}

export const compressedFiles: readonly CompressedFile[] = [
  {
    name: 'fan.h5',
    sha256: '31aea42c868049b65b1ff6785872cc5af43fda70608ca63ce01d9d533e98f0f5',
    make: (kernels) => recording('fan', kernels),
  },
  {
    name: 'drone.h5',
    sha256: '18e9f89de9c90e38b3088b229378af6096a00e139ec382fcb5f9b8e24eebf11f',
    make: (kernels) => recording('drone', kernels),
  },
  {
    name: 'stress.h5',
    sha256: '14bcb31b90417dc15643d09336339015fbd45defffcc7ed5f658d4c1d7a88a2d',
    make: (kernels) => recording('stress', kernels),
  },
  { name: 'atlas.h5ad', sha256: 'bf53cc4527434fa7a81de5c4416162ea923b2b19eca3cfdc827852fa33b9c001', make: h5ad },
  {
    name: 'atlas.zarr, version 2',
    sha256: 'd25d96f82627b986420034b20bbf213bad9c3ffd6f1029464cb61e75bbc8bb22',
    make: (kernels) => zarr(2, kernels),
  },
  {
    name: 'atlas.zarr, version 3',
    sha256: 'c45149482835663cbe803cdafeb762e8785a3d9e257411d5e71987120297abf3',
    make: (kernels) => zarr(3, kernels),
  },
];
