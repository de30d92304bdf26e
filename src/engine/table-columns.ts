import type { Abortable } from '../base/abort.js';
import type { CellBits } from '../cells/cell-bits.js';
import type { CellColumn } from '../cells/cell-column.js';
import { type CellPoints, mostDims, pointsOf } from '../cells/cell-points.js';
import type { CellSet, ColumnWant } from '../cells/cell-want.js';
import { columnOfGene, columnOfObs } from '../cells/column-of-obs.js';
import { evaluateCellSet } from '../cells/evaluate-cell-set.js';
import type { ChunkScheduler } from '../chunks/chunk-scheduler.js';
import type { GeneValues } from '../formats/table-format.js';
import type { Embedding, GeneNames } from '../shapes/table-columns.js';
import type { MatrixFacts } from '../shapes/table-facts.js';
import type { TableSource } from '../shapes/table-source.js';
import type { PackedStrings } from '../shapes/table-strings.js';
import { createTableChunks, type Held, type HoldOptions, hold, type TableChunks } from './table-chunks.js';
import { GeneDirectory } from './table-genes.js';

export interface ColumnOptions extends HoldOptions {
  /** Told how far a pass over a matrix is, in bytes, where one is needed. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface GeneReadOptions extends Abortable {
  /** Told how far a pass over the matrix is, in bytes, where one is needed. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A table as columns are read from it. */
export interface ColumnTable extends Pick<TableSource, 'facts' | 'cellNames' | 'obsColumn'> {
  /** Tells this reading of these bytes from all others. */
  readonly key: string;
  readonly looks: { defaultMatrix(options: Abortable): Promise<string> };
  matrix(name: string | undefined): MatrixFacts;
  genesOf(matrix: string): { needsPass(): Promise<boolean> };
  /** An embedding, of long ones the dimensions that are shown. */
  shownEmbedding(name: string, options: Abortable): Promise<Embedding>;
  readGene(matrix: string, index: number, options: GeneReadOptions): Promise<GeneValues>;
  readGeneNames(names: MatrixFacts['names'], options: Abortable): Promise<GeneNames>;
}

/** A gene by its place in a matrix. */
export interface GenePlace {
  readonly matrix: string;
  readonly index: number;
  /** Its name in the index. */
  readonly name: string;
}

const numberBytes = 4;
/** Of a category, beside its name. */
const nameBytes = 48;

/**
 * The maps, columns, names and sets of cells of one table, held in the budget that all recordings share: read once for all who
 * ask, dropped when others need the room. Errors: those of the table.
 */
export class TableColumns {
  readonly #table: ColumnTable;
  readonly #chunks: TableChunks;

  constructor(table: ColumnTable, scheduler: ChunkScheduler<unknown>) {
    this.#table = table;
    this.#chunks = createTableChunks(scheduler);
  }

  /** A map by its name. */
  points(embedding: string, options: HoldOptions = {}): Promise<Held<CellPoints>> {
    const { cells } = this.#table.facts;
    return hold(
      this.#chunks.points,
      {
        key: this.#key(embedding),
        expectedBytes: cells * mostDims * numberBytes,
        load: async ({ signal }) => pointsOf(await this.#table.shownEmbedding(embedding, { signal })),
        bytesOf: ({ coordinates }) => coordinates.byteLength,
      },
      options,
    );
  }

  /** Whether a map is there without reading. */
  hasPoints(embedding: string): boolean {
    return this.#chunks.points.has(this.#key(embedding));
  }

  /** Whether a column is there without reading. A gene must be named by its place. */
  peek(want: { readonly kind: 'obs'; readonly name: string } | GenePlace): Held<CellColumn> | undefined {
    return this.#chunks.columns.peek('kind' in want ? this.#obsKey(want.name) : this.#geneKey(want));
  }

  /** A column, by whatever name a gene is asked for. */
  async column(want: ColumnWant, options: ColumnOptions = {}): Promise<Held<CellColumn>> {
    return want.kind === 'obs' ? this.obs(want.name, options) : this.gene(await this.findGene(want, options), options);
  }

  obs(name: string, options: HoldOptions = {}): Promise<Held<CellColumn>> {
    return hold(
      this.#chunks.columns,
      {
        key: this.#obsKey(name),
        expectedBytes: this.#table.facts.cells * numberBytes,
        load: async ({ signal }) => columnOfObs(await this.#table.obsColumn(name, { signal })),
        bytesOf: columnBytes,
      },
      options,
    );
  }

  /** The values of a gene. */
  async gene(place: GenePlace, { onProgress, ...options }: ColumnOptions = {}): Promise<Held<CellColumn>> {
    const { matrix, index, name } = place;
    const known = this.peek(place);
    if (known !== undefined) return known;
    const read = async (signal: AbortSignal | undefined): Promise<CellColumn> => {
      return columnOfGene({ gene: name, index, matrix, ...(await this.#table.readGene(matrix, index, { signal, onProgress })) });
    };
    // A pass over the matrix takes seconds, and serves all who ask: it must not keep others from loading meanwhile.
    const passed = (await this.#table.genesOf(matrix).needsPass()) ? await read(options.signal) : undefined;
    return hold(
      this.#chunks.columns,
      {
        key: this.#geneKey(place),
        expectedBytes: this.#table.facts.cells * numberBytes,
        load: async ({ signal }) => passed ?? read(signal),
        bytesOf: columnBytes,
      },
      options,
    );
  }

  /** Where a gene is. Without a matrix: in the one that genes come from unless another is named. */
  async findGene({ gene, matrix }: ColumnWant & { kind: 'gene' }, options: HoldOptions = {}): Promise<GenePlace> {
    const name = matrix ?? (await this.#table.looks.defaultMatrix(options));
    const directory = await this.genes(name, options);
    try {
      return { matrix: this.#table.matrix(name).name, ...directory.value.find(gene, this.#table.matrix(name).name) };
    } finally {
      directory.release();
    }
  }

  /** Names of the genes of a matrix. */
  genes(matrix: string | undefined, options: HoldOptions = {}): Promise<Held<GeneDirectory>> {
    const { names, genes } = this.#table.matrix(matrix);
    return hold(
      this.#chunks.genes,
      {
        key: this.#key(names),
        expectedBytes: genes * nameBytes,
        load: async ({ signal }) => new GeneDirectory(await this.#table.readGeneNames(names, { signal })),
        bytesOf: ({ byteLength }) => byteLength,
      },
      options,
    );
  }

  cellNames(options: HoldOptions = {}): Promise<Held<PackedStrings>> {
    return hold(
      this.#chunks.texts,
      {
        key: this.#key('names of cells'),
        expectedBytes: this.#table.facts.cells * nameBytes,
        load: ({ signal }) => this.#table.cellNames({ signal }),
        bytesOf: ({ bytes, ends }) => bytes.byteLength + ends.byteLength,
      },
      options,
    );
  }

  /** The names of the cells if they are there without reading. */
  peekCellNames(): Held<PackedStrings> | undefined {
    return this.#chunks.texts.peek(this.#key('names of cells'));
  }

  /** The cells of a set. */
  async cellsOf(set: CellSet, options: ColumnOptions = {}): Promise<Held<CellBits>> {
    const key = this.#key(JSON.stringify(set));
    const known = this.#chunks.bits.peek(key);
    if (known !== undefined) return known;
    // What it is made of is held before it is: a load must not wait for another.
    const holds: { release(): void }[] = [];
    const keep = <Value>(held: Held<Value>): Value => {
      holds.push(held);
      return held.value;
    };
    try {
      const bits = await evaluateCellSet(set, {
        points: async (embedding) => keep(await this.points(embedding, options)),
        column: async (want) => keep(await this.column(want, options)),
      });
      const { byteLength } = bits;
      return await hold(this.#chunks.bits, { key, expectedBytes: byteLength, load: async () => bits, bytesOf: () => byteLength }, options);
    } finally {
      for (const held of holds) held.release();
    }
  }

  #obsKey(name: string): string {
    return this.#key(`obs ${name}`);
  }

  #geneKey({ matrix, index }: GenePlace): string {
    return this.#key(`gene ${index} of ${matrix}`);
  }

  #key(what: string): string {
    return `${this.#table.key} ${what}`;
  }
}

function columnBytes(column: CellColumn): number {
  if (column.kind === 'numbers') return column.values.byteLength + column.percentiles.byteLength;
  const names = column.names.reduce((sum, name) => sum + nameBytes + 2 * name.length, 0);
  return column.codes.byteLength + column.counts.byteLength + names;
}
