import type { Abortable } from '../base/abort.js';
import type { Embedding, GeneColumn, GeneNames, ObsColumn } from './table-columns.js';
import type { MatrixSample, TableFacts } from './table-facts.js';
import type { PackedStrings } from './table-strings.js';

export interface GeneOptions extends Abortable {
  /** The matrix by its name; default `X`. */
  readonly matrix?: string;
}

/**
 * A table of cells, read lazily: each column is read when it is asked for. A column that would take more memory than
 * the budget is `too-large`; a name that is not there `not-found`.
 */
export interface TableSource {
  readonly facts: TableFacts;
  /** Bytes read so far. */
  readonly bytesRead: number;
  /** Names of the cells: barcodes as a rule. */
  cellNames(options?: Abortable): Promise<PackedStrings>;
  /** Names of the genes of a matrix; kept once read. */
  geneNames(options?: GeneOptions): Promise<GeneNames>;
  obsColumn(name: string, options?: Abortable): Promise<ObsColumn>;
  embedding(name: string, options?: Abortable): Promise<Embedding>;
  /** A gene by its name in the index, else by any other identifier, else by either in another case. */
  geneColumn(gene: string, options?: GeneOptions): Promise<GeneColumn>;
  /** Several genes of one matrix, in the order asked for: one pass where each would cost one. */
  geneColumns(genes: readonly string[], options?: GeneOptions): Promise<GeneColumn[]>;
  /** What the numbers of a matrix look like, from a few thousand of them. */
  sampleMatrix(name: string, options?: Abortable): Promise<MatrixSample>;
  close(): Promise<void>;
}
