import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { FieldReader } from './field-reader.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';

/** Where a stored chunk is: `address` relative to the base address, `byteLength` as stored. Set bits of `filterMask` are filters left out. */
export interface ChunkPlace {
  readonly address: number;
  readonly byteLength: number;
  readonly filterMask: number;
}

const levelLimit = 32;
const groupNodeLimit = 65_536;

interface TreeNode {
  readonly level: number;
  readonly entries: number;
  readonly reader: FieldReader;
}

function* readNode(context: Hdf5Context, address: number, type: number, keyBytes: number, ahead: number): Plan<TreeNode> {
  const { offsetSize } = context.superblock;
  const headBytes = 8 + 2 * offsetSize;
  const head = yield* readStructure(context, address, headBytes, 'B-tree node', ahead);
  head.signature('TREE');
  if (head.u8() !== type) throw head.corrupt('it is of the wrong type');
  const level = head.u8();
  const entries = head.u16();
  const length = headBytes + entries * (keyBytes + offsetSize) + keyBytes;
  const reader = yield* readStructure(context, address, length, 'B-tree node');
  reader.skip(headBytes);
  if (level > levelLimit) throw reader.corrupt(`it stands ${level} levels high`);
  return { level, entries, reader };
}

/**
 * The place of one chunk in a version 1 B-tree, `undefined` where nothing was written: one node a level, the rest of the
 * index is not read. `start` is the chunk's first element along each dimension.
 * Source: HDF5 File Format Specification 3.0, III.A.1. Errors: `corrupt`, `truncated`.
 */
export function* findChunkInTree(context: Hdf5Context, root: number, start: readonly number[]): Plan<ChunkPlace | undefined> {
  const rank = start.length;
  const keyBytes = 8 + 8 * (rank + 1);
  const { offsetSize, chunkTreeHalfRank } = context.superblock;
  const ahead = 24 + (2 * chunkTreeHalfRank + 1) * keyBytes + 2 * chunkTreeHalfRank * offsetSize;
  let address = root;
  let expectedLevel: number | undefined;
  for (;;) {
    const { level, entries, reader } = yield* readNode(context, address, 1, keyBytes, ahead);
    if (expectedLevel !== undefined && level !== expectedLevel) throw reader.corrupt('its levels do not descend');
    const first = reader.position;
    const stride = keyBytes + offsetSize;
    let low = 0;
    let high = entries;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKey(reader, first + middle * stride + 8, start) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const at = first + (low - 1) * stride;
    reader.position = at + keyBytes;
    const child = reader.definedAddress();
    if (level === 0) {
      if (compareKey(reader, at + 8, start) !== 0) return undefined;
      reader.position = at;
      return { address: child, byteLength: reader.u32(), filterMask: reader.u32() };
    }
    address = child;
    expectedLevel = level - 1;
  }
}

function compareKey(reader: FieldReader, at: number, start: readonly number[]): number {
  reader.position = at;
  for (const coordinate of start) {
    const key = reader.uint(8);
    if (key !== coordinate) return key < coordinate ? -1 : 1;
  }
  return 0;
}

/** Addresses of all symbol table nodes below a group's version 1 B-tree, in order of names. Errors: `corrupt`, `truncated`. */
export function* listGroupTree(context: Hdf5Context, root: number): Plan<number[]> {
  const { lengthSize } = context.superblock;
  let addresses = [root];
  let read = 0;
  for (let depth = 0; depth <= levelLimit; depth += 1) {
    read += addresses.length;
    if (read > groupNodeLimit) throw new FirstlightError('corrupt', 'The B-tree of an HDF5 group has more than 65,536 nodes');
    const nodes = yield* joinPlans(addresses.map((address) => readNode(context, address, 0, lengthSize, 1024)));
    const level = nodes[0]?.level ?? 0;
    const children: number[] = [];
    for (const node of nodes) {
      if (node.level !== level) throw node.reader.corrupt('its levels do not descend');
      for (let i = 0; i < node.entries; i += 1) {
        node.reader.skip(lengthSize);
        children.push(node.reader.definedAddress());
      }
    }
    if (level === 0) return children;
    addresses = children;
  }
  throw new FirstlightError('corrupt', 'The B-tree of an HDF5 group does not end');
}
