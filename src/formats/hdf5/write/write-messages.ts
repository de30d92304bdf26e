import { deflateLevel } from '../../../kernels/deflate-container.js';
import { messageType } from '../object-header.js';
import { ByteBuilder } from './byte-builder.js';

/** A header message ready to be written; `bytes` are padded to eight. */
export interface MessageToWrite {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** An integer type, little-endian. */
export interface IntegerType {
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
}

const integerTypeBytes = 12;
const scalarSpaceBytes = 8;
const deflateName = 'deflate\0';

function integerType(builder: ByteBuilder, { size, signed }: IntegerType): void {
  builder
    .u8(0x10)
    .u8(signed ? 8 : 0)
    .u8(0)
    .u8(0)
    .u32(size)
    .u16(0)
    .u16(8 * size);
}

/** Datatype message, version 1. Formats of all messages: HDF5 File Format Specification 3.0, IV.A.2. */
export function datatypeMessage(type: IntegerType): MessageToWrite {
  const builder = new ByteBuilder(16);
  integerType(builder, type);
  return { type: messageType.datatype, bytes: builder.bytes };
}

/** Dataspace message, version 1: one dimension that may grow without limit. */
export function growingSpaceMessage(length: number): MessageToWrite {
  const builder = new ByteBuilder(24).u8(1).u8(1).u8(1).skip(5).u64(length).u64(undefined);
  return { type: messageType.dataspace, bytes: builder.bytes };
}

/** Fill value message, version 2: none; space is taken chunk by chunk. */
export function noFillMessage(): MessageToWrite {
  return { type: messageType.fillValue, bytes: new ByteBuilder(8).u8(2).u8(3).u8(2).u8(0).bytes };
}

/** Layout message, version 3: chunks of one dimension in a version 1 B-tree. */
export function chunkedLayoutMessage(treeAddress: number | undefined, chunkElements: number, elementSize: number): MessageToWrite {
  const builder = new ByteBuilder(24).u8(3).u8(2).u8(2).u64(treeAddress).u32(chunkElements).u32(elementSize);
  return { type: messageType.layout, bytes: builder.bytes };
}

/** Filter pipeline message, version 1: deflate. */
export function deflateMessage(): MessageToWrite {
  const builder = new ByteBuilder(32).u8(1).u8(1).skip(6).u16(1).u16(deflateName.length).u16(1).u16(1).text(deflateName).u32(deflateLevel);
  return { type: messageType.filterPipeline, bytes: builder.bytes };
}

/** Attribute message, version 1: one integer of 8 bytes. */
export function integerAttributeMessage(name: string, value: number): MessageToWrite {
  const nameBytes = Math.ceil((name.length + 1) / 8) * 8;
  const builder = new ByteBuilder(8 + nameBytes + 16 + scalarSpaceBytes + 8);
  builder
    .u8(1)
    .skip(1)
    .u16(name.length + 1)
    .u16(integerTypeBytes)
    .u16(scalarSpaceBytes);
  builder.text(name).skip(nameBytes - name.length);
  integerType(builder, { size: 8, signed: true });
  builder.skip(4).u8(1).skip(7).u64(value);
  return { type: messageType.attribute, bytes: builder.bytes };
}

/** Rounds up to the eight bytes that messages and their parts are padded to. */
function padded(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}

/** Datatype message of a type that is written already. */
export function typeMessage(type: Uint8Array): MessageToWrite {
  return { type: messageType.datatype, bytes: new ByteBuilder(padded(type.length)).put(type).bytes };
}

/** Dataspace, version 1, of a fixed size; no dimensions: a single value. */
function spaceBytes(shape: readonly number[]): Uint8Array {
  const builder = new ByteBuilder(8 + 8 * shape.length).u8(1).u8(shape.length).skip(6);
  for (const length of shape) builder.u64(length);
  return builder.bytes;
}

/** Dataspace message of a fixed size. */
export function spaceMessage(shape: readonly number[]): MessageToWrite {
  return { type: messageType.dataspace, bytes: spaceBytes(shape) };
}

/** Attribute message, version 1, of any type and shape; `data` are its values as stored. */
export function attributeMessage(name: string, type: Uint8Array, shape: readonly number[], data: Uint8Array): MessageToWrite {
  const nameBytes = new TextEncoder().encode(name);
  const space = spaceBytes(shape);
  const builder = new ByteBuilder(padded(8 + padded(nameBytes.length + 1) + padded(type.length) + space.length + data.length));
  builder
    .u8(1)
    .skip(1)
    .u16(nameBytes.length + 1)
    .u16(type.length)
    .u16(space.length);
  builder.put(nameBytes).skip(padded(nameBytes.length + 1) - nameBytes.length);
  builder.put(type).skip(padded(type.length) - type.length);
  return { type: messageType.attribute, bytes: builder.put(space).put(data).bytes };
}

/** Layout message, version 3: chunks of `shape` in a version 1 B-tree. */
export function chunksLayoutMessage(treeAddress: number | undefined, shape: readonly number[], elementSize: number): MessageToWrite {
  const builder = new ByteBuilder(padded(11 + 4 * (shape.length + 1)));
  builder
    .u8(3)
    .u8(2)
    .u8(shape.length + 1)
    .u64(treeAddress);
  for (const length of shape) builder.u32(length);
  return { type: messageType.layout, bytes: builder.u32(elementSize).bytes };
}

/** Layout message, version 3: the data in the message itself. */
export function compactLayoutMessage(data: Uint8Array): MessageToWrite {
  return { type: messageType.layout, bytes: new ByteBuilder(padded(4 + data.length)).u8(3).u8(0).u16(data.length).put(data).bytes };
}

/** Filter pipeline message, version 1: bytes sorted by their place in elements of `elementSize`, then deflate. */
export function shuffleDeflateMessage(elementSize: number): MessageToWrite {
  const builder = new ByteBuilder(56).u8(1).u8(2).skip(6);
  builder.u16(2).u16(8).u16(1).u16(1).text('shuffle\0').u32(elementSize).skip(4);
  builder.u16(1).u16(deflateName.length).u16(1).u16(1).text(deflateName).u32(deflateLevel);
  return { type: messageType.filterPipeline, bytes: builder.bytes };
}

/** Symbol table message: an old group's B-tree and local heap. */
export function symbolTableMessage(treeAddress: number, heapAddress: number): MessageToWrite {
  return { type: messageType.symbolTable, bytes: new ByteBuilder(16).u64(treeAddress).u64(heapAddress).bytes };
}

/** An object header of version 1. */
export function objectHeader(messages: readonly MessageToWrite[]): Uint8Array {
  const length = messages.reduce((sum, { bytes }) => sum + 8 + bytes.length, 0);
  const builder = new ByteBuilder(16 + length).u8(1).skip(1).u16(messages.length).u32(1).u32(length).skip(4);
  for (const { type, bytes } of messages) builder.u16(type).u16(bytes.length).u8(0).skip(3).put(bytes);
  return builder.bytes;
}
