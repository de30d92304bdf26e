import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import { verifyChecksum } from './checksum.js';
import { FieldReader } from './field-reader.js';
import { type Hdf5Context, readStructure } from './hdf5-context.js';

/** Numbers of the header messages that are read. */
export const messageType = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filterPipeline: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  treeRanks: 0x13,
  attributeInfo: 0x15,
} as const;

/** One message of an object header; `bytes` are lent. */
export interface HeaderMessage {
  readonly type: number;
  /** The message stands elsewhere; `bytes` say where. */
  readonly shared: boolean;
  readonly bytes: Uint8Array;
}

/** An object: a group, a data set or a named datatype, told apart by its messages. */
export interface ObjectHeader {
  readonly address: number;
  readonly messages: readonly HeaderMessage[];
}

const blockLimit = 1024;
const messageLimit = 65_536;
const readAheadBytes = 1024;

/**
 * Reads an object header of version 1 or 2 with all its continuation blocks; checksums are verified.
 * Source: HDF5 File Format Specification 3.0, IV.A.1. Errors: `corrupt`, `truncated`, `unsupported`.
 */
export function* readObjectHeader(context: Hdf5Context, address: number): Plan<ObjectHeader> {
  const start = yield* readStructure(context, address, 4, 'object header', readAheadBytes);
  const isNew = String.fromCharCode(...start.bytes) === 'OHDR';
  if (!isNew && start.bytes[0] !== 1) {
    throw new FirstlightError('corrupt', `There is no HDF5 object header at byte ${address}: its version would be ${start.bytes[0]}`);
  }
  const messages: HeaderMessage[] = [];
  const pending: { address: number; length: number }[] = [];
  let creationOrder = false;
  if (isNew) creationOrder = yield* readFirstBlockNew(context, address, messages, pending);
  else yield* readFirstBlockOld(context, address, messages, pending);
  const seen = new Set<number>();
  while (pending.length > 0) {
    const round = pending.splice(0);
    for (const next of round) {
      if (seen.has(next.address) || seen.size >= blockLimit) throw start.corrupt('its continuation blocks go in circles');
      seen.add(next.address);
    }
    const blocks = yield* joinPlans(round.map((next) => readStructure(context, next.address, next.length, 'object header')));
    for (const block of blocks) {
      if (isNew) {
        verifyChecksum(block.bytes, 'object header');
        block.signature('OCHK');
        collectNew(new FieldReader(block.bytes.subarray(0, -4), block.sizes, block.structure, 4), creationOrder, messages, pending);
      } else collectOld(block, messages, pending);
    }
    if (messages.length > messageLimit) throw start.corrupt('it has more than 65,536 messages');
  }
  return { address, messages };
}

function* readFirstBlockOld(
  context: Hdf5Context,
  address: number,
  messages: HeaderMessage[],
  pending: { address: number; length: number }[],
): Plan<void> {
  const prefix = yield* readStructure(context, address, 16, 'object header', readAheadBytes);
  prefix.skip(8);
  const length = prefix.u32();
  const block = yield* readStructure(context, address + 16, length, 'object header');
  collectOld(block, messages, pending);
}

function* readFirstBlockNew(
  context: Hdf5Context,
  address: number,
  messages: HeaderMessage[],
  pending: { address: number; length: number }[],
): Plan<boolean> {
  const prefix = yield* readStructure(context, address, 6, 'object header', readAheadBytes);
  prefix.signature('OHDR');
  const version = prefix.u8();
  if (version !== 2) throw new FirstlightError('unsupported', `An HDF5 object header has version ${version}; 1 and 2 can be read`);
  const flags = prefix.u8();
  const sizeBytes = 1 << (flags & 3);
  const beforeSize = 6 + ((flags & 0x20) !== 0 ? 16 : 0) + ((flags & 0x10) !== 0 ? 4 : 0);
  const sized = yield* readStructure(context, address, beforeSize + sizeBytes, 'object header', readAheadBytes);
  sized.skip(beforeSize);
  const length = sized.uint(sizeBytes);
  const start = beforeSize + sizeBytes;
  const whole = yield* readStructure(context, address, start + length + 4, 'object header');
  verifyChecksum(whole.bytes, 'object header');
  const creationOrder = (flags & 4) !== 0;
  collectNew(new FieldReader(whole.bytes.subarray(0, -4), whole.sizes, whole.structure, start), creationOrder, messages, pending);
  return creationOrder;
}

function collectOld(block: FieldReader, messages: HeaderMessage[], pending: { address: number; length: number }[]): void {
  while (block.remaining >= 8) {
    const type = block.u16();
    const size = block.u16();
    const flags = block.u8();
    block.skip(3);
    addMessage(block, type, flags, block.take(size), messages, pending);
    block.align(8);
  }
}

function collectNew(
  block: FieldReader,
  creationOrder: boolean,
  messages: HeaderMessage[],
  pending: { address: number; length: number }[],
): void {
  const prefix = creationOrder ? 6 : 4;
  while (block.remaining >= prefix) {
    const type = block.u8();
    const size = block.u16();
    const flags = block.u8();
    if (creationOrder) block.skip(2);
    addMessage(block, type, flags, block.take(size), messages, pending);
  }
}

function addMessage(
  block: FieldReader,
  type: number,
  flags: number,
  bytes: Uint8Array,
  messages: HeaderMessage[],
  pending: { address: number; length: number }[],
): void {
  if (type === 0) return;
  if (type === messageType.continuation) {
    const reader = new FieldReader(bytes, block.sizes, 'object header continuation');
    pending.push({ address: reader.definedAddress(), length: reader.length() });
    return;
  }
  messages.push({ type, shared: (flags & 2) !== 0, bytes });
}

/**
 * The content of the first message of a type, following it to the named datatype it is shared with, if so; `undefined`
 * where there is none. Errors: `unsupported` for messages shared through a file-wide table.
 */
export function* findMessage(context: Hdf5Context, header: ObjectHeader, type: number): Plan<FieldReader | undefined> {
  const message = header.messages.find((candidate) => candidate.type === type);
  if (message === undefined) return undefined;
  return yield* resolveMessage(context, message, 0);
}

/** The content of `message`, wherever it is shared from. */
export function* resolveMessage(context: Hdf5Context, message: HeaderMessage, depth: number): Plan<FieldReader> {
  const reader = new FieldReader(message.bytes, context.superblock, `header message ${message.type}`);
  if (!message.shared) return reader;
  if (depth > 4) throw reader.corrupt('it is shared in circles');
  return yield* followShared(context, reader, message.type, depth);
}

/** Follows a shared-message reference that `reader` stands at. Source: specification, IV.A.2 "Shared Message". */
export function* followShared(context: Hdf5Context, reader: FieldReader, type: number, depth: number): Plan<FieldReader> {
  const version = reader.u8();
  const kind = reader.u8();
  if (version === 1) reader.skip(6);
  if (version === 3 && kind === 1) {
    throw new FirstlightError('unsupported', 'This HDF5 file keeps header messages in a shared table, which cannot be read');
  }
  const address = reader.definedAddress();
  const header = yield* readObjectHeader(context, address);
  const message = header.messages.find((candidate) => candidate.type === type);
  if (message === undefined) throw reader.corrupt(`the object at ${address} has no message of type ${type}`);
  return yield* resolveMessage(context, message, depth + 1);
}
