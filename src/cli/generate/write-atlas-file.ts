import { FirstlightError } from '../../base/errors.js';
import type { Compress, TreeWriter } from '../../formats/tree/tree-writer.js';
import { type AtlasOptions, writeAtlas } from '../../generate/write-atlas.js';
import { FileSink } from '../../node/file-sink.js';
import { loadNodeKernels } from '../../node/node-kernels.js';
import { PendingFolder } from '../../node/pending-folder.js';
import { Timing } from '../timing.js';

/** What was written. */
export interface WrittenAtlasFile {
  /** Values stored in each matrix. */
  readonly stored: number;
  readonly bytes: number;
  /** Of a single file, hexadecimal. */
  readonly sha256?: string;
}

/** What is being written to. */
interface AtlasTarget {
  readonly tree: TreeWriter;
  /** Makes it appear; returns its bytes and, of a single file, its SHA-256. */
  finish(): Promise<{ readonly bytes: number; readonly sha256?: string }>;
  abandon(): Promise<void>;
}

const h5adChunk = 1 << 16;
/** A file a chunk: fewer and larger ones. */
const zarrChunk = 1 << 18;

/**
 * Writes a generated atlas into an .h5ad file, or a .zarr folder of version `zarrFormat`; it appears when it is whole. Errors: as
 * `writeAtlas`, and of the disk.
 */
export async function writeAtlasFile(
  path: string,
  options: Omit<AtlasOptions, 'chunkElements'>,
  { zarrFormat = 3, timing = new Timing(false) }: { readonly zarrFormat?: 2 | 3; readonly timing?: Timing } = {},
): Promise<WrittenAtlasFile> {
  const isZarr = /\.zarr\/?$/i.test(path);
  const target = isZarr ? await openFolder(path, zarrFormat) : await openFile(path);
  try {
    const chunkElements = isZarr ? zarrChunk : h5adChunk;
    const { stored } = await timing.phase('generate and write', () => writeAtlas(target.tree, { ...options, chunkElements }));
    return { stored, ...(await timing.phase('flush', () => target.finish())) };
  } catch (thrown) {
    await target.abandon();
    throw thrown instanceof FirstlightError ? thrown.at(path) : thrown;
  }
}

async function openFile(path: string): Promise<AtlasTarget> {
  const { Hdf5TreeWriter } = await import('../../formats/hdf5/write/hdf5-tree-writer.js');
  const compress = await compressTo('zlib');
  const sink = await FileSink.create(path);
  return {
    tree: new Hdf5TreeWriter(sink, { compress }),
    async finish() {
      const bytes = sink.position;
      await sink.finish();
      return { bytes, sha256: await sink.sha256() };
    },
    abandon: () => sink.abandon(),
  };
}

async function openFolder(path: string, version: 2 | 3): Promise<AtlasTarget> {
  const { ZarrTreeWriter } = await import('../../formats/zarr/write/zarr-tree-writer.js');
  const compress = await compressTo(version === 2 ? 'zlib' : 'gzip');
  const folder = await PendingFolder.create(path, ['.zgroup', 'zarr.json']);
  return {
    tree: new ZarrTreeWriter({ version, compress, put: (name, bytes) => folder.put(name, bytes) }),
    async finish() {
      await folder.commit();
      return { bytes: folder.bytes };
    },
    abandon: () => folder.abandon(),
  };
}

async function compressTo(container: 'zlib' | 'gzip'): Promise<Compress> {
  const { kernels } = await loadNodeKernels();
  return async (bytes) => kernels.deflate(bytes, container);
}
