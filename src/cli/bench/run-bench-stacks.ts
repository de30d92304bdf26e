import { runStacks } from '../../node/bench/run-stacks.js';
import type { StackFigures } from '../../node/bench/stack-figures.js';
import { stackOutputOf } from '../generate/stack-outputs.js';
import { writeSpray } from '../generate/write-spray.js';
import { formatMegabytes, formatMillis, printFiguresTable } from './print-figures-table.js';

/** Options of `bench stacks` as parsed. */
export interface BenchStacksOptions {
  /** Bytes. */
  readonly max: number;
  readonly json?: boolean;
}

const head = ['file', 'format', 'first plane', 'read for it', 'scrub', 'p95', 'chain', 'trace', 'mean', 'std', 'memory'];

/** Measures generated stacks and prints a table, or the figures as JSON. */
export async function runBenchStacks({ max, json }: BenchStacksOptions, signal: AbortSignal): Promise<void> {
  const figures = await runStacks({
    maxBytes: max,
    signal,
    make: async (path, stack, making) => {
      const createWriter = await stackOutputOf(path)!();
      await writeSpray(path, createWriter, { ...stack, seed: 'bench' }, making);
    },
    onProgress: (what) => process.stderr.write(`${what}\n`),
  });
  printFiguresTable(figures, { head, rowOf, json });
}

function rowOf(of: StackFigures): string[] {
  const rate = (value: number): string => `${(of.fileBytes / value / 1e6).toFixed(2)} GB/s`;
  return [
    formatMegabytes(of.fileBytes),
    of.format,
    formatMillis(of.firstPlaneMillis),
    formatMegabytes(of.firstPlaneBytes),
    formatMillis(of.scrubMedianMillis),
    formatMillis(of.scrubP95Millis),
    formatMillis(of.chainMillis),
    rate(of.traceMillis),
    rate(of.meanMillis),
    rate(of.deviationMillis),
    formatMegabytes(of.peakBytes),
  ];
}
