import { FirstlightError } from '../../base/errors.js';
import { joinPair, joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { listGroupTree } from './btree-v1.js';
import { listTreeV2, readTreeV2 } from './btree-v2.js';
import { FieldReader } from './field-reader.js';
import { readFractalHeap, readHeapObject } from './fractal-heap.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';
import { readLocalHeap } from './local-heap.js';
import { messageType, type ObjectHeader } from './object-header.js';

/** A name in a group. */
export type Link =
  | { readonly name: string; readonly kind: 'hard'; readonly address: number }
  | { readonly name: string; readonly kind: 'soft'; readonly target: string }
  | { readonly name: string; readonly kind: 'external' };

const linkLimit = 1_000_000;

/** Whether an object is a group: it holds links of the old or the new kind. */
export function isGroup(header: ObjectHeader): boolean {
  const types: readonly number[] = [messageType.symbolTable, messageType.linkInfo, messageType.link];
  return header.messages.some((message) => types.includes(message.type));
}

/**
 * All links of a group, old (symbol table) or new (compact or dense). Source: HDF5 File Format Specification 3.0,
 * III.B, III.C, IV.A.2.g. Errors: `corrupt`, `truncated`, `too-large` beyond a million links.
 */
export function* listLinks(context: Hdf5Context, header: ObjectHeader): Plan<Link[]> {
  const links: Link[] = [];
  for (const message of header.messages) {
    const reader = new FieldReader(message.bytes, context.superblock, 'group');
    if (message.type === messageType.link) links.push(parseLink(reader));
    else if (message.type === messageType.symbolTable) links.push(...(yield* listSymbols(context, reader)));
    else if (message.type === messageType.linkInfo) links.push(...(yield* listDense(context, reader)));
    if (links.length > linkLimit) throw new FirstlightError('too-large', 'An HDF5 group has more than a million members');
  }
  return links;
}

function* listSymbols(context: Hdf5Context, message: FieldReader): Plan<Link[]> {
  const tree = message.definedAddress();
  const heapAddress = message.definedAddress();
  const [nodeAddresses, heap] = yield* joinPair(listGroupTree(context, tree), readLocalHeap(context, heapAddress));
  const nodes = yield* joinPlans(nodeAddresses.map((address) => readSymbolNode(context, address)));
  const links: Link[] = [];
  for (const { reader, symbols } of nodes) {
    for (let i = 0; i < symbols; i += 1) {
      const nameOffset = reader.uint(context.superblock.offsetSize);
      const address = reader.address();
      const cacheType = reader.u32();
      reader.skip(4);
      const scratch = reader.take(16);
      heap.position = nameOffset;
      const name = heap.zeroTerminated();
      if (cacheType === 2) {
        heap.position = new FieldReader(scratch, context.superblock, 'symbol table node').u32();
        links.push({ name, kind: 'soft', target: heap.zeroTerminated() });
      } else if (address !== undefined) links.push({ name, kind: 'hard', address });
    }
    if (links.length > linkLimit) throw new FirstlightError('too-large', 'An HDF5 group has more than a million members');
  }
  return links;
}

function* readSymbolNode(context: Hdf5Context, address: number): Plan<{ reader: FieldReader; symbols: number }> {
  const head = yield* readStructure(context, address, 8, 'symbol table node', 512);
  head.signature('SNOD');
  head.skip(2);
  const symbols = head.u16();
  const reader = yield* readStructure(context, address, 8 + symbols * (2 * context.superblock.offsetSize + 24), 'symbol table node');
  reader.skip(8);
  return { reader, symbols };
}

function* listDense(context: Hdf5Context, message: FieldReader): Plan<Link[]> {
  message.skip(1);
  if ((message.u8() & 1) !== 0) message.skip(8);
  const heapAddress = message.address();
  const nameTree = message.address();
  if (heapAddress === undefined || nameTree === undefined) return [];
  const [heap, tree] = yield* joinPair(readFractalHeap(context, heapAddress), readTreeV2(context, nameTree));
  if (tree.type !== 5) throw message.corrupt(`its name index is a B-tree of type ${tree.type}`);
  const records = yield* listTreeV2(context, tree);
  const objects = yield* joinPlans(
    records.map((record) => {
      record.skip(4);
      return readHeapObject(context, heap, record.take(heap.idBytes));
    }),
  );
  return objects.map(parseLink);
}

function parseLink(reader: FieldReader): Link {
  if (reader.u8() !== 1) throw reader.corrupt('a link has an unknown version');
  const flags = reader.u8();
  const type = (flags & 8) !== 0 ? reader.u8() : 0;
  if ((flags & 4) !== 0) reader.skip(8);
  if ((flags & 16) !== 0) reader.skip(1);
  const name = new TextDecoder().decode(reader.take(reader.uint(1 << (flags & 3))));
  if (type === 0) return { name, kind: 'hard', address: reader.definedAddress() };
  if (type === 1) return { name, kind: 'soft', target: new TextDecoder().decode(reader.take(reader.u16())) };
  return { name, kind: 'external' };
}
