import type { Command } from 'commander';
import { parseWantedColumns } from '../export/parse-columns.js';
import type { ExportOptions } from '../export/run-export.js';
import { parseTraceShape } from '../export/trace-rows.js';
import { addPlaneOptions } from '../plane-options.js';
import type { Session } from '../session.js';
import { addStackOptions, chainHelp } from '../stack-options.js';
import { parseWhere, whereHelp } from '../where-option.js';

/** Endings that some kind of data is exported to. */
const endings = ['csv', 'json', 'npy', 'parquet', 'tif', 'tiff', 'btf'];

/** Adds what `export` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<path>', 'a stack or a folder of images, a table of cells, or the http(s) URL of a file')
    .requiredOption(
      '-o, --output <file>',
      'stacks: out.npy, .tif, .btf (BigTIFF), or .csv of a trace; cells: out.csv, .json, .npy or .parquet',
    )
    .option(
      '--columns <list>',
      'what to write of a table of cells, like gene:CD3D,obs:louvain,obsm:X_umap; may be given again',
      parseWantedColumns,
    )
    .option('--matrix <name>', 'where genes are from, like raw.X or layers/counts (default: X)')
    .option('--where <conditions>', `cells: ${whereHelp}`, parseWhere)
    .option('--dataset <name>', 'which modality of an .h5mu, genome of a 10x file or data set of a folder of exports')
    .option('--raw <type>', 'element type of a headerless stack, like u2; with --shape')
    .option('--trace <shape>', 'stacks: all, x0,y0,x1,y1 or ellipse:x0,y0,x1,y1, what to measure in each plane', parseTraceShape)
    .option('--timing', 'print how long each phase took');
  addStackOptions(addPlaneOptions(command))
    .addHelpText(
      'after',
      `
Planes keep their number type where nothing is done to their values, and are 32-bit floats after that.
Of cells, a row a cell: its name, then the columns in the order asked for; an embedding has a column for each dimension.
${chainHelp}

Examples:
  firstlight export cube.npy -o part.tif --frames 100:200
  firstlight export frames/ -o flat.npy --chain 'subtract:file("dark.tif"),divide:mean(0..99)'
  firstlight export cube.npy -o mean.tif --reduce mean
  firstlight export cube.npy -o trace.csv --trace ellipse:10,10,60,60
  firstlight export pbmc.h5ad --columns obs:louvain,obsm:X_umap -o map.csv
  firstlight export pbmc.h5ad --columns gene:CD3D,gene:NKG7 --matrix raw.X -o genes.csv
  firstlight export atlas.zarr --columns obsm:X_umap -o map.npy
  firstlight export pbmc.h5ad --where 'louvain=0|1,CD3D>1' -o names.json`,
    )
    .action(async (path: string, options: ExportOptions) => {
      const ending = /\.([a-z0-9]+)$/i.exec(options.output)?.[1]?.toLowerCase() ?? '';
      if (!endings.includes(ending))
        command.error(
          `error: stacks are written to .npy, .tif, .btf or .csv, columns to .csv, .json, .npy or .parquet: ${options.output}`,
          { exitCode: 2 },
        );
      const { runExport } = await import('../export/run-export.js');
      await runExport(path, options, session.signal, (message) => command.error(`error: ${message}`, { exitCode: 2 }));
    });
}
