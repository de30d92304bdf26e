import { FirstlightError } from '../../base/errors.js';
import { type ElementType, elementKind } from '../arrays/element-type.js';
import { type PythonLiteral, parsePythonLiteral } from './python-literal.js';

/** A named number inside a record of a structured array. */
export interface NpyField {
  readonly name: string;
  readonly offsetBytes: number;
  readonly element: ElementType;
}

/** What an .npy header says. */
export interface NpyHeader {
  /** Where the numbers start, bytes from the start of the array file. */
  readonly dataOffset: number;
  readonly shape: readonly number[];
  /** The first index varies fastest. */
  readonly columnMajor: boolean;
  /** Bytes from element to element. */
  readonly itemBytes: number;
  /** The number type; `undefined` for structured arrays. */
  readonly element: ElementType | undefined;
  /** Numbers of a structured array; members that are no numbers are left out. */
  readonly fields: readonly NpyField[];
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const headerLimitBytes = 1 << 20;
const widthLimitBytes = 1 << 20;

/** Whether bytes start as an .npy file does. */
export function isNpy(head: Uint8Array): boolean {
  return magic.every((byte, at) => head[at] === byte);
}

/** Bytes before the data, told from the first 12 bytes. Errors: `corrupt`, `truncated`, `unsupported`. */
export function npyHeaderBytes(head: Uint8Array): number {
  if (head.length < 12) throw new FirstlightError('truncated', 'A NumPy array ends inside its header');
  if (!isNpy(head)) throw new FirstlightError('corrupt', 'This is no NumPy array: its signature is missing');
  const version = head[6]!;
  if (version < 1 || version > 3)
    throw new FirstlightError('unsupported', `A NumPy array has format version ${version}; 1 to 3 can be read`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (length > headerLimitBytes) throw new FirstlightError('corrupt', `A NumPy header claims to take ${length} bytes`);
  return length;
}

/** The words of an .npy header: where the numbers start, how they lie, and their type as Python has it. */
export interface NpyDictionary {
  readonly dataOffset: number;
  readonly shape: readonly number[];
  readonly columnMajor: boolean;
  /** `<u2` and the like, or the fields of a record. */
  readonly descr: PythonLiteral | undefined;
}

/**
 * Reads the header of an .npy file of version 1 to 3; `bytes` (lent) hold at least the header.
 * Source: NumPy's NEP 1 and `numpy.lib.format`. Errors: `corrupt`, `truncated`, `unsupported` for other versions.
 */
export function parseNpyDictionary(bytes: Uint8Array): NpyDictionary {
  const dataOffset = npyHeaderBytes(bytes);
  if (bytes.length < dataOffset) throw new FirstlightError('truncated', 'A NumPy array ends inside its header');
  const start = bytes[6] === 1 ? 10 : 12;
  const text = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, dataOffset));
  const header = parsePythonLiteral(text);
  if (!(header instanceof Map)) throw new FirstlightError('corrupt', 'A NumPy header is no dictionary');
  const shape = parseShape(header.get('shape'));
  return { dataOffset, shape, columnMajor: header.get('fortran_order') === true, descr: header.get('descr') };
}

/**
 * Parses the header of an .npy file; `bytes` (lent) hold at least the header. Errors: those of
 * {@link parseNpyDictionary}, `unsupported` for elements that are neither numbers nor records.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const { dataOffset, shape, columnMajor, descr } = parseNpyDictionary(bytes);
  if (typeof descr === 'string') {
    const { element, itemBytes } = parseSimple(descr);
    if (element === undefined) throw new FirstlightError('unsupported', `A NumPy array of ${descr} holds no numbers that can be read`);
    return { dataOffset, shape, columnMajor, itemBytes, element, fields: [] };
  }
  const fields: NpyField[] = [];
  const itemBytes = collectFields(descr, '', 0, fields, 0);
  return { dataOffset, shape, columnMajor, itemBytes, element: undefined, fields };
}

function parseShape(value: PythonLiteral | undefined): number[] {
  const dimensions = Array.isArray(value) ? value : undefined;
  if (dimensions === undefined) throw new FirstlightError('corrupt', 'A NumPy header has no shape');
  const shape = dimensions.map(Number);
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) || !Number.isSafeInteger(elements)) {
    throw new FirstlightError('corrupt', `A NumPy array has shape ${shape.join(' × ')}`);
  }
  return shape;
}

function parseSimple(descr: string): { element: ElementType | undefined; itemBytes: number } {
  const match = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(descr);
  if (match === null) throw new FirstlightError('corrupt', `A NumPy type cannot be read: ${descr}`);
  const [, order, letter, digits] = match;
  const size = letter === '?' ? 1 : Number(digits || '1');
  const itemBytes = letter === 'U' ? 4 * size : size;
  if (itemBytes > widthLimitBytes) throw new FirstlightError('corrupt', `A NumPy type claims ${itemBytes} bytes`);
  const kind = letter === 'b' || letter === '?' ? (itemBytes === 1 ? 'u8' : undefined) : elementKind(letter!, itemBytes);
  return { element: kind === undefined ? undefined : { kind, order: order === '>' ? 'big' : 'little' }, itemBytes };
}

/** Adds the numbers of a record type from `offset` on; returns the record's bytes. */
function collectFields(descr: PythonLiteral | undefined, prefix: string, offset: number, fields: NpyField[], depth: number): number {
  if (!Array.isArray(descr) || depth > 8) throw new FirstlightError('corrupt', 'The record type of a NumPy array cannot be read');
  let at = offset;
  for (const field of descr) {
    if (!Array.isArray(field) || field.length < 2) throw new FirstlightError('corrupt', 'The record type of a NumPy array cannot be read');
    const [title, type, dimensions] = field as readonly PythonLiteral[];
    const name = Array.isArray(title) ? title.at(-1) : title;
    const count =
      dimensions === undefined ? 1 : parseShape(Array.isArray(dimensions) ? dimensions : [dimensions]).reduce((a, b) => a * b, 1);
    if (typeof type === 'string') {
      const { element, itemBytes } = parseSimple(type);
      if (element !== undefined && count === 1) fields.push({ name: `${prefix}${String(name)}`, offsetBytes: at, element });
      at += itemBytes * count;
    } else {
      const bytes = collectFields(type, `${prefix}${String(name)}.`, at, count === 1 ? fields : [], depth + 1);
      at += bytes * count;
    }
    if (at - offset > widthLimitBytes) throw new FirstlightError('corrupt', 'A record of a NumPy array claims more than a mebibyte');
  }
  return at - offset;
}
