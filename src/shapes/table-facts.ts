import type { Notice } from './event-facts.js';

/** What a column of cells holds. */
export type ObsKind = 'categorical' | 'numeric' | 'boolean' | 'string';

/** A column of cells as far as headers tell. */
export interface ObsFacts {
  readonly name: string;
  readonly kind: ObsKind;
  /** How many categories there are; only of categorical columns, where that costs nothing. */
  readonly categories?: number;
}

/** Coordinates of cells, as headers tell. */
export interface EmbeddingFacts {
  readonly name: string;
  readonly dims: number;
}

/**
 * How a matrix of cells × genes lies. `csc` keeps a gene together, `csr` a cell: there a gene costs a pass over the
 * matrix. `columns`: a file a gene. `text`: a list of entries, read as a whole for each gene.
 */
export type MatrixLayout = 'dense' | 'csr' | 'csc' | 'columns' | 'text';

/** A matrix of cells × genes. */
export interface MatrixFacts {
  /** `X`, `raw.X` or `layers/…`. */
  readonly name: string;
  readonly layout: MatrixLayout;
  /** As stored, named as NumPy does. */
  readonly dtype: string;
  readonly cells: number;
  readonly genes: number;
  /** Entries that are stored, of a sparse matrix. */
  readonly stored?: number;
  /** Which names its genes have: those of `raw.X` are its own. */
  readonly names: 'var' | 'raw.var';
  /** Stored values were rounded to this many bits; absent where they were not. */
  readonly quantizedBits?: number;
}

/**
 * What numbers look like: `counts` whole numbers from 0, `log-normalised` from 0 with fractions and no more than a
 * logarithm's size, `z-scored` on both sides of 0, `normalised` from 0 with fractions beyond that, `empty` all 0.
 */
export type MatrixLook = 'counts' | 'log-normalised' | 'normalised' | 'z-scored' | 'empty';

/** What a sample of a matrix looks like. */
export interface MatrixSample {
  readonly look: MatrixLook;
  /** How many values were looked at: the look is an estimate. */
  readonly sampled: number;
  readonly min: number;
  readonly max: number;
}

/** What is known about a table of cells. */
export interface TableFacts {
  readonly kind: 'cells';
  /** As people call it: `AnnData HDF5`, `AnnData Zarr v3`, `Cellucid export`, `10x HDF5`, … */
  readonly format: string;
  readonly cells: number;
  /** Of the matrix `X`. */
  readonly genes: number;
  readonly obs: readonly ObsFacts[];
  readonly embeddings: readonly EmbeddingFacts[];
  /** `X` first, where there is one. */
  readonly matrices: readonly MatrixFacts[];
  readonly notices: readonly Notice[];
}

/** What a person may say about a table that it does not say itself. */
export interface TableOpenOptions {
  /** Which of several: a modality of an `.h5mu`, a genome of an old 10x file, a data set of a folder of exports. */
  readonly dataset?: string;
}
