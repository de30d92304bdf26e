import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import type { StorePlan } from '../../bytes/store-plan.js';
import { findHdf5Signature } from '../hdf5/superblock.js';
import type { TableFormat, TableInput, TableLayout } from '../table-format.js';
import type { TreeGroup } from '../tree/array-tree.js';
import { openHdf5Tree } from '../tree/hdf5-tree.js';
import { isAnndata, openAnndata } from './open-anndata.js';

/** AnnData and MuData in HDF5: `.h5ad` and `.h5mu` of every version. */
export const h5adFormat: TableFormat = {
  id: 'h5ad',
  decoderVersion: 1,
  *sniff(input) {
    if (input.file === undefined || findHdf5Signature(input.file.head) < 0) return false;
    if (/\.h5(ad|mu)$/i.test(input.name)) return true;
    return (yield* attemptPlan(looksLikeAnndata(input))) === true;
  },
  *open(input): StorePlan<TableLayout> {
    return yield* openAnndata(yield* openRoot(input), { ...input, format: 'AnnData HDF5' });
  },
};

/** The root of the one file of an input. */
export function openRoot({ file, kernels, limitBytes }: TableInput): StorePlan<TreeGroup> {
  if (file === undefined) throw new FirstlightError('unsupported', 'This is a folder, not an HDF5 file');
  return openHdf5Tree({ ...file, source: '', kernels, limitBytes });
}

function* looksLikeAnndata(input: TableInput): StorePlan<boolean> {
  return yield* isAnndata(yield* openRoot(input));
}
