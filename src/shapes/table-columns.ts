import type { PackedStrings } from './table-strings.js';

/** One of a list of values for each cell. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly categories: readonly string[];
  readonly ordered: boolean;
  /** Colours that the file has for the categories, as it writes them; as many as there are categories. */
  readonly colors?: readonly string[];
  /** Place in `categories`; `categories.length` where a cell has none. */
  readonly codes: CategoryCodes;
}

export type CategoryCodes = Uint8Array | Uint16Array | Uint32Array;

/** A number for each cell; NaN where it has none. 64-bit integers beyond 2⁵³ lose digits. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly values: Float32Array | Float64Array;
}

/** 1 yes, 0 no, 2 unknown. */
export interface BooleanColumn {
  readonly kind: 'boolean';
  readonly name: string;
  readonly values: Uint8Array;
}

/** A text for each cell. */
export interface StringColumn {
  readonly kind: 'string';
  readonly name: string;
  readonly values: PackedStrings;
  /** 1 where a cell has none; absent where all have one. */
  readonly missing?: Uint8Array;
}

/** A column of cells. Buffers are *given*. */
export type ObsColumn = CategoricalColumn | NumericColumn | BooleanColumn | StringColumn;

/** Coordinates of all cells: `values[cell · dims + dimension]`, NaN where a cell has none. *Given.* */
export interface Embedding {
  readonly name: string;
  readonly dims: number;
  readonly values: Float32Array | Float64Array;
}

/** The values of one gene in all cells. *Given.* */
export interface GeneColumn {
  /** The gene's name in the index of its matrix. */
  readonly gene: string;
  /** Place in the matrix. */
  readonly index: number;
  /** Which matrix they are from. */
  readonly matrix: string;
  readonly values: Float32Array;
  /** How many values were rounded to fit 32 bits. */
  readonly rounded: number;
}

/** Names of the genes of a matrix. */
export interface GeneNames {
  /** The index, unique as a rule. */
  readonly index: PackedStrings;
  /** Other identifiers, by column: `feature_name`, `gene_symbols`, … */
  readonly alternatives: ReadonlyMap<string, PackedStrings>;
}

/** Codes of the smallest type that holds `categories` and the code of a cell without one. */
export function allocateCodes(cells: number, categories: number): CategoryCodes {
  if (categories < 256) return new Uint8Array(cells);
  return categories < 65_536 ? new Uint16Array(cells) : new Uint32Array(cells);
}
