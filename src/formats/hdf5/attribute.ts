import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { listTreeV2, readTreeV2 } from './btree-v2.js';
import { type Dataspace, parseDataspace } from './dataspace.js';
import { type Datatype, parseDatatype } from './datatype.js';
import { FieldReader } from './field-reader.js';
import { readFractalHeap, readHeapObject } from './fractal-heap.js';
import type { Hdf5Context } from './hdf5-context.js';
import { followShared, type HeaderMessage, messageType, type ObjectHeader, resolveMessage } from './object-header.js';
import { decodeValues, type Hdf5Value } from './values.js';

/** An attribute with its value still as bytes. */
export interface Attribute {
  readonly name: string;
  readonly type: Datatype;
  readonly space: Dataspace;
  readonly bytes: Uint8Array;
}

/** All attributes of an object, compact and dense. Source: HDF5 File Format Specification 3.0, IV.A.2.m, IV.A.2.v. */
export function* listAttributes(context: Hdf5Context, header: ObjectHeader): Plan<Attribute[]> {
  const found = yield* joinPlans(header.messages.map((message) => attributesOf(context, message)));
  return found.flat();
}

function* attributesOf(context: Hdf5Context, message: HeaderMessage): Plan<Attribute[]> {
  if (message.type === messageType.attribute) return [yield* parseAttribute(context, yield* resolveMessage(context, message, 0))];
  if (message.type !== messageType.attributeInfo) return [];
  return yield* listDense(context, new FieldReader(message.bytes, context.superblock, 'attribute info'));
}

/** Values of all attributes by name; those of a kind that is not read are left out. */
export function* readAttributes(context: Hdf5Context, header: ObjectHeader): Plan<Map<string, Hdf5Value>> {
  const attributes = yield* listAttributes(context, header);
  const decoded = yield* joinPlans(attributes.map(({ type, space, bytes }) => decodeValues(context, type, space, bytes)));
  const values = new Map<string, Hdf5Value>();
  for (const [at, { name }] of attributes.entries()) {
    const value = decoded[at];
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

function* listDense(context: Hdf5Context, info: FieldReader): Plan<Attribute[]> {
  info.skip(1);
  if ((info.u8() & 1) !== 0) info.skip(2);
  const heapAddress = info.address();
  const nameTree = info.address();
  if (heapAddress === undefined || nameTree === undefined) return [];
  const heap = yield* readFractalHeap(context, heapAddress);
  const tree = yield* readTreeV2(context, nameTree);
  const records = yield* listTreeV2(context, tree);
  return yield* joinPlans(records.map((record) => readDense(context, heap, record)));
}

function* readDense(context: Hdf5Context, heap: Parameters<typeof readHeapObject>[1], record: FieldReader): Plan<Attribute> {
  const id = record.take(heap.idBytes);
  const shared = (record.u8() & 2) !== 0;
  const object = yield* readHeapObject(context, heap, id);
  return yield* parseAttribute(context, shared ? yield* followShared(context, object, messageType.attribute, 0) : object);
}

function* parseAttribute(context: Hdf5Context, reader: FieldReader): Plan<Attribute> {
  const version = reader.u8();
  if (version < 1 || version > 3) throw reader.corrupt(`an attribute has version ${version}`);
  const flags = version === 1 ? 0 : reader.u8();
  if (version === 1) reader.skip(1);
  const nameBytes = reader.u16();
  const typeBytes = reader.u16();
  const spaceBytes = reader.u16();
  if (version === 3) reader.skip(1);
  const pad = (length: number): number => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  const nameReader = slice(reader, pad(nameBytes));
  const name = new TextDecoder().decode(nameReader.bytes.subarray(0, nameBytes)).replace(/\0.*$/s, '');
  let typeReader = slice(reader, pad(typeBytes));
  let spaceReader = slice(reader, pad(spaceBytes));
  if ((flags & 1) !== 0) typeReader = yield* followShared(context, typeReader, messageType.datatype, 0);
  if ((flags & 2) !== 0) spaceReader = yield* followShared(context, spaceReader, messageType.dataspace, 0);
  return { name, type: parseDatatype(typeReader), space: parseDataspace(spaceReader), bytes: reader.take(reader.remaining) };
}

function slice(reader: FieldReader, length: number): FieldReader {
  const start = reader.position;
  reader.skip(length);
  return reader.slice(start, length);
}
