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
    sha256: '6627684206d9751994eeb4482905278b9056009bf73175e822c8238e2ba074cf',
    make: (kernels) => recording('fan', kernels),
  },
  {
    name: 'drone.h5',
    sha256: 'a6444b53a4a8afecf51e49fd6c194f4aa2643bed2fadaba3d9312a7e00189c46',
    make: (kernels) => recording('drone', kernels),
  },
  {
    name: 'stress.h5',
    sha256: '6112f500df2ee7ff6ceb58d2c9078f7dcfe11edaf6eef1da5c48de44f97f92ad',
    make: (kernels) => recording('stress', kernels),
  },
  { name: 'atlas.h5ad', sha256: 'eb41c1c2649faee79d455c79bb5a248d43a4084a0c4b4a0c338d557d2bfbc847', make: h5ad },
  {
    name: 'atlas.zarr, version 2',
    sha256: '4acc9cfe22583b33c32cd375998eda39eae952709fe94e3bd430984f50290f39',
    make: (kernels) => zarr(2, kernels),
  },
  {
    name: 'atlas.zarr, version 3',
    sha256: '4851120dfcdffbbce38a19b94eacf606dc851276c2dd6de1b2f5af97e8a8fb2f',
    make: (kernels) => zarr(3, kernels),
  },
];
