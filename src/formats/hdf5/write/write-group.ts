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
const nodeEntries = 2 * groupLeafHalfRank;
const symbolNodeBytes = 8 + nodeEntries * 40;
const mostEntries = 2 * groupInternalHalfRank * nodeEntries;

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
  return { tree: start, heap, symbols, end: symbols + nodesFor(names.length) * symbolNodeBytes };
}

/** An empty group has a node as well. */
function nodesFor(entries: number): number {
  return Math.max(1, Math.ceil(entries / nodeEntries));
}

function heapDataBytes(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + Math.ceil((name.length + 1) / 8) * 8, 8);
}

/**
 * A group of the old kind (B-tree, local heap, symbol table nodes), to be written at `places.tree`. At most 256 entries.
 * Source: HDF5 File Format Specification 3.0, III.A.1, III.C, III.D.
 */
export function groupBytes(places: GroupPlaces, entries: readonly GroupEntry[]): Uint8Array {
  if (entries.length > mostEntries) throw new FirstlightError('too-large', `A group of ${entries.length} entries is not written`);
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const offsets: number[] = [];
  let offset = 8;
  for (const { name } of sorted) {
    offsets.push(offset);
    offset += Math.ceil((name.length + 1) / 8) * 8;
  }
  const builder = new ByteBuilder(places.end - places.tree);
  const nodes = nodesFor(sorted.length);
  builder.text('TREE').u8(0).u8(0).u16(nodes).u64(undefined).u64(undefined).u64(0);
  for (let node = 0; node < nodes; node += 1) {
    const last = Math.min(sorted.length, (node + 1) * nodeEntries) - 1;
    builder.u64(places.symbols + node * symbolNodeBytes).u64(offsets[last] ?? 0);
  }
  builder.position = places.heap - places.tree;
  const dataAddress = places.heap + heapHeaderBytes;
  // A free list that starts at 1 is empty.
  builder.text('HEAP').u8(0).skip(3).u64(offset).u64(1).u64(dataAddress);
  for (const [at, { name }] of sorted.entries()) {
    builder.position = dataAddress - places.tree + offsets[at]!;
    builder.text(name);
  }
  for (let node = 0; node < nodes; node += 1) {
    builder.position = places.symbols - places.tree + node * symbolNodeBytes;
    const inNode = sorted.slice(node * nodeEntries, (node + 1) * nodeEntries);
    builder.text('SNOD').u8(1).skip(1).u16(inNode.length);
    for (const [at, { address }] of inNode.entries())
      builder
        .u64(offsets[node * nodeEntries + at]!)
        .u64(address)
        .u32(0)
        .skip(20);
  }
  return builder.bytes;
}
