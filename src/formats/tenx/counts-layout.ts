import { FirstlightError } from '../../base/errors.js';
import { known, type StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { GeneNames } from '../../shapes/table-columns.js';
import type { TableFacts } from '../../shapes/table-facts.js';
import type { PackedStrings } from '../../shapes/table-strings.js';
import type { CompressedRows } from '../matrices/compressed-rows.js';
import type { TableMatrix } from '../matrices/table-matrix.js';
import type { GeneValues, TableLayout } from '../table-format.js';

export interface CountsParts {
  readonly format: string;
  readonly matrix: TableMatrix;
  readonly cellNames: () => StorePlan<PackedStrings>;
  readonly geneNames: () => StorePlan<GeneNames>;
  readonly notices: readonly Notice[];
}

/** Counts of genes in cells and nothing else: what a sequencing pipeline hands out. There is no map. */
export class CountsLayout implements TableLayout {
  readonly facts: TableFacts;
  readonly #parts: CountsParts;

  constructor(parts: CountsParts) {
    const { format, matrix, notices } = parts;
    this.#parts = parts;
    const { cells, genes } = matrix.facts;
    this.facts = { kind: 'cells', format, cells, genes, obs: [], embeddings: [], matrices: [matrix.facts], notices };
  }

  readCellNames(): StorePlan<PackedStrings> {
    return this.#parts.cellNames();
  }

  readObs(name: string): StorePlan<never> {
    throw new FirstlightError('not-found', `There is no column ${name}`);
  }

  readEmbedding(name: string): StorePlan<never> {
    throw new FirstlightError('not-found', `There is no embedding ${name}`);
  }

  readGeneNames(): StorePlan<GeneNames> {
    return this.#parts.geneNames();
  }

  readGenes(_matrix: string, genes: readonly number[]): StorePlan<GeneValues[]> {
    return this.#parts.matrix.readGenes(genes);
  }

  geneBytes(): number {
    return this.#parts.matrix.geneBytes ?? 0;
  }

  compressedRows(): CompressedRows | undefined {
    return this.#parts.matrix.compressedRows;
  }

  sampleMatrix(): StorePlan<Float64Array> {
    return this.#parts.matrix.sample();
  }
}

/** Names of genes by their symbols; their identifiers, where there are others, beside them. */
export function geneNamesOf(symbols: PackedStrings, identifiers: PackedStrings | undefined): StorePlan<GeneNames> {
  return known({ index: symbols, alternatives: new Map(identifiers === undefined ? [] : [['gene_ids', identifiers]]) });
}
