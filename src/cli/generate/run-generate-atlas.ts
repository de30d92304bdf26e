import type { AtlasLayout } from '../../generate/atlas-matrix.js';
import { grouped } from '../info/info-table.js';
import { ProgressLine } from '../progress-line.js';
import { Timing } from '../timing.js';
import { writeAtlasFile } from './write-atlas-file.js';

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

/** Generates an atlas into an .h5ad file or a .zarr folder, which appears when it is whole. */
export async function runGenerateAtlas(options: AtlasCommandOptions, signal: AbortSignal): Promise<void> {
  const { output, cells, genes, density, clusters, layout, counts, zarrFormat, seed = 'atlas' } = options;
  const timing = new Timing(options.timing === true);
  const progress = new ProgressLine();
  const onProgress = (done: number, expected: number): void => progress.show('Generating', Math.min(done, expected), expected, 'values');
  const atlas = { cells, genes, density, clusters, layout, counts, seed, signal, onProgress };
  const { stored, bytes, sha256 } = await writeAtlasFile(output, atlas, { zarrFormat, timing }).finally(() => progress.clear());
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
}
