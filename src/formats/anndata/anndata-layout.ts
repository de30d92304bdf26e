import { FirstlightError } from '../../base/errors.js';
import type { StorePlan } from '../../bytes/store-plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import type { Embedding, GeneNames, ObsColumn } from '../../shapes/table-columns.js';
import type { TableFacts } from '../../shapes/table-facts.js';
import { type PackedStrings, stringAt, unpackStrings } from '../../shapes/table-strings.js';
import type { CompressedRows } from '../matrices/compressed-rows.js';
import type { TableMatrix } from '../matrices/table-matrix.js';
import type { EmbeddingRows, GeneValues, TableLayout } from '../table-format.js';
import { childArray, readAllTexts, type TreeGroup } from '../tree/array-tree.js';
import type { DataFrame } from './data-frame.js';
import type { StoredEmbedding } from './embeddings.js';
import { textsOf } from './frame-column.js';

export interface AnndataParts {
  readonly format: string;
  readonly obs: DataFrame;
  /** `var`, and `raw.var` where there is one. */
  readonly frames: ReadonlyMap<string, DataFrame>;
  readonly matrices: readonly TableMatrix[];
  readonly embeddings: readonly StoredEmbedding[];
  readonly uns: TreeGroup | undefined;
  readonly notices: readonly Notice[];
}

/** Columns of `var` that name genes, as data sets call them. */
const identifierNames =
  /^(index|_index|(feature|gene)[_ .-]?(names?|symbols?|ids?|short_name)|(hgnc|mgi)?[_ .-]?symbols?|ensembl([_ .-]?(gene)?[_ .-]?ids?)?|names?|ids?)$/i;

/** What is behind the name of a column in the name of its list of colours in `uns`. */
const colorsEnding = '_colors';

/** An opened AnnData. */
export class AnndataLayout implements TableLayout {
  readonly facts: TableFacts;
  readonly #parts: AnndataParts;

  constructor(parts: AnndataParts) {
    const { format, obs, frames, matrices, embeddings, notices } = parts;
    this.#parts = parts;
    this.facts = {
      kind: 'cells',
      format,
      cells: obs.rows,
      genes: frames.get('var')?.rows ?? 0,
      obs: obs.columns,
      embeddings: embeddings.map(({ facts }) => facts),
      matrices: matrices.map(({ facts }) => facts),
      notices,
    };
  }

  readCellNames(): StorePlan<PackedStrings> {
    return this.#parts.obs.readIndex();
  }

  *readCellName(cell: number): StorePlan<string> {
    return stringAt(yield* this.#parts.obs.readIndex(cell, cell + 1), 0);
  }

  *readObs(name: string): StorePlan<ObsColumn> {
    const column = yield* this.#parts.obs.readColumn(name);
    if (column.kind !== 'categorical' || this.#parts.uns === undefined) return column;
    const colors = yield* childArray(this.#parts.uns, `${name}${colorsEnding}`);
    if (colors?.holds !== 'texts' || colors.shape[0] !== column.categories.length) return column;
    return { ...column, colors: unpackStrings(yield* readAllTexts(colors)) };
  }

  *colouredColumns(): StorePlan<readonly string[]> {
    const names = this.#parts.uns === undefined ? [] : yield* this.#parts.uns.names();
    return names.flatMap((name) => (name.endsWith(colorsEnding) ? [name.slice(0, -colorsEnding.length)] : []));
  }

  readEmbedding(name: string): StorePlan<Embedding> {
    const found = this.#parts.embeddings.find(({ facts }) => facts.name === name);
    if (found === undefined) throw new FirstlightError('not-found', `There is no embedding ${name}`);
    return found.read();
  }

  embeddingRows(name: string): EmbeddingRows | undefined {
    return this.#parts.embeddings.find(({ facts }) => facts.name === name)?.rows;
  }

  *readGeneNames(names: 'var' | 'raw.var'): StorePlan<GeneNames> {
    const frame = this.#parts.frames.get(names);
    if (frame === undefined) throw new FirstlightError('not-found', `There is no ${names}`);
    const alternatives = new Map<string, PackedStrings>();
    for (const { name, kind } of frame.columns) {
      if ((kind !== 'string' && kind !== 'categorical') || !identifierNames.test(name)) continue;
      const texts = textsOf(yield* frame.readColumn(name));
      if (texts !== undefined) alternatives.set(name, texts);
    }
    return { index: yield* frame.readIndex(), alternatives };
  }

  readGenes(matrix: string, genes: readonly number[]): StorePlan<GeneValues[]> {
    return this.#matrix(matrix).readGenes(genes);
  }

  geneBytes(matrix: string): number {
    return this.#matrix(matrix).geneBytes ?? 0;
  }

  compressedRows(matrix: string): CompressedRows | undefined {
    return this.#matrix(matrix).compressedRows;
  }

  sampleMatrix(matrix: string): StorePlan<Float64Array> {
    return this.#matrix(matrix).sample();
  }

  #matrix(name: string): TableMatrix {
    const found = this.#parts.matrices.find(({ facts }) => facts.name === name);
    if (found === undefined) throw new FirstlightError('not-found', `There is no matrix ${name}`);
    return found;
  }
}
