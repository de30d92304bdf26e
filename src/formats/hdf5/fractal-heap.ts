import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { listTreeV2, readTreeV2 } from './btree-v2.js';
import { FieldReader } from './field-reader.js';
import { fileOffset, type Hdf5Context, readChecked, readStructure } from './hdf5-context.js';

/** A fractal heap's header: where new groups keep links and objects keep many attributes. */
export interface FractalHeap {
  readonly idBytes: number;
  readonly checkedBlocks: boolean;
  readonly hugeTree: number | undefined;
  readonly width: number;
  readonly startBytes: number;
  readonly maxDirectBytes: number;
  /** Bytes of an offset and of a length inside a heap id. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly root: number | undefined;
  /** Rows of the root indirect block; 0: the root is a direct block. */
  readonly rootRows: number;
}

const depthLimit = 16;
const objectLimitBytes = 64 << 20;

/**
 * Reads a fractal heap's header. Source: HDF5 File Format Specification 3.0, III.G.
 * Errors: `corrupt`, `truncated`; `unsupported` for filtered heaps.
 */
export function* readFractalHeap(context: Hdf5Context, address: number): Plan<FractalHeap> {
  const { offsetSize, lengthSize } = context.superblock;
  const length = 5 + 2 + 2 + 1 + 4 + 12 * lengthSize + 3 * offsetSize + 2 * 4 + 4;
  const probe = yield* readStructure(context, address, 9, 'fractal heap', length);
  probe.signature('FRHP');
  probe.skip(3);
  if (probe.u16() !== 0)
    throw new FirstlightError('unsupported', 'This HDF5 file compresses its names or attributes (filtered fractal heap)');
  const reader = yield* readChecked(context, address, length, 'fractal heap');
  reader.skip(5);
  const idBytes = reader.u16();
  reader.skip(2);
  const flags = reader.u8();
  const maxManagedBytes = reader.u32();
  reader.skip(lengthSize);
  const hugeTree = reader.address();
  reader.skip(lengthSize + offsetSize + 4 * lengthSize + 4 * lengthSize);
  const width = reader.u16();
  const startBytes = reader.length();
  const maxDirectBytes = reader.length();
  const maxHeapBits = reader.u16();
  reader.skip(2);
  const root = reader.address();
  const rootRows = reader.u16();
  const powers = isPowerOfTwo(width) && isPowerOfTwo(startBytes) && isPowerOfTwo(maxDirectBytes);
  if (!powers || maxDirectBytes < startBytes || maxDirectBytes > 2 ** 31 || maxHeapBits > 64 || rootRows > 64 || idBytes < 2) {
    throw reader.corrupt('its block sizes make no sense');
  }
  const directBits = Math.log2(maxDirectBytes);
  return {
    idBytes,
    checkedBlocks: (flags & 2) !== 0,
    hugeTree,
    width,
    startBytes,
    maxDirectBytes,
    offsetBytes: Math.ceil(maxHeapBits / 8),
    sizeBytes: Math.min(Math.ceil(directBits / 8), Math.floor(Math.log2(Math.max(maxManagedBytes, 1)) / 8) + 1),
    root,
    rootRows,
  };
}

/** The object that a heap id names, *lent*. Errors: `corrupt`, `truncated`. */
export function* readHeapObject(context: Hdf5Context, heap: FractalHeap, id: Uint8Array): Plan<FieldReader> {
  const reader = new FieldReader(id, context.superblock, 'fractal heap id');
  const head = reader.u8();
  if (head >> 6 !== 0) throw reader.corrupt(`it has version ${head >> 6}`);
  switch ((head >> 4) & 3) {
    case 0: {
      const offset = reader.uint(heap.offsetBytes);
      return yield* readManaged(context, heap, offset, reader.uint(heap.sizeBytes));
    }
    case 1:
      return yield* readHuge(context, heap, reader);
    case 2: {
      const extended = heap.idBytes > 18;
      const length = extended ? ((head & 15) << 8) + reader.u8() + 1 : (head & 15) + 1;
      return new FieldReader(reader.take(length), context.superblock, 'heap object');
    }
    default:
      throw reader.corrupt('it is of an unknown kind');
  }
}

function* readManaged(context: Hdf5Context, heap: FractalHeap, offset: number, length: number): Plan<FieldReader> {
  if (heap.root === undefined) throw new FirstlightError('corrupt', 'An HDF5 fractal heap is empty but something is sought in it');
  let address = heap.root;
  let rows = heap.rootRows;
  let within = offset;
  let blockBytes = heap.startBytes;
  for (let depth = 0; rows > 0; depth += 1) {
    if (depth > depthLimit) throw new FirstlightError('corrupt', 'The blocks of an HDF5 fractal heap go in circles');
    const place = rowOf(heap, within);
    if (place.row >= rows) throw new FirstlightError('corrupt', `An HDF5 fractal heap has no byte ${offset}`);
    const block = yield* readIndirect(context, heap, address, rows);
    block.position += (place.row * heap.width + place.column) * context.superblock.offsetSize;
    address = block.definedAddress();
    within = place.rest;
    blockBytes = place.blockBytes;
    rows = place.blockBytes > heap.maxDirectBytes ? Math.log2(place.blockBytes / (heap.startBytes * heap.width)) + 1 : 0;
  }
  if (within + length > blockBytes) throw new FirstlightError('corrupt', 'An object of an HDF5 fractal heap crosses its block');
  const object = yield* readStructure(context, address + within, length, 'heap object', 4096);
  return object;
}

/** Row and column of the block that holds byte `offset` of the heap, and the byte inside it. */
function rowOf(heap: FractalHeap, offset: number): { row: number; column: number; rest: number; blockBytes: number } {
  let row = 0;
  let blockBytes = heap.startBytes;
  let left = offset;
  for (; row < 64; row += 1) {
    if (row > 1) blockBytes *= 2;
    const rowBytes = blockBytes * heap.width;
    if (left < rowBytes) break;
    left -= rowBytes;
  }
  const column = Math.floor(left / blockBytes);
  return { row, column, rest: left - column * blockBytes, blockBytes };
}

function* readIndirect(context: Hdf5Context, heap: FractalHeap, address: number, rows: number): Plan<FieldReader> {
  const { offsetSize } = context.superblock;
  const start = 5 + offsetSize + heap.offsetBytes;
  const reader = yield* readChecked(context, address, start + rows * heap.width * offsetSize + 4, 'fractal heap block');
  reader.signature('FHIB');
  reader.position = start;
  return reader;
}

function* readHuge(context: Hdf5Context, heap: FractalHeap, id: FieldReader): Plan<FieldReader> {
  const { offsetSize, lengthSize } = context.superblock;
  let address: number;
  let length: number;
  if (offsetSize + lengthSize <= heap.idBytes - 1) {
    address = id.definedAddress();
    length = id.length();
  } else {
    const wanted = id.uint(Math.min(heap.idBytes - 1, lengthSize));
    if (heap.hugeTree === undefined) throw id.corrupt('its heap has no huge objects');
    const tree = yield* readTreeV2(context, heap.hugeTree);
    const records = yield* listTreeV2(context, tree);
    const record = records.find((candidate) => candidate.slice(offsetSize + lengthSize, lengthSize).length() === wanted);
    if (record === undefined) throw id.corrupt(`there is no huge object ${wanted}`);
    address = record.definedAddress();
    length = record.length();
  }
  if (length > objectLimitBytes) throw id.corrupt(`a huge object takes ${length} bytes`);
  fileOffset(context, address, length, 'heap object');
  return yield* readStructure(context, address, length, 'heap object');
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
