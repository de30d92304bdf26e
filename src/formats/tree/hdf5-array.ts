import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { inSource, type StorePlan } from '../../bytes/store-plan.js';
import { type PackedStrings, StringPacker } from '../../shapes/table-strings.js';
import { decodePiece } from '../arrays/array-column.js';
import { elementKind } from '../arrays/element-type.js';
import { readAttributes } from '../hdf5/attribute.js';
import type { ChunkPlace } from '../hdf5/btree-v1.js';
import { findChunk } from '../hdf5/chunk-lookup.js';
import type { Dataset } from '../hdf5/dataset.js';
import type { Datatype } from '../hdf5/datatype.js';
import { type ChunkDecoding, checkFilters } from '../hdf5/filters.js';
import { fileOffset, type Hdf5Context } from '../hdf5/hdf5-context.js';
import { readHeapTexts } from '../hdf5/heap-texts.js';
import type { DataLayout } from '../hdf5/layout.js';
import type { TreeArray, TreeValue } from './array-tree.js';
import { type Box, boxCount, type ChunkPart, offsetOf, stridesOf } from './box.js';
import { heldTogether, partBatches } from './chunk-batches.js';
import { copyElements } from './copy-elements.js';
import { checkArrayBytes, type NumberArray, type NumberType, numberBytes, numbersOf } from './number-type.js';

/** What reading arrays of one file needs. */
export interface Hdf5TreeContext {
  readonly file: Hdf5Context;
  /** Name of the file in the store. */
  readonly source: string;
  readonly decoding: ChunkDecoding;
  readonly limitBytes: number;
}

type ChunkedLayout = Extract<DataLayout, { kind: 'chunked' }>;

/** Bytes between two wanted parts of neighbouring rows that are read with them. */
const gapBytes = 32 << 10;
const slabBytes = 4 << 20;
const rowsAtOnce = 256;

/** A data set, or one member of the records of one, as an array. A member that is an array adds its dimensions. */
export class Hdf5Array implements TreeArray {
  readonly kind = 'array';
  readonly path: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly chunked: boolean;
  readonly holds: TreeArray['holds'];
  readonly numbers?: NumberType;
  readonly #context: Hdf5TreeContext;
  readonly #dataset: Dataset;
  /** The type of an element, where it stands in a record, and the dimensions that it has there itself. */
  readonly #type: Datatype;
  readonly #inRecord: number;
  readonly #inner: readonly number[];

  constructor(context: Hdf5TreeContext, path: string, dataset: Dataset, type: Datatype = dataset.type, inRecord = 0) {
    const inner = type.class === 'array' ? type.shape : [];
    const element = type.class === 'array' ? type.base : type;
    const { layout, space } = dataset;
    this.path = path;
    this.shape = space.isNull ? [0] : [...space.shape, ...inner];
    this.chunked = layout.kind === 'chunked';
    this.chunkShape = layout.kind === 'chunked' ? [...layout.chunkShape, ...inner] : this.shape;
    this.holds = holdsOf(element);
    const numbers = numberTypeOf(element);
    if (numbers !== undefined) this.numbers = numbers;
    this.#context = context;
    this.#dataset = dataset;
    this.#type = element;
    this.#inRecord = inRecord;
    this.#inner = inner;
  }

  get members(): readonly string[] {
    return this.#type.class === 'compound' ? this.#type.members.map(({ name }) => name) : [];
  }

  member(name: string): TreeArray | undefined {
    if (this.#type.class !== 'compound') return undefined;
    const found = this.#type.members.find((candidate) => candidate.name === name);
    if (found === undefined || this.#inner.length > 0) return undefined;
    return new Hdf5Array(this.#context, `${this.path}/${name}`, this.#dataset, found.type, this.#inRecord + found.offset);
  }

  *attributes(): StorePlan<ReadonlyMap<string, TreeValue>> {
    return yield* inSource(this.#context.source, readAttributes(this.#context.file, this.#dataset.header));
  }

  *readNumbers(box: Box): StorePlan<NumberArray> {
    if (this.numbers === undefined) throw new FirstlightError('unsupported', `${this.path} holds no numbers`);
    checkArrayBytes(boxCount(box), Math.max(4, numberBytes(this.numbers)), this.#context.limitBytes, this.path);
    return numbersOf(yield* inSource(this.#context.source, this.#readBytes(box)), this.numbers);
  }

  *readTexts(from: number, to: number): StorePlan<PackedStrings> {
    const { limitBytes, source, file } = this.#context;
    const size = this.#type.size;
    checkArrayBytes(to - from, size, limitBytes, this.path);
    const box = this.shape.length === 0 ? { from: [], counts: [] } : { from: [from], counts: [to - from] };
    if (this.shape.length > 1 || this.holds !== 'texts') throw new FirstlightError('unsupported', `${this.path} is no list of texts`);
    const bytes = yield* inSource(source, this.#readBytes(box));
    if (this.#type.class === 'vlen-string') return yield* inSource(source, readHeapTexts(file, bytes, limitBytes));
    const padded = this.#type.class === 'string' && this.#type.padding === 'space-padded';
    const packer = new StringPacker(limitBytes);
    for (let at = 0; at < bytes.length; at += size) packer.addBytes(trimmed(bytes.subarray(at, at + size), padded));
    return packer.finish();
  }

  /** The elements of a box, side by side, *given*. */
  *#readBytes(box: Box): Plan<Uint8Array> {
    const { layout, filters } = this.#dataset;
    checkFilters(filters, this.#context.decoding.foreign, this.path);
    const out = new Uint8Array(boxCount(box) * this.#type.size);
    if (out.length === 0) return out;
    if (box.from.some((from, axis) => from < 0 || from + box.counts[axis]! > this.shape[axis]!)) {
      throw new FirstlightError('out-of-range', `${this.path} has shape ${this.shape.join(' × ')}`);
    }
    if (layout.kind === 'chunked') yield* this.#readChunked(layout, box, out);
    else if (layout.kind === 'compact') this.#copy(layout.bytes, this.#strides(this.#dataset.space.shape), box.from, out, box, undefined);
    else if (layout.address === undefined) this.#fill(out, box, undefined);
    else yield* this.#readContiguous(layout.address, box, out);
    return out;
  }

  *#readChunked(layout: ChunkedLayout, box: Box, out: Uint8Array): Plan<void> {
    const { file, decoding } = this.#context;
    const dataset = this.#dataset;
    const rank = layout.chunkShape.length;
    const strides = this.#strides(layout.chunkShape);
    for (const parts of partBatches(box, this.chunkShape)) {
      const places = yield* joinPlans(parts.map(({ chunk }) => findChunk(file, dataset, layout, chunk.slice(0, rank))));
      const stored: { part: ChunkPart; place: ChunkPlace }[] = [];
      for (const [at, part] of parts.entries()) {
        const place = places[at];
        if (place === undefined) this.#fill(out, box, part);
        else stored.push({ part, place });
      }
      for (const batch of heldTogether(stored, ({ place }) => place.byteLength)) {
        const bytes = yield batch.map(({ place: { address, byteLength } }) => ({
          offset: fileOffset(file, address, byteLength, 'chunk'),
          length: byteLength,
        }));
        for (const [at, { part, place }] of batch.entries()) {
          const filters = layout.rawEdges && this.#isEdge(layout, part.chunk) ? [] : dataset.filters;
          const form = { filters, filterMask: place.filterMask, plainBytes: dataset.chunkBytes };
          const piece = decodePiece(form, bytes[at]!, decoding);
          this.#copy(piece.bytes, strides, part.inChunk, out, box, part);
          piece.release();
        }
      }
    }
  }

  *#readContiguous(address: number, box: Box, out: Uint8Array): Plan<void> {
    const { file } = this.#context;
    const strides = this.#strides(this.#dataset.space.shape);
    const rowBytes = strides[0] ?? this.#dataset.type.size;
    const rows = box.counts[0] ?? 1;
    const fromRow = box.from[0] ?? 0;
    const restFrom = box.from.map((from, axis) => (axis === 0 ? 0 : from));
    const low = offsetOf(restFrom, strides) + this.#inRecord;
    const span = offsetOf(
      box.counts.map((count, axis) => (axis === 0 ? 0 : count - 1)),
      strides,
    );
    const wanted = span + this.#type.size;
    const together = rowBytes - wanted <= gapBytes;
    const step = together ? Math.max(1, Math.floor(slabBytes / Math.max(rowBytes, wanted))) : rowsAtOnce;
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      const start = (at: number): number => fileOffset(file, address + (fromRow + at) * rowBytes + low, wanted, 'data set');
      const ranges = together
        ? [{ offset: start(row), length: (count - 1) * rowBytes + wanted }]
        : Array.from({ length: count }, (_, i) => ({ offset: start(row + i), length: wanted }));
      const bytes = yield ranges;
      const counts = [together ? count : 1, ...box.counts.slice(1)].slice(0, box.counts.length);
      const targetStrides = stridesOf(box.counts, this.#type.size);
      for (const [at, piece] of bytes.entries()) {
        const target = { bytes: out, offset: (row + at) * (targetStrides[0] ?? 0), strides: targetStrides };
        copyElements({ bytes: piece, offset: 0, strides }, target, counts, this.#type.size);
      }
    }
  }

  #copy(
    bytes: Uint8Array,
    strides: readonly number[],
    from: readonly number[],
    out: Uint8Array,
    box: Box,
    part: ChunkPart | undefined,
  ): void {
    const size = this.#type.size;
    const targetStrides = stridesOf(box.counts, size);
    const source = { bytes, offset: offsetOf(from, strides) + this.#inRecord, strides };
    const target = { bytes: out, offset: part === undefined ? 0 : offsetOf(part.inBox, targetStrides), strides: targetStrides };
    copyElements(source, target, part?.counts ?? box.counts, size);
  }

  /** What was never written is the fill value, zero unless the file says otherwise. */
  #fill(out: Uint8Array, box: Box, part: ChunkPart | undefined): void {
    const { fillValue } = this.#dataset;
    if (fillValue.every((byte) => byte === 0)) return;
    const none = box.counts.map(() => 0);
    this.#copy(fillValue, none, none, out, box, part);
  }

  /** Bytes from element to element along each dimension in an array of `shape` records. */
  #strides(shape: readonly number[]): number[] {
    return [...stridesOf(shape, this.#dataset.type.size), ...stridesOf(this.#inner, this.#type.size)];
  }

  #isEdge(layout: ChunkedLayout, chunk: readonly number[]): boolean {
    const { shape } = this.#dataset.space;
    return shape.some((size, axis) => (chunk[axis]! + 1) * layout.chunkShape[axis]! > size);
  }
}

function trimmed(bytes: Uint8Array, padded: boolean): Uint8Array {
  const zero = bytes.indexOf(0);
  let end = zero < 0 ? bytes.length : zero;
  while (padded && end > 0 && bytes[end - 1] === 32) end -= 1;
  return bytes.subarray(0, end);
}

function holdsOf(type: Datatype): TreeArray['holds'] {
  if (type.class === 'compound') return 'records';
  if (type.class === 'string' || type.class === 'vlen-string') return 'texts';
  return numberTypeOf(type) === undefined ? 'other' : 'numbers';
}

/** The number type of a datatype; undefined for what is no number. An enum of FALSE and TRUE is a boolean. */
function numberTypeOf(type: Datatype): NumberType | undefined {
  if (type.class === 'enum') {
    const isBoolean = type.base.size === 1 && [...type.values.keys()].every((name) => /^(true|false)$/i.test(name));
    return isBoolean ? { kind: 'bool', order: 'little' } : numberTypeOf(type.base);
  }
  if (type.class === 'bitfield') return type.size === 1 ? { kind: 'u8', order: 'little' } : undefined;
  if (type.class !== 'integer' && type.class !== 'float') return undefined;
  if (type.class === 'float' && type.size === 2) return { kind: 'f16', order: type.order };
  const kind = elementKind(type.class === 'float' ? 'f' : type.signed ? 'i' : 'u', type.size);
  return kind === undefined ? undefined : { kind, order: type.order };
}
