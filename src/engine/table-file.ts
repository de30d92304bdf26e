import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { StorePlan } from '../bytes/store-plan.js';
import { lookAtValues } from '../formats/matrices/look-at-values.js';
import type { TableLayout } from '../formats/table-format.js';
import type { Notice } from '../shapes/event-facts.js';
import type { Embedding, GeneColumn, GeneNames, ObsColumn } from '../shapes/table-columns.js';
import type { MatrixFacts, MatrixSample, TableFacts } from '../shapes/table-facts.js';
import type { GeneOptions, TableSource } from '../shapes/table-source.js';
import type { PackedStrings } from '../shapes/table-strings.js';
import type { TableBytes } from './table-bytes.js';
import { GeneFinder } from './table-genes.js';

export interface TableFileParts {
  /** Path or URL, for errors. */
  readonly path: string;
  /** Says which bytes these are. */
  readonly fingerprint: string;
  readonly bytes: TableBytes;
  readonly layout: TableLayout;
  /** What is to be said beside what the format says. */
  readonly notices: readonly Notice[];
}

/** A table of cells in a file or a folder. */
export class TableFile implements TableSource {
  readonly path: string;
  readonly fingerprint: string;
  readonly facts: TableFacts;
  readonly #bytes: TableBytes;
  readonly #layout: TableLayout;
  readonly #finders = new Map<string, Promise<GeneFinder>>();

  constructor({ path, fingerprint, bytes, layout, notices }: TableFileParts) {
    this.path = path;
    this.fingerprint = fingerprint;
    this.#bytes = bytes;
    this.#layout = layout;
    this.facts = { ...layout.facts, notices: [...notices, ...layout.facts.notices] };
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

  async geneNames(options: GeneOptions = {}): Promise<GeneNames> {
    return (await this.#finder(this.#matrix(options.matrix), options)).names;
  }

  async obsColumn(name: string, options: Abortable = {}): Promise<ObsColumn> {
    this.#check('column of cells', name, this.facts.obs);
    return this.#run(() => this.#layout.readObs(name), options);
  }

  async embedding(name: string, options: Abortable = {}): Promise<Embedding> {
    this.#check('embedding', name, this.facts.embeddings);
    return this.#run(() => this.#layout.readEmbedding(name), options);
  }

  async geneColumn(gene: string, options: GeneOptions = {}): Promise<GeneColumn> {
    const [column] = await this.geneColumns([gene], options);
    return column!;
  }

  async geneColumns(genes: readonly string[], options: GeneOptions = {}): Promise<GeneColumn[]> {
    const matrix = this.#matrix(options.matrix);
    const finder = await this.#finder(matrix, options);
    const found = genes.map((gene) => finder.find(gene, matrix.name));
    const places = found.map(({ index }) => index);
    const read = await this.#run(() => this.#layout.readGenes(matrix.name, places), options);
    return found.map(({ index, name }, at) => ({ gene: name, index, matrix: matrix.name, ...read[at]! }));
  }

  async sampleMatrix(name: string, options: Abortable = {}): Promise<MatrixSample> {
    const matrix = this.#matrix(name);
    return lookAtValues(await this.#run(() => this.#layout.sampleMatrix(matrix.name), options));
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  #matrix(name: string | undefined): MatrixFacts {
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

  /** Names are kept once read; what failed or was cancelled is forgotten. */
  #finder({ names }: MatrixFacts, options: Abortable): Promise<GeneFinder> {
    const known = this.#finders.get(names);
    if (known !== undefined) return known;
    const finder = this.#run(() => this.#layout.readGeneNames(names), options).then((read) => new GeneFinder(read));
    this.#finders.set(names, finder);
    finder.catch(() => this.#finders.delete(names));
    return finder;
  }

  async #run<Result>(plan: () => StorePlan<Result>, { signal }: Abortable): Promise<Result> {
    try {
      return await this.#bytes.run(plan(), { signal });
    } catch (thrown) {
      throw toFirstlightError(thrown).at(this.path);
    }
  }
}
