import type { CategoryCodes } from '../shapes/table-columns.js';

/** A column as it is shown and selected on: one of a list of names for each cell. */
export interface CategoryColumn {
  readonly kind: 'categories';
  readonly name: string;
  readonly names: readonly string[];
  /** Colours that the file has for them, as it writes them; as many as names. */
  readonly colors?: readonly string[];
  readonly ordered: boolean;
  /** Place in `names`; `names.length` where a cell has none. */
  readonly codes: CategoryCodes;
  /** Cells of each code, those without one last: they add up to all cells. */
  readonly counts: Uint32Array;
}

/** A column as it is shown and selected on: a number for each cell. */
export interface NumberColumn {
  readonly kind: 'numbers';
  readonly name: string;
  /** NaN where a cell has none. */
  readonly values: Float32Array;
  /** Of finite values; null where there is none. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** Cells whose value is not finite. */
  readonly missing: number;
  /** Values at 0, 0.1, … 100 percent of the finite ones; empty where there is none. */
  readonly percentiles: Float32Array;
  /** Of a gene: the matrix it is from, and how many values were rounded to fit 32 bits. */
  readonly matrix?: string;
  readonly rounded?: number;
}

export type CellColumn = CategoryColumn | NumberColumn;
