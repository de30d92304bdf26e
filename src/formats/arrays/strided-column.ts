import type { Plan } from '../../bytes/plan.js';
import { type ArrayColumn, type ColumnRun, plainForm } from './array-column.js';
import { type ElementType, elementBytes } from './element-type.js';

/** Where the numbers of a column lie in an array: number `i` at `offsetBytes + i · strideBytes`. */
export interface StridedPlace {
  readonly element: ElementType;
  readonly offsetBytes: number;
  readonly strideBytes: number;
  /** Where the records start that the number is part of, if it is: whole records are read, once for all columns. */
  readonly recordBytes?: number;
}

/** A column of a plain array in a file: any run of it is read by itself. */
export class StridedColumn implements ArrayColumn {
  readonly element: ElementType;
  readonly #place: StridedPlace;

  constructor(place: StridedPlace) {
    this.element = place.element;
    this.#place = place;
  }

  // biome-ignore lint/correctness/useYield: a plan that needs no reads
  *planRuns(from: number, to: number): Plan<ColumnRun[]> {
    if (to <= from) return [];
    const { offset, length, inside } = stridedRange(this.#place, from, to);
    const { strideBytes } = this.#place;
    return [{ count: to - from, range: { offset, length }, stored: plainForm(length), offsetBytes: inside, strideBytes }];
  }
}

/** A column of an array whose bytes are in memory: the jobs carry copies of their part. */
export class InlineColumn implements ArrayColumn {
  readonly element: ElementType;
  readonly #place: StridedPlace;
  readonly #copies: InlineCopies;

  constructor(place: StridedPlace, copies: InlineCopies) {
    this.element = place.element;
    this.#place = place;
    this.#copies = copies;
  }

  // biome-ignore lint/correctness/useYield: a plan that needs no reads
  *planRuns(from: number, to: number): Plan<ColumnRun[]> {
    if (to <= from) return [];
    const { offset, length, inside } = stridedRange(this.#place, from, to);
    const { strideBytes } = this.#place;
    const inline = this.#copies.copy(offset, length);
    return [{ count: to - from, stored: plainForm(length), offsetBytes: inside, strideBytes, inline }];
  }
}

/** Copies of parts of one array; the last is kept, so that columns of the same records share it. */
export class InlineCopies {
  readonly #bytes: Uint8Array;
  #last: { readonly offset: number; readonly copy: Uint8Array } | undefined;

  /** `bytes` are lent for the life of this object. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  copy(offset: number, length: number): Uint8Array {
    if (this.#last?.offset === offset && this.#last.copy.length === length) return this.#last.copy;
    const copy = this.#bytes.slice(offset, offset + length);
    this.#last = { offset, copy };
    return copy;
  }
}

function stridedRange(place: StridedPlace, from: number, to: number): { offset: number; length: number; inside: number } {
  const { offsetBytes, strideBytes, recordBytes } = place;
  const count = to - from;
  if (recordBytes !== undefined) {
    return { offset: recordBytes + from * strideBytes, length: count * strideBytes, inside: offsetBytes - recordBytes };
  }
  return { offset: offsetBytes + from * strideBytes, length: (count - 1) * strideBytes + elementBytes(place.element.kind), inside: 0 };
}
