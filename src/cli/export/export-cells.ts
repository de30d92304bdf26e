import { FirstlightError } from '../../base/errors.js';
import type { ByteSink } from '../../formats/event-format.js';
import { FileSink } from '../../node/file-sink.js';
import type { TableSource } from '../../shapes/table-source.js';
import { type ExportColumn, readExportColumns } from './export-columns.js';
import type { ExportJob } from './export-job.js';
import type { WantedColumn } from './parse-columns.js';

/** Options of `export` that concern tables of cells. */
export interface CellExportOptions {
  readonly output: string;
  readonly columns?: readonly WantedColumn[];
  readonly matrix?: string;
}

/** Writes rows of columns; the sink is finished by the caller. */
type WriteRows = (sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal) => Promise<void>;

/** What is written, by the ending of the name. */
const writers: Readonly<Record<string, () => Promise<WriteRows>>> = {
  csv: async () => (await import('./csv-rows.js')).writeCsv,
  npy: async () => (await import('./npy-rows.js')).writeNpy,
};

/** Writes columns of a table of cells to a file, which appears when it is whole. */
export async function exportCells(
  table: TableSource,
  { options, shared, timing, signal, refuse }: ExportJob<CellExportOptions>,
): Promise<void> {
  const { output, columns: wanted, matrix } = options;
  const load = writers[/\.([a-z0-9]+)$/i.exec(output)?.[1]?.toLowerCase() ?? ''];
  if (load === undefined) return refuse(`columns of cells are written to .csv or .npy: ${output}`);
  if (wanted === undefined) return refuse('a table of cells is exported by --columns, like gene:CD3D,obs:louvain,obsm:X_umap');
  const writeRows = await load();
  const { budgetBytes } = shared.scheduler;
  const columns = await timing.phase('read', () => readExportColumns(table, wanted, { matrix, budgetBytes, signal }));
  const sink = await FileSink.create(output);
  try {
    await timing.phase('write', () => writeRows(sink, columns, table.facts.cells, signal));
    await sink.finish();
    process.stdout.write(`${await sink.sha256()}  ${output}\n`);
  } catch (thrown) {
    await sink.abandon();
    throw thrown instanceof FirstlightError ? thrown.at(output) : thrown;
  }
  if (wanted.some(({ from }) => from === 'gene')) process.stderr.write(await matrixText(table, matrix, signal));
  timing.count('bytes read', table.bytesRead);
  timing.count('cells', table.facts.cells);
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
