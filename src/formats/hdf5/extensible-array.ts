import type { Plan } from '../../bytes/plan.js';
import type { ChunkPlace } from './btree-v1.js';
import type { FieldReader } from './field-reader.js';
import { readArrayEntry } from './fixed-array.js';
import { type Hdf5Context, readChecked } from './hdf5-context.js';

interface ArrayHeader {
  readonly filtered: boolean;
  readonly entryBytes: number;
  readonly maxBits: number;
  readonly indexEntries: number;
  readonly blockMinEntries: number;
  readonly superMinBlocks: number;
  readonly pageEntries: number;
  readonly indexBlock: number | undefined;
}

/**
 * The place of chunk number `index` in an extensible array: header, index block, then at most a super block and a data
 * block or page. `undefined` where nothing was written. Source: HDF5 File Format Specification 3.0, VII.D.
 * Errors: `corrupt`, `truncated`.
 */
export function* findChunkInExtensibleArray(
  context: Hdf5Context,
  address: number,
  index: number,
  plainChunkBytes: number,
): Plan<ChunkPlace | undefined> {
  const header = yield* readHeader(context, address);
  if (header.indexBlock === undefined) return undefined;
  const { offsetSize } = context.superblock;
  const superInIndex = 2 * Math.log2(header.superMinBlocks);
  const blocksInIndex = 2 * (header.superMinBlocks - 1);
  const superBlocks = 1 + header.maxBits - Math.log2(header.blockMinEntries);
  const superAddresses = Math.max(0, superBlocks - superInIndex);
  const entriesStart = 6 + offsetSize;
  const blocksStart = entriesStart + header.indexEntries * header.entryBytes;
  const indexBlock = yield* readChecked(
    context,
    header.indexBlock,
    blocksStart + (blocksInIndex + superAddresses) * offsetSize + 4,
    'extensible array index',
  );
  indexBlock.signature('EAIB');
  if (index < header.indexEntries) {
    indexBlock.position = entriesStart + index * header.entryBytes;
    return readArrayEntry(indexBlock, header.filtered, header.entryBytes, plainChunkBytes);
  }
  const place = placeInSuperBlocks(header, index - header.indexEntries);
  if (place.superBlock >= superBlocks) throw indexBlock.corrupt(`entry ${index} is beyond its end`);
  const pages = place.blockEntries > header.pageEntries ? place.blockEntries / header.pageEntries : 0;
  const page = Math.floor(place.entry / header.pageEntries);
  let block: number | undefined;
  if (place.superBlock < superInIndex) {
    indexBlock.position = blocksStart + (place.firstBlock + place.block) * offsetSize;
    block = indexBlock.address();
  } else {
    indexBlock.position = blocksStart + (blocksInIndex + place.superBlock - superInIndex) * offsetSize;
    const superAddress = indexBlock.address();
    if (superAddress === undefined) return undefined;
    const superBlock = yield* readSuperBlock(context, superAddress, header, place, pages);
    if (pages > 0 && !pageInitialized(superBlock, place.block * pages + page)) return undefined;
    superBlock.position += place.blocks * Math.ceil(pages / 8) + place.block * offsetSize;
    block = superBlock.address();
  }
  if (block === undefined) return undefined;
  const prefixBytes = 6 + offsetSize + Math.ceil(header.maxBits / 8);
  let entry: FieldReader;
  if (pages > 0) {
    const pageBytes = header.pageEntries * header.entryBytes + 4;
    entry = yield* readChecked(context, block + prefixBytes + 4 + page * pageBytes, pageBytes, 'extensible array page');
    entry.position = (place.entry - page * header.pageEntries) * header.entryBytes;
  } else {
    entry = yield* readChecked(context, block, prefixBytes + place.blockEntries * header.entryBytes + 4, 'extensible array block');
    entry.signature('EADB');
    entry.position = prefixBytes + place.entry * header.entryBytes;
  }
  return readArrayEntry(entry, header.filtered, header.entryBytes, plainChunkBytes);
}

function* readHeader(context: Hdf5Context, address: number): Plan<ArrayHeader> {
  const { offsetSize, lengthSize } = context.superblock;
  const reader = yield* readChecked(context, address, 12 + 6 * lengthSize + offsetSize + 4, 'extensible array');
  reader.signature('EAHD');
  reader.skip(1);
  const filtered = reader.u8() === 1;
  const entryBytes = reader.u8();
  const maxBits = reader.u8();
  const indexEntries = reader.u8();
  const blockMinEntries = reader.u8();
  const superMinBlocks = reader.u8();
  const pageBits = reader.u8();
  reader.skip(6 * lengthSize);
  const indexBlock = reader.address();
  const powers = Number.isInteger(Math.log2(blockMinEntries)) && Number.isInteger(Math.log2(superMinBlocks));
  if (!powers || entryBytes < offsetSize || maxBits > 64 || pageBits > 31 || maxBits < Math.log2(blockMinEntries)) {
    throw reader.corrupt('its block sizes make no sense');
  }
  return { filtered, entryBytes, maxBits, indexEntries, blockMinEntries, superMinBlocks, pageEntries: 2 ** pageBits, indexBlock };
}

interface EntryPlace {
  readonly superBlock: number;
  /** Data blocks of this super block, and of all before it. */
  readonly blocks: number;
  readonly firstBlock: number;
  readonly blockEntries: number;
  /** Elements before this super block. */
  readonly firstEntry: number;
  readonly block: number;
  readonly entry: number;
}

/** Super block `s` has 2^⌊s/2⌋ data blocks of 2^⌈s/2⌉ × the least number of entries. */
function placeInSuperBlocks(header: ArrayHeader, entry: number): EntryPlace {
  let firstEntry = 0;
  let firstBlock = 0;
  for (let superBlock = 0; ; superBlock += 1) {
    const blocks = 2 ** Math.floor(superBlock / 2);
    const blockEntries = 2 ** Math.ceil(superBlock / 2) * header.blockMinEntries;
    if (entry < firstEntry + blocks * blockEntries) {
      const within = entry - firstEntry;
      const block = Math.floor(within / blockEntries);
      return { superBlock, blocks, firstBlock, blockEntries, firstEntry, block, entry: within - block * blockEntries };
    }
    firstEntry += blocks * blockEntries;
    firstBlock += blocks;
  }
}

function* readSuperBlock(context: Hdf5Context, address: number, header: ArrayHeader, place: EntryPlace, pages: number): Plan<FieldReader> {
  const { offsetSize } = context.superblock;
  const start = 6 + offsetSize + Math.ceil(header.maxBits / 8);
  const length = start + place.blocks * Math.ceil(pages / 8) + place.blocks * offsetSize + 4;
  const reader = yield* readChecked(context, address, length, 'extensible array super block');
  reader.signature('EASB');
  reader.position = start;
  return reader;
}

function pageInitialized(superBlock: FieldReader, page: number): boolean {
  return (superBlock.bytes[superBlock.position + (page >> 3)]! & (0x80 >> (page & 7))) !== 0;
}
