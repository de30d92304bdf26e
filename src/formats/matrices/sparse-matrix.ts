import { FirstlightError } from '../../base/errors.js';
import { joinStorePlans, type StorePlan } from '../../bytes/store-plan.js';
import type { MatrixFacts } from '../../shapes/table-facts.js';
import type { GeneValues } from '../table-format.js';
import { readAllNumbers, readNumberRun, type TreeArray } from '../tree/array-tree.js';
import { checkArrayBytes, type NumberArray, numberBytes, numberName } from '../tree/number-type.js';
import type { CompressedRows } from './compressed-rows.js';
import { joinNumbers, samplePlan, type TableMatrix } from './table-matrix.js';

/** The three lists of a compressed sparse matrix. */
export interface SparseLists {
  /** Where each row (`csr`: a cell, `csc`: a gene) starts in the others; one more than there are rows. */
  readonly indptr: TreeArray;
  readonly indices: TreeArray;
  readonly data: TreeArray;
}

export interface SparseShape {
  readonly name: string;
  readonly names: MatrixFacts['names'];
  readonly layout: 'csr' | 'csc';
  readonly cells: number;
  readonly genes: number;
  /** No array in memory may take more bytes. */
  readonly limitBytes: number;
}

const scannedAtOnce = 1 << 18;
const genesAtOnce = 16;

/** A sparse matrix in compressed rows or columns. Several entries of one place add up, as in SciPy. */
export class SparseMatrix implements TableMatrix {
  readonly facts: MatrixFacts;
  readonly #lists: SparseLists;
  readonly #limitBytes: number;

  /** Throws `corrupt` when lists and shape disagree. */
  constructor(lists: SparseLists, { name, names, layout, cells, genes, limitBytes }: SparseShape) {
    const rows = layout === 'csr' ? cells : genes;
    const [pointers] = lists.indptr.shape;
    const [stored = 0] = lists.data.shape;
    if (pointers !== rows + 1 || lists.indices.shape[0] !== stored || Object.values(lists).some(({ shape }) => shape.length !== 1)) {
      throw new FirstlightError(
        'corrupt',
        `The sparse matrix ${name} has ${pointers} pointers and ${lists.indices.shape[0]} indices for ${rows} rows and ${stored} values`,
      );
    }
    const dtype = lists.data.numbers === undefined ? 'unknown' : numberName(lists.data.numbers);
    this.facts = { name, layout, dtype, cells, genes, stored, names };
    this.#lists = lists;
    this.#limitBytes = limitBytes;
  }

  *readGenes(genes: readonly number[]): StorePlan<GeneValues[]> {
    const unique = [...new Set(genes)];
    checkArrayBytes(this.facts.cells * unique.length, 4, this.#limitBytes, `${unique.length} columns of ${this.facts.name}`);
    const columns = new Map<number, GeneSum>(unique.map((gene) => [gene, new GeneSum(this.facts.cells)]));
    if (this.facts.layout === 'csr') yield* this.#scan(columns);
    else {
      for (let at = 0; at < unique.length; at += genesAtOnce) {
        yield* joinStorePlans(unique.slice(at, at + genesAtOnce).map((gene) => this.#readColumn(gene, columns.get(gene)!)));
      }
    }
    return genes.map((gene) => columns.get(gene)!);
  }

  *sample(): StorePlan<Float64Array> {
    const { data } = this.#lists;
    return joinNumbers(yield* joinStorePlans(samplePlan(data.shape[0]!).map(({ from, to }) => readNumberRun(data, from, to))));
  }

  /** The lists, where they keep cells together. */
  get compressedRows(): CompressedRows | undefined {
    const { indptr, indices, data } = this.#lists;
    const { layout, cells, genes, stored = 0, name } = this.facts;
    if (layout !== 'csr') return undefined;
    return {
      cells,
      genes,
      stored,
      pieceEntries: this.#pieceEntries,
      geneBytes: indices.numbers === undefined ? 4 : numberBytes(indices.numbers),
      wideValues: !['f32', 'f16', 'u16', 'i16', 'u8', 'i8', 'bool'].includes(data.numbers?.kind ?? ''),
      valueBytes: data.numbers === undefined ? 4 : numberBytes(data.numbers),
      *readPointers() {
        const pointers = yield* readAllNumbers(indptr);
        for (let cell = 0; cell < cells; cell += 1) {
          if (!(pointers[cell]! <= pointers[cell + 1]!)) {
            throw new FirstlightError('corrupt', `The entries of cell ${cell} of ${name} end before they start`);
          }
        }
        if (pointers[0] === 0 && pointers[cells] === stored) return pointers;
        throw new FirstlightError('corrupt', `The pointers of ${name} go from ${pointers[0]} to ${pointers[cells]} of ${stored} entries`);
      },
      readGenes: (from, to) => readNumberRun(indices, from, to),
      readValues: (from, to) => readNumberRun(data, from, to),
    };
  }

  /** Whole chunks of about a quarter of a million entries. */
  get #pieceEntries(): number {
    const { indices } = this.#lists;
    const chunk = indices.chunked ? indices.chunkShape[0]! : 1;
    return Math.ceil(scannedAtOnce / chunk) * chunk;
  }

  *#readColumn(gene: number, column: GeneSum): StorePlan<void> {
    const { indptr, indices, data } = this.#lists;
    const [from = 0, to = 0] = yield* readNumberRun(indptr, gene, gene + 2);
    this.#checkRow(from, to);
    for (let at = from; at < to; at += scannedAtOnce) {
      const end = Math.min(to, at + scannedAtOnce);
      const [cells, values] = yield* joinStorePlans([readNumberRun(indices, at, end), readNumberRun(data, at, end)]);
      column.addAll(cells!, values!, end - at);
    }
  }

  /** One pass over all entries: indices first, values only where a wanted gene is among them. */
  *#scan(columns: ReadonlyMap<number, GeneSum>): StorePlan<void> {
    const { indptr, indices, data } = this.#lists;
    const { genes, cells } = this.facts;
    const pointers = yield* readAllNumbers(indptr);
    const stored = data.shape[0]!;
    this.#checkRow(pointers[0]!, pointers[cells]!);
    const wanted = new Int32Array(genes).fill(-1);
    const sums = [...columns.values()];
    for (const [slot, gene] of [...columns.keys()].entries()) wanted[gene] = slot;
    const step = this.#pieceEntries;
    const hits = new Int32Array(Math.min(step, stored));
    let cell = 0;
    for (let from = 0; from < stored; from += step) {
      const count = Math.min(step, stored - from);
      const slice = yield* readNumberRun(indices, from, from + count);
      const found = findWanted(slice, wanted, hits);
      if (found < 0) throw new FirstlightError('corrupt', `The matrix ${this.facts.name} has an index outside its ${genes} genes`);
      if (found === 0) continue;
      const first = hits[0]!;
      const values = yield* readNumberRun(data, from + first, from + hits[found - 1]! + 1);
      for (let i = 0; i < found; i += 1) {
        const at = hits[i]!;
        while (cell < cells && pointers[cell + 1]! <= from + at) cell += 1;
        sums[wanted[slice[at]!]!]!.add(cell, values[at - first]!);
      }
    }
  }

  #checkRow(from: number, to: number): void {
    const stored = this.facts.stored ?? 0;
    if (from >= 0 && from <= to && to <= stored) return;
    throw new FirstlightError('corrupt', `A row of ${this.facts.name} lies at entries ${from} to ${to} of ${stored}`);
  }
}

/** Places in `slice` of indices that are wanted, into `hits`; −1 where an index is outside. */
function findWanted(slice: NumberArray, wanted: Int32Array, hits: Int32Array): number {
  let found = 0;
  for (let i = 0; i < slice.length; i += 1) {
    const slot = wanted[slice[i]!];
    if (slot === undefined) return -1;
    if (slot >= 0) {
      hits[found] = i;
      found += 1;
    }
  }
  return found;
}

/** The values of one gene as its entries come. */
class GeneSum implements GeneValues {
  readonly values: Float32Array;
  rounded = 0;

  constructor(cells: number) {
    this.values = new Float32Array(cells);
  }

  /** Adds `count` values to cells, the common types without a look at each: floats of 32 bits alone in their cell are not rounded. */
  addAll(cells: NumberArray, values: NumberArray, count: number): void {
    let done = 0;
    if (cells instanceof Int32Array && values instanceof Float32Array) done = putFloats(this.values, cells, values, count);
    for (let i = done; i < count; i += 1) this.add(cells[i]!, values[i]!);
  }

  /** Throws `corrupt` for a cell that is not there. */
  add(cell: number, value: number): void {
    const before = this.values[cell];
    if (before === undefined) throw new FirstlightError('corrupt', `A sparse matrix has a value for cell ${cell} of ${this.values.length}`);
    const sum = before + value;
    this.values[cell] = sum;
    if (this.values[cell] !== sum && !Number.isNaN(sum)) this.rounded += 1;
  }
}

/** Puts floats into cells that have none yet, as far as that goes; how many were put. */
function putFloats(target: Float32Array, cells: Int32Array, values: Float32Array, count: number): number {
  for (let i = 0; i < count; i += 1) {
    const cell = cells[i]!;
    if (target[cell] !== 0) return i;
    target[cell] = values[i]!;
  }
  return count;
}
