import type { Abortable } from '../base/abort.js';
import type { MatrixFacts, MatrixSample } from '../shapes/table-facts.js';
import type { TableSource } from '../shapes/table-source.js';

/** A table as it is looked at. */
export interface LookedAt extends Pick<TableSource, 'facts' | 'sampleMatrix'> {
  matrix(name: string | undefined): MatrixFacts;
}

/** What the numbers of a table's matrices look like, as far as somebody looked. */
export class TableLooks {
  readonly #table: LookedAt;
  readonly #known = new Map<string, MatrixSample>();
  readonly #failed = new Set<string>();
  readonly #onLook: () => void;

  /** `onLook` is called when more is known. */
  constructor(table: LookedAt, onLook: () => void) {
    this.#table = table;
    this.#onLook = onLook;
  }

  /** What a matrix looks like, if somebody looked. */
  of(matrix: string): MatrixSample | undefined {
    return this.#known.get(matrix);
  }

  /** Whether there is nothing more to find out about a matrix: somebody looked, or could not. */
  isSettled(matrix: string): boolean {
    return this.#known.has(matrix) || this.#failed.has(matrix);
  }

  /** Looks at a matrix, once. Errors: those of the table. */
  async look(matrix: string, options: Abortable = {}): Promise<MatrixSample> {
    const known = this.#known.get(matrix);
    if (known !== undefined) return known;
    let sample: MatrixSample;
    try {
      sample = await this.#table.sampleMatrix(matrix, options);
    } catch (error) {
      if (options.signal?.aborted !== true) this.#failed.add(matrix);
      throw error;
    }
    this.#known.set(matrix, sample);
    this.#onLook();
    return sample;
  }

  /**
   * The matrix that genes come from unless another is named, as far as is known: `raw.X` where it exists and is not
   * counts, else `X`. Undefined where nobody looked yet, or there is no matrix.
   */
  get knownDefault(): string | undefined {
    const { matrices } = this.#table.facts;
    const raw = matrices.find(({ name }) => name === rawName);
    if (raw === undefined) return matrices[0]?.name;
    const look = this.#known.get(rawName)?.look;
    if (look === undefined) return undefined;
    return look === 'counts' || look === 'empty' ? matrices[0]?.name : rawName;
  }

  /** As `knownDefault`, after a look where one is needed. Throws `not-found` where there is no matrix. */
  async defaultMatrix(options: Abortable = {}): Promise<string> {
    if (this.knownDefault === undefined && this.#table.facts.matrices.length > 0) await this.look(rawName, options);
    return this.#table.matrix(this.knownDefault).name;
  }
}

const rawName = 'raw.X';
