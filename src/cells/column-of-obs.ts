import type { CategoryCodes, GeneColumn, ObsColumn } from '../shapes/table-columns.js';
import type { CategoryColumn, CellColumn, NumberColumn } from './cell-column.js';
import { SortedNumbers } from './sorted-numbers.js';
import { textCategories } from './text-categories.js';

/** Names of the categories of booleans. */
const booleanNames = ['false', 'true'] as const;
const percentileSteps = 1000;

/**
 * A column of cells as it is shown and selected on; its buffers may be taken over. Booleans and texts become categories,
 * 64-bit numbers are rounded to 32 bits. Errors: `unsupported` for texts of which too many differ.
 */
export function columnOfObs(column: ObsColumn): CellColumn {
  const { name } = column;
  switch (column.kind) {
    case 'categorical': {
      const { categories, colors, ordered, codes } = column;
      return categoryColumn({ name, names: categories, ordered, codes, ...(colors === undefined ? {} : { colors }) });
    }
    case 'boolean':
      return categoryColumn({ name, names: booleanNames, ordered: true, codes: column.values });
    case 'string':
      return categoryColumn({ name, ordered: false, ...textCategories(name, column.values, column.missing) });
    case 'numeric': {
      const values = column.values instanceof Float32Array ? column.values : new Float32Array(column.values);
      return numberColumn(name, values);
    }
  }
}

/** The values of a gene as they are shown and selected on; they may be taken over. */
export function columnOfGene({ gene, matrix, values, rounded }: GeneColumn): NumberColumn {
  return { ...numberColumn(gene, values), matrix, rounded };
}

/** Cells of each code. Throws nothing: a code beyond the last is one of a cell without a category. */
function categoryColumn(column: Omit<CategoryColumn, 'kind' | 'counts'>): CategoryColumn {
  return { kind: 'categories', ...column, counts: countCodes(column.codes, column.names.length + 1) };
}

function countCodes(codes: CategoryCodes, kinds: number): Uint32Array {
  const counts = new Uint32Array(kinds);
  for (let cell = 0; cell < codes.length; cell += 1) counts[codes[cell]!]! += 1;
  return counts;
}

function numberColumn(name: string, values: Float32Array): NumberColumn {
  const sorted = new SortedNumbers(values);
  const { length } = sorted;
  const percentiles = new Float32Array(length === 0 ? 0 : percentileSteps + 1);
  for (let step = 0; step < percentiles.length; step += 1) percentiles[step] = sorted.quantile(step / percentileSteps);
  return {
    kind: 'numbers',
    name,
    values,
    least: length === 0 ? null : sorted.at(0),
    greatest: length === 0 ? null : sorted.at(length - 1),
    missing: values.length - length,
    percentiles,
  };
}
