import type { AtlasFigures } from '../../node/bench/atlas-figures.js';
import { runAtlases } from '../../node/bench/run-atlases.js';
import { writeAtlasFile } from '../generate/write-atlas-file.js';
import { formatMegabytes, formatMillis, printFiguresTable } from './print-figures-table.js';

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
  printFiguresTable(figures, { head, rowOf, json });
}

function rowOf(of: AtlasFigures): string[] {
  const genes = [...of.geneMillis].sort((a, b) => a - b);
  return [
    of.cells.toLocaleString('en-US'),
    of.layout,
    formatMegabytes(of.fileBytes),
    formatMillis(of.firstPictureMillis),
    formatMegabytes(of.firstPictureBytes),
    formatMillis(of.recolourMillis),
    formatMillis(genes[genes.length >> 1] ?? of.firstGeneMillis),
    formatMillis(of.rangeMillis),
    formatMillis(of.lassoMillis),
    formatMegabytes(of.peakBytes),
  ];
}
