import { type FirstlightError, toFirstlightError } from '../base/errors.js';
import { BackgroundWork } from './background-work.js';
import { type HeldSource, heldTable } from './held-source.js';
import type { MatrixGenes } from './matrix-genes.js';
import type { Clock } from './ports.js';
import type { TableFile } from './table-file.js';

/** A matrix whose column index is to be built. */
export interface WantedIndex {
  /** The entry of the library that it is of. */
  readonly recording: string;
  readonly table: TableFile;
  readonly matrix: string;
  /** Opens the table again. */
  readonly hold: () => Promise<HeldSource>;
  /** Awaited between slices: where the work makes way for interaction. */
  readonly makeWay: (signal: AbortSignal) => Promise<void>;
  /** Whether somebody waits for it. */
  readonly urgent: boolean;
}

/** A column index that is being built. */
export interface ComingIndex {
  readonly recording: string;
  /** 0 to 1. */
  readonly done: number;
}

/** Builds column indexes one after the other, beside all other work in the background: each takes long. */
export class GeneIndexing {
  readonly #work: BackgroundWork;
  readonly #running = new Map<MatrixGenes, string>();

  constructor(clock: Clock, report: (error: FirstlightError) => void) {
    this.#work = new BackgroundWork(clock, report);
  }

  get running(): ComingIndex[] {
    return Array.from(this.#running, ([genes, recording]) => ({ recording, done: genes.access.done }));
  }

  /** Has an index built, unless it is on its way. Whoever waits on `MatrixGenes.nextBuilt` hears of its end. */
  start({ recording, table, matrix, hold, makeWay, urgent }: WantedIndex): void {
    const asked = table.genesOf(matrix);
    const run = async (signal: AbortSignal): Promise<void> => {
      try {
        const held = heldTable(await hold());
        const genes = held.table.genesOf(matrix);
        this.#running.set(genes, recording);
        try {
          await genes.buildIndex(() => makeWay(signal), { signal });
        } finally {
          this.#running.delete(genes);
          held.release();
        }
        asked.noteBuilt(undefined);
      } catch (thrown) {
        const error = toFirstlightError(thrown);
        asked.noteBuilt(error);
        // Facts say why there is none, and so does whoever asked for it.
        if (signal.aborted || error.code === 'internal') throw error;
      }
    };
    this.#work.add({ name: jobName(table, matrix), run }, urgent);
  }

  /** Ends building an index, or forgets that it was wanted. */
  cancel(table: TableFile, matrix: string): void {
    this.#work.cancel(jobName(table, matrix));
  }

  close(): void {
    this.#work.close();
  }
}

function jobName({ key }: TableFile, matrix: string): string {
  return `column index ${key} ${matrix}`;
}
