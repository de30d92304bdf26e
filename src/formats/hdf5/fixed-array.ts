import type { Plan } from '../../bytes/plan.js';
import type { ChunkPlace } from './btree-v1.js';
import { verifyChecksum } from './checksum.js';
import type { FieldReader } from './field-reader.js';
import { type Hdf5Context, readChecked, readStructure } from './hdf5-context.js';

/**
 * The place of chunk number `index` in a fixed array, plain or paged: the header, then only the entry's block or page.
 * `undefined` where nothing was written. Source: HDF5 File Format Specification 3.0, VII.C. Errors: `corrupt`, `truncated`.
 */
export function* findChunkInFixedArray(
  context: Hdf5Context,
  address: number,
  index: number,
  plainChunkBytes: number,
): Plan<ChunkPlace | undefined> {
  const { offsetSize, lengthSize } = context.superblock;
  const header = yield* readChecked(context, address, 8 + lengthSize + offsetSize + 4, 'fixed array');
  header.signature('FAHD');
  header.skip(1);
  const filtered = header.u8() === 1;
  const entryBytes = header.u8();
  const pageBits = header.u8();
  const entries = header.length();
  const block = header.address();
  if (block === undefined) return undefined;
  if (index >= entries) throw header.corrupt(`it has ${entries} entries, entry ${index} is wanted`);
  if (entryBytes < offsetSize || pageBits > 31) throw header.corrupt('its entries make no sense');
  const prefixBytes = 6 + offsetSize;
  const pageEntries = 2 ** pageBits;
  let entry: FieldReader;
  if (entries <= pageEntries) {
    entry = yield* readChecked(context, block, prefixBytes + entries * entryBytes + 4, 'fixed array block');
    entry.signature('FADB');
    entry.position = prefixBytes + index * entryBytes;
  } else {
    const pages = Math.ceil(entries / pageEntries);
    const bitmapBytes = Math.ceil(pages / 8);
    const prefix = yield* readChecked(context, block, prefixBytes + bitmapBytes + 4, 'fixed array block');
    prefix.signature('FADB');
    const page = Math.floor(index / pageEntries);
    const initialized = (prefix.bytes[prefixBytes + (page >> 3)]! & (0x80 >> (page & 7))) !== 0;
    if (!initialized) return undefined;
    const start = block + prefix.bytes.length + page * (pageEntries * entryBytes + 4);
    const used = Math.min(pageEntries, entries - page * pageEntries);
    entry = yield* readStructure(context, start, used * entryBytes + 4, 'fixed array page');
    verifyChecksum(entry.bytes, 'fixed array page');
    entry.position = (index - page * pageEntries) * entryBytes;
  }
  return readArrayEntry(entry, filtered, entryBytes, plainChunkBytes);
}

/** An entry of a fixed or extensible array at the reader's position. */
export function readArrayEntry(
  reader: FieldReader,
  filtered: boolean,
  entryBytes: number,
  plainChunkBytes: number,
): ChunkPlace | undefined {
  const address = reader.address();
  if (address === undefined) return undefined;
  if (!filtered) return { address, byteLength: plainChunkBytes, filterMask: 0 };
  const byteLength = reader.uint(entryBytes - reader.sizes.offsetSize - 4);
  return { address, byteLength, filterMask: reader.u32() };
}
