import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import { joinStorePlans, type StorePlan } from '../bytes/store-plan.js';
import { mostDims } from '../cells/cell-points.js';
import { lookAtValues } from '../formats/matrices/look-at-values.js';
import type { GeneValues, TableLayout } from '../formats/table-format.js';
import type { Notice } from '../shapes/event-facts.js';
import type { Embedding, GeneColumn, GeneNames, ObsColumn } from '../shapes/table-columns.js';
import type { MatrixFacts, MatrixSample, TableFacts } from '../shapes/table-facts.js';
import type { GeneOptions, TableSource } from '../shapes/table-source.js';
import { type PackedStrings, stringAt } from '../shapes/table-strings.js';
import type { EngineShared } from './engine-shared.js';
import { MatrixGenes } from './matrix-genes.js';
import type { EnginePorts } from './ports.js';
import { joinSample, planSample, type SampledPoints } from './sample-embedding.js';
import type { TableBytes } from './table-bytes.js';
import { type GeneReadOptions, TableColumns } from './table-columns.js';
import { TableLooks } from './table-looks.js';

/** Of the memory for columns, the share that building a column index may take beside them. */
const indexMemoryShare = 0.5;

export interface TableFileParts {
  /** Path or URL, for errors. */
  readonly path: string;
  /** Says which bytes these are. */
  readonly fingerprint: string;
  /** Beside the fingerprint, what columns depend on: format, decoder, options. */
  readonly reading: string;
  readonly shared: EngineShared;
  readonly bytes: TableBytes;
  readonly layout: TableLayout;
  /** What is to be said beside what the format says. */
  readonly notices: readonly Notice[];
}

/** A table of cells in a file or a folder. */
export class TableFile implements TableSource {
  readonly path: string;
  readonly fingerprint: string;
  /** Tells this reading of these bytes from all others. */
  readonly key: string;
  readonly facts: TableFacts;
  /** What is held of it in memory. */
  readonly columns: TableColumns;
  readonly looks: TableLooks;
  /** No array in memory may take more bytes. */
  readonly limitBytes: number;
  readonly #bytes: TableBytes;
  readonly #layout: TableLayout;
  readonly #ports: EnginePorts;
  readonly #genes = new Map<string, MatrixGenes>();
  readonly #listeners = new Set<() => void>();

  constructor({ path, fingerprint, reading, shared, bytes, layout, notices }: TableFileParts) {
    this.path = path;
    this.fingerprint = fingerprint;
    this.key = `${fingerprint} ${reading}`;
    this.#ports = shared.ports;
    this.limitBytes = shared.scheduler.budgetBytes;
    this.columns = new TableColumns(this, shared.scheduler);
    this.looks = new TableLooks(this, () => this.#tell());
    this.#bytes = bytes;
    this.#layout = layout;
    this.facts = { ...layout.facts, notices: [...notices, ...layout.facts.notices] };
  }

  /** Whether reads need no waiting worth speaking of. */
  get near(): boolean {
    return !/^https?:/.test(this.path);
  }

  /** Bytes of the one file; 0 of a folder. */
  get byteLength(): number {
    return this.#bytes.byteLength;
  }

  get bytesRead(): number {
    return this.#bytes.bytesRead;
  }

  /** Bytes of blocks kept. */
  get cachedBytes(): number {
    return this.#bytes.cachedBytes;
  }

  /** Bytes of blocks to keep from now on. */
  setBlockBudget(bytes: number): void {
    this.#bytes.setBlockBudget(bytes);
  }

  cellNames(options: Abortable = {}): Promise<PackedStrings> {
    return this.#run(() => this.#layout.readCellNames(), options);
  }

  /** The name of one cell, without reading all names where that can be. */
  async cellName(cell: number, options: Abortable = {}): Promise<string> {
    const layout = this.#layout;
    const names = this.columns.peekCellNames() ?? (layout.readCellName === undefined ? await this.columns.cellNames(options) : undefined);
    if (names === undefined) return this.#run(() => layout.readCellName!(cell), options);
    const name = stringAt(names.value, cell);
    names.release();
    return name;
  }

  /** Calls `listener` whenever more is known. Returns the way to stop. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async geneNames(options: GeneOptions = {}): Promise<GeneNames> {
    const { value, release } = await this.columns.genes(options.matrix, options);
    release();
    return value.names;
  }

  /** Reads the names of genes. */
  readGeneNames(names: MatrixFacts['names'], options: Abortable = {}): Promise<GeneNames> {
    return this.#run(() => this.#layout.readGeneNames(names), options);
  }

  async obsColumn(name: string, options: Abortable = {}): Promise<ObsColumn> {
    this.#check('column of cells', name, this.facts.obs);
    return this.#run(() => this.#layout.readObs(name), options);
  }

  async embedding(name: string, options: Abortable = {}): Promise<Embedding> {
    this.#check('embedding', name, this.facts.embeddings);
    return this.#run(() => this.#layout.readEmbedding(name), options);
  }

  /** As `embedding`, of long ones the dimensions that are shown. */
  async shownEmbedding(name: string, options: Abortable = {}): Promise<Embedding> {
    const rows = this.#layout.embeddingRows?.(name);
    const dims = this.facts.embeddings.find((embedding) => embedding.name === name)?.dims ?? 0;
    if (rows === undefined || dims <= mostDims) return this.embedding(name, options);
    return { name, dims: mostDims, values: await this.#run(() => rows.read(0, this.facts.cells, mostDims), options) };
  }

  /** Cells spread over the file, where that shows a large embedding sooner than all of it; else undefined. */
  async sampleEmbedding(name: string, options: Abortable = {}): Promise<SampledPoints | undefined> {
    this.#check('embedding', name, this.facts.embeddings);
    const rows = this.#layout.embeddingRows?.(name);
    const runs = rows === undefined ? undefined : planSample(rows, this.facts.cells);
    if (rows === undefined || runs === undefined) return undefined;
    const read = await this.#run(() => joinStorePlans(runs.map(({ from, count }) => rows.read(from, count, mostDims))), options);
    const dims = this.facts.embeddings.find((embedding) => embedding.name === name)!.dims;
    return joinSample(name, runs, read, dims);
  }

  async geneColumn(gene: string, options: GeneOptions = {}): Promise<GeneColumn> {
    const [column] = await this.geneColumns([gene], options);
    return column!;
  }

  async geneColumns(genes: readonly string[], options: GeneOptions = {}): Promise<GeneColumn[]> {
    const matrix = this.matrix(options.matrix);
    const { value: directory, release } = await this.columns.genes(matrix.name, options);
    release();
    const found = genes.map((gene) => directory.find(gene, matrix.name));
    const places = found.map(({ index }) => index);
    const read = await this.#run(() => this.#layout.readGenes(matrix.name, places), options);
    return found.map(({ index, name }, at) => ({ gene: name, index, matrix: matrix.name, ...read[at]! }));
  }

  /** The values of one gene, by its place in a matrix. */
  readGene(matrix: string, index: number, options: GeneReadOptions = {}): Promise<GeneValues> {
    return this.genesOf(matrix).read(index, options);
  }

  /** How genes come out of a matrix. Throws `not-found`. */
  genesOf(name: string): MatrixGenes {
    const facts = this.matrix(name);
    let genes = this.#genes.get(facts.name);
    if (genes === undefined) {
      genes = new MatrixGenes({
        facts,
        rows: this.#layout.compressedRows?.(facts.name),
        run: (plan, options = {}) => this.#run(() => plan, options),
        plainBytes: this.#layout.geneBytes?.(facts.name) ?? 0,
        readPlain: async (gene, options) => (await this.#run(() => this.#layout.readGenes(facts.name, [gene]), options))[0]!,
        ports: this.#ports,
        key: this.key,
        memoryBytes: this.limitBytes * indexMemoryShare,
        near: this.near,
        sample: () => this.looks.of(facts.name),
        onChange: () => this.#tell(),
      });
      this.#genes.set(facts.name, genes);
    }
    return genes;
  }

  /** Columns of cells that the file has colours for; none where that is not known. */
  async colouredColumns(options: Abortable = {}): Promise<readonly string[]> {
    const layout = this.#layout;
    return layout.colouredColumns === undefined ? [] : this.#run(() => layout.colouredColumns!(), options);
  }

  /** Some stored values from several places of a matrix. */
  sampleValues(name: string, options: Abortable = {}): Promise<Float64Array> {
    const matrix = this.matrix(name);
    return this.#run(() => this.#layout.sampleMatrix(matrix.name), options);
  }

  async sampleMatrix(name: string, options: Abortable = {}): Promise<MatrixSample> {
    return lookAtValues(await this.sampleValues(name, options));
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  /** A matrix by its name; the first without one. Throws `not-found`. */
  matrix(name: string | undefined): MatrixFacts {
    const { matrices } = this.facts;
    const found = name === undefined ? matrices[0] : matrices.find((matrix) => matrix.name === name);
    if (found !== undefined) return found;
    const names = matrices.map((matrix) => matrix.name).join(', ');
    const message = matrices.length === 0 ? 'There is no matrix of genes' : `There is no matrix ${name}; there are ${names}`;
    throw new FirstlightError('not-found', message, { path: this.path });
  }

  #check(what: string, name: string, known: readonly { readonly name: string }[]): void {
    if (known.some((entry) => entry.name === name)) return;
    const names = known.map((entry) => entry.name).join(', ') || 'none';
    throw new FirstlightError('not-found', `There is no ${what} ${name}; there are ${names}`, { path: this.path });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #run<Result>(plan: () => StorePlan<Result>, { signal }: Abortable): Promise<Result> {
    try {
      return await this.#bytes.run(plan(), { signal });
    } catch (thrown) {
      throw toFirstlightError(thrown).at(this.path);
    }
  }
}
