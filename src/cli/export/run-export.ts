import { FirstlightError } from '../../base/errors.js';
import { closeSource } from '../../engine/open-source.js';
import type { ByteSink } from '../../formats/event-format.js';
import { FileSink } from '../../node/file-sink.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openAnyPath } from '../../node/open-path.js';
import type { TableSource } from '../../shapes/table-source.js';
import { tableOpenOptions } from '../table-options.js';
import { Timing } from '../timing.js';
import { type ExportColumn, readExportColumns } from './export-columns.js';
import type { WantedColumn } from './parse-columns.js';

/** Options of `export` as parsed. */
export interface ExportOptions {
  readonly dataset?: string;
  readonly output: string;
  readonly wanted: readonly WantedColumn[];
  readonly matrix?: string;
  readonly timing?: boolean;
}

/** Writes rows of columns; the sink is finished by the caller. */
export type WriteRows = (sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal) => Promise<void>;

/** Writes columns of a table of cells to a file, which appears when it is whole. */
export async function runExport(path: string, load: () => Promise<WriteRows>, options: ExportOptions, signal: AbortSignal): Promise<void> {
  const writeRows = await load();
  const timing = new Timing(options.timing === true);
  const engine = await timing.phase('start', () => createNodeEngine({ cacheFolder: false, workers: 0 }));
  try {
    const reading = { tables: tableOpenOptions(options), signal };
    const opened = await timing.phase('open', () => openAnyPath(path, engine.shared, reading));
    try {
      if (opened.kind !== 'cells') {
        throw new FirstlightError('unsupported', 'Only tables of cells have columns to export', {
          path,
          advice: opened.kind === 'events' ? 'Recordings are written by convert and render.' : undefined,
        });
      }
      const { table } = opened;
      const { budgetBytes } = engine.shared.scheduler;
      const columns = await timing.phase('read', () =>
        readExportColumns(table, options.wanted, { matrix: options.matrix, budgetBytes, signal }),
      );
      const sink = await FileSink.create(options.output);
      try {
        await timing.phase('write', () => writeRows(sink, columns, table.facts.cells, signal));
        await sink.finish();
        process.stdout.write(`${await sink.sha256()}  ${options.output}\n`);
      } catch (thrown) {
        await sink.abandon();
        throw thrown instanceof FirstlightError ? thrown.at(options.output) : thrown;
      }
      if (options.wanted.some(({ from }) => from === 'gene')) process.stderr.write(await matrixText(table, options.matrix, signal));
      timing.count('bytes read', table.bytesRead);
      timing.count('cells', table.facts.cells);
      timing.print();
    } finally {
      await closeSource(opened);
    }
  } finally {
    await engine.close();
  }
}

/** Which matrix the genes came from, and what it looks like. */
async function matrixText(table: TableSource, wanted: string | undefined, signal: AbortSignal): Promise<string> {
  const { matrices } = table.facts;
  const name = wanted ?? matrices[0]?.name ?? '';
  const { look } = await table.sampleMatrix(name, { signal });
  const others = matrices.filter((matrix) => matrix.name !== name).map((matrix) => matrix.name);
  const choice = others.length === 0 ? '' : `; --matrix ${others.join(' or ')} takes others`;
  return `firstlight: genes are from ${name}, as stored, which looks ${look}${choice}\n`;
}
