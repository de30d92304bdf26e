import type { StorePlan } from '../bytes/store-plan.js';
import type { ByteKernels } from '../kernels/byte-kernels.js';
import type { Embedding, GeneNames, ObsColumn } from '../shapes/table-columns.js';
import type { TableFacts, TableOpenOptions } from '../shapes/table-facts.js';
import type { PackedStrings } from '../shapes/table-strings.js';
import type { CompressedRows } from './matrices/compressed-rows.js';

/** What a format of tables is recognised by, and what it opens. */
export interface TableInput {
  /** File or folder name without its folder and without a `.gz` or `.zst` ending. */
  readonly name: string;
  /** The one file; absent for a folder. */
  readonly file:
    | { readonly byteLength: number /** The first bytes, at most 64 KiB. Lent for good. */; readonly head: Uint8Array }
    | undefined;
  readonly options: TableOpenOptions;
  readonly kernels: ByteKernels;
  /** No array in memory may take more bytes. */
  readonly limitBytes: number;
}

/** One format of tables: bytes ↔ shapes. Pure: reads happen where its plans are run. */
export interface TableFormat {
  /** Short stable name, part of cache keys. */
  readonly id: string;
  /** Raised when decoding changes. */
  readonly decoderVersion: number;
  /** Whether it is of this format, from as few reads as that takes: none where the first bytes or the name tell. */
  sniff(input: TableInput): StorePlan<boolean>;
  /** Reads headers. Errors: `corrupt`, `truncated`, `unsupported` (with the name of what is not supported), `not-found` for what the options name. */
  open(input: TableInput): StorePlan<TableLayout>;
}

/** An opened table of cells. Every column is a plan, run when it is asked for; its buffers are *given*. */
export interface TableLayout {
  readonly facts: TableFacts;
  readCellNames(): StorePlan<PackedStrings>;
  /** The name of one cell; absent where that costs as much as all names. */
  readCellName?(cell: number): StorePlan<string>;
  /** A column that the facts name. */
  readObs(name: string): StorePlan<ObsColumn>;
  /** Names of columns that the file has colours for; absent where it can have none. */
  colouredColumns?(): StorePlan<readonly string[]>;
  /** An embedding that the facts name. */
  readEmbedding(name: string): StorePlan<Embedding>;
  /** An embedding that can be read in parts; absent where only the whole can. */
  embeddingRows?(name: string): EmbeddingRows | undefined;
  readGeneNames(names: 'var' | 'raw.var'): StorePlan<GeneNames>;
  /** Values of genes, by their places in the matrix, for all cells; several cost one pass where each would cost one. */
  readGenes(matrix: string, genes: readonly number[]): StorePlan<GeneValues[]>;
  /** About how many bytes the values of one gene cost to read, inflated; absent where they lie together. */
  geneBytes?(matrix: string): number;
  /** The lists of a matrix that keeps the entries of a cell together; absent of others. */
  compressedRows?(matrix: string): CompressedRows | undefined;
  /** Some stored values from several places of a matrix. */
  sampleMatrix(matrix: string): StorePlan<Float64Array>;
}

/** Values of one gene. */
export interface GeneValues {
  readonly values: Float32Array;
  /** How many were rounded to fit 32 bits. */
  readonly rounded: number;
}

/** An embedding that can be read in parts. */
export interface EmbeddingRows {
  /** Rows that lie in one compressed piece; 1 where any run can be read by itself. */
  readonly chunkRows: number;
  /** Bytes of a row as stored, inflated. */
  readonly rowBytes: number;
  /** `count` rows from `from` on, the first `dims` dimensions of each. */
  read(from: number, count: number, dims: number): StorePlan<Float32Array | Float64Array>;
}
