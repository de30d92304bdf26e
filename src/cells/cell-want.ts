/** A column of values, one for each cell. Genes are found by any of their names; no matrix: the one that the facts choose. */
export type ColumnWant =
  | { readonly kind: 'obs'; readonly name: string }
  | { readonly kind: 'gene'; readonly gene: string; readonly matrix?: string | undefined };

/** A point of a map as it is seen: after `projection`, where there is one. */
export type MapPoint = readonly [x: number, y: number];

/**
 * Some of the cells. Cells without a coordinate are in no polygon; those without a number are in no range.
 *
 * `polygon`: points are in the embedding's own coordinates; `projection` (row-major, 2 rows of dims + 1 numbers, the last of
 * a row is added) brings an embedding to the plane that it was drawn in, needed unless it has two dimensions. Even-odd rule;
 * a rectangle is a polygon of four points. `categories`: names of a categorical or boolean column; `null` stands for cells
 * without one. `range`: both ends included, either may be open.
 */
export type CellSet =
  | {
      readonly kind: 'polygon';
      readonly embedding: string;
      readonly points: readonly MapPoint[];
      readonly projection?: readonly number[] | undefined;
    }
  | { readonly kind: 'categories'; readonly column: string; readonly names: readonly (string | null)[] }
  | { readonly kind: 'range'; readonly column: ColumnWant; readonly from?: number | undefined; readonly to?: number | undefined };

/** A filter: cells in the set stay, or, with `except`, cells outside of it. Filters stack: a cell is shown that passes all. */
export interface CellFilter {
  readonly set: CellSet;
  readonly except: boolean;
  /** Switched off, it stays in the list and does nothing. */
  readonly on: boolean;
}

/** One step of a selection: starts from nothing, each step changes what those before it selected. */
export interface SelectionStep {
  readonly op: 'add' | 'subtract' | 'intersect';
  readonly set: CellSet;
}

/** What is visible and what is selected of it: only visible cells are selected. */
export interface SelectionWant {
  readonly filters: readonly CellFilter[];
  readonly steps: readonly SelectionStep[];
}
