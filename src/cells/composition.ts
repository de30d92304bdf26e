import type { CategoryCodes } from '../shapes/table-columns.js';
import { type CellBits, countCells, placesOf } from './cell-bits.js';
import type { CategoryColumn, CellColumn, NumberColumn } from './cell-column.js';
import type { SelectedCells } from './evaluate-selection.js';
import { medianOf } from './median-of.js';

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

/** Counts the categories, and sums the numbers up, of selected and visible cells, column by column. */
export class Composer {
  readonly #cells: SelectedCells;
  /** Whether all cells are visible: columns know their counts then. */
  readonly #all: boolean;
  #selectedPlaces: Uint32Array | undefined;
  #visiblePlaces: Uint32Array | undefined;

  /** `selection` is of a table of `cells`; it is *lent* for good. */
  constructor(selection: SelectedCells, cells: number) {
    this.#cells = selection;
    this.#all = countCells(selection.visible) === cells;
  }

  compose(column: CellColumn): ColumnComposition {
    return column.kind === 'categories' ? this.#composeCategories(column) : this.#composeNumbers(column);
  }

  #composeCategories({ name, names, codes, counts }: CategoryColumn): ColumnComposition {
    const kinds = names.length + 1;
    return {
      kind: 'categories',
      column: name,
      names,
      selected: countCodes(codes, this.#cells.selected, kinds),
      visible: this.#all ? counts.slice() : countCodes(codes, this.#cells.visible, kinds),
    };
  }

  #composeNumbers(column: NumberColumn): ColumnComposition {
    const { name, values } = column;
    this.#selectedPlaces ??= placesOf(this.#cells.selected);
    const selected = summarize(values, this.#selectedPlaces);
    if (this.#all) return { kind: 'numbers', column: name, selected, visible: summarizeAll(column) };
    this.#visiblePlaces ??= placesOf(this.#cells.visible);
    return { kind: 'numbers', column: name, selected, visible: summarize(values, this.#visiblePlaces) };
  }
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

function summarize(values: Float32Array, places: Uint32Array): NumberSummary {
  const found = new Float32Array(places.length);
  let finite = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < places.length; i += 1) {
    const value = values[places[i]!]!;
    // A difference of a number to itself is 0 unless it is NaN or infinite.
    if (value - value !== 0) continue;
    found[finite] = value;
    finite += 1;
    sum += value;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const missing = places.length - finite;
  if (finite === 0) return { mean: null, median: null, least: null, greatest: null, missing };
  return { mean: sum / finite, median: medianOf(found.subarray(0, finite)), least, greatest, missing };
}

/** What a column knows of all cells; only its mean needs a pass. */
function summarizeAll({ values, least, greatest, missing, percentiles }: NumberColumn): NumberSummary {
  if (percentiles.length === 0) return { mean: null, median: null, least, greatest, missing };
  let sum = 0;
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell]!;
    if (value - value === 0) sum += value;
  }
  return { mean: sum / (values.length - missing), median: percentiles[(percentiles.length - 1) / 2]!, least, greatest, missing };
}
