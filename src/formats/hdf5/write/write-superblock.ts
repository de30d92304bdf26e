import { ByteBuilder } from './byte-builder.js';
import { groupInternalHalfRank, groupLeafHalfRank } from './write-group.js';

/** Bytes of a superblock of version 0 with addresses of 8 bytes. */
export const superblockBytes = 96;

/** A superblock of version 0. Source: HDF5 File Format Specification 3.0, II.A. */
export function superblock(rootHeader: number, rootTree: number, rootHeap: number, endOfFile: number): Uint8Array {
  const builder = new ByteBuilder(superblockBytes);
  builder.put(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a));
  builder.skip(5).u8(8).u8(8).skip(1).u16(groupLeafHalfRank).u16(groupInternalHalfRank).u32(0);
  builder.u64(0).u64(undefined).u64(endOfFile).u64(undefined);
  builder.u64(0).u64(rootHeader).u32(1).skip(4).u64(rootTree).u64(rootHeap);
  return builder.bytes;
}
