import { FirstlightError } from '../../base/errors.js';
import type { FieldReader } from './field-reader.js';

/** How the chunks of a data set are found. */
export type ChunkIndex =
  | { readonly kind: 'btree-v1' }
  | { readonly kind: 'single'; readonly filteredBytes: number | undefined; readonly filterMask: number }
  | { readonly kind: 'implicit' }
  | { readonly kind: 'fixed-array' }
  | { readonly kind: 'extensible-array' }
  | { readonly kind: 'btree-v2' };

/** Where a data set's bytes are. Addresses are relative to the base address; `undefined`: nothing was written yet. */
export type DataLayout =
  | { readonly kind: 'compact'; readonly bytes: Uint8Array }
  | { readonly kind: 'contiguous'; readonly address: number | undefined }
  | {
      readonly kind: 'chunked';
      /** Elements of a chunk along each dimension. */
      readonly chunkShape: readonly number[];
      readonly index: ChunkIndex;
      readonly indexAddress: number | undefined;
      /** Chunks that stick out of the data set are stored without filters. */
      readonly rawEdges: boolean;
    };

const rankLimit = 33;

/**
 * Parses a data layout message, versions 1 to 5 (5, of HDF5 2.0, differs from 4 only in the chunk indexes' size fields). Source: HDF5 File Format Specification 3.0, IV.A.2.i.
 * Errors: `corrupt`; `unsupported` for virtual data sets and later versions, by name.
 */
export function parseLayout(reader: FieldReader): DataLayout {
  const version = reader.u8();
  if (version === 1 || version === 2) return parseOld(reader);
  if (version < 3 || version > 5) {
    throw new FirstlightError('unsupported', `An HDF5 data layout has version ${version}; 1 to 5 can be read`);
  }
  const kind = reader.u8();
  if (kind === 0) return { kind: 'compact', bytes: reader.take(reader.u16()) };
  if (kind === 1) return { kind: 'contiguous', address: reader.address() };
  if (kind === 3) throw new FirstlightError('unsupported', 'This is a virtual HDF5 data set: its values are in other files');
  if (kind !== 2) throw reader.corrupt(`a layout has class ${kind}`);
  return version === 3 ? parseChunkedVersion3(reader) : parseChunkedVersion4(reader);
}

function parseOld(reader: FieldReader): DataLayout {
  const rank = checkedRank(reader, reader.u8());
  const kind = reader.u8();
  reader.skip(5);
  const address = kind === 0 ? undefined : reader.address();
  const shape: number[] = [];
  for (let i = 0; i < rank; i += 1) shape.push(reader.u32());
  if (kind === 0) return { kind: 'compact', bytes: reader.take(reader.u32()) };
  if (kind === 1) return { kind: 'contiguous', address };
  if (kind !== 2) throw reader.corrupt(`a layout has class ${kind}`);
  return chunked(reader, shape, { kind: 'btree-v1' }, address, false);
}

function parseChunkedVersion3(reader: FieldReader): DataLayout {
  const rank = checkedRank(reader, reader.u8());
  const address = reader.address();
  const shape: number[] = [];
  for (let i = 0; i < rank; i += 1) shape.push(reader.u32());
  return chunked(reader, shape, { kind: 'btree-v1' }, address, false);
}

function parseChunkedVersion4(reader: FieldReader): DataLayout {
  const flags = reader.u8();
  const rank = checkedRank(reader, reader.u8());
  const width = reader.u8();
  if (width < 1 || width > 8) throw reader.corrupt(`a chunk dimension takes ${width} bytes`);
  const shape: number[] = [];
  for (let i = 0; i < rank; i += 1) shape.push(reader.uint(width));
  const index = parseIndex(reader, flags);
  return chunked(reader, shape, index, reader.address(), (flags & 1) !== 0);
}

function parseIndex(reader: FieldReader, flags: number): ChunkIndex {
  const kind = reader.u8();
  switch (kind) {
    case 1:
      if ((flags & 2) === 0) return { kind: 'single', filteredBytes: undefined, filterMask: 0 };
      return { kind: 'single', filteredBytes: reader.length(), filterMask: reader.u32() };
    case 2:
      return { kind: 'implicit' };
    case 3:
      reader.skip(1);
      return { kind: 'fixed-array' };
    case 4:
      reader.skip(5);
      return { kind: 'extensible-array' };
    case 5:
      reader.skip(6);
      return { kind: 'btree-v2' };
    default:
      throw new FirstlightError('unsupported', `An HDF5 chunk index of type ${kind} cannot be read`);
  }
}

function chunked(
  reader: FieldReader,
  shapeAndSize: readonly number[],
  index: ChunkIndex,
  indexAddress: number | undefined,
  rawEdges: boolean,
): DataLayout {
  const chunkShape = shapeAndSize.slice(0, -1);
  if (chunkShape.length === 0 || chunkShape.some((dimension) => dimension < 1)) {
    throw reader.corrupt(`chunks have shape ${chunkShape.join(' × ')}`);
  }
  return { kind: 'chunked', chunkShape, index, indexAddress, rawEdges };
}

function checkedRank(reader: FieldReader, rank: number): number {
  if (rank > rankLimit) throw reader.corrupt(`a layout has ${rank} dimensions`);
  return rank;
}
