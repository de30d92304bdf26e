import type { AtlasFigures } from '../../node/bench/atlas-figures.js';
import { runAtlases } from '../../node/bench/run-atlases.js';
import { writeAtlasFile } from '../generate/write-atlas-file.js';

/** Options of `bench cells` as parsed. */
export interface BenchCellsOptions {
  readonly max: number;
  readonly json?: boolean;
}

const head = ['cells', 'layout', 'file', 'first picture', 'read for it', 'map drawn', 'gene', 'range', 'lasso', 'memory'];

/** Measures generated atlases and prints a table, or the figures as JSON. */
export async function runBenchCells({ max, json }: BenchCellsOptions, signal: AbortSignal): Promise<void> {
  const figures = await runAtlases({
    maxCells: max,
    signal,
    make: async (path, atlas, making) => {
      await writeAtlasFile(path, { ...atlas, clusters: 20, counts: false, seed: 'bench', ...making });
    },
    onProgress: (what) => process.stderr.write(`${what}\n`),
  });
  if (json === true) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  const rows = [head, ...figures.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) process.stdout.write(`${row.map((text, column) => text.padStart(widths[column]!)).join('  ')}\n`);
}

function rowOf(of: AtlasFigures): string[] {
  const genes = [...of.geneMillis].sort((a, b) => a - b);
  const millis = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    of.cells.toLocaleString('en-US'),
    of.layout,
    megabytes(of.fileBytes),
    millis(of.firstPictureMillis),
    megabytes(of.firstPictureBytes),
    millis(of.recolourMillis),
    millis(genes[genes.length >> 1] ?? of.firstGeneMillis),
    millis(of.rangeMillis),
    millis(of.lassoMillis),
    megabytes(of.peakBytes),
  ];
}
