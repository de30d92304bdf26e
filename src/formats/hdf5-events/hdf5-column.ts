import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { type ArrayColumn, type ColumnRun, plainForm, type StoredForm } from '../arrays/array-column.js';
import { type ElementType, elementBytes, elementKind } from '../arrays/element-type.js';
import { findChunk } from '../hdf5/chunk-lookup.js';
import type { Dataset } from '../hdf5/dataset.js';
import type { Datatype } from '../hdf5/datatype.js';
import { fileOffset, type Hdf5Context } from '../hdf5/hdf5-context.js';
import type { DataLayout } from '../hdf5/layout.js';

/** The numbers of one column inside a data set of one or two dimensions. */
export interface ColumnPlace {
  readonly dataset: Dataset;
  readonly element: ElementType;
  /** Bytes of the number inside an element of the data set: a member of a compound. */
  readonly fieldOffset: number;
  /** Which dimension counts events; the other, if there is one, counts columns. */
  readonly eventAxis: 0 | 1;
  readonly column: number;
}

/** The number type of a datatype; `undefined` for what is no number. Enums and one-byte bit fields count as numbers. */
export function elementOf(type: Datatype): ElementType | undefined {
  if (type.class === 'enum') return elementOf(type.base);
  if (type.class === 'bitfield') return type.size === 1 ? { kind: 'u8', order: 'little' } : undefined;
  if (type.class !== 'integer' && type.class !== 'float') return undefined;
  const kind = elementKind(type.class === 'float' ? 'f' : type.signed ? 'i' : 'u', type.size);
  return kind === undefined ? undefined : { kind, order: type.order };
}

/** Events that a data set counts along `eventAxis`. */
export function eventCount({ dataset, eventAxis }: ColumnPlace): number {
  return dataset.space.shape[eventAxis] ?? 0;
}

type ChunkedLayout = Extract<DataLayout, { kind: 'chunked' }>;

/** A column of events inside an HDF5 data set; chunks are looked up when they are wanted. */
export class Hdf5Column implements ArrayColumn {
  readonly element: ElementType;
  readonly pieceEvents?: number;
  readonly #context: Hdf5Context;
  readonly #place: ColumnPlace;

  constructor(context: Hdf5Context, place: ColumnPlace) {
    this.#context = context;
    this.#place = place;
    this.element = place.element;
    const { layout, space } = place.dataset;
    if (layout.kind === 'chunked') this.pieceEvents = Math.min(layout.chunkShape[place.eventAxis]!, space.shape[place.eventAxis]!);
  }

  *planRuns(from: number, to: number): Plan<ColumnRun[]> {
    const { layout } = this.#place.dataset;
    if (to <= from) return [];
    if (layout.kind === 'chunked') return yield* this.#planChunked(layout, from, to);
    const { offsetBytes, strideBytes } = this.#placeInside(this.#place.dataset.space.shape, this.#place.column);
    const start = offsetBytes + from * strideBytes;
    const count = to - from;
    if (layout.kind === 'compact')
      return [{ count, stored: plainForm(layout.bytes.length), offsetBytes: start, strideBytes, inline: layout.bytes }];
    if (layout.address === undefined) return [this.#filled(count)];
    return [this.#direct(layout.address, start, strideBytes, count)];
  }

  *#planChunked(layout: ChunkedLayout, from: number, to: number): Plan<ColumnRun[]> {
    const { dataset, eventAxis, column } = this.#place;
    const pieceEvents = layout.chunkShape[eventAxis]!;
    const across = layout.chunkShape[1 - eventAxis] ?? 1;
    const first = Math.floor(from / pieceEvents);
    const last = Math.floor((to - 1) / pieceEvents);
    const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const scaledOf = (number: number): number[] => {
      if (layout.chunkShape.length === 1) return [number];
      const other = Math.floor(column / across);
      return eventAxis === 0 ? [number, other] : [other, number];
    };
    const places = yield* joinPlans(numbers.map((number) => findChunk(this.#context, dataset, layout, scaledOf(number))));
    const { offsetBytes, strideBytes } = this.#placeInside(layout.chunkShape, column % across);
    const runs: ColumnRun[] = [];
    for (const [at, number] of numbers.entries()) {
      const start = Math.max(from, number * pieceEvents);
      const count = Math.min(to, (number + 1) * pieceEvents) - start;
      const inside = offsetBytes + (start - number * pieceEvents) * strideBytes;
      const place = places[at];
      if (place === undefined) {
        runs.push(this.#filled(count));
        continue;
      }
      const filters = layout.rawEdges && this.#isEdge(layout, scaledOf(number)) ? [] : dataset.filters;
      const applied = filters.some((_, order) => (place.filterMask & (1 << order)) === 0);
      if (!applied) runs.push(this.#direct(place.address, inside, strideBytes, count));
      else {
        const stored: StoredForm = { filters, filterMask: place.filterMask, plainBytes: dataset.chunkBytes };
        const offset = fileOffset(this.#context, place.address, place.byteLength, 'chunk');
        runs.push({ count, range: { offset, length: place.byteLength }, stored, offsetBytes: inside, strideBytes });
      }
    }
    return runs;
  }

  /** Numbers of unfiltered bytes: only the records wanted are read. */
  #direct(address: number, start: number, strideBytes: number, count: number): ColumnRun {
    const size = elementBytes(this.element.kind);
    const record = strideBytes > size ? Math.floor(start / strideBytes) * strideBytes : start;
    const inside = start - record;
    const length = inside + (count - 1) * strideBytes + size;
    const whole = strideBytes > size && this.#place.eventAxis === 0 ? count * strideBytes : length;
    const offset = fileOffset(this.#context, address + record, whole, 'data set');
    return { count, range: { offset, length: whole }, stored: plainForm(whole), offsetBytes: inside, strideBytes };
  }

  #filled(count: number): ColumnRun {
    const { dataset, fieldOffset } = this.#place;
    const size = elementBytes(this.element.kind);
    const value = dataset.fillValue.slice(fieldOffset, fieldOffset + size);
    const inline = value.length === size ? value : new Uint8Array(size);
    return { count, stored: plainForm(size), offsetBytes: 0, strideBytes: 0, inline };
  }

  /** Place of this column's first number in an array of `shape`, and the way from event to event. */
  #placeInside(shape: readonly number[], column: number): { offsetBytes: number; strideBytes: number } {
    const { dataset, eventAxis, fieldOffset } = this.#place;
    const { size } = dataset.type;
    if (shape.length <= 1) return { offsetBytes: fieldOffset, strideBytes: size };
    if (shape.length !== 2) throw new FirstlightError('internal', `A column of ${shape.length} dimensions`);
    const rowBytes = shape[1]! * size;
    return eventAxis === 0
      ? { offsetBytes: column * size + fieldOffset, strideBytes: rowBytes }
      : { offsetBytes: column * rowBytes + fieldOffset, strideBytes: size };
  }

  #isEdge(layout: ChunkedLayout, scaled: readonly number[]): boolean {
    const { shape } = this.#place.dataset.space;
    return scaled.some((number, axis) => (number + 1) * layout.chunkShape[axis]! > shape[axis]!);
  }
}
