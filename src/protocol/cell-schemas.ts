import * as v from 'valibot';
import { noticeSchema, primitives } from './schemas.js';

/** Valibot schemas of what is said about tables of cells. The types they check are those of `shapes/table-facts.ts` and `cells/cell-want.ts`. */

const { count, finite, name } = primitives;

export const tableOpenOptionsSchema = v.object({ dataset: v.optional(name) });

const matrixSampleSchema = v.object({
  look: v.picklist(['counts', 'log-normalised', 'normalised', 'z-scored', 'empty']),
  sampled: count,
  min: finite,
  max: finite,
});

/**
 * How a gene comes out of a matrix. `direct`: its values lie together, or there are few in all. `scan`: each costs a pass over the matrix, until the
 * column index is `ready`; `building` says how far it is. `refused`: the index does not fit or takes too long, and why.
 */
const geneAccessSchema = v.object({
  state: v.picklist(['direct', 'scan', 'building', 'ready', 'refused']),
  /** Bytes that a pass reads, and that the index takes in the cache. */
  scanBytes: count,
  indexBytes: count,
  /** 0 to 1 while it is built. */
  done: finite,
  /** About how long a pass takes, where one was measured. */
  scanSeconds: v.optional(finite),
  reason: v.optional(v.string()),
});

const matrixSchema = v.object({
  name,
  layout: v.picklist(['dense', 'csr', 'csc', 'columns', 'text']),
  dtype: v.string(),
  cells: count,
  genes: count,
  stored: v.optional(count),
  names: v.picklist(['var', 'raw.var']),
  quantizedBits: v.optional(count),
  /** What a sample of it looks like, once it was looked at. */
  sample: v.optional(matrixSampleSchema),
  access: geneAccessSchema,
});

export const tableFactsSchema = v.object({
  kind: v.literal('cells'),
  format: v.string(),
  cells: count,
  genes: count,
  obs: v.array(v.object({ name, kind: v.picklist(['categorical', 'numeric', 'boolean', 'string']), categories: v.optional(count) })),
  embeddings: v.array(v.object({ name, dims: count })),
  matrices: v.array(matrixSchema),
  /** The matrix that genes come from unless another is named: `raw.X` where it exists and is not counts, else `X`. */
  matrix: v.optional(name),
  notices: v.array(noticeSchema),
});

export const columnWantSchema = v.variant('kind', [
  v.object({ kind: v.literal('obs'), name }),
  v.object({ kind: v.literal('gene'), gene: name, matrix: v.optional(name) }),
]);

const cellSetSchema = v.variant('kind', [
  v.object({
    kind: v.literal('polygon'),
    embedding: name,
    points: v.pipe(v.array(v.pipe(v.tuple([finite, finite]), v.readonly())), v.minLength(3), v.maxLength(2000), v.readonly()),
    projection: v.optional(v.pipe(v.array(finite), v.maxLength(8), v.readonly())),
  }),
  v.object({
    kind: v.literal('categories'),
    column: name,
    names: v.pipe(v.array(v.nullable(v.string())), v.maxLength(100_000), v.readonly()),
  }),
  v.object({ kind: v.literal('range'), column: columnWantSchema, from: v.optional(finite), to: v.optional(finite) }),
]);

const filtersSchema = v.pipe(
  v.array(v.object({ set: cellSetSchema, except: v.boolean(), on: v.boolean() })),
  v.maxLength(64),
  v.readonly(),
);
const stepsSchema = v.pipe(
  v.array(v.object({ op: v.picklist(['add', 'subtract', 'intersect']), set: cellSetSchema })),
  v.maxLength(256),
  v.readonly(),
);

export const selectionWantSchema = v.object({ filters: filtersSchema, steps: stepsSchema });

/** Finite numbers of some cells; null where there is none. */
const summarySchema = v.object({
  mean: v.nullable(finite),
  median: v.nullable(finite),
  least: v.nullable(finite),
  greatest: v.nullable(finite),
  missing: count,
});

/** What a selection consists of, in one column. */
export const compositionSchema = v.variant('kind', [
  /** Cells by category, in the order of the categories, the last those without one; the same of all visible cells. */
  v.object({
    kind: v.literal('categories'),
    column: name,
    names: v.array(v.string()),
    selected: v.instance(Uint32Array),
    visible: v.instance(Uint32Array),
  }),
  v.object({
    kind: v.literal('numbers'),
    column: name,
    selected: summarySchema,
    visible: summarySchema,
  }),
]);
