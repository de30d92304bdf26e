import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinStorePlans, type StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { MatrixFacts } from '../../shapes/table-facts.js';
import { DenseMatrix } from '../matrices/dense-matrix.js';
import { SparseMatrix } from '../matrices/sparse-matrix.js';
import type { TableMatrix } from '../matrices/table-matrix.js';
import { needArray, numbersAttribute, type TreeNode, type TreeValue, textAttribute } from '../tree/array-tree.js';

/** How many rows and columns a matrix must have. */
export interface MatrixPlace {
  readonly name: string;
  readonly names: MatrixFacts['names'];
  readonly cells: number;
  readonly genes: number;
  readonly limitBytes: number;
}

/**
 * Opens a matrix of any encoding: a dense array, or a group of compressed rows or columns of any AnnData version.
 * Errors: `corrupt` where its shape is not the table's, `unsupported` for other encodings.
 */
export function* openMatrix(node: TreeNode, place: MatrixPlace): StorePlan<TableMatrix> {
  const { name, cells, genes, names } = place;
  if (node.kind === 'array') {
    const [rows, columns = 1] = node.shape;
    if (node.numbers === undefined) throw new FirstlightError('unsupported', `The matrix ${name} holds no numbers`);
    if (node.shape.length > 2 || rows !== cells || columns !== genes) throw wrongShape(place, node.shape);
    return new DenseMatrix(node, name, names);
  }
  const attributes = yield* node.attributes();
  const layout = sparseLayout(attributes);
  if (layout === undefined) {
    const encoding = textAttribute(attributes, 'encoding-type') ?? 'nothing that is known';
    throw new FirstlightError('unsupported', `The matrix ${name} is encoded as ${encoding}`);
  }
  const shape = numbersAttribute(attributes, 'shape') ?? numbersAttribute(attributes, 'h5sparse_shape');
  if (shape !== undefined && (shape[0] !== cells || shape[1] !== genes)) throw wrongShape(place, shape);
  const [indptr, indices, data] = yield* joinStorePlans(['indptr', 'indices', 'data'].map((list) => needArray(node, list)));
  return new SparseMatrix({ indptr: indptr!, indices: indices!, data: data! }, { ...place, layout });
}

function wrongShape({ name, cells, genes }: MatrixPlace, shape: readonly number[]): FirstlightError {
  return new FirstlightError('corrupt', `The matrix ${name} has shape ${shape.join(' × ')} instead of ${cells} × ${genes}`);
}

function sparseLayout(attributes: ReadonlyMap<string, TreeValue>): 'csr' | 'csc' | undefined {
  const said = textAttribute(attributes, 'encoding-type') ?? textAttribute(attributes, 'h5sparse_format');
  if (said === 'csr_matrix' || said === 'csr') return 'csr';
  return said === 'csc_matrix' || said === 'csc' ? 'csc' : undefined;
}

/** Some parts of a file, and what is to be said of those that could not be opened. */
export interface OpenedParts<Part> {
  readonly parts: readonly Part[];
  readonly notices: readonly Notice[];
}

/** Opens parts side by side; one that is damaged does not hide the others. */
export function* openParts<Part>(
  what: string,
  plans: readonly { readonly name: string; readonly plan: StorePlan<Part | undefined> }[],
): StorePlan<OpenedParts<Part>> {
  const opened = yield* joinStorePlans(plans.map(({ plan }) => attemptPlan(plan)));
  const parts: Part[] = [];
  const notices: Notice[] = [];
  for (const [at, part] of opened.entries()) {
    if (part instanceof FirstlightError) {
      notices.push({ code: 'left-out', message: `The ${what} ${plans[at]!.name} is left out: ${part.message}` });
    } else if (part !== undefined) parts.push(part);
  }
  return { parts, notices };
}
