import { FirstlightError } from '../../base/errors.js';
import { joinStorePlans, type StorePlan } from '../../bytes/store-plan.js';
import type { Embedding } from '../../shapes/table-columns.js';
import type { EmbeddingFacts } from '../../shapes/table-facts.js';
import type { EmbeddingRows } from '../table-format.js';
import { readAllNumbers, type TreeArray, type TreeNode } from '../tree/array-tree.js';
import { type NumberArray, numberBytes } from '../tree/number-type.js';
import { openDataFrame } from './data-frame.js';

/** Coordinates in a file, not read yet. */
export interface StoredEmbedding {
  readonly facts: EmbeddingFacts;
  /** Present where parts can be read. */
  readonly rows?: EmbeddingRows;
  read(): StorePlan<Embedding>;
}

/**
 * Opens a member of `obsm`: an array of rows, or a data frame of numbers. Undefined for what holds no coordinates.
 * Errors: `corrupt` where its rows are not the table's.
 */
export function* openEmbedding(name: string, node: TreeNode, cells: number): StorePlan<StoredEmbedding | undefined> {
  if (node.kind === 'array') return arrayEmbedding(name, node, cells);
  const frame = yield* openDataFrame(node, undefined);
  const columns = frame.columns.filter(({ kind }) => kind === 'numeric');
  if (columns.length === 0) return undefined;
  checkRows(name, frame.rows, cells);
  return {
    facts: { name, dims: columns.length },
    *read() {
      const read = yield* joinStorePlans(columns.map((column) => frame.readColumn(column.name)));
      const values = new Float64Array(cells * columns.length);
      for (const [dimension, column] of read.entries()) {
        if (column.kind !== 'numeric') continue;
        for (let cell = 0; cell < cells; cell += 1) values[cell * columns.length + dimension] = column.values[cell]!;
      }
      return { name, dims: columns.length, values };
    },
  };
}

/** Coordinates in one array of rows. */
export function arrayEmbedding(name: string, array: TreeArray, cells: number): StoredEmbedding | undefined {
  if (array.numbers === undefined || array.shape.length < 1 || array.shape.length > 2) return undefined;
  const dims = array.shape[1] ?? 1;
  if (dims === 0) return undefined;
  checkRows(name, array.shape[0]!, cells);
  return {
    facts: { name, dims },
    rows: {
      chunkRows: array.chunked ? array.chunkShape[0]! : 1,
      rowBytes: dims * numberBytes(array.numbers),
      *read(from, count, most) {
        const box = { from: [from, 0], counts: [count, Math.min(dims, most)] };
        const isList = array.shape.length === 1;
        return toFloats(yield* array.readNumbers(isList ? { from: [from], counts: [count] } : box));
      },
    },
    *read() {
      return { name, dims, values: toFloats(yield* readAllNumbers(array)) };
    },
  };
}

function checkRows(name: string, rows: number, cells: number): void {
  if (rows !== cells) throw new FirstlightError('corrupt', `it has ${rows} rows for ${cells} cells (${name})`);
}

function toFloats(numbers: NumberArray): Float32Array | Float64Array {
  return numbers instanceof Float32Array || numbers instanceof Float64Array ? numbers : new Float64Array(numbers);
}
