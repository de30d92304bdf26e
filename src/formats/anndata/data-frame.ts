import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinStorePlans, type StorePlan } from '../../bytes/store-plan.js';
import type { ObsColumn } from '../../shapes/table-columns.js';
import type { ObsFacts } from '../../shapes/table-facts.js';
import { type PackedStrings, packStrings } from '../../shapes/table-strings.js';
import { childGroup, type TreeArray, type TreeGroup, type TreeNode, type TreeValue, textAttribute } from '../tree/array-tree.js';
import { columnOfArray, type FrameColumn, findColumn } from './frame-column.js';

/** A table of columns, `obs` or `var`, however its version of AnnData wrote it. */
export interface DataFrame {
  readonly rows: number;
  readonly columns: readonly ObsFacts[];
  /** Names of rows `from` to `to`, of all without; their numbers where the file has none. */
  readIndex(from?: number, to?: number): StorePlan<PackedStrings>;
  /** A column of `columns`, or the index under its own name. */
  readColumn(name: string): StorePlan<ObsColumn>;
  /** Why columns are not in `columns`, by name. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** Columns that are looked at when a file is opened; beyond them something is wrong with it. */
const columnLimit = 20_000;

/**
 * Opens a data frame: a group of columns (AnnData 0.7 and later), or one table of records (before). `categories` is the
 * `uns` group, where the latter keeps its categories. Errors: `corrupt`, `truncated`.
 */
export function* openDataFrame(node: TreeNode, uns: TreeGroup | undefined): StorePlan<DataFrame> {
  return node.kind === 'group' ? yield* openGroup(node) : yield* openRecords(node, uns);
}

function* openGroup(group: TreeGroup): StorePlan<DataFrame> {
  const attributes = yield* group.attributes();
  const names = yield* group.names();
  const ordered = orderedNames(names, attributes);
  const indexName = indexOf(names, attributes);
  const legacy = yield* childGroup(group, '__categories');
  if (ordered.length > columnLimit) throw new FirstlightError('too-large', `${group.path} has ${ordered.length} columns`);
  const wanted = indexName === undefined ? ordered : [indexName, ...ordered.filter((name) => name !== indexName)];
  const { columns, failed } = yield* findAll(wanted, (name) => findColumn(group, name, legacy));
  const index = indexName === undefined ? undefined : columns.get(indexName);
  const rows = index?.rows ?? [...columns.values()][0]?.rows;
  if (rows === undefined) throw new FirstlightError('corrupt', `There is neither an index nor a column in ${group.path}`);
  const shown = ordered.flatMap((name) => (name === indexName && !isNamedInOrder(attributes, name) ? [] : (columns.get(name) ?? [])));
  return frameOf(group.path, rows, index, columns, shown, failed);
}

/** Looks at columns side by side; one that cannot be read does not hide the others. */
function* findAll(
  names: readonly string[],
  find: (name: string) => StorePlan<FrameColumn | undefined>,
): StorePlan<{ columns: Map<string, FrameColumn>; failed: Map<string, string> }> {
  const found = yield* joinStorePlans(names.map((name) => attemptPlan(find(name))));
  const columns = new Map<string, FrameColumn>();
  const failed = new Map<string, string>();
  for (const [at, column] of found.entries()) {
    if (column === undefined) failed.set(names[at]!, 'it holds neither numbers nor texts, one for each row');
    else if (column instanceof FirstlightError) failed.set(names[at]!, column.message);
    else columns.set(names[at]!, column);
  }
  return { columns, failed };
}

function frameOf(
  path: string,
  rows: number,
  index: FrameColumn | undefined,
  columns: ReadonlyMap<string, FrameColumn>,
  shown: readonly FrameColumn[],
  failed: ReadonlyMap<string, string>,
): DataFrame {
  const leftOut = new Map(failed);
  for (const column of shown) if (column.rows !== rows) leftOut.set(column.facts.name, `it has ${column.rows} rows instead of ${rows}`);
  return {
    rows,
    columns: shown.filter((column) => column.rows === rows).map(({ facts }) => facts),
    leftOut,
    *readIndex(from = 0, to = rows) {
      return index === undefined ? packStrings(rowNumbers(from, to)) : yield* index.readTexts(from, to);
    },
    *readColumn(name) {
      const column = columns.get(name);
      if (column === undefined || column.rows !== rows) throw new FirstlightError('not-found', `There is no column ${name} in ${path}`);
      return yield* column.read();
    },
  };
}

function* rowNumbers(from: number, to: number): Generator<string> {
  for (let row = from; row < to; row += 1) yield String(row);
}

function orderedNames(names: readonly string[], attributes: ReadonlyMap<string, TreeValue>): string[] {
  const order = attributes.get('column-order');
  const first = [...new Set(Array.isArray(order) ? order.map(String) : typeof order === 'string' ? [order] : [])];
  const known = new Set(first);
  return [...first, ...names.filter((name) => !known.has(name) && name !== '__categories')];
}

function isNamedInOrder(attributes: ReadonlyMap<string, TreeValue>, name: string): boolean {
  const order = attributes.get('column-order');
  return Array.isArray(order) ? order.includes(name) : order === name;
}

function indexOf(names: readonly string[], attributes: ReadonlyMap<string, TreeValue>): string | undefined {
  const said = textAttribute(attributes, '_index');
  return [said, '_index', 'index', 'barcodes', 'gene_names'].find((name) => name !== undefined && names.includes(name));
}

/** A table of records of AnnData before 0.7: the first text member (`index`) names the rows. */
function* openRecords(records: TreeArray, uns: TreeGroup | undefined): StorePlan<DataFrame> {
  if (records.holds !== 'records' || records.shape.length !== 1) {
    throw new FirstlightError('corrupt', `${records.path} is neither a group of columns nor a table`);
  }
  const [rows = 0] = records.shape;
  const indexName = ['index', '_index', ...records.members].find((name) => records.member(name) !== undefined);
  const { columns, failed } = yield* findAll(records.members.slice(0, columnLimit), (name) => findMember(records, name, uns));
  const index = indexName === undefined ? undefined : columns.get(indexName);
  const shown = [...columns.values()].filter((column) => column !== index);
  return frameOf(records.path, rows, index, columns, shown, failed);
}

function* findMember(records: TreeArray, name: string, uns: TreeGroup | undefined): StorePlan<FrameColumn | undefined> {
  const member = records.member(name);
  if (member === undefined) return undefined;
  const categories = uns === undefined ? undefined : yield* uns.child(`${name}_categories`);
  return columnOfArray(name, member, categories?.kind === 'array' && categories.shape.length === 1 ? categories : undefined);
}
