import * as v from 'valibot';
import { FirstlightError } from '../base/errors.js';
import { type Answer, answerSchema } from './answers.js';
import { type Request, requestSchema } from './requests.js';
import { packSparse, unpackSparse } from './sparse-bytes.js';

/*
 * The wire form of a message:
 *   u32 little-endian  length of the head in bytes
 *   head               UTF-8 JSON: {"m": the message, null where a typed array was; "b": the buffers' descriptions}
 *   zeros              up to the next multiple of 8
 *   buffers            little-endian elements, packed where most are zero (`sparse-bytes.ts`), each padded with zeros to a
 *                      multiple of 8
 */

const arrayTypes = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as const;
type ArrayTypeName = keyof typeof arrayTypes;
type WireArray = InstanceType<(typeof arrayTypes)[ArrayTypeName]>;

const headSchema = v.object({
  m: v.unknown(),
  b: v.array(
    v.object({
      /** Keys from the message down to the place of the array. */
      at: v.pipe(v.array(v.union([v.string(), v.number()])), v.minLength(1), v.maxLength(8)),
      type: v.picklist(Object.keys(arrayTypes) as ArrayTypeName[]),
      length: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      /** Bytes on the wire, where the buffer is packed. */
      packed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    }),
  ),
});
type BufferDescription = v.InferOutput<typeof headSchema>['b'][number];

/** What a receiver accepts; more is `too-large` before anything is parsed. */
export interface WireLimits {
  /** The whole message. */
  readonly maxBytes: number;
  readonly maxHeadBytes: number;
  readonly maxBuffers: number;
}

/** A viewer's requests are small: the longest hold drawn outlines and names of categories. */
export const requestLimits: WireLimits = { maxBytes: 1 << 20, maxHeadBytes: 1 << 20, maxBuffers: 0 };
/** Frames of the largest sensors and lists of large libraries fit. */
export const answerLimits: WireLimits = { maxBytes: 1 << 28, maxHeadBytes: 1 << 23, maxBuffers: 64 };

/** A message as bytes, *given*. Typed arrays are copied into them. */
export function encodeMessage(message: Request | Answer): Uint8Array {
  const descriptions: BufferDescription[] = [];
  const buffers: Uint8Array[] = [];
  const lift = (value: unknown, at: (string | number)[]): unknown => {
    const type = arrayTypeOf(value);
    if (type !== undefined) {
      const { length, buffer, byteOffset, byteLength } = value as WireArray;
      const whole = new Uint8Array(buffer, byteOffset, byteLength);
      const packed = packSparse(whole);
      descriptions.push({ at, type, length, ...(packed === undefined ? {} : { packed: packed.byteLength }) });
      buffers.push(packed ?? whole);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => lift(item, [...at, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lift(item, [...at, key])]));
    }
    return value;
  };
  const lifted = lift(message, []);
  const head = new TextEncoder().encode(JSON.stringify({ m: lifted, b: descriptions }));
  const start = align(4 + head.byteLength);
  const byteLength = buffers.reduce((sum, buffer) => sum + align(buffer.byteLength), start);
  const bytes = new Uint8Array(byteLength);
  new DataView(bytes.buffer).setUint32(0, head.byteLength, true);
  bytes.set(head, 4);
  let offset = start;
  for (const buffer of buffers) {
    bytes.set(buffer, offset);
    offset += align(buffer.byteLength);
  }
  return bytes;
}

/**
 * The request in `bytes`, checked against its schema. Errors: `too-large`, `corrupt` (not a message, or not one of ours).
 * Typed arrays are views of `bytes` where these are aligned, else copies: `bytes` must be *given*.
 */
export function decodeRequest(bytes: Uint8Array, limits: WireLimits = requestLimits): Request {
  return checkMessage(requestSchema, decodeMessage(bytes, limits));
}

/** The answer in `bytes`; as {@link decodeRequest}. */
export function decodeAnswer(bytes: Uint8Array, limits: WireLimits = answerLimits): Answer {
  return checkMessage(answerSchema, decodeMessage(bytes, limits));
}

/** Whether `bytes` say what a host does beside answering, however badly: nobody waits for such a message. */
export function isStatus(bytes: Uint8Array): boolean {
  try {
    const { m } = parseHead(headOf(bytes, answerLimits));
    return typeof m === 'object' && m !== null && 'type' in m && m.type === 'status';
  } catch {
    return false;
  }
}

/** The buffers of a message that may be transferred with it: those that its typed arrays fill by themselves. */
export function transferablesOf(message: Request | Answer): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (value: unknown): void => {
    if (arrayTypeOf(value) !== undefined) {
      const { buffer, byteLength } = value as WireArray;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
    } else if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value)) look(item);
    }
  };
  look(message);
  return [...found];
}

function checkMessage<Message>(schema: v.GenericSchema<unknown, Message>, message: unknown): Message {
  const result = v.safeParse(schema, message);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = issue.path?.map((item) => String(item.key)).join('.') ?? 'message';
  throw new FirstlightError('corrupt', `A message is not as agreed at ${place}: ${issue.message}`);
}

function decodeMessage(bytes: Uint8Array, limits: WireLimits): unknown {
  if (bytes.byteLength > limits.maxBytes) {
    throw new FirstlightError('too-large', `A message of ${bytes.byteLength} bytes; at most ${limits.maxBytes} are taken`);
  }
  const headBytes = headOf(bytes, limits);
  const head = parseHead(headBytes);
  if (head.b.length > limits.maxBuffers) {
    throw new FirstlightError('too-large', `A message of ${head.b.length} buffers; at most ${limits.maxBuffers} are taken`);
  }
  let offset = align(4 + headBytes.byteLength);
  let unpackedBytes = 0;
  for (const description of head.b) {
    const wholeBytes = description.length * arrayTypes[description.type].BYTES_PER_ELEMENT;
    const byteLength = description.packed ?? wholeBytes;
    unpackedBytes += wholeBytes;
    if (unpackedBytes > limits.maxBytes) {
      throw new FirstlightError('too-large', `A message's buffers of ${unpackedBytes} bytes; at most ${limits.maxBytes} are taken`);
    }
    if (offset + byteLength > bytes.byteLength) {
      throw new FirstlightError('corrupt', `A message's buffer of ${byteLength} bytes at ${description.at.join('.')} is cut`);
    }
    const array =
      description.packed === undefined
        ? takeArray(bytes, offset, byteLength, description.type)
        : takeArray(unpackSparse(bytes.subarray(offset, offset + byteLength), wholeBytes), 0, wholeBytes, description.type);
    putArray(head.m, description, array);
    offset += align(byteLength);
  }
  return head.m;
}

/** The head of a message, *lent*. */
function headOf(bytes: Uint8Array, limits: WireLimits): Uint8Array {
  if (bytes.byteLength < 4) throw new FirstlightError('corrupt', `A message of ${bytes.byteLength} bytes`);
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (headLength > limits.maxHeadBytes) {
    throw new FirstlightError('too-large', `A message's head of ${headLength} bytes; at most ${limits.maxHeadBytes} are taken`);
  }
  if (4 + headLength > bytes.byteLength) throw new FirstlightError('corrupt', `A message's head of ${headLength} bytes is cut`);
  return bytes.subarray(4, 4 + headLength);
}

function parseHead(bytes: Uint8Array): v.InferOutput<typeof headSchema> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FirstlightError('corrupt', "A message's head is not JSON", { cause });
  }
  const result = v.safeParse(headSchema, value);
  if (!result.success) throw new FirstlightError('corrupt', `A message's head is not as agreed: ${result.issues[0].message}`);
  return result.output;
}

function takeArray(bytes: Uint8Array, offset: number, byteLength: number, type: ArrayTypeName): WireArray {
  const ArrayType = arrayTypes[type];
  const start = bytes.byteOffset + offset;
  const length = byteLength / ArrayType.BYTES_PER_ELEMENT;
  if (start % ArrayType.BYTES_PER_ELEMENT === 0) return new ArrayType(bytes.buffer as ArrayBuffer, start, length);
  return new ArrayType(bytes.slice(offset, offset + byteLength).buffer, 0, length);
}

/** Puts an array where the head left null; anything else at that place is a forged description. */
function putArray(message: unknown, description: BufferDescription, array: WireArray): void {
  let place: unknown = message;
  for (const [depth, key] of description.at.entries()) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) break;
    const holder = place as Record<string | number, unknown>;
    if (depth < description.at.length - 1) {
      place = holder[key];
    } else if (holder[key] === null) {
      Object.defineProperty(holder, key, { value: array, writable: true, enumerable: true, configurable: true });
      return;
    } else break;
  }
  throw new FirstlightError('corrupt', `A message has no place for a buffer at ${description.at.join('.')}`);
}

function arrayTypeOf(value: unknown): ArrayTypeName | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  for (const name of Object.keys(arrayTypes) as ArrayTypeName[]) if (value instanceof arrayTypes[name]) return name;
  throw new FirstlightError('internal', `Messages carry no ${value.constructor.name}`);
}

function align(bytes: number): number {
  return (bytes + 7) & ~7;
}
