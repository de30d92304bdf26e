import { FirstlightError } from '../../base/errors.js';
import { placesOf } from '../../cells/cell-bits.js';
import { selectCells } from '../../engine/answer-select.js';
import type { TableFile } from '../../engine/table-file.js';
import type { ByteSink } from '../../formats/event-format.js';
import { FileSink } from '../../node/file-sink.js';
import type { TableSource } from '../../shapes/table-source.js';
import { type WhereCondition, whereFilters } from '../where-option.js';
import { type ExportColumn, readExportColumns } from './export-columns.js';
import type { ExportJob } from './export-job.js';
import type { WantedColumn } from './parse-columns.js';

/** Options of `export` that concern tables of cells. */
export interface CellExportOptions {
  readonly output: string;
  readonly columns?: readonly WantedColumn[];
  readonly matrix?: string;
  readonly where?: readonly WhereCondition[];
}

/** Writes rows of columns; the sink is finished by the caller. */
type WriteRows = (sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal) => Promise<void>;

/** What is written, by the ending of the name. */
const writers: Readonly<Record<string, () => Promise<WriteRows>>> = {
  csv: async () => (await import('./csv-rows.js')).writeCsv,
  json: async () => (await import('./json-rows.js')).writeJson,
  npy: async () => (await import('./npy-rows.js')).writeNpy,
  parquet: async () => (await import('./parquet-rows.js')).writeParquet,
};

/** Writes columns of a table of cells to a file, which appears when it is whole. */
export async function exportCells(
  table: TableFile,
  { options, shared, timing, signal, refuse }: ExportJob<CellExportOptions>,
): Promise<void> {
  const { output, columns: wanted = [], matrix, where } = options;
  const load = writers[/\.([a-z0-9]+)$/i.exec(output)?.[1]?.toLowerCase() ?? ''];
  if (load === undefined) return refuse(`columns of cells are written to .csv, .json, .npy or .parquet: ${output}`);
  if (wanted.length === 0 && where === undefined) {
    return refuse('a table of cells is exported by --columns, like gene:CD3D,obs:louvain,obsm:X_umap, or its names by --where');
  }
  const writeRows = await load();
  const { budgetBytes } = shared.scheduler;
  const places = where === undefined ? undefined : await timing.phase('filter', () => chosenCells(table, where, matrix, signal));
  const read = await timing.phase('read', () => readExportColumns(table, wanted, { matrix, budgetBytes, signal }));
  const columns = places === undefined ? read : read.map((column) => onlyRows(column, places));
  const rows = places?.length ?? table.facts.cells;
  const sink = await FileSink.create(output);
  try {
    await timing.phase('write', () => writeRows(sink, columns, rows, signal));
    await sink.finish();
    process.stdout.write(`${await sink.sha256()}  ${output}\n`);
  } catch (thrown) {
    await sink.abandon();
    throw thrown instanceof FirstlightError ? thrown.at(output) : thrown;
  }
  if (wanted.some(({ from }) => from === 'gene')) process.stderr.write(await matrixText(table, matrix, signal));
  timing.count('bytes read', table.bytesRead);
  if (places !== undefined) process.stderr.write(`firstlight: ${rows} of ${table.facts.cells} cells\n`);
  timing.count('cells', rows);
}

/** The cells that all conditions hold of; genes are compared in the matrix that they are exported from. */
async function chosenCells(
  table: TableFile,
  where: readonly WhereCondition[],
  matrix: string | undefined,
  signal: AbortSignal,
): Promise<Uint32Array> {
  const filters = whereFilters(where, table.facts, matrix ?? table.facts.matrices[0]?.name);
  return placesOf((await selectCells(table, { filters, steps: [] }, { signal })).visible);
}

function onlyRows(column: ExportColumn, places: Uint32Array): ExportColumn {
  const { header } = column;
  if (column.kind === 'text') return { kind: 'text', header, at: (row) => column.at(places[row]!) };
  return { kind: column.kind, header, at: (row) => column.at(places[row]!) };
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
