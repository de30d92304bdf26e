import { type Command, Option } from 'commander';
import type { BenchCellsOptions } from '../bench/run-bench-cells.js';
import type { BenchEventsOptions } from '../bench/run-bench-events.js';
import type { BenchStacksOptions } from '../bench/run-bench-stacks.js';
import { eventOutputNames } from '../convert/event-outputs.js';
import type { Session } from '../session.js';
import { parseBytes, parseCount } from '../units.js';

/** Adds what `bench` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .command('events')
    .description('recordings of four sizes and growing length: first frame, processing, frames/s, memory')
    .option('--max <events>', 'largest recording, from 1e6 in steps of ten', parseCount, 1e8)
    .addOption(new Option('--format <name>', 'format of the recordings').choices(eventOutputNames).default('evt3'))
    .option('-o, --output <base>', 'also write the table, the numbers and a plot: <base>.md, .json and .svg')
    .addHelpText(
      'after',
      `
Recordings are made in the temporary folder, measured in processes of their own, and removed.

Examples:
  firstlight bench events
  firstlight bench events --max 1e9 -o results/events-matrix`,
    )
    .action(async (options: BenchEventsOptions) => {
      const { runBenchEvents } = await import('../bench/run-bench-events.js');
      await runBenchEvents(options, session.signal);
    });
  command
    .command('cells')
    .description('atlases of growing size: first picture, map drawn, a gene, cells by a range and in a lasso, memory')
    .option('--max <cells>', 'largest atlas, from 1e5 in steps of ten', parseCount, 1e6)
    .option('--json', 'write the figures to standard output')
    .addHelpText(
      'after',
      `
Atlases of 2,000 genes, 8 % of the values not 0, are made in the temporary folder by rows (CSR) and by columns (CSC), measured in
processes of their own, and removed.

Examples:
  firstlight bench cells
  firstlight bench cells --max 1e5 --json`,
    )
    .action(async (options: BenchCellsOptions) => {
      const { runBenchCells } = await import('../bench/run-bench-cells.js');
      await runBenchCells(options, session.signal);
    });
  command
    .command('stacks')
    .description('series of images of growing size: first plane, scrubbing, operations, traces, reductions, memory')
    .option('--max <bytes>', 'largest file, from 100MB in steps of ten', parseBytes, 1e9)
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      `
Series of 1024 × 1024 16-bit planes are made in the temporary folder as .npy and BigTIFF, measured in processes of their own, and
removed.

Examples:
  firstlight bench stacks
  firstlight bench stacks --max 10GB --json`,
    )
    .action(async (options: BenchStacksOptions) => {
      const { runBenchStacks } = await import('../bench/run-bench-stacks.js');
      await runBenchStacks(options, session.signal);
    });
}
