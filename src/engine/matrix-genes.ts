import { type Abortable, withAbort } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { CompressedRows } from '../formats/matrices/compressed-rows.js';
import type { GeneValues } from '../formats/table-format.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { MatrixFacts, MatrixSample } from '../shapes/table-facts.js';
import { buildGeneIndex, runMemoryShare, sortedBytes } from './build-gene-index.js';
import { GeneIndex } from './gene-index.js';
import { GeneScan } from './gene-scan.js';
import type { EnginePorts } from './ports.js';
import type { RunPlan } from './table-bytes.js';
import type { GeneReadOptions } from './table-columns.js';

type CellFacts = Extract<AnswerOf<'facts'>['facts'], { kind: 'cells' }>;

/** How a gene comes out of a matrix, as facts say it. */
export type GeneAccess = CellFacts['matrices'][number]['access'];

export interface MatrixGenesParts {
  readonly facts: MatrixFacts;
  /** The lists of a matrix that keeps cells together; absent of others. */
  readonly rows: CompressedRows | undefined;
  readonly run: RunPlan;
  /** Bytes that a gene costs where there are no such lists. */
  readonly plainBytes: number;
  /** Reads genes as the matrix lies. */
  readonly readPlain: (gene: number, options: Abortable) => Promise<GeneValues>;
  readonly ports: EnginePorts;
  /** Everything that values depend on: this reading of these bytes. */
  readonly key: string;
  /** Bytes of memory that building may take. */
  readonly memoryBytes: number;
  /** Whether reads need no waiting worth speaking of. */
  readonly near: boolean;
  /** What the values look like, if somebody looked. */
  readonly sample: () => MatrixSample | undefined;
  /** Called when there is something new to say. */
  readonly onChange: () => void;
}

/** Fewer entries than this are passed over as fast as an index is fetched. */
const leastIndexed = 1 << 20;
/** A gene that takes more bytes is not there as one types. */
const mostDirectBytes = 64 << 20;
/** Lists of more bytes are not passed over unasked. */
const mostUnaskedBytes = 2 * 2 ** 30;
/** Of what the cache holds, the share that one index may take. */
const cacheShare = 0.8;
/** Bytes of lists a second, where none was measured: inflating them on one thread. */
const usualBytesPerSecond = 200e6;
/** How often building looks whether a pass that somebody waits for is over. */
const scanMillis = 20;
/** The index gives news of itself when so much more is done. */
const toldShare = 0.02;

/** The genes of one matrix: out of it as it lies, through passes over it, or through its column index once that is there. */
export class MatrixGenes {
  readonly #parts: MatrixGenesParts;
  readonly #scan: GeneScan | undefined;
  readonly #watchers = new Set<(done: number) => void>();
  readonly #waiting = new Set<(failure: FirstlightError | undefined) => void>();
  #index: GeneIndex | undefined;
  #finding: Promise<void> | undefined;
  #done: number | undefined;
  #lost = false;
  #failure: FirstlightError | undefined;

  constructor(parts: MatrixGenesParts) {
    const { rows, run, ports } = parts;
    this.#parts = parts;
    this.#scan = rows === undefined ? undefined : new GeneScan(rows, run, ports.clock);
  }

  get access(): GeneAccess {
    const scan = this.#scan;
    const { plainBytes, facts } = this.#parts;
    if (scan === undefined)
      return { state: plainBytes > mostDirectBytes ? 'scan' : 'direct', scanBytes: plainBytes, indexBytes: 0, done: 0 };
    if ((facts.stored ?? 0) < leastIndexed) return { state: 'direct', scanBytes: scan.passBytes, indexBytes: 0, done: 0 };
    const { passSeconds, passBytes: scanBytes } = scan;
    const seconds = passSeconds === undefined ? {} : { scanSeconds: passSeconds };
    if (this.#index !== undefined) return { state: 'ready', scanBytes, indexBytes: this.#index.byteLength, done: 1, ...seconds };
    const indexBytes = this.#indexBytes;
    if (this.#done !== undefined) return { state: 'building', scanBytes, indexBytes, done: this.#done, ...seconds };
    const reason = this.#failure?.message ?? this.#refusal(true);
    if (reason !== undefined) return { state: 'refused', scanBytes, indexBytes, done: 0, ...seconds, reason };
    return { state: 'scan', scanBytes, indexBytes, done: 0, ...seconds };
  }

  /** Whether the column index is to be built unasked: near lists that are worth one, and for which there is room. */
  get isIndexWanted(): boolean {
    const { rows, near } = this.#parts;
    if (rows === undefined || rows.stored < leastIndexed || !near || this.#lost) return false;
    return this.#index === undefined && this.#done === undefined && this.#failure === undefined && this.#refusal(true) === undefined;
  }

  /** Whether a gene costs a pass that takes a while; looks for a kept index first. */
  async needsPass(): Promise<boolean> {
    if (this.#scan === undefined || (this.#parts.facts.stored ?? 0) < leastIndexed) return false;
    await this.findIndex();
    return this.#index === undefined;
  }

  /** The values of a gene. Errors: those of the source and the format. */
  async read(gene: number, options: GeneReadOptions): Promise<GeneValues> {
    const scan = this.#scan;
    if (scan === undefined) return this.#parts.readPlain(gene, options);
    await this.findIndex();
    const found = await this.#index?.read(gene);
    if (found !== undefined) return found;
    if (this.#index !== undefined) {
      // Somebody emptied the cache, in part at least.
      this.#index = undefined;
      this.#lost = true;
      this.#parts.onChange();
    }
    const hadSeconds = scan.passSeconds !== undefined;
    const values = await scan.read(gene, options);
    if (!hadSeconds) this.#parts.onChange();
    return values;
  }

  /** Looks for a kept index, once. */
  findIndex(): Promise<void> {
    this.#finding ??= this.#find();
    return this.#finding;
  }

  /** Calls `watcher` with what is done of building, 0 to 1. Returns the way to stop. */
  watch(watcher: (done: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Whether somebody waits for building to end. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Settles when building ends the next time, in whatever way; with the signal it is no longer waited for. */
  async nextBuilt({ signal }: Abortable): Promise<void> {
    let settle: (failure: FirstlightError | undefined) => void = () => undefined;
    const built = new Promise<void>((resolve, reject) => {
      settle = (failure) => (failure === undefined ? resolve() : reject(failure));
      this.#waiting.add(settle);
    });
    try {
      await withAbort(built, signal);
    } finally {
      this.#waiting.delete(settle);
    }
  }

  /** Tells those who wait that building ended. */
  noteBuilt(failure: FirstlightError | undefined): void {
    for (const settle of [...this.#waiting]) settle(failure);
  }

  /**
   * Builds the index if it is not there. Errors: `unsupported` where a gene does not need one, `too-large` where there is no room;
   * those of the source.
   */
  async buildIndex(makeWay: () => Promise<void>, { signal }: Abortable): Promise<void> {
    try {
      await this.findIndex();
      this.#index ??= await this.#build(makeWay, signal);
      this.#failure = undefined;
      this.#lost = false;
    } catch (thrown) {
      const failure = toFirstlightError(thrown);
      if (failure.code !== 'aborted') this.#failure = failure;
      throw failure;
    } finally {
      this.#done = undefined;
      this.#parts.onChange();
    }
  }

  async #build(makeWay: () => Promise<void>, signal: AbortSignal | undefined): Promise<GeneIndex> {
    const { rows, run, ports, memoryBytes } = this.#parts;
    const scan = this.#scan;
    if (rows === undefined || scan === undefined)
      throw new FirstlightError('unsupported', `Genes of ${this.#parts.facts.name} need no column index`);
    const reason = this.#refusal(false);
    const { index: store, clock, createSpool } = ports;
    if (reason !== undefined || store === undefined) throw new FirstlightError('too-large', reason ?? noStore);
    this.#tell(0);
    const waitForScan = async (): Promise<void> => {
      await makeWay();
      while (scan.isRunning && signal?.aborted !== true) await clock.delay(scanMillis, { signal });
    };
    const input = { rows, run, store, clock, memoryBytes, createSpool, makeWay: waitForScan, signal, guard: this.#guard };
    return buildGeneIndex({ ...input, onProgress: (done) => this.#tell(done) });
  }

  async #find(): Promise<void> {
    const { rows, ports } = this.#parts;
    if (rows === undefined || ports.index === undefined) return;
    this.#index = await GeneIndex.open(ports.index, this.#guard, rows.cells, rows.genes);
    if (this.#index !== undefined) this.#parts.onChange();
  }

  #tell(done: number): void {
    for (const watcher of [...this.#watchers]) watcher(done);
    if (this.#done !== undefined && done < this.#done + toldShare) return;
    this.#done = done;
    this.#parts.onChange();
  }

  get #guard(): string {
    return `${this.#parts.key} ${this.#parts.facts.name}`;
  }

  /** A byte for the step from cell to cell, and what the value takes. */
  get #indexBytes(): number {
    const { rows, sample } = this.#parts;
    const { look, max = 0 } = sample() ?? {};
    const valueBytes = look !== 'counts' ? 4 : max < 256 ? 1 : 2;
    return (rows?.stored ?? 0) * (1 + valueBytes);
  }

  /** Why there is no index, as far as that is known beforehand. */
  #refusal(unasked: boolean): string | undefined {
    const { rows, ports, memoryBytes, facts } = this.#parts;
    if (rows === undefined) return undefined;
    if (ports.index === undefined) return noStore;
    const { capBytes = Number.POSITIVE_INFINITY } = ports.index;
    const most = capBytes * cacheShare;
    const indexBytes = this.#indexBytes;
    if (indexBytes > most) return `A column index takes ${megabytes(indexBytes)}, the cache gives it ${megabytes(most)}; ${cure}`;
    if (ports.createSpool === undefined && indexBytes > memoryBytes * runMemoryShare) {
      return `A column index takes ${megabytes(indexBytes)}, there is memory for ${megabytes(memoryBytes * runMemoryShare)}; ${cure}`;
    }
    if (rows.pieceEntries * sortedBytes > memoryBytes) {
      return `The lists of ${facts.name} lie in pieces of ${megabytes(rows.pieceEntries * rows.geneBytes)}, too large to be sorted in memory; ${cure}`;
    }
    const listBytes = rows.stored * (rows.geneBytes + rows.valueBytes);
    if (!unasked || listBytes <= mostUnaskedBytes) return undefined;
    const minutes = Math.max(1, Math.round(listBytes / usualBytesPerSecond / 60));
    return `A column index takes a pass over ${megabytes(listBytes)}, about ${minutes} min; ${cure}`;
  }
}

const noStore = 'There is no cache to keep a column index in';
const cure = 'the matrix stored in compressed columns (CSC) needs none';

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}
