import { FirstlightError } from '../../base/errors.js';
import { closeSource } from '../../engine/open-source.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openAnyPath } from '../../node/open-path.js';
import { type PlaneOptions, planeOpenOptions } from '../plane-options.js';
import { tableOpenOptions } from '../table-options.js';
import { Timing } from '../timing.js';
import type { CellExportOptions } from './export-cells.js';
import type { ExportJob } from './export-job.js';
import type { StackExportOptions } from './export-stack.js';

/** Options of `export` as parsed: those of every kind of data. */
export interface ExportOptions extends CellExportOptions, StackExportOptions, PlaneOptions {
  readonly dataset?: string;
  readonly timing?: boolean;
}

/** Opens what lies behind a path and exports from it as from its kind. */
export async function runExport(
  path: string,
  options: ExportOptions,
  signal: AbortSignal,
  refuse: ExportJob<unknown>['refuse'],
): Promise<void> {
  const timing = new Timing(options.timing === true);
  const { shared, close } = await timing.phase('start', () => createNodeEngine({ cacheFolder: false }));
  try {
    const reading = { planes: planeOpenOptions(options), tables: tableOpenOptions(options), kind: options.kind, signal };
    const opened = await timing.phase('open', () => openAnyPath(path, shared, reading));
    const job = { path, options, shared, timing, signal, refuse };
    try {
      switch (opened.kind) {
        case 'cells': {
          const { exportCells } = await import('./export-cells.js');
          await exportCells(opened.table, job);
          break;
        }
        case 'stack': {
          const { exportStack } = await import('./export-stack.js');
          await exportStack(opened.stack, job);
          break;
        }
        case 'events':
          throw new FirstlightError('unsupported', 'Only stacks and tables of cells are exported', {
            path,
            advice: 'Recordings are written by convert and render.',
          });
      }
    } finally {
      await closeSource(opened);
    }
  } finally {
    await close();
  }
  timing.print();
}
