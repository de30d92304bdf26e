import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { SpoolStore } from '../bytes/compressed/spool-store.js';
import { type GeneRun, GeneSorter, segmentLength } from '../cells/gene-runs.js';
import type { CompressedRows } from '../formats/matrices/compressed-rows.js';
import { GeneIndex, type StoredRun, segmentEnds } from './gene-index.js';
import type { Clock, IndexStore } from './ports.js';
import type { RunPlan } from './table-bytes.js';

export interface GeneIndexInput extends Abortable {
  readonly rows: CompressedRows;
  readonly run: RunPlan;
  readonly store: IndexStore;
  /** Everything that the index depends on. */
  readonly guard: string;
  readonly clock: Clock;
  /** Bytes of memory that may be taken. */
  readonly memoryBytes: number;
  /** Room for what does not fit into memory; `too-large` without. */
  readonly createSpool?: (() => Promise<SpoolStore>) | undefined;
  /** Awaited between slices: where the work makes way for interaction. */
  readonly makeWay: () => Promise<void>;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/** Bytes of an entry while entries are sorted: as they were read, in their order, as they are written. */
export const sortedBytes = 32;
const mostSorted = 4 << 20;
const leastSorted = 1 << 18;
/** What one gene costs is a block: small blocks are fetched fast, few are written fast. */
const blockBytes = 1 << 20;
/** Blocks that are written side by side, for each is waited for until it is on the disk. */
const blocksAtOnce = 4;
/** Of the memory, the share that sorted runs may take before they go to a spool; the rest is for sorting. */
export const runMemoryShare = 0.5;
/** Of the whole work, the share of reading and sorting. */
const sortingShare = 0.8;
const sliceMillis = 8;

/**
 * Makes the column index of a matrix that keeps cells together, and keeps it: sorts as many entries at a time as memory allows,
 * writes these runs to a spool where they do not fit into memory, then gathers the bytes of each block of genes from all runs.
 * Errors: those of the source; `corrupt`; `too-large` where there is no room.
 */
export async function buildGeneIndex(input: GeneIndexInput): Promise<GeneIndex> {
  const { rows, run, guard, store, signal, memoryBytes } = input;
  const pointers = await run(rows.readPointers(), { signal });
  const slices = new Slices(input);
  const runs = new RunStore(memoryBytes * runMemoryShare, input.createSpool);
  try {
    const capacity = sortedAtOnce(rows, memoryBytes * (1 - runMemoryShare));
    const sorter = new GeneSorter(rows.genes, Math.min(rows.stored, capacity), rows.wideValues);
    for (let from = 0; from < rows.stored; from += capacity) {
      const to = Math.min(rows.stored, from + capacity);
      sorter.begin(from);
      await readInto(sorter, input, from, to, slices);
      await runs.add(await finished(sorter.sort(pointers), slices));
      input.onProgress((sortingShare * to) / rows.stored);
    }
    const genesPerBlock = Math.max(1, Math.floor((rows.genes * blockBytes) / Math.max(1, runs.byteLength)));
    const byteLength = runs.byteLength + 4 * segmentLength * rows.genes * runs.list.length;
    const index = new GeneIndex(store, guard, { cells: rows.cells, genes: rows.genes, genesPerBlock, byteLength });
    const ends = runs.list.map(({ segments }) => segmentEnds(segments));
    const step = genesPerBlock * blocksAtOnce;
    for (let first = 0; first < rows.genes; first += step) {
      await slices.next();
      const last = Math.min(rows.genes, first + step);
      const blocks = Array.from({ length: Math.ceil((last - first) / genesPerBlock) }, (_, block) => first + block * genesPerBlock);
      await Promise.all(blocks.map((gene) => index.keepBlock(gene, runs.list, ends)));
      // All of it is done once the head is kept.
      if (last < rows.genes) input.onProgress(sortingShare + (1 - sortingShare) * (last / rows.genes));
    }
    await index.finish();
    return index;
  } finally {
    await runs.close();
  }
}

/** Entries that are sorted together: whole pieces, as many as memory allows. */
function sortedAtOnce({ pieceEntries }: CompressedRows, memoryBytes: number): number {
  const entries = Math.min(mostSorted, Math.max(leastSorted, memoryBytes / sortedBytes));
  return Math.max(1, Math.floor(entries / pieceEntries)) * pieceEntries;
}

async function readInto(
  sorter: GeneSorter,
  { rows, run, signal }: GeneIndexInput,
  from: number,
  to: number,
  slices: Slices,
): Promise<void> {
  for (let at = from; at < to; at += rows.pieceEntries) {
    await slices.next();
    const end = Math.min(to, at + rows.pieceEntries);
    const [genes, values] = await Promise.all([run(rows.readGenes(at, end), { signal }), run(rows.readValues(at, end), { signal })]);
    sorter.add(genes, values);
  }
}

async function finished<Result>(work: Generator<void, Result>, slices: Slices): Promise<Result> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await slices.next();
  }
}

/** Lets others have their turn between slices of work. */
class Slices {
  readonly #input: GeneIndexInput;
  #began: number;

  constructor(input: GeneIndexInput) {
    this.#input = input;
    this.#began = input.clock.now();
  }

  async next(): Promise<void> {
    const { clock, signal, makeWay } = this.#input;
    throwIfAborted(signal);
    await makeWay();
    if (clock.now() - this.#began < sliceMillis) return;
    await clock.turn();
    throwIfAborted(signal);
    this.#began = clock.now();
  }
}

/** Runs in memory up to a limit, behind it in a spool. */
class RunStore {
  readonly list: StoredRun[] = [];
  byteLength = 0;
  readonly #memoryBytes: number;
  readonly #createSpool: (() => Promise<SpoolStore>) | undefined;
  #heldBytes = 0;
  #spool: SpoolStore | undefined;

  constructor(memoryBytes: number, createSpool: (() => Promise<SpoolStore>) | undefined) {
    this.#memoryBytes = memoryBytes;
    this.#createSpool = createSpool;
  }

  async add({ firstCell, segments, bytes }: GeneRun): Promise<void> {
    this.byteLength += bytes.length;
    if (this.#spool === undefined && this.#heldBytes + bytes.length <= this.#memoryBytes) {
      this.#heldBytes += bytes.length;
      const kept = bytes.slice();
      this.list.push({ firstCell, segments, read: async (from, to) => kept.subarray(from, to) });
      return;
    }
    this.#spool ??= await this.#createSpool?.();
    const spool = this.#spool;
    if (spool === undefined)
      throw new FirstlightError('too-large', `The column index does not fit into ${this.#memoryBytes} bytes of memory`);
    const offset = spool.byteLength;
    await spool.append(bytes);
    this.list.push({ firstCell, segments, read: (from, to) => spool.read(offset + from, to - from) });
  }

  async close(): Promise<void> {
    await this.#spool?.close();
  }
}
