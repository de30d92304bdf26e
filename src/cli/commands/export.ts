import type { Command } from 'commander';
import { parseWantedColumns } from '../export/parse-columns.js';
import type { ExportOptions } from '../export/run-export.js';
import { addPlaneOptions } from '../plane-options.js';
import type { Session } from '../session.js';
import { parseWhere, whereHelp } from '../where-option.js';

/** Endings that some kind of data is exported to. */
const endings = ['csv', 'json', 'npy', 'parquet'];

/** Adds what `export` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<path>', 'a table of cells: .h5ad, a Zarr store, a Cellucid export, 10x files, or the http(s) URL of a file')
    .requiredOption('-o, --output <file>', 'out.csv or out.npy')
    .option(
      '--columns <list>',
      'what to write of a table of cells, like gene:CD3D,obs:louvain,obsm:X_umap; may be given again',
      parseWantedColumns,
    )
    .option('--matrix <name>', 'where genes are from, like raw.X or layers/counts (default: X)')
    .option('--where <conditions>', `cells: ${whereHelp}`, parseWhere)
    .option('--dataset <name>', 'which modality of an .h5mu, genome of a 10x file or data set of a folder of exports')
    .option('--raw <type>', 'element type of a headerless stack, like u2; with --shape')
    .option('--timing', 'print how long each phase took');
  addPlaneOptions(command)
    .addHelpText(
      'after',
      `
A row a cell: its name, then the columns in the order asked for; an embedding has a column for each dimension.

Examples:
  firstlight export pbmc.h5ad --columns obs:louvain,obsm:X_umap -o map.csv
  firstlight export pbmc.h5ad --columns gene:CD3D,gene:NKG7 --matrix raw.X -o genes.csv
  firstlight export atlas.zarr --columns obsm:X_umap -o map.npy
  firstlight export pbmc.h5ad --where 'louvain=0|1,CD3D>1' -o names.json`,
    )
    .action(async (path: string, options: ExportOptions) => {
      const ending = /\.([a-z0-9]+)$/i.exec(options.output)?.[1]?.toLowerCase() ?? '';
      if (!endings.includes(ending)) command.error(`error: columns are written to .csv, .json, .npy or .parquet: ${options.output}`, { exitCode: 2 });
      const { runExport } = await import('../export/run-export.js');
      await runExport(path, options, session.signal, (message) => command.error(`error: ${message}`, { exitCode: 2 }));
    });
}
