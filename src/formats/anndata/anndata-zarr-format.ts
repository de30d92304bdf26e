import type { StorePlan } from '../../bytes/store-plan.js';
import type { TableFormat, TableLayout } from '../table-format.js';
import { isZarr, openZarrTree } from '../zarr/zarr-tree.js';
import { openAnndata } from './open-anndata.js';

/** AnnData and MuData in Zarr stores of version 2 and 3, with consolidated metadata or without. */
export const anndataZarrFormat: TableFormat = {
  id: 'anndata-zarr',
  decoderVersion: 1,
  *sniff(input) {
    return input.file === undefined && (yield* isZarr());
  },
  *open(input): StorePlan<TableLayout> {
    const { root, version } = yield* openZarrTree(input);
    return yield* openAnndata(root, { ...input, format: `AnnData Zarr v${version}` });
  },
};
