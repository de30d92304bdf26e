import type { Command } from 'commander';
import { parseWantedColumns } from '../export/parse-columns.js';
import type { ExportOptions, WriteRows } from '../export/run-export.js';
import type { Session } from '../session.js';

/** What is written, by the ending of the name. */
const writers: Readonly<Record<string, () => Promise<WriteRows>>> = {
  csv: async () => (await import('../export/csv-rows.js')).writeCsv,
  npy: async () => (await import('../export/npy-rows.js')).writeNpy,
};

/** Adds what `export` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<path>', 'a table of cells: .h5ad, a Zarr store, a Cellucid export, 10x files, or the http(s) URL of a file')
    .requiredOption('-o, --output <file>', 'out.csv or out.npy')
    .requiredOption('--columns <list>', 'what to write, like gene:CD3D,obs:louvain,obsm:X_umap; may be given again', parseWantedColumns)
    .option('--matrix <name>', 'where genes are from, like raw.X or layers/counts (default: X)')
    .option('--dataset <name>', 'which modality of an .h5mu, genome of a 10x file or data set of a folder of exports')
    .option('--timing', 'print how long each phase took')
    .addHelpText(
      'after',
      `
A row a cell: its name, then the columns in the order asked for; an embedding has a column for each dimension.

Examples:
  firstlight export pbmc.h5ad --columns obs:louvain,obsm:X_umap -o map.csv
  firstlight export pbmc.h5ad --columns gene:CD3D,gene:NKG7 --matrix raw.X -o genes.csv
  firstlight export atlas.zarr --columns obsm:X_umap -o map.npy`,
    )
    .action(async (path: string, options: Omit<ExportOptions, 'wanted'> & { readonly columns: ExportOptions['wanted'] }) => {
      const ending = /\.([a-z0-9]+)$/i.exec(options.output)?.[1]?.toLowerCase() ?? '';
      const load = writers[ending];
      if (load === undefined) command.error(`error: columns are written to .csv or .npy: ${options.output}`, { exitCode: 2 });
      const { runExport } = await import('../export/run-export.js');
      const { columns: wanted, ...rest } = options;
      await runExport(path, load, { ...rest, wanted }, session.signal);
    });
}
