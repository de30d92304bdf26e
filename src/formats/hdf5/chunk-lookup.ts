import type { Plan } from '../../bytes/plan.js';
import { type ChunkPlace, findChunkInTree } from './btree-v1.js';
import { findInTreeV2, readTreeV2, type TreeV2 } from './btree-v2.js';
import type { Dataset } from './dataset.js';
import { findChunkInExtensibleArray } from './extensible-array.js';
import type { FieldReader } from './field-reader.js';
import { findChunkInFixedArray } from './fixed-array.js';
import type { Hdf5Context } from './hdf5-context.js';
import type { DataLayout } from './layout.js';

type ChunkedLayout = Extract<DataLayout, { kind: 'chunked' }>;

/**
 * Where one chunk is stored; `undefined`: it was never written and holds the fill value. `scaled`: the chunk's number
 * along each dimension. Only the nodes on the way to this chunk are read, at most one round a level.
 */
export function* findChunk(
  context: Hdf5Context,
  dataset: Dataset,
  layout: ChunkedLayout,
  scaled: readonly number[],
): Plan<ChunkPlace | undefined> {
  const { index, indexAddress } = layout;
  if (indexAddress === undefined) return undefined;
  const plainBytes = dataset.chunkBytes;
  switch (index.kind) {
    case 'single':
      return { address: indexAddress, byteLength: index.filteredBytes ?? plainBytes, filterMask: index.filterMask };
    case 'implicit':
      return { address: indexAddress + linearNumber(dataset, layout, scaled) * plainBytes, byteLength: plainBytes, filterMask: 0 };
    case 'btree-v1': {
      const start = scaled.map((number, axis) => number * layout.chunkShape[axis]!);
      return yield* findChunkInTree(context, indexAddress, start);
    }
    case 'fixed-array':
      return yield* findChunkInFixedArray(context, indexAddress, linearNumber(dataset, layout, scaled), plainBytes);
    case 'extensible-array':
      return yield* findChunkInExtensibleArray(context, indexAddress, linearNumber(dataset, layout, scaled), plainBytes);
    case 'btree-v2':
      return yield* findInChunkTreeV2(context, indexAddress, scaled, plainBytes);
  }
}

/**
 * A chunk's number in row-major order of chunks, counted in the greatest shape; an unlimited dimension counts slowest.
 * Source: HDF5 File Format Specification 3.0, VII ("The chunk indexing").
 */
function linearNumber(dataset: Dataset, layout: ChunkedLayout, scaled: readonly number[]): number {
  const axes = scaled.map((_, axis) => axis);
  const unlimited = dataset.space.maxShape.indexOf(Number.POSITIVE_INFINITY);
  const order = unlimited < 0 ? axes : [unlimited, ...axes.filter((axis) => axis !== unlimited)];
  let number = 0;
  for (const axis of order) {
    const count = Math.ceil(dataset.space.maxShape[axis]! / layout.chunkShape[axis]!);
    number = (Number.isFinite(count) ? number * count : 0) + scaled[axis]!;
  }
  return number;
}

function* findInChunkTreeV2(
  context: Hdf5Context,
  address: number,
  scaled: readonly number[],
  plainBytes: number,
): Plan<ChunkPlace | undefined> {
  const tree = yield* readTreeV2(context, address);
  const sizeBytes = chunkSizeBytes(context, tree, scaled.length);
  const record = yield* findInTreeV2(context, tree, (candidate) => {
    candidate.skip(context.superblock.offsetSize + (sizeBytes === 0 ? 0 : sizeBytes + 4));
    return compareScaled(candidate, scaled);
  });
  if (record === undefined) return undefined;
  const chunkAddress = record.definedAddress();
  if (sizeBytes === 0) return { address: chunkAddress, byteLength: plainBytes, filterMask: 0 };
  return { address: chunkAddress, byteLength: record.uint(sizeBytes), filterMask: record.u32() };
}

function chunkSizeBytes(context: Hdf5Context, tree: TreeV2, rank: number): number {
  if (tree.type === 10) return 0;
  return Math.max(1, tree.recordBytes - context.superblock.offsetSize - 4 - 8 * rank);
}

function compareScaled(record: FieldReader, scaled: readonly number[]): number {
  for (const wanted of scaled) {
    const found = record.uint(8);
    if (found !== wanted) return found < wanted ? -1 : 1;
  }
  return 0;
}
