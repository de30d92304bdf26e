import type { StorePlan } from '../../bytes/store-plan.js';
import type { NumberArray } from '../tree/number-type.js';

/** The lists of a matrix that keeps the entries of a cell together, to be passed over for those of genes. */
export interface CompressedRows {
  readonly cells: number;
  readonly genes: number;
  /** How many entries there are. */
  readonly stored: number;
  /** Entries that are best read together: runs start at its multiples. */
  readonly pieceEntries: number;
  /** Bytes of the gene and of the value of an entry, inflated. */
  readonly geneBytes: number;
  readonly valueBytes: number;
  /** Whether values may be others than 32-bit floats and 16-bit integers. */
  readonly wideValues: boolean;
  /** Where the entries of each cell start, and where those of the last end. Errors: `corrupt` where they do not ascend. */
  readPointers(): StorePlan<NumberArray>;
  /** Genes of entries `from` to `to`. */
  readGenes(from: number, to: number): StorePlan<NumberArray>;
  readValues(from: number, to: number): StorePlan<NumberArray>;
}
