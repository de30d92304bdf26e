import type { StorePlan } from '../bytes/store-plan.js';
import { anndataZarrFormat } from './anndata/anndata-zarr-format.js';
import { h5adFormat } from './anndata/h5ad-format.js';
import { cellucidFormat } from './cellucid/cellucid-format.js';
import { csvTableFormat } from './csv-table/csv-table-format.js';
import { parquetTableFormat } from './parquet-table/parquet-table-format.js';
import type { TableFormat, TableInput } from './table-format.js';
import { mtxFormat } from './tenx/mtx-format.js';
import { tenxH5Format } from './tenx/tenx-h5-format.js';

/** Every format of tables that can be read, in the order in which they are tried: what content tells before what names do. */
const tableFormats: readonly TableFormat[] = [
  h5adFormat,
  anndataZarrFormat,
  tenxH5Format,
  cellucidFormat,
  mtxFormat,
  parquetTableFormat,
  csvTableFormat,
];

/** The format of a file or folder of cells; undefined where it is none. */
export function* findTableFormat(input: TableInput): StorePlan<TableFormat | undefined> {
  for (const format of tableFormats) if (yield* format.sniff(input)) return format;
  return undefined;
}
