import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinStorePlans, known, type StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { TableOpenOptions } from '../../shapes/table-facts.js';
import type { TableMatrix } from '../matrices/table-matrix.js';
import type { TableLayout } from '../table-format.js';
import { childGroup, type TreeGroup, type TreeNode } from '../tree/array-tree.js';
import { AnndataLayout } from './anndata-layout.js';
import { openMatrix, openParts } from './anndata-parts.js';
import { type DataFrame, openDataFrame } from './data-frame.js';
import { arrayEmbedding, openEmbedding, type StoredEmbedding } from './embeddings.js';

export interface AnndataOpening {
  /** As people call it. */
  readonly format: string;
  readonly options: TableOpenOptions;
  readonly limitBytes: number;
}

const noticedColumns = 5;

/** Whether the root of a tree is an AnnData (`obs` and `var`) or a MuData (`mod`). */
export function* isAnndata(root: TreeGroup): StorePlan<boolean> {
  const [obs, genes, modalities] = yield* joinStorePlans(['obs', 'var', 'mod'].map((name) => root.child(name)));
  return (obs !== undefined && genes !== undefined) || modalities?.kind === 'group';
}

/**
 * Opens an AnnData of any version, or one modality of a MuData: shapes, columns, embeddings and matrices; no values are
 * read. Source: anndata's on-disk format, https://anndata.readthedocs.io/en/latest/fileformat-prose.html, and what
 * versions before it wrote (tables of records, `raw.X`, `h5sparse_format`, `__categories`).
 * Errors: `corrupt`, `truncated`, `not-found` for a modality that is not there.
 */
export function* openAnndata(root: TreeGroup, opening: AnndataOpening): StorePlan<TableLayout> {
  const modalities = yield* childGroup(root, 'mod');
  if (modalities === undefined) return yield* openOne(root, opening, []);
  const names = yield* modalities.names();
  const wanted = opening.options.dataset ?? (names.includes('rna') ? 'rna' : names[0]);
  const chosen = wanted === undefined ? undefined : yield* childGroup(modalities, wanted);
  if (chosen === undefined)
    throw new FirstlightError('not-found', `There is no modality ${wanted} in this file; it has ${names.join(', ')}`);
  const notice = { code: 'several-modalities', message: `The file holds several modalities: ${names.join(', ')}; this is ${wanted}` };
  return yield* openOne(chosen, opening, names.length > 1 ? [notice] : []);
}

function* openOne(root: TreeGroup, { format, limitBytes }: AnndataOpening, said: readonly Notice[]): StorePlan<TableLayout> {
  const notices = [...said];
  const find = (name: string): StorePlan<TreeNode | undefined> => orLeftOut(name, root.child(name), notices);
  const [obsNode, varNode] = yield* joinStorePlans([root.child('obs'), root.child('var')]);
  if (obsNode === undefined || varNode === undefined) throw new FirstlightError('unsupported', 'This is no AnnData: it lacks obs or var');
  const [x, raw, layers, obsm, uns] = yield* joinStorePlans(['X', 'raw', 'layers', 'obsm', 'uns'].map(find));
  const unsGroup = uns?.kind === 'group' ? uns : undefined;
  const [obs, genes] = (yield* joinStorePlans([openDataFrame(obsNode, unsGroup), openDataFrame(varNode, unsGroup)])) as [
    DataFrame,
    DataFrame,
  ];
  const cells = obs.rows;
  const before = yield* orLeftOut('raw', openRaw(root, raw, unsGroup), notices);
  const rawGenes = before?.genes.rows ?? 0;
  const matrices = yield* openParts('matrix', [
    ...listed(x, 'X', (node) => openMatrix(node, { name: 'X', names: 'var', cells, genes: genes.rows, limitBytes })),
    ...listed(before?.x, 'raw.X', (node) => openMatrix(node, { name: 'raw.X', names: 'raw.var', cells, genes: rawGenes, limitBytes })),
    ...(yield* listLayers(layers, cells, genes.rows, limitBytes)),
  ]);
  const embeddings = yield* openParts('embedding', yield* listEmbeddings(obsm, cells));
  return new AnndataLayout({
    format,
    obs,
    frames: new Map([['var', genes], ...(before === undefined ? [] : [['raw.var', before.genes] as const])]),
    matrices: matrices.parts,
    embeddings: embeddings.parts,
    uns: unsGroup,
    notices: [...notices, ...matrices.notices, ...embeddings.notices, ...leftOut('obs', obs)],
  });
}

/** A part that the rest can do without; where its bytes are damaged that is noticed. */
function* orLeftOut<Part>(name: string, plan: StorePlan<Part | undefined>, notices: Notice[]): StorePlan<Part | undefined> {
  const part = yield* attemptPlan(plan);
  if (!(part instanceof FirstlightError)) return part;
  notices.push({ code: 'left-out', message: `${name} is left out: ${part.message}` });
  return undefined;
}

/** The matrix before genes were chosen, and the names of its genes: in `raw`, or beside it as `raw.X` and `raw.var`. */
function* openRaw(
  root: TreeGroup,
  raw: TreeNode | undefined,
  uns: TreeGroup | undefined,
): StorePlan<{ readonly x: TreeNode; readonly genes: DataFrame } | undefined> {
  const x = raw?.kind === 'group' ? yield* raw.child('X') : yield* root.child('raw.X');
  const names = raw?.kind === 'group' ? yield* raw.child('var') : yield* root.child('raw.var');
  return x === undefined || names === undefined ? undefined : { x, genes: yield* openDataFrame(names, uns) };
}

interface PartPlan<Part> {
  readonly name: string;
  readonly plan: StorePlan<Part | undefined>;
}

function listed(
  node: TreeNode | undefined,
  name: string,
  open: (node: TreeNode) => StorePlan<TableMatrix | undefined>,
): PartPlan<TableMatrix>[] {
  return node === undefined ? [] : [{ name, plan: open(node) }];
}

function* listLayers(layers: TreeNode | undefined, cells: number, genes: number, limitBytes: number): StorePlan<PartPlan<TableMatrix>[]> {
  if (layers?.kind !== 'group') return [];
  const names = yield* layers.names();
  return names.map((layer) => {
    const name = `layers/${layer}`;
    return { name, plan: openChild(layers, layer, (node) => openMatrix(node, { name, names: 'var', cells, genes, limitBytes })) };
  });
}

function* listEmbeddings(obsm: TreeNode | undefined, cells: number): StorePlan<PartPlan<StoredEmbedding>[]> {
  if (obsm === undefined) return [];
  if (obsm.kind === 'group') {
    const names = yield* obsm.names();
    return names.map((name) => ({ name, plan: openChild(obsm, name, (node) => openEmbedding(name, node, cells)) }));
  }
  return obsm.members.flatMap((name) => {
    const member = obsm.member(name);
    return member === undefined ? [] : [{ name, plan: known(arrayEmbedding(name, member, cells)) }];
  });
}

function* openChild<Part>(
  group: TreeGroup,
  name: string,
  open: (node: TreeNode) => StorePlan<Part | undefined>,
): StorePlan<Part | undefined> {
  const node = yield* group.child(name);
  return node === undefined ? undefined : yield* open(node);
}

function leftOut(frame: string, { leftOut: columns }: DataFrame): Notice[] {
  const names = [...columns.keys()];
  if (names.length === 0) return [];
  const more = names.length > noticedColumns ? ` and ${names.length - noticedColumns} more` : '';
  const [first] = columns.values();
  const list = names.slice(0, noticedColumns).join(', ');
  return [{ code: 'columns-left-out', message: `Columns of ${frame} that are left out: ${list}${more} (${first})` }];
}
