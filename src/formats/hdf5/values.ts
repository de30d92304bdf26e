import type { Plan } from '../../bytes/plan.js';
import { type Dataspace, elementCount } from './dataspace.js';
import type { Datatype } from './datatype.js';
import { FieldReader } from './field-reader.js';
import { readGlobalHeapObject } from './global-heap.js';
import type { Hdf5Context } from './hdf5-context.js';

/** A small value as plain data: a scalar, or a list in row-major order. Integers beyond 2⁵³ are bigints. */
export type Hdf5Value = number | bigint | string | readonly (number | bigint | string)[];

const valueLimit = 65_536;

/**
 * Decodes numbers, enums and strings of an attribute or a small data set; `undefined` for other datatypes, for null
 * spaces and for more than 65,536 elements. Errors: `corrupt`, `truncated`.
 */
export function* decodeValues(context: Hdf5Context, type: Datatype, space: Dataspace, bytes: Uint8Array): Plan<Hdf5Value | undefined> {
  const inner = type.class === 'array' ? type.base : type;
  const shape = type.class === 'array' ? [...space.shape, ...type.shape] : space.shape;
  const count = elementCount(shape);
  if (space.isNull || count > valueLimit) return undefined;
  const reader = new FieldReader(bytes, context.superblock, 'attribute');
  const values: (number | bigint | string)[] = [];
  for (let i = 0; i < count; i += 1) {
    const value = yield* decodeOne(context, inner, reader);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return shape.length === 0 ? values[0] : values;
}

function* decodeOne(context: Hdf5Context, type: Datatype, reader: FieldReader): Plan<number | bigint | string | undefined> {
  switch (type.class) {
    case 'enum':
      return yield* decodeOne(context, type.base, reader);
    case 'integer':
      return decodeInteger(type, reader.take(type.size));
    case 'float':
      return decodeFloat(type, reader.take(type.size));
    case 'string':
      return decodeText(reader.take(type.size), type.padding === 'space-padded');
    case 'vlen-string': {
      const length = reader.u32();
      const address = reader.address();
      const index = reader.u32();
      if (length === 0 || address === undefined || address === 0) return '';
      const object = yield* readGlobalHeapObject(context, address, index);
      if (object === undefined) throw reader.corrupt(`its text ${index} is not in the global heap`);
      return decodeText(object.subarray(0, length), false);
    }
    default:
      return undefined;
  }
}

function decodeInteger(type: Extract<Datatype, { class: 'integer' }>, stored: Uint8Array): number | bigint {
  const bytes = type.order === 'little' ? stored : stored.slice().reverse();
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[i]!);
  if (type.signed) value = BigInt.asIntN(8 * bytes.length, value);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function decodeFloat(type: Extract<Datatype, { class: 'float' }>, stored: Uint8Array): number | undefined {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const little = type.order === 'little';
  if (type.size === 8) return view.getFloat64(0, little);
  if (type.size === 4) return view.getFloat32(0, little);
  return undefined;
}

function decodeText(bytes: Uint8Array, spacePadded: boolean): string {
  const end = bytes.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  return spacePadded ? text.trimEnd() : text;
}
