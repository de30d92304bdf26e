import { FirstlightError } from '../../../base/errors.js';
import { ByteBuilder } from './byte-builder.js';

/** Half the children of a group's B-tree node, and half the entries of a symbol table node; the superblock says so. */
export const groupInternalHalfRank = 16;
export const groupLeafHalfRank = 4;

/** A name in a group to be written. */
export interface GroupEntry {
  readonly name: string;
  /** Address of the object's header. */
  readonly address: number;
}

const treeBytes = 24 + (2 * groupInternalHalfRank + 1) * 8 + 2 * groupInternalHalfRank * 8;
const heapHeaderBytes = 32;
const symbolNodeBytes = 8 + 2 * groupLeafHalfRank * 40;

/** Where the parts of an old group are. */
export interface GroupPlaces {
  readonly tree: number;
  readonly heap: number;
  readonly symbols: number;
  readonly end: number;
}

/** Places of the parts of a group with these names, from `start` on. */
export function placeGroup(start: number, names: readonly string[]): GroupPlaces {
  const heap = start + treeBytes;
  const symbols = heap + heapHeaderBytes + heapDataBytes(names);
  return { tree: start, heap, symbols, end: symbols + symbolNodeBytes };
}

function heapDataBytes(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + Math.ceil((name.length + 1) / 8) * 8, 8);
}

/**
 * A group of the old kind (B-tree, local heap, one symbol table node), to be written at `places.tree`. At most eight
 * entries. Source: HDF5 File Format Specification 3.0, III.A.1, III.C, III.D.
 */
export function groupBytes(places: GroupPlaces, entries: readonly GroupEntry[]): Uint8Array {
  if (entries.length > 2 * groupLeafHalfRank)
    throw new FirstlightError('internal', `A group of ${entries.length} entries does not fit one node`);
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const offsets: number[] = [];
  let offset = 8;
  for (const { name } of sorted) {
    offsets.push(offset);
    offset += Math.ceil((name.length + 1) / 8) * 8;
  }
  const builder = new ByteBuilder(places.end - places.tree);
  builder.text('TREE').u8(0).u8(0).u16(1).u64(undefined).u64(undefined);
  builder
    .u64(0)
    .u64(places.symbols)
    .u64(offsets.at(-1) ?? 0);
  builder.position = places.heap - places.tree;
  const dataAddress = places.heap + heapHeaderBytes;
  // A free list that starts at 1 is empty.
  builder.text('HEAP').u8(0).skip(3).u64(offset).u64(1).u64(dataAddress);
  for (const [at, { name }] of sorted.entries()) {
    builder.position = dataAddress - places.tree + offsets[at]!;
    builder.text(name);
  }
  builder.position = places.symbols - places.tree;
  builder.text('SNOD').u8(1).skip(1).u16(sorted.length);
  for (const [at, { address }] of sorted.entries()) builder.u64(offsets[at]!).u64(address).u32(0).skip(20);
  return builder.bytes;
}
