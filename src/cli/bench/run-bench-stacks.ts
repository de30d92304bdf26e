import { runStacks } from '../../node/bench/run-stacks.js';
import type { StackFigures } from '../../node/bench/stack-figures.js';
import { stackOutputOf } from '../generate/stack-outputs.js';
import { writeSpray } from '../generate/write-spray.js';

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
  if (json === true) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  const rows = [head, ...figures.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) process.stdout.write(`${row.map((text, column) => text.padStart(widths[column]!)).join('  ')}\n`);
}

function rowOf(of: StackFigures): string[] {
  const millis = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const rate = (value: number): string => `${(of.fileBytes / value / 1e6).toFixed(2)} GB/s`;
  return [
    megabytes(of.fileBytes),
    of.format,
    millis(of.firstPlaneMillis),
    megabytes(of.firstPlaneBytes),
    millis(of.scrubMedianMillis),
    millis(of.scrubP95Millis),
    millis(of.chainMillis),
    rate(of.traceMillis),
    rate(of.meanMillis),
    rate(of.deviationMillis),
    megabytes(of.peakBytes),
  ];
}
