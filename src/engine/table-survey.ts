import type { Abortable } from '../base/abort.js';
import type { Embedding, ObsColumn } from '../shapes/table-columns.js';
import type { ObsKind } from '../shapes/table-facts.js';
import type { TableSource } from '../shapes/table-source.js';

/** Numbers of a column that are finite; NaN where there is none. */
export interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** What reading a column of cells told. */
export interface ObsSummary {
  readonly name: string;
  readonly kind: ObsKind;
  /** Cells of each category, in the order of the categories; of booleans, of `false` and `true`. */
  readonly counts?: ReadonlyMap<string, number>;
  readonly numbers?: NumberSummary;
  /** Cells without a value, or with one that is not finite. */
  readonly missing: number;
}

/** What reading an embedding told. */
export interface EmbeddingSummary {
  readonly name: string;
  readonly dims: number;
  /** Cells with a coordinate that is not finite. */
  readonly missing: number;
}

/** What reading every column and embedding of a table told; matrices are not read. */
export interface TableSurvey {
  readonly obs: readonly ObsSummary[];
  readonly embeddings: readonly EmbeddingSummary[];
}

export interface TableSurveyOptions extends Abortable {
  readonly onProgress?: (progress: { readonly columns: number; readonly columnsTotal: number }) => void;
}

/** Reads every column and embedding once, one at a time: memory holds one of them. */
export async function surveyTable(table: TableSource, { signal, onProgress }: TableSurveyOptions = {}): Promise<TableSurvey> {
  const { obs, embeddings } = table.facts;
  const columnsTotal = obs.length + embeddings.length;
  const found = { obs: [] as ObsSummary[], embeddings: [] as EmbeddingSummary[] };
  const tell = (): void => onProgress?.({ columns: found.obs.length + found.embeddings.length, columnsTotal });
  for (const { name } of obs) {
    found.obs.push(summarizeColumn(await table.obsColumn(name, { signal })));
    tell();
  }
  for (const { name } of embeddings) {
    found.embeddings.push(summarizeEmbedding(await table.embedding(name, { signal })));
    tell();
  }
  return found;
}

/** Counts a column's categories, or sums its numbers up. */
export function summarizeColumn(column: ObsColumn): ObsSummary {
  const { name, kind } = column;
  switch (column.kind) {
    case 'categorical': {
      const counts = countCodes(column.codes, column.categories.length + 1);
      return { name, kind, counts: namedCounts(column.categories, counts), missing: counts[column.categories.length]! };
    }
    case 'boolean': {
      const counts = countCodes(column.values, 3);
      return { name, kind, counts: namedCounts(['false', 'true'], counts), missing: counts[2]! };
    }
    case 'string':
      return { name, kind, missing: column.missing === undefined ? 0 : countCodes(column.missing, 2)[1]! };
    case 'numeric': {
      const { numbers, missing } = summarizeNumbers(column.values);
      return { name, kind, numbers, missing };
    }
  }
}

/** Least, greatest and mean of finite numbers, and how many are not. */
export function summarizeNumbers(values: Float32Array | Float64Array): { readonly numbers: NumberSummary; readonly missing: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let lost = 0;
  let finite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    finite += 1;
    if (value < min) min = value;
    if (value > max) max = value;
    // Kahan's sum: ten million numbers of one sign keep their digits.
    const term = value - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  const missing = values.length - finite;
  if (finite === 0) return { numbers: { min: Number.NaN, max: Number.NaN, mean: Number.NaN }, missing };
  return { numbers: { min, max, mean: sum / finite }, missing };
}

function summarizeEmbedding({ name, dims, values }: Embedding): EmbeddingSummary {
  let missing = 0;
  for (let from = 0; from < values.length; from += dims) {
    let whole = true;
    for (let at = from; at < from + dims; at += 1) whole &&= Number.isFinite(values[at]);
    if (!whole) missing += 1;
  }
  return { name, dims, missing };
}

function countCodes(codes: Uint8Array | Uint16Array | Uint32Array, kinds: number): number[] {
  const counts = new Array<number>(kinds).fill(0);
  for (const code of codes) counts[code]! += 1;
  return counts;
}

/** Counts by name; categories of one name add up. */
function namedCounts(names: readonly string[], counts: readonly number[]): Map<string, number> {
  const named = new Map<string, number>();
  for (const [at, name] of names.entries()) named.set(name, (named.get(name) ?? 0) + counts[at]!);
  return named;
}
