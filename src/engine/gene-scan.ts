import { type Abortable, abortedError, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import { cellOfEntry, type EntryNumbers } from '../cells/gene-runs.js';
import type { CompressedRows } from '../formats/matrices/compressed-rows.js';
import type { GeneValues } from '../formats/table-format.js';
import type { Clock } from './ports.js';
import type { RunPlan } from './table-bytes.js';
import type { GeneReadOptions } from './table-columns.js';

/** A gene that is looked for. */
interface Sought {
  readonly gene: number;
  readonly values: Float32Array;
  rounded: number;
  /** Pieces of the matrix that it still has to be looked for in. */
  left: number;
  readonly onProgress: GeneReadOptions['onProgress'];
  readonly resolve: (values: GeneValues) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Passes over a matrix that keeps the entries of a cell together, for the values of genes. One pass serves all who ask: who comes
 * while it goes on is served from there to the end, then from the beginning to there. It ends with the last of them.
 */
export class GeneScan {
  readonly #rows: CompressedRows;
  readonly #run: RunPlan;
  readonly #clock: Clock;
  readonly #sought = new Set<Sought>();
  readonly #pieces: number;
  #piece = 0;
  #controller: AbortController | undefined;
  #millisPerPiece: number | undefined;

  constructor(rows: CompressedRows, run: RunPlan, clock: Clock) {
    this.#rows = rows;
    this.#run = run;
    this.#clock = clock;
    this.#pieces = Math.max(1, Math.ceil(rows.stored / rows.pieceEntries));
  }

  /** Whether somebody waits for it. */
  get isRunning(): boolean {
    return this.#sought.size > 0;
  }

  /** About how long a pass takes, once some of one was made. */
  get passSeconds(): number | undefined {
    return this.#millisPerPiece === undefined ? undefined : (this.#millisPerPiece * this.#pieces) / 1000;
  }

  /** Bytes that a pass goes over, inflated. */
  get passBytes(): number {
    return this.#rows.stored * this.#rows.geneBytes;
  }

  /** The values of a gene. Errors: `corrupt`, `truncated`, `aborted`, those of the source. */
  read(gene: number, { signal, onProgress }: GeneReadOptions & Abortable): Promise<GeneValues> {
    return new Promise((resolve, reject) => {
      throwIfAborted(signal);
      const onAbort = (): void => this.#forget(sought, abortedError(signal));
      const settled = (): void => signal?.removeEventListener('abort', onAbort);
      const sought: Sought = {
        gene,
        values: new Float32Array(this.#rows.cells),
        rounded: 0,
        left: this.#pieces,
        onProgress,
        resolve: (values) => {
          settled();
          resolve(values);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sought.add(sought);
      if (this.#controller === undefined) void this.#pass();
    });
  }

  #forget(sought: Sought, error: unknown): void {
    if (!this.#sought.delete(sought)) return;
    sought.reject(error);
    if (this.#sought.size === 0) this.#controller?.abort();
  }

  async #pass(): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    try {
      const pointers = await this.#run(this.#rows.readPointers(), { signal });
      let coming = this.#readGenes(this.#piece, signal);
      while (this.#sought.size > 0) {
        const began = this.#clock.now();
        const piece = this.#piece;
        const genes = await coming;
        this.#piece = (piece + 1) % this.#pieces;
        coming = this.#readGenes(this.#piece, signal);
        await this.#takePiece(piece, genes, pointers, signal);
        const millis = this.#clock.now() - began;
        this.#millisPerPiece = this.#millisPerPiece === undefined ? millis : 0.9 * this.#millisPerPiece + 0.1 * millis;
      }
    } catch (error) {
      // Ended because nobody was left; whoever came since waits for another pass.
      if (signal.aborted) return;
      for (const sought of [...this.#sought]) {
        this.#sought.delete(sought);
        sought.reject(error);
      }
    } finally {
      controller.abort();
      if (this.#controller === controller) this.#controller = undefined;
      if (this.#sought.size > 0 && this.#controller === undefined) void this.#pass();
    }
  }

  #readGenes(piece: number, signal: AbortSignal): Promise<EntryNumbers> {
    const { from, to } = this.#entriesOf(piece);
    const read = this.#run(this.#rows.readGenes(from, to), { signal });
    // It is read ahead: where the pass ends before, nobody waits for it.
    read.catch(() => undefined);
    return read;
  }

  #entriesOf(piece: number): { readonly from: number; readonly to: number } {
    const from = piece * this.#rows.pieceEntries;
    return { from, to: Math.min(this.#rows.stored, from + this.#rows.pieceEntries) };
  }

  async #takePiece(piece: number, genes: EntryNumbers, pointers: EntryNumbers, signal: AbortSignal): Promise<void> {
    const { from } = this.#entriesOf(piece);
    const wanted = [...this.#sought];
    const slots = slotsOf(wanted, this.#rows.genes);
    const hits = findHits(genes, slots);
    const first = hits[0];
    if (first !== undefined) {
      const values = await this.#run(this.#rows.readValues(from + first, from + hits.at(-1)! + 1), { signal });
      let cell = cellOfEntry(pointers, from + first);
      for (let i = 0; i < hits.length; i += 1) {
        const hit = hits[i]!;
        while (pointers[cell + 1]! <= from + hit) cell += 1;
        // Several may ask for one gene: they share its slot only where they came together, so each is looked at.
        for (const sought of wanted) if (sought.gene === genes[hit]) add(sought, cell, values[hit - first]!);
      }
    }
    for (const sought of wanted) {
      if (!this.#sought.has(sought)) continue;
      sought.left -= 1;
      sought.onProgress?.(Math.round((1 - sought.left / this.#pieces) * this.passBytes), this.passBytes);
      if (sought.left > 0) continue;
      this.#sought.delete(sought);
      sought.resolve({ values: sought.values, rounded: sought.rounded });
    }
  }
}

/** 1 for each gene that is looked for. */
function slotsOf(wanted: readonly Sought[], genes: number): Uint8Array {
  const slots = new Uint8Array(genes);
  for (const { gene } of wanted) slots[gene] = 1;
  return slots;
}

/** Places in a list of genes that are looked for. Errors: `corrupt` for a gene that is not there. */
function findHits(genes: EntryNumbers, isWanted: Uint8Array): Uint32Array {
  const hits = new Uint32Array(genes.length);
  let found = 0;
  for (let i = 0; i < genes.length; i += 1) {
    const slot = isWanted[genes[i]!];
    if (slot === undefined) {
      throw new FirstlightError('corrupt', `A matrix has an entry of gene ${genes[i]} of ${isWanted.length}`);
    }
    hits[found] = i;
    found += slot;
  }
  return hits.subarray(0, found);
}

function add(sought: Sought, cell: number, value: number): void {
  const sum = sought.values[cell]! + value;
  sought.values[cell] = sum;
  if (sought.values[cell] !== sum && !Number.isNaN(sum)) sought.rounded += 1;
}
