import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import { FirstlightError } from '../../base/errors.js';
import type { Compress, TreeWriter } from '../../formats/tree/tree-writer.js';
import type { AtlasLayout } from '../../generate/atlas-matrix.js';
import { writeAtlas } from '../../generate/write-atlas.js';
import { FileSink } from '../../node/file-sink.js';
import { PendingFolder } from '../../node/pending-folder.js';
import { grouped } from '../info/info-table.js';
import { ProgressLine } from '../progress-line.js';
import { Timing } from '../timing.js';

/** Options of `generate atlas` as parsed. */
export interface AtlasCommandOptions {
  readonly output: string;
  readonly cells: number;
  readonly genes: number;
  readonly density: number;
  readonly clusters: number;
  readonly layout: AtlasLayout;
  readonly seed?: string;
  /** False: the matrix alone. */
  readonly counts: boolean;
  readonly zarrFormat: 2 | 3;
  readonly json?: boolean;
  readonly timing?: boolean;
}

/** What is being written to. */
interface AtlasTarget {
  readonly tree: TreeWriter;
  /** Makes it appear; returns its bytes and, of a single file, its SHA-256. */
  finish(): Promise<{ readonly bytes: number; readonly sha256?: string }>;
  abandon(): Promise<void>;
}

const level = 1;
const h5adChunk = 1 << 16;
/** A file a chunk: fewer and larger ones. */
const zarrChunk = 1 << 18;

/** Generates an atlas into an .h5ad file or a .zarr folder, which appears when it is whole. */
export async function runGenerateAtlas(options: AtlasCommandOptions, signal: AbortSignal): Promise<void> {
  const { output, cells, genes, density, clusters, layout, counts, seed = 'atlas' } = options;
  const isZarr = /\.zarr\/?$/i.test(output);
  const timing = new Timing(options.timing === true);
  const progress = new ProgressLine();
  const target = isZarr ? await openFolder(output, options.zarrFormat) : await openFile(output);
  try {
    const { stored } = await timing.phase('generate and write', () =>
      writeAtlas(target.tree, {
        cells,
        genes,
        density,
        clusters,
        layout,
        counts,
        seed,
        chunkElements: isZarr ? zarrChunk : h5adChunk,
        signal,
        onProgress: (done, expected) => progress.show('Generating', Math.min(done, expected), expected, 'values'),
      }),
    );
    progress.clear();
    const { bytes, sha256 } = await timing.phase('flush', () => target.finish());
    timing.count('values stored', stored);
    timing.count('bytes written', bytes);
    timing.print();
    if (options.json === true) {
      process.stdout.write(
        `${JSON.stringify({ path: output, cells, genes, layout, stored, bytes, ...(sha256 === undefined ? {} : { sha256 }) })}\n`,
      );
      return;
    }
    process.stderr.write(`Wrote ${grouped(cells)} cells × ${grouped(genes)} genes, ${grouped(stored)} values, ${grouped(bytes)} bytes\n`);
    process.stdout.write(sha256 === undefined ? `${output}\n` : `${sha256}  ${output}\n`);
  } catch (thrown) {
    progress.clear();
    await target.abandon();
    throw thrown instanceof FirstlightError ? thrown.at(output) : thrown;
  }
}

async function openFile(path: string): Promise<AtlasTarget> {
  const { Hdf5TreeWriter } = await import('../../formats/hdf5/write/hdf5-tree-writer.js');
  const sink = await FileSink.create(path);
  return {
    tree: new Hdf5TreeWriter(sink, { level, compress: inThread(deflate) }),
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
  const folder = await PendingFolder.create(path, ['.zgroup', 'zarr.json']);
  const compress = inThread(version === 2 ? deflate : gzip);
  return {
    tree: new ZarrTreeWriter({ version, level, compress, put: (name, bytes) => folder.put(name, bytes) }),
    async finish() {
      await folder.commit();
      return { bytes: folder.bytes };
    },
    abandon: () => folder.abandon(),
  };
}

/** Node compresses on its own threads: chunks side by side. */
function inThread(how: typeof deflate | typeof gzip): Compress {
  const run = promisify<Uint8Array, { level: number }, Uint8Array>(how);
  return (bytes) => run(bytes, { level });
}
