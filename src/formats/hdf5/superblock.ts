import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { verifyChecksum } from './checksum.js';
import { FieldReader, type FieldSizes } from './field-reader.js';
import type { MetadataPages } from './metadata-pages.js';

/** What a file's superblock says. Addresses elsewhere in the file count from `baseAddress`. */
export interface Superblock extends FieldSizes {
  readonly version: number;
  /** Where the HDF5 part starts: behind a user block, if there is one. */
  readonly baseAddress: number;
  /** First byte behind everything the file allocated, from the start of the file. */
  readonly endOfFile: number;
  /** Object header of the root group, relative to `baseAddress`. */
  readonly rootHeader: number;
  readonly extension: number | undefined;
  /** Half the number of children of a chunk B-tree's node (version 1 trees). */
  readonly chunkTreeHalfRank: number;
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const defaultChunkTreeHalfRank = 32;

/** Where the signature stands in `head`: at 0, or at 512, 1024, 2048, … behind a user block; −1 if nowhere. */
export function findHdf5Signature(head: Uint8Array): number {
  for (let at = 0; at + signature.length <= head.length; at = at === 0 ? 512 : at * 2) {
    if (signature.every((byte, i) => head[at + i] === byte)) return at;
  }
  return -1;
}

/**
 * Reads a superblock of version 0 to 3. Source: HDF5 File Format Specification 3.0, II.A.
 * Errors: `corrupt`; `unsupported` for other versions and for files split by a multi or family driver.
 */
export function* readSuperblock(pages: MetadataPages, location: number): Plan<Superblock> {
  const fixed = yield* pages.read(location, Math.min(112, pages.byteLength - location));
  const reader = new FieldReader(fixed, { offsetSize: 8, lengthSize: 8 }, 'superblock', 8);
  const version = reader.u8();
  if (version > 3) throw new FirstlightError('unsupported', `This HDF5 file has a superblock of version ${version}; 0 to 3 can be read`);
  const superblock = version < 2 ? readOld(reader, version) : readNew(reader, version);
  // The library takes where it found the superblock for the base, whatever is stored: files behind a user block rely on it.
  const shift = location - superblock.baseAddress;
  return { ...superblock, baseAddress: location, endOfFile: superblock.endOfFile + shift };
}

function readSizes(reader: FieldReader): FieldSizes {
  const offsetSize = reader.u8();
  const lengthSize = reader.u8();
  for (const size of [offsetSize, lengthSize]) {
    if (size !== 2 && size !== 4 && size !== 8) throw reader.corrupt(`addresses or lengths take ${size} bytes`);
  }
  return { offsetSize, lengthSize };
}

function readOld(start: FieldReader, version: number): Superblock {
  start.skip(4);
  const sizes = readSizes(start);
  const reader = new FieldReader(start.bytes, sizes, 'superblock', start.position);
  reader.skip(1 + 2 + 2 + 4);
  let chunkTreeHalfRank = defaultChunkTreeHalfRank;
  if (version === 1) {
    chunkTreeHalfRank = reader.u16() || defaultChunkTreeHalfRank;
    reader.skip(2);
  }
  const baseAddress = reader.definedAddress();
  reader.address();
  const endOfFile = reader.definedAddress();
  const driver = reader.address();
  if (driver !== undefined) {
    throw new FirstlightError('unsupported', 'This HDF5 file is one part of several (multi or family driver), which cannot be read');
  }
  reader.address();
  const rootHeader = reader.definedAddress();
  return { ...sizes, version, baseAddress, endOfFile, rootHeader, extension: undefined, chunkTreeHalfRank };
}

function readNew(start: FieldReader, version: number): Superblock {
  const sizes = readSizes(start);
  const reader = new FieldReader(start.bytes, sizes, 'superblock', start.position);
  reader.skip(1);
  const baseAddress = reader.definedAddress();
  const extension = reader.address();
  const endOfFile = reader.definedAddress();
  const rootHeader = reader.definedAddress();
  reader.skip(4);
  verifyChecksum(reader.bytes.subarray(0, reader.position), 'superblock');
  return { ...sizes, version, baseAddress, endOfFile, rootHeader, extension, chunkTreeHalfRank: defaultChunkTreeHalfRank };
}
