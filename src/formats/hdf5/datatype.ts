import { FirstlightError } from '../../base/errors.js';
import type { FieldReader } from './field-reader.js';

export type ByteOrder = 'little' | 'big';

/** A member of a compound datatype. */
export interface CompoundMember {
  readonly name: string;
  readonly offset: number;
  readonly type: Datatype;
}

/** An HDF5 datatype; `size` is bytes per element as stored. */
export type Datatype =
  | { readonly class: 'integer'; readonly size: number; readonly signed: boolean; readonly order: ByteOrder }
  | { readonly class: 'float'; readonly size: number; readonly order: ByteOrder }
  | { readonly class: 'string'; readonly size: number; readonly padding: 'zero-terminated' | 'zero-padded' | 'space-padded' }
  | { readonly class: 'compound'; readonly size: number; readonly members: readonly CompoundMember[] }
  | { readonly class: 'enum'; readonly size: number; readonly base: Datatype; readonly values: ReadonlyMap<string, Uint8Array> }
  | { readonly class: 'array'; readonly size: number; readonly base: Datatype; readonly shape: readonly number[] }
  | { readonly class: 'vlen-string'; readonly size: number }
  | { readonly class: 'vlen'; readonly size: number; readonly base: Datatype }
  | { readonly class: 'opaque' | 'bitfield' | 'time' | 'reference'; readonly size: number };

const depthLimit = 16;
const memberLimit = 4096;

/**
 * Parses a datatype message, versions 1 to 5 (4 and 5 only add classes). Source: HDF5 File Format Specification 3.0, IV.A.2.d.
 * Errors: `corrupt`; `unsupported` for classes and encodings that are not read.
 */
export function parseDatatype(reader: FieldReader, depth = 0): Datatype {
  if (depth > depthLimit) throw reader.corrupt('datatypes are nested too deeply');
  const head = reader.u8();
  const version = head >> 4;
  if (version < 1 || version > 5) throw reader.corrupt(`a datatype has version ${version}`);
  const bits = reader.u8() | (reader.u8() << 8) | (reader.u8() << 16);
  const size = reader.u32();
  switch (head & 15) {
    case 0:
      reader.skip(4);
      return { class: 'integer', size: checkedSize(reader, size), signed: (bits & 8) !== 0, order: (bits & 1) === 0 ? 'little' : 'big' };
    case 1:
      if ((bits & 0x40) !== 0) throw new FirstlightError('unsupported', 'This HDF5 file holds VAX floating-point numbers');
      reader.skip(12);
      return { class: 'float', size: checkedSize(reader, size), order: (bits & 1) === 0 ? 'little' : 'big' };
    case 2:
      reader.skip(2);
      return { class: 'time', size };
    case 3:
      return {
        class: 'string',
        size,
        padding: (['zero-terminated', 'zero-padded', 'space-padded'] as const)[bits & 15] ?? 'zero-terminated',
      };
    case 4:
      reader.skip(4);
      return { class: 'bitfield', size };
    case 5:
      reader.skip(bits & 0xff);
      return { class: 'opaque', size };
    case 6:
      return { class: 'compound', size, members: parseMembers(reader, version, bits & 0xffff, size, depth) };
    case 7:
      return { class: 'reference', size };
    case 8:
      return parseEnum(reader, version, bits & 0xffff, size, depth);
    case 9: {
      const base = parseDatatype(reader, depth + 1);
      return (bits & 15) === 1 ? { class: 'vlen-string', size } : { class: 'vlen', size, base };
    }
    case 10:
      return parseArray(reader, version, size, depth);
    default:
      throw new FirstlightError('unsupported', `An HDF5 datatype of class ${head & 15} cannot be read`);
  }
}

function checkedSize(reader: FieldReader, size: number): number {
  if (size < 1 || size > 16) throw reader.corrupt(`a number takes ${size} bytes`);
  return size;
}

function parseMembers(reader: FieldReader, version: number, count: number, size: number, depth: number): CompoundMember[] {
  if (count > memberLimit) throw reader.corrupt(`a compound datatype has ${count} members`);
  const members: CompoundMember[] = [];
  for (let i = 0; i < count; i += 1) {
    const name = parseName(reader, version);
    let offset: number;
    let shape: number[] = [];
    if (version >= 3) offset = reader.uint(bytesFor(size));
    else offset = reader.u32();
    if (version === 1) shape = parseOldDimensions(reader);
    const base = parseDatatype(reader, depth + 1);
    const elements = shape.reduce((product, dimension) => product * dimension, 1);
    const type: Datatype = shape.length === 0 ? base : { class: 'array', size: base.size * elements, base, shape };
    if (offset + type.size > size) throw reader.corrupt(`the member ${name} lies outside its compound`);
    members.push({ name, offset, type });
  }
  return members;
}

function parseOldDimensions(reader: FieldReader): number[] {
  const rank = reader.u8();
  if (rank > 4) throw reader.corrupt(`a member has ${rank} dimensions`);
  reader.skip(3 + 4 + 4);
  const dimensions = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  return dimensions.slice(0, rank);
}

function parseName(reader: FieldReader, version: number): string {
  const start = reader.position;
  const name = reader.zeroTerminated();
  if (version < 3) {
    const length = reader.position - start;
    reader.skip((8 - (length % 8)) % 8);
  }
  return name;
}

function parseEnum(reader: FieldReader, version: number, count: number, size: number, depth: number): Datatype {
  const base = parseDatatype(reader, depth + 1);
  const names: string[] = [];
  for (let i = 0; i < count; i += 1) names.push(parseName(reader, version));
  const values = new Map<string, Uint8Array>();
  for (const name of names) values.set(name, reader.take(base.size));
  return { class: 'enum', size, base, values };
}

function parseArray(reader: FieldReader, version: number, size: number, depth: number): Datatype {
  const rank = reader.u8();
  if (rank > 32) throw reader.corrupt(`an array datatype has ${rank} dimensions`);
  if (version < 3) reader.skip(3);
  const shape: number[] = [];
  for (let i = 0; i < rank; i += 1) shape.push(reader.u32());
  if (version < 3) reader.skip(4 * rank);
  return { class: 'array', size, base: parseDatatype(reader, depth + 1), shape };
}

/** Bytes that a number up to `limit` takes. */
function bytesFor(limit: number): number {
  let bytes = 1;
  for (let left = Math.floor(limit / 256); left > 0; left = Math.floor(left / 256)) bytes += 1;
  return bytes;
}
