import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { AnndataWriter, SparseWriter } from '../formats/anndata/write/anndata-writer.js';
import type { ArrayWriter } from '../formats/tree/tree-writer.js';
import type { AtlasCells } from './atlas-cells.js';
import type { AtlasCounts } from './atlas-counts.js';
import { fixedLog } from './fixed-log.js';

/** How the matrices of an atlas lie in the file. */
export type AtlasLayout = 'csr' | 'csc' | 'dense';

/** Sums over the counts of each cell. */
export interface CellTotals {
  readonly counts: Uint32Array;
  readonly genes: Int32Array;
  stored: number;
}

export interface AtlasMatrixWant extends Abortable {
  readonly cells: AtlasCells;
  readonly genes: number;
  readonly tiles: AtlasCounts;
  /** Whether `layers/counts` is written beside `X`. */
  readonly counts: boolean;
  /** Told how many values are in the file, after each part. */
  readonly onProgress?: ((stored: number) => void) | undefined;
}

/** Values that are gathered before they are handed on. */
const piece = 1 << 16;
/** About so many bytes in a chunk of a dense matrix, and in a row of chunks. */
const denseChunkBytes = 1 << 18;
const denseRowBytes = 1 << 25;
/** Counts are multiplied by this over the size factor before their logarithm is taken. */
const scale = 4;

/** Writes `X` (log-normalised: ln(1 + 4 · count / size factor), 32-bit floats) and `layers/counts` (32-bit integers). */
export async function writeMatrices(out: AnndataWriter, layout: AtlasLayout, want: AtlasMatrixWant): Promise<CellTotals> {
  const { cells, genes, counts } = want;
  const shape = [cells.length, genes] as const;
  const totals: CellTotals = { counts: new Uint32Array(cells.length), genes: new Int32Array(cells.length), stored: 0 };
  const sparse = layout === 'csc' ? 'csc' : 'csr';
  const matrices = [
    ...(layout === 'dense' ? [] : [new SparseMatrix(out.sparse('X', sparse, 'float32', shape), Float32Array)]),
    ...(counts ? [new SparseMatrix(out.sparse('layers/counts', sparse, 'int32', shape), Int32Array)] : []),
  ];
  for (const matrix of matrices) await matrix.begin();
  if (layout === 'csc') await writeByGene(want, matrices, totals);
  else await writeByCell(want, matrices, layout === 'dense' ? denseMatrix(out, genes, cells.length) : undefined, totals);
  for (const matrix of matrices) await matrix.finish();
  return totals;
}

/** The parts of a sparse matrix, appended line by line. The first of two holds normalised values, the second counts. */
class SparseMatrix {
  readonly #writer: SparseWriter;
  readonly #data: Float32Array | Int32Array;
  readonly #indices = new Int32Array(piece);
  readonly #indptr = new BigInt64Array(4096);
  readonly normalised: boolean;
  #filled = 0;
  #lines = 0;
  #stored = 0;

  constructor(writer: SparseWriter, kind: typeof Float32Array | typeof Int32Array) {
    this.#writer = writer;
    this.#data = new kind(piece);
    this.normalised = kind === Float32Array;
  }

  /** The first line starts at 0. */
  begin(): Promise<void> | undefined {
    return this.endLine();
  }

  /** Adds a value; a promise where the piece is full and must be waited for. */
  add(index: number, value: number): Promise<void> | undefined {
    this.#indices[this.#filled] = index;
    this.#data[this.#filled] = value;
    this.#filled += 1;
    return this.#filled === piece ? this.#flush() : undefined;
  }

  endLine(): Promise<void> | undefined {
    this.#indptr[this.#lines] = BigInt(this.#stored + this.#filled);
    this.#lines += 1;
    return this.#lines === this.#indptr.length ? this.#flushLines() : undefined;
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#flushLines();
    await this.#writer.data.finish();
    await this.#writer.indices.finish();
    await this.#writer.indptr.finish();
  }

  async #flush(): Promise<void> {
    const filled = this.#filled;
    this.#stored += filled;
    this.#filled = 0;
    await this.#writer.data.append(this.#data.subarray(0, filled));
    await this.#writer.indices.append(this.#indices.subarray(0, filled));
  }

  async #flushLines(): Promise<void> {
    const lines = this.#lines;
    this.#lines = 0;
    await this.#writer.indptr.append(this.#indptr.subarray(0, lines));
  }
}

/** Gene after gene, all its blocks. */
async function writeByGene(want: AtlasMatrixWant, matrices: readonly SparseMatrix[], totals: CellTotals): Promise<void> {
  const { cells, genes, tiles, signal, onProgress } = want;
  const blocks = Math.ceil(cells.length / cells.blockCells);
  for (let gene = 0; gene < genes; gene += 1) {
    throwIfAborted(signal);
    for (let block = 0; block < blocks; block += 1) {
      const tile = tiles.tile(block, gene);
      const from = block * cells.blockCells;
      for (let at = 0; at < tile.length; at += 1) {
        const cell = from + tile.cells[at]!;
        const count = tile.counts[at]!;
        totals.counts[cell]! += count;
        totals.genes[cell]! += 1;
        for (const matrix of matrices) {
          const full = matrix.add(cell, matrix.normalised ? normalised(count, cells.sizeFactors[cell]!) : count);
          if (full !== undefined) await full;
        }
      }
      totals.stored += tile.length;
    }
    for (const matrix of matrices) {
      const full = matrix.endLine();
      if (full !== undefined) await full;
    }
    onProgress?.(totals.stored);
  }
}

/** Block after block: its tiles are gathered gene by gene and sorted by cell. */
async function writeByCell(
  want: AtlasMatrixWant,
  matrices: readonly SparseMatrix[],
  dense: DenseMatrix | undefined,
  totals: CellTotals,
): Promise<void> {
  const { cells, genes, signal, onProgress } = want;
  const rows = new BlockRows(want);
  for (let from = 0; from < cells.length; from += cells.blockCells) {
    throwIfAborted(signal);
    rows.gather(from / cells.blockCells);
    const count = Math.min(cells.blockCells, cells.length - from);
    for (let row = 0; row < count; row += 1) {
      const cell = from + row;
      const sizeFactor = cells.sizeFactors[cell]!;
      for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at += 1) {
        const value = rows.counts[at]!;
        totals.counts[cell]! += value;
        for (const matrix of matrices) {
          const full = matrix.add(rows.genes[at]!, matrix.normalised ? normalised(value, sizeFactor) : value);
          if (full !== undefined) await full;
        }
        if (dense !== undefined) dense.row[rows.genes[at]!] = normalised(value, sizeFactor);
      }
      totals.genes[cell] = rows.starts[row + 1]! - rows.starts[row]!;
      for (const matrix of matrices) {
        const full = matrix.endLine();
        if (full !== undefined) await full;
      }
      if (dense !== undefined) {
        await dense.writer.append(dense.row);
        dense.row.fill(0);
      }
    }
    totals.stored += rows.starts[count]!;
    onProgress?.(dense === undefined ? totals.stored : (from + count) * genes);
  }
  await dense?.writer.finish();
}

/** The counts of a block of cells by rows. */
class BlockRows {
  readonly #want: AtlasMatrixWant;
  /** As they come: by gene. */
  #cells = new Uint16Array(1 << 20);
  #values = new Uint16Array(1 << 20);
  readonly #ends: Uint32Array;
  readonly starts: Uint32Array;
  genes = new Uint32Array(0);
  counts = new Uint16Array(0);

  constructor(want: AtlasMatrixWant) {
    this.#want = want;
    this.#ends = new Uint32Array(want.genes);
    this.starts = new Uint32Array(want.cells.blockCells + 1);
  }

  gather(block: number): void {
    const { genes, tiles } = this.#want;
    const { starts } = this;
    starts.fill(0);
    let filled = 0;
    for (let gene = 0; gene < genes; gene += 1) {
      const tile = tiles.tile(block, gene);
      if (filled + tile.length > this.#cells.length) this.#grow(filled + tile.length);
      for (let at = 0; at < tile.length; at += 1) {
        const cell = tile.cells[at]!;
        this.#cells[filled] = cell;
        this.#values[filled] = tile.counts[at]!;
        starts[cell + 1]! += 1;
        filled += 1;
      }
      this.#ends[gene] = filled;
    }
    if (this.genes.length < filled) {
      this.genes = new Uint32Array(this.#cells.length);
      this.counts = new Uint16Array(this.#cells.length);
    }
    for (let row = 1; row < starts.length; row += 1) starts[row]! += starts[row - 1]!;
    const next = starts.slice();
    for (let gene = 0, at = 0; gene < genes; gene += 1) {
      for (; at < this.#ends[gene]!; at += 1) {
        const cell = this.#cells[at]!;
        const place = next[cell]!;
        next[cell] = place + 1;
        this.genes[place] = gene;
        this.counts[place] = this.#values[at]!;
      }
    }
  }

  #grow(wanted: number): void {
    const length = Math.max(wanted, 2 * this.#cells.length);
    const [cells, values] = [new Uint16Array(length), new Uint16Array(length)];
    cells.set(this.#cells);
    values.set(this.#values);
    this.#cells = cells;
    this.#values = values;
  }
}

interface DenseMatrix {
  readonly writer: ArrayWriter;
  /** One cell's values. */
  readonly row: Float32Array;
}

/** Chunks are tall and narrow: a gene touches few bytes of other genes. */
function denseMatrix(out: AnndataWriter, genes: number, cells: number): DenseMatrix {
  const chunkRows = Math.max(1, Math.min(cells, Math.floor(denseRowBytes / (4 * genes))));
  const chunkColumns = Math.max(1, Math.min(genes, Math.floor(denseChunkBytes / (4 * chunkRows))));
  return { writer: out.rows('X', 'float32', genes, chunkRows, chunkColumns), row: new Float32Array(genes) };
}

function normalised(count: number, sizeFactor: number): number {
  return fixedLog(1 + (scale * count) / sizeFactor);
}
