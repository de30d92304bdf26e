import type { CategoryCodes } from '../shapes/table-columns.js';
import { type CellBits, countCells, placesOf } from './cell-bits.js';
import type { CategoryColumn, CellColumn, NumberColumn } from './cell-column.js';
import type { SelectedCells } from './evaluate-selection.js';
import { SortedNumbers } from './sorted-numbers.js';

/** Finite numbers of some cells; null where there is none. */
export interface NumberSummary {
  readonly mean: number | null;
  readonly median: number | null;
  readonly least: number | null;
  readonly greatest: number | null;
  /** Cells whose value is not finite. */
  readonly missing: number;
}

/** What the selected and the visible cells consist of, in one column. */
export type ColumnComposition =
  | {
      readonly kind: 'categories';
      readonly column: string;
      readonly names: readonly string[];
      /** Cells of each category, the last those without one. */
      readonly selected: Uint32Array;
      readonly visible: Uint32Array;
    }
  | { readonly kind: 'numbers'; readonly column: string; readonly selected: NumberSummary; readonly visible: NumberSummary };

/** Counts the categories, or sums the numbers up, of selected and visible cells. */
export function composeColumn(column: CellColumn, { visible, selected }: SelectedCells): ColumnComposition {
  const all = countCells(visible) === (column.kind === 'categories' ? column.codes : column.values).length;
  return column.kind === 'categories' ? composeCategories(column, visible, selected, all) : composeNumbers(column, visible, selected, all);
}

function composeCategories(column: CategoryColumn, visible: CellBits, selected: CellBits, all: boolean): ColumnComposition {
  const { name, names, codes, counts } = column;
  const kinds = names.length + 1;
  return {
    kind: 'categories',
    column: name,
    names,
    selected: countCodes(codes, selected, kinds),
    visible: all ? counts.slice() : countCodes(codes, visible, kinds),
  };
}

function countCodes(codes: CategoryCodes, bits: CellBits, kinds: number): Uint32Array {
  const counts = new Uint32Array(kinds);
  for (let byte = 0; byte < bits.length; byte += 1) {
    for (let eight = bits[byte]!, cell = byte * 8; eight !== 0; eight >>= 1, cell += 1) {
      if ((eight & 1) === 1) counts[codes[cell]!]! += 1;
    }
  }
  return counts;
}

function composeNumbers(column: NumberColumn, visible: CellBits, selected: CellBits, all: boolean): ColumnComposition {
  const { name, values } = column;
  return {
    kind: 'numbers',
    column: name,
    selected: summarize(values, placesOf(selected)),
    visible: all ? summarizeAll(column) : summarize(values, placesOf(visible)),
  };
}

function summarize(values: Float32Array, places: Uint32Array): NumberSummary {
  const sorted = new SortedNumbers(values, places);
  const { length } = sorted;
  const missing = places.length - length;
  if (length === 0) return { mean: null, median: null, least: null, greatest: null, missing };
  let sum = 0;
  for (let i = 0; i < places.length; i += 1) {
    const value = values[places[i]!]!;
    if (Number.isFinite(value)) sum += value;
  }
  return { mean: sum / length, median: sorted.quantile(0.5), least: sorted.at(0), greatest: sorted.at(length - 1), missing };
}

/** What a column knows of all cells; only its mean needs a pass. */
function summarizeAll({ values, least, greatest, missing, percentiles }: NumberColumn): NumberSummary {
  if (percentiles.length === 0) return { mean: null, median: null, least, greatest, missing };
  let sum = 0;
  for (const value of values) if (Number.isFinite(value)) sum += value;
  const median = percentiles[(percentiles.length - 1) / 2]!;
  return { mean: sum / (values.length - missing), median, least, greatest, missing };
}
