import { FirstlightError } from '../base/errors.js';

/** Numbers as lists of a matrix hold them. */
export type EntryNumbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * Entries of a matrix, sorted by gene. The bytes of a gene are the steps from cell to cell (from `firstCell` on, a byte each;
 * 255 stands before a step of 32 bits that is longer), then the values in the smallest type that holds them all.
 */
export interface GeneRun {
  readonly firstCell: number;
  /** Four numbers a gene: entries, bytes, the type of the values, and how many of them were rounded to fit it. */
  readonly segments: Uint32Array;
  /** *Lent* until the sorter is used again. */
  readonly bytes: Uint8Array;
}

/** Numbers that describe the entries of a gene in a run. */
export const segmentLength = 4;

const longStep = 255;
/** Types of values: bytes of each. */
const valueBytes = [1, 2, 4] as const;
const sliceEntries = 1 << 18;

/**
 * Sorts entries of a matrix by gene, as many at a time as it has room for: counts first, then moves each to its place, so that those of
 * a gene stay in the order of cells. Its memory is taken once.
 */
export class GeneSorter {
  readonly #genes: number;
  readonly #geneOf: Int32Array;
  readonly #valueOf: Float32Array | Float64Array;
  readonly #cells: Uint32Array;
  readonly #sorted: Float32Array | Float64Array;
  readonly #writer = new SegmentWriter();
  #from = 0;
  #used = 0;

  /** Room for `capacity` entries of a matrix of `genes`. `wide`: values may be others than 32-bit floats and 16-bit integers. */
  constructor(genes: number, capacity: number, wide: boolean) {
    this.#genes = genes;
    this.#geneOf = new Int32Array(capacity);
    this.#valueOf = wide ? new Float64Array(capacity) : new Float32Array(capacity);
    this.#cells = new Uint32Array(capacity);
    this.#sorted = wide ? new Float64Array(capacity) : new Float32Array(capacity);
  }

  /** Begins a run of entries from entry `from` of the matrix on. */
  begin(from: number): void {
    this.#from = from;
    this.#used = 0;
  }

  /** Adds the next entries; they are copied. Errors: `corrupt` for a gene that is not there. */
  add(genes: EntryNumbers, values: EntryNumbers): void {
    for (let i = 0; i < genes.length; i += 1) {
      const gene = genes[i]!;
      if (!(gene >= 0 && gene < this.#genes))
        throw new FirstlightError('corrupt', `A matrix has an entry of gene ${gene} of ${this.#genes}`);
    }
    this.#geneOf.set(genes, this.#used);
    this.#valueOf.set(values, this.#used);
    this.#used += genes.length;
  }

  /** Sorts what was added. `pointers`: where the entries of each cell start. Yields between slices of work. */
  *sort(pointers: EntryNumbers): Generator<void, GeneRun> {
    const firstCell = cellOfEntry(pointers, this.#from);
    const ends = new Uint32Array(this.#genes + 1);
    for (let i = 0; i < this.#used; i += 1) ends[this.#geneOf[i]! + 1]! += 1;
    for (let gene = 0; gene < this.#genes; gene += 1) ends[gene + 1]! += ends[gene]!;
    yield;
    yield* this.#move(pointers, firstCell, ends.slice(0, this.#genes));
    this.#writer.begin(this.#used);
    const segments = new Uint32Array(this.#genes * segmentLength);
    let written = 0;
    for (let gene = 0; gene < this.#genes; gene += 1) {
      const [from, to] = [ends[gene]!, ends[gene + 1]!];
      if (from === to) continue;
      segments.set(this.#writer.add(this.#cells, this.#sorted, from, to, firstCell), gene * segmentLength);
      written += to - from;
      if (written < sliceEntries) continue;
      written = 0;
      yield;
    }
    return { firstCell, segments, bytes: this.#writer.bytes };
  }

  /** Moves entries to where those of their gene begin, which is counted up. */
  *#move(pointers: EntryNumbers, firstCell: number, next: Uint32Array): Generator<void, void> {
    const lastCell = pointers.length - 2;
    let cell = firstCell;
    let end = pointers[cell + 1]! - this.#from;
    for (let slice = 0; slice < this.#used; slice += sliceEntries) {
      const to = Math.min(this.#used, slice + sliceEntries);
      for (let i = slice; i < to; i += 1) {
        while (i >= end && cell < lastCell) {
          cell += 1;
          end = pointers[cell + 1]! - this.#from;
        }
        const gene = this.#geneOf[i]!;
        const place = next[gene]!;
        next[gene] = place + 1;
        this.#cells[place] = cell;
        this.#sorted[place] = this.#valueOf[i]!;
      }
      yield;
    }
  }
}

/** Adds the entries of one gene in one run to its values. Errors: `corrupt` where they do not fit. */
export function addSegment(bytes: Uint8Array, segment: Uint32Array, firstCell: number, into: Float32Array): void {
  const [entries = 0, byteLength = 0, type = 0] = segment;
  const width = valueBytes[type];
  if (width === undefined || bytes.length !== byteLength || entries * (1 + width) > byteLength) {
    throw new FirstlightError('corrupt', 'The column index does not hold what it says');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const valuesFrom = byteLength - entries * width;
  let at = 0;
  let cell = firstCell;
  for (let entry = 0; entry < entries; entry += 1) {
    let step = bytes[at]!;
    at += 1;
    if (step === longStep) {
      if (at + 4 > valuesFrom) throw new FirstlightError('corrupt', 'The column index ends within a step');
      step = view.getUint32(at, true);
      at += 4;
    }
    cell += step;
    if (cell >= into.length) throw new FirstlightError('corrupt', `The column index has a value for cell ${cell} of ${into.length}`);
    const place = valuesFrom + entry * width;
    into[cell]! += type === 0 ? bytes[place]! : type === 1 ? view.getUint16(place, true) : view.getFloat32(place, true);
  }
}

/** The cell whose entries hold entry `entry`. */
export function cellOfEntry(pointers: EntryNumbers, entry: number): number {
  let low = 0;
  let high = pointers.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (pointers[middle]! <= entry) low = middle;
    else high = middle;
  }
  return low;
}

class SegmentWriter {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  /** Begins anew, with room for about so many entries. */
  begin(entries: number): void {
    this.#used = 0;
    this.#makeRoom(2 * entries);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  /** Writes entries `from` to `to`; returns what describes them. */
  add(
    cells: Uint32Array,
    values: Float32Array | Float64Array,
    from: number,
    to: number,
    firstCell: number,
  ): [number, number, number, number] {
    const entries = to - from;
    this.#makeRoom(entries * 9);
    const start = this.#used;
    let before = firstCell;
    for (let i = from; i < to; i += 1) {
      const step = cells[i]! - before;
      before = cells[i]!;
      if (step < longStep) this.#bytes[this.#used] = step;
      else {
        this.#bytes[this.#used] = longStep;
        this.#view.setUint32(this.#used + 1, step, true);
        this.#used += 4;
      }
      this.#used += 1;
    }
    const type = typeOf(values, from, to);
    let rounded = 0;
    for (let i = from; i < to; i += 1) {
      const value = values[i]!;
      if (type === 0) this.#bytes[this.#used] = value;
      else if (type === 1) this.#view.setUint16(this.#used, value, true);
      else {
        this.#view.setFloat32(this.#used, value, true);
        if (Math.fround(value) !== value && !Number.isNaN(value)) rounded += 1;
      }
      this.#used += valueBytes[type];
    }
    return [entries, this.#used - start, type, rounded];
  }

  #makeRoom(byteLength: number): void {
    if (this.#used + byteLength <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#used + byteLength, Math.ceil(1.5 * this.#bytes.length)));
    wider.set(this.#bytes);
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

/** The place in `valueBytes` of the smallest type that holds whole numbers up to the greatest, or any. */
function typeOf(values: Float32Array | Float64Array, from: number, to: number): 0 | 1 | 2 {
  let greatest = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i]!;
    if (!(value >= 0 && value <= 65_535 && value === Math.floor(value)) || Object.is(value, -0)) return 2;
    if (value > greatest) greatest = value;
  }
  return greatest < 256 ? 0 : 1;
}
