import type { StorePlan } from '../../bytes/store-plan.js';
import type { MatrixFacts } from '../../shapes/table-facts.js';
import type { GeneValues } from '../table-format.js';
import type { TreeArray } from '../tree/array-tree.js';
import { numberBytes, numberName } from '../tree/number-type.js';
import { geneValuesOf, joinNumbers, samplePlaces, sampleRun, type TableMatrix } from './table-matrix.js';

/** Rows of so few bytes are read whole where a matrix has no chunks. */
const wholeRowBytes = 32 << 10;
/** What a disk or a cache reads for a number by itself. */
const pageBytes = 4096;
/** Numbers held at once while genes are picked out of rows. */
const bandNumbers = 2 << 20;

/** A dense matrix, cells × genes in two dimensions (or cells alone, of one gene). */
export class DenseMatrix implements TableMatrix {
  readonly facts: MatrixFacts;
  readonly #array: TreeArray;

  constructor(array: TreeArray, name: string, names: MatrixFacts['names']) {
    const [cells = 0, genes = 1] = array.shape;
    this.facts = { name, layout: 'dense', dtype: array.numbers === undefined ? 'unknown' : numberName(array.numbers), cells, genes, names };
    this.#array = array;
  }

  /** A column of chunks; of a matrix without chunks whole rows where they are short, else a place in each. */
  get geneBytes(): number {
    const { cells, genes } = this.facts;
    const rowBytes = this.#rowBytes();
    if (this.#array.chunked) return (cells * rowBytes * Math.min(genes, this.#array.chunkShape[1] ?? 1)) / Math.max(1, genes);
    return cells * (rowBytes <= wholeRowBytes ? rowBytes : pageBytes);
  }

  *readGenes(genes: readonly number[]): StorePlan<GeneValues[]> {
    const found = new Map<number, GeneValues>();
    for (const group of this.#groupsOf(genes)) {
      for (const [at, values] of (yield* this.#readGroup(group)).entries()) found.set(group[at]!, values);
    }
    return genes.map((gene) => found.get(gene)!);
  }

  *sample(): StorePlan<Float64Array> {
    const { cells, genes } = this.facts;
    const width = Math.min(genes, this.#array.chunked ? (this.#array.chunkShape[1] ?? 1) : genes, sampleRun);
    const height = Math.min(cells, Math.max(1, Math.floor(sampleRun / Math.max(1, width))));
    const places = cells <= height * samplePlaces ? 1 : samplePlaces;
    const runs = [];
    for (let at = 0; at < places && width > 0 && height > 0; at += 1) {
      const from = places === 1 ? 0 : Math.floor(((cells - height) * at) / (places - 1));
      const column = Math.floor(((genes - width) * at) / samplePlaces / width) * width;
      runs.push(yield* this.#read(from, places === 1 ? cells : height, column, width));
    }
    return joinNumbers(runs);
  }

  /** Genes that are best read together, ascending: those of one chunk, or of one short row. */
  #groupsOf(genes: readonly number[]): number[][] {
    const chunk = this.#array.chunked ? (this.#array.chunkShape[1] ?? 1) : this.#rowBytes() <= wholeRowBytes ? this.facts.genes : 1;
    const groups = new Map<number, number[]>();
    for (const gene of [...new Set(genes)].sort((a, b) => a - b)) {
      const key = Math.floor(gene / chunk);
      groups.set(key, [...(groups.get(key) ?? []), gene]);
    }
    return [...groups.values()];
  }

  *#readGroup(genes: readonly number[]): StorePlan<GeneValues[]> {
    const { cells } = this.facts;
    const first = genes[0]!;
    const width = genes.at(-1)! - first + 1;
    const chunkRows = this.#array.chunked ? this.#array.chunkShape[0]! : 1;
    const rows = Math.max(1, Math.floor(bandNumbers / width / chunkRows)) * chunkRows;
    if (rows >= cells) {
      const numbers = yield* this.#read(0, cells, first, width);
      return genes.map((gene) => geneValuesOf(numbers, gene - first, width, cells));
    }
    const out = genes.map(() => ({ values: new Float32Array(cells), rounded: 0 }));
    for (let row = 0; row < cells; row += rows) {
      const count = Math.min(rows, cells - row);
      const numbers = yield* this.#read(row, count, first, width);
      for (const [at, gene] of genes.entries()) {
        const band = geneValuesOf(numbers, gene - first, width, count);
        out[at]!.values.set(band.values, row);
        out[at]!.rounded += band.rounded;
      }
    }
    return out;
  }

  #read(row: number, rows: number, column: number, columns: number): ReturnType<TreeArray['readNumbers']> {
    if (this.#array.shape.length === 1) return this.#array.readNumbers({ from: [row], counts: [rows] });
    return this.#array.readNumbers({ from: [row, column], counts: [rows, columns] });
  }

  #rowBytes(): number {
    return this.facts.genes * (this.#array.numbers === undefined ? 1 : numberBytes(this.#array.numbers));
  }
}
