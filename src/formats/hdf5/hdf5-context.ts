import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { verifyChecksum } from './checksum.js';
import { FieldReader } from './field-reader.js';
import type { MetadataPages } from './metadata-pages.js';
import type { Superblock } from './superblock.js';

/** What reading any structure of an open file needs. */
export interface Hdf5Context {
  readonly pages: MetadataPages;
  readonly superblock: Superblock;
}

/** Largest single metadata structure that is read: beyond it a size field is taken for damage. */
const structureLimitBytes = 64 << 20;

/** Place in the file of an address, which counts from the base. Throws `corrupt` when it cannot be in the file. */
export function fileOffset(context: Hdf5Context, address: number, length: number, structure: string): number {
  const offset = context.superblock.baseAddress + address;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(offset + length)) {
    throw new FirstlightError('corrupt', `The address ${address} of an HDF5 ${structure} is impossible`);
  }
  if (offset + length > Math.max(context.superblock.endOfFile, context.pages.byteLength)) {
    throw new FirstlightError('corrupt', `An HDF5 ${structure} at byte ${offset} lies outside the file`);
  }
  return offset;
}

/** A reader over `length` bytes at `address`; `ahead` bytes are fetched with them. Errors: `corrupt`, `truncated`. */
export function* readStructure(
  context: Hdf5Context,
  address: number,
  length: number,
  structure: string,
  ahead: number = length,
): Plan<FieldReader> {
  if (length > structureLimitBytes) {
    throw new FirstlightError('corrupt', `An HDF5 ${structure} claims to take ${length} bytes`);
  }
  const offset = fileOffset(context, address, length, structure);
  const bytes = yield* context.pages.read(offset, length, ahead);
  return new FieldReader(bytes, context.superblock, structure);
}

/** As {@link readStructure}, for structures that end with a checksum, which is verified. */
export function* readChecked(
  context: Hdf5Context,
  address: number,
  length: number,
  structure: string,
  ahead: number = length,
): Plan<FieldReader> {
  const reader = yield* readStructure(context, address, length, structure, ahead);
  verifyChecksum(reader.bytes, structure);
  return reader;
}
