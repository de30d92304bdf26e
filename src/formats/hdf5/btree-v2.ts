import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { FieldReader } from './field-reader.js';
import { type Hdf5Context, readChecked } from './hdf5-context.js';

/** The header of a version 2 B-tree and what follows from it. */
export interface TreeV2 {
  readonly type: number;
  readonly nodeBytes: number;
  readonly recordBytes: number;
  readonly depth: number;
  readonly root: number | undefined;
  readonly rootRecords: number;
  /** Bytes of the record count of a child; of the total count below a child at each depth. */
  readonly countBytes: number;
  readonly totalBytes: readonly number[];
}

const depthLimit = 32;
const recordLimit = 4_000_000;
const nodePrefix = 6;
const checksumBytes = 4;

/** Reads a B-tree header. Source: HDF5 File Format Specification 3.0, III.A.2. Errors: `corrupt`, `truncated`. */
export function* readTreeV2(context: Hdf5Context, address: number): Plan<TreeV2> {
  const { offsetSize, lengthSize } = context.superblock;
  const reader = yield* readChecked(context, address, 22 + offsetSize + lengthSize, 'B-tree header');
  reader.signature('BTHD');
  reader.skip(1);
  const type = reader.u8();
  const nodeBytes = reader.u32();
  const recordBytes = reader.u16();
  const depth = reader.u16();
  reader.skip(2);
  const root = reader.address();
  const rootRecords = reader.u16();
  if (recordBytes === 0 || depth > depthLimit || nodeBytes < recordBytes + nodePrefix + checksumBytes) {
    throw reader.corrupt(`nodes of ${nodeBytes} bytes hold records of ${recordBytes} bytes at depth ${depth}`);
  }
  const leafRecords = Math.floor((nodeBytes - nodePrefix - checksumBytes) / recordBytes);
  const countBytes = encodedBytes(leafRecords);
  const totalBytes = [0];
  let below = leafRecords;
  for (let level = 1; level <= depth; level += 1) {
    const pointer = offsetSize + countBytes + totalBytes[level - 1]!;
    const records = Math.floor((nodeBytes - nodePrefix - checksumBytes - pointer) / (recordBytes + pointer));
    below = (records + 1) * below + records;
    totalBytes.push(encodedBytes(below));
  }
  return { type, nodeBytes, recordBytes, depth, root, rootRecords, countBytes, totalBytes };
}

function encodedBytes(limit: number): number {
  return Math.floor(Math.floor(Math.log2(Math.max(limit, 1))) / 8) + 1;
}

interface NodeV2 {
  readonly reader: FieldReader;
  readonly recordStart: number;
  readonly children: readonly { readonly address: number; readonly records: number }[];
}

function* readNode(context: Hdf5Context, tree: TreeV2, address: number, records: number, level: number): Plan<NodeV2> {
  const pointerBytes = context.superblock.offsetSize + tree.countBytes + (level > 1 ? tree.totalBytes[level - 1]! : 0);
  const length = nodePrefix + records * tree.recordBytes + (level > 0 ? (records + 1) * pointerBytes : 0) + checksumBytes;
  if (length > tree.nodeBytes) throw new FirstlightError('corrupt', `A node of an HDF5 B-tree claims ${records} records`);
  const reader = yield* readChecked(context, address, length, 'B-tree node', tree.nodeBytes);
  reader.signature(level > 0 ? 'BTIN' : 'BTLF');
  reader.skip(1);
  if (reader.u8() !== tree.type) throw reader.corrupt('it is of the wrong type');
  const recordStart = reader.position;
  reader.skip(records * tree.recordBytes);
  const children: { address: number; records: number }[] = [];
  if (level > 0) {
    for (let i = 0; i <= records; i += 1) {
      const child = reader.definedAddress();
      const childRecords = reader.uint(tree.countBytes);
      if (level > 1) reader.skip(tree.totalBytes[level - 1]!);
      children.push({ address: child, records: childRecords });
    }
  }
  return { reader, recordStart, children };
}

/**
 * The record that `compare` calls equal (0), descending one node a level; `compare` gets a reader at a record and says
 * whether the record stands before (negative) or after what is sought. `undefined` where there is none.
 */
export function* findInTreeV2(context: Hdf5Context, tree: TreeV2, compare: (record: FieldReader) => number): Plan<FieldReader | undefined> {
  if (tree.root === undefined) return undefined;
  let address = tree.root;
  let records = tree.rootRecords;
  for (let level = tree.depth; level >= 0; level -= 1) {
    const node = yield* readNode(context, tree, address, records, level);
    let low = 0;
    let high = records;
    while (low < high) {
      const middle = (low + high) >>> 1;
      node.reader.position = node.recordStart + middle * tree.recordBytes;
      const order = compare(node.reader);
      if (order === 0) {
        node.reader.position = node.recordStart + middle * tree.recordBytes;
        return node.reader;
      }
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    if (level === 0) return undefined;
    const child = node.children[low]!;
    address = child.address;
    records = child.records;
  }
  return undefined;
}

/** All records of a tree, in no particular order, at most four million. One round a level. Errors: `corrupt`, `truncated`. */
export function* listTreeV2(context: Hdf5Context, tree: TreeV2): Plan<FieldReader[]> {
  const found: FieldReader[] = [];
  let nodes = tree.root === undefined ? [] : [{ address: tree.root, records: tree.rootRecords }];
  for (let level = tree.depth; level >= 0 && nodes.length > 0; level -= 1) {
    const read = yield* joinPlans(nodes.map((node) => readNode(context, tree, node.address, node.records, level)));
    const children: { address: number; records: number }[] = [];
    for (const [order, node] of read.entries()) {
      for (let i = 0; i < nodes[order]!.records; i += 1) {
        found.push(node.reader.slice(node.recordStart + i * tree.recordBytes, tree.recordBytes));
      }
      for (const child of node.children) children.push(child);
    }
    if (found.length + children.length > recordLimit) {
      throw new FirstlightError('too-large', `An HDF5 B-tree has more than ${recordLimit} records`);
    }
    nodes = children;
  }
  return found;
}
