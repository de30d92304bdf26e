import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinStorePlans, type StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { openRoot } from '../anndata/h5ad-format.js';
import { findHdf5Signature } from '../hdf5/superblock.js';
import { SparseMatrix } from '../matrices/sparse-matrix.js';
import type { TableFormat, TableInput, TableLayout } from '../table-format.js';
import { childArray, childGroup, needArray, readAllNumbers, readAllTexts, type TreeArray, type TreeGroup } from '../tree/array-tree.js';
import { CountsLayout, geneNamesOf } from './counts-layout.js';

const genomeLimit = 64;

/**
 * Matrices of 10x Genomics in HDF5: of Cell Ranger 3 and later (`matrix`) and before (a group for each genome). Source:
 * 10x Genomics, "Feature-Barcode Matrices, HDF5".
 */
export const tenxH5Format: TableFormat = {
  id: 'tenx-h5',
  decoderVersion: 1,
  *sniff(input) {
    if (input.file === undefined || findHdf5Signature(input.file.head) < 0) return false;
    const groups = yield* attemptPlan(findGroups(input));
    return !(groups instanceof FirstlightError) && groups.length > 0;
  },
  open: openTenx,
};

interface Genome {
  readonly name: string;
  readonly group: TreeGroup;
}

function* findGroups(input: TableInput): StorePlan<Genome[]> {
  const root = yield* openRoot(input);
  const names = (yield* root.names()).slice(0, genomeLimit);
  const groups = yield* joinStorePlans(names.map((name) => isGenome(root, name)));
  return groups.flatMap((group, at) => (group === undefined ? [] : [{ name: names[at]!, group }]));
}

function* isGenome(root: TreeGroup, name: string): StorePlan<TreeGroup | undefined> {
  const group = yield* childGroup(root, name);
  if (group === undefined) return undefined;
  const parts = yield* group.names();
  return ['barcodes', 'data', 'indices', 'indptr', 'shape'].every((part) => parts.includes(part)) ? group : undefined;
}

function* openTenx(input: TableInput): StorePlan<TableLayout> {
  const genomes = yield* findGroups(input);
  const wanted = input.options.dataset;
  const chosen = wanted === undefined ? genomes[0] : genomes.find(({ name }) => name === wanted);
  const names = genomes.map(({ name }) => name).join(', ');
  if (chosen === undefined) throw new FirstlightError('not-found', `There is no matrix ${wanted} in this file; it has ${names}`);
  const notices: Notice[] =
    genomes.length > 1 ? [{ code: 'several-genomes', message: `The file has several matrices: ${names}; this is ${chosen.name}` }] : [];
  const { group } = chosen;
  const lists = yield* joinStorePlans(['barcodes', 'data', 'indices', 'indptr', 'shape'].map((name) => needArray(group, name)));
  const [barcodes, data, indices, indptr, shape] = lists as [TreeArray, TreeArray, TreeArray, TreeArray, TreeArray];
  const [genes = -1, cells = -1] = shape.shape[0] === 2 ? yield* readAllNumbers(shape) : [];
  if (!Number.isSafeInteger(genes) || !Number.isSafeInteger(cells) || cells < 0 || barcodes.shape[0] !== cells) {
    throw new FirstlightError('corrupt', `A 10x matrix has ${barcodes.shape[0]} barcodes for ${cells} cells`);
  }
  const features = yield* childGroup(group, 'features');
  const symbols = features === undefined ? yield* needArray(group, 'gene_names') : yield* needArray(features, 'name');
  const identifiers = features === undefined ? yield* childArray(group, 'genes') : yield* childArray(features, 'id');
  if (symbols.shape[0] !== genes) throw new FirstlightError('corrupt', `A 10x matrix has ${symbols.shape[0]} names for ${genes} genes`);
  const { limitBytes } = input;
  // Its columns are cells: read as rows of cells × genes the lists are those of compressed rows.
  const place = { name: 'X', names: 'var', layout: 'csr', cells, genes, limitBytes } as const;
  return new CountsLayout({
    format: features === undefined ? '10x HDF5 (Cell Ranger 2)' : '10x HDF5',
    matrix: new SparseMatrix({ indptr, indices, data }, place),
    cellNames: () => readAllTexts(barcodes),
    *geneNames() {
      const ids = identifiers === undefined ? undefined : yield* readAllTexts(identifiers);
      return yield* geneNamesOf(yield* readAllTexts(symbols), ids);
    },
    notices,
  });
}
