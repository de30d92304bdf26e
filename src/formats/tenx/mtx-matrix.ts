import { FirstlightError } from '../../base/errors.js';
import { bytesOf, type StorePlan, sizeOf } from '../../bytes/store-plan.js';
import type { MatrixFacts } from '../../shapes/table-facts.js';
import { sampleRun, type TableMatrix } from '../matrices/table-matrix.js';
import type { GeneValues } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';

/** What the first lines of a MatrixMarket file say. */
export interface MtxHeader {
  readonly rows: number;
  readonly columns: number;
  readonly entries: number;
  readonly dtype: 'integer' | 'real' | 'pattern';
  /** Where the entries start. */
  readonly startBytes: number;
}

const pieceBytes = 1 << 20;
const headBytes = 1 << 16;
const longestLine = 4096;
/** About what an entry takes as text. */
const entryBytes = 12;

/**
 * Reads the header of a MatrixMarket file of coordinates, gzipped or not. Source: NIST, "Matrix Market exchange formats".
 * Errors: `corrupt`; `unsupported` for dense, complex and symmetric ones.
 */
export function* readMtxHeader(name: string): StorePlan<MtxHeader> {
  const size = (yield* sizeOf(name, true)) ?? 0;
  const [answer] = yield [{ kind: 'range', name, offset: 0, length: Math.min(size, headBytes), inflated: true }];
  const head = new TextDecoder('latin1').decode(bytesOf(answer, name));
  const banner = /^%%MatrixMarket\s+matrix\s+(\S+)\s+(\S+)\s+(\S+)[^\n]*\n/i.exec(head);
  if (banner === null) throw new FirstlightError('corrupt', `${name} does not begin as a MatrixMarket file does`, { path: name });
  const [, layout = '', field = '', symmetry = ''] = banner.map((part) => part.toLowerCase());
  if (layout !== 'coordinate' || symmetry !== 'general' || (field !== 'integer' && field !== 'real' && field !== 'pattern')) {
    throw new FirstlightError('unsupported', `A MatrixMarket file of kind ${layout} ${field} ${symmetry} cannot be read`, { path: name });
  }
  const sizes = /^(?:\s*%[^\n]*\n|\s*\n)*\s*(\d+)\s+(\d+)\s+(\d+)[^\S\n]*\r?\n/.exec(head.slice(banner[0].length));
  const [rows = -1, columns = -1, entries = -1] = (sizes ?? []).slice(1).map(Number);
  if (sizes === null || ![rows, columns, entries].every(Number.isSafeInteger)) {
    throw new FirstlightError('corrupt', `${name} does not say how large its matrix is`, { path: name });
  }
  return { rows, columns, entries, dtype: field, startBytes: banner[0].length + sizes[0].length };
}

/** A matrix as a list of `row column value`: every gene costs a pass over the file, several cost one together. */
export class MtxMatrix implements TableMatrix {
  readonly facts: MatrixFacts;
  readonly #file: string;
  readonly #header: MtxHeader;
  /** Whether rows are genes, as sequencing pipelines write them. */
  readonly #rowsAreGenes: boolean;
  readonly #limitBytes: number;

  constructor(file: string, header: MtxHeader, rowsAreGenes: boolean, limitBytes: number) {
    const [genes, cells] = rowsAreGenes ? [header.rows, header.columns] : [header.columns, header.rows];
    const dtype = header.dtype === 'real' ? 'float64' : 'int64';
    this.facts = { name: 'X', layout: 'text', dtype, cells, genes, stored: header.entries, names: 'var' };
    this.#file = file;
    this.#header = header;
    this.#rowsAreGenes = rowsAreGenes;
    this.#limitBytes = limitBytes;
  }

  get geneBytes(): number {
    return this.#header.entries * entryBytes;
  }

  *readGenes(genes: readonly number[]): StorePlan<GeneValues[]> {
    const { cells, name } = this.facts;
    const unique = new Map<number, number>();
    for (const gene of genes) if (!unique.has(gene)) unique.set(gene, unique.size);
    checkArrayBytes(cells * unique.size, 4, this.#limitBytes, `${unique.size} columns of ${name}`);
    const columns = Array.from(unique, () => ({ values: new Float32Array(cells), rounded: 0 }));
    yield* this.#scan(Number.POSITIVE_INFINITY, (gene, cell, value) => {
      const slot = unique.get(gene);
      if (slot === undefined) return;
      const column = columns[slot]!;
      const sum = column.values[cell]! + value;
      column.values[cell] = sum;
      if (column.values[cell] !== sum && !Number.isNaN(sum)) column.rounded += 1;
    });
    return genes.map((gene) => columns[unique.get(gene)!]!);
  }

  *sample(): StorePlan<Float64Array> {
    const values: number[] = [];
    yield* this.#scan(sampleRun, (_gene, _cell, value) => values.push(value));
    return Float64Array.from(values);
  }

  /** Hands out entries, the first `most` of them. Throws `corrupt`, `truncated` where there are fewer than the header says. */
  *#scan(most: number, take: (gene: number, cell: number, value: number) => void): StorePlan<void> {
    const { entries, startBytes, dtype, rows, columns } = this.#header;
    const size = (yield* sizeOf(this.#file, true)) ?? 0;
    let rest: Uint8Array = new Uint8Array(0);
    let found = 0;
    const numbers = new Float64Array(3);
    const wanted = dtype === 'pattern' ? 2 : 3;
    for (let at = startBytes; at < size && found < Math.min(most, entries); at += pieceBytes) {
      const length = Math.min(pieceBytes, size - at);
      const [answer] = yield [{ kind: 'range', name: this.#file, offset: at, length, inflated: true }];
      const bytes = joined(rest, bytesOf(answer, this.#file));
      const last = at + length >= size;
      const end = last ? bytes.length : bytes.lastIndexOf(10) + 1;
      for (let from = 0; from < end && found < Math.min(most, entries); ) {
        const newline = bytes.indexOf(10, from);
        const stop = newline < 0 ? end : newline;
        const count = readNumbers(bytes, from, stop, numbers);
        from = stop + 1;
        if (count === 0) continue;
        const [row = 0, column = 0, value = 1] = numbers;
        if (count < wanted || !(row >= 1 && row <= rows && column >= 1 && column <= columns)) {
          throw new FirstlightError('corrupt', `Entry ${found + 1} of the matrix cannot be read`, { path: this.#file });
        }
        if (this.#rowsAreGenes) take(row - 1, column - 1, wanted === 2 ? 1 : value);
        else take(column - 1, row - 1, wanted === 2 ? 1 : value);
        found += 1;
      }
      rest = bytes.slice(end);
      if (rest.length > longestLine)
        throw new FirstlightError('corrupt', 'A line of the matrix is longer than any entry', { path: this.#file });
    }
    if (found < Math.min(most, entries)) {
      throw new FirstlightError('truncated', `The matrix ends after ${found} of ${entries} entries`, { path: this.#file });
    }
  }
}

/** Up to three numbers between white space; returns how many there are. */
function readNumbers(bytes: Uint8Array, from: number, to: number, numbers: Float64Array): number {
  let count = 0;
  for (let at = from; at < to && count < 3; ) {
    while (at < to && bytes[at]! <= 32) at += 1;
    const start = at;
    let value = 0;
    let whole = true;
    for (; at < to && bytes[at]! > 32; at += 1) {
      const digit = bytes[at]! - 48;
      if (digit >= 0 && digit <= 9 && at - start < 15) value = value * 10 + digit;
      else whole = false;
    }
    if (at === start) break;
    numbers[count] = whole ? value : Number(new TextDecoder('latin1').decode(bytes.subarray(start, at)));
    if (count < 2 && !Number.isInteger(numbers[count])) return 1;
    count += 1;
  }
  return count;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
