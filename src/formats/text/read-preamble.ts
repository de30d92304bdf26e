import { FirstlightError } from '../../base/errors.js';
import type { Geometry, TimeUnit } from '../../shapes/event-facts.js';
import { geometryOf } from '../raw/find-geometry.js';
import { type ColumnRole, type NamedColumns, readColumnNames } from './column-names.js';
import { fieldsOf, findBinaryByte, isComment, isNumber, linesOf, separatorOf } from './text-lines.js';

/** Columns as one program writes them. */
export interface UsualColumns {
  readonly order: readonly ColumnRole[];
  readonly timeUnit: TimeUnit;
}

/** What stands before the first event line, and how that line looks. */
export interface Preamble {
  /** Where the first event line begins. */
  readonly dataOffset: number;
  readonly separator: number;
  /** Fields of the first event line. */
  readonly fields: readonly string[];
  readonly geometry?: Geometry;
  readonly names?: NamedColumns;
  /** What the program that wrote this header always writes, where it is known. */
  readonly usual?: UsualColumns;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];
/** `metavision_file_to_csv` begins its files so. */
const propheseeForm = /^%\s*geometry\b/i;
const propheseeColumns: UsualColumns = { order: ['x', 'y', 'p', 't'], timeUnit: 'us' };
const geometryForms = [/^[#%]\s*geometry\s*[:=]?\s*(\d{1,5})\s*[,x× ]\s*(\d{1,5})/i, /^(\d{1,5})[ \t]+(\d{1,5})$/];

/**
 * Reads comments, geometry and column names at the start of `head` (lent), the first bytes of a file of `byteLength`.
 * Geometry is a comment `%geometry:W,H` (Prophesee's `metavision_file_to_csv`), or a first line of just `W H`
 * (the text files that E2VID reads).
 *
 * Errors: `corrupt` for what is no text, holds no event line, or words; `unsupported` for columns that are too few or not
 * named.
 */
export function readPreamble(head: Uint8Array, byteLength: number): Preamble {
  if (byteLength === 0) throw new FirstlightError('corrupt', 'The file is empty');
  const binaryAt = findBinaryByte(head.subarray(0, 4096));
  if (binaryAt >= 0) throw new FirstlightError('corrupt', `This is not text: byte ${binaryAt} is ${head[binaryAt]}`);
  const start = byteOrderMark.every((byte, index) => head[index] === byte) ? byteOrderMark.length : 0;
  let geometry: Geometry | undefined;
  let names: NamedColumns | undefined;
  let usual: UsualColumns | undefined;
  for (const { offset, text } of linesOf(head.subarray(start), { atLineStart: true, atEnd: head.length === byteLength })) {
    const size = readGeometry(text);
    if (size !== undefined) {
      geometry = size;
      if (propheseeForm.test(text)) usual = propheseeColumns;
      continue;
    }
    if (isComment(text)) {
      const inner = text.replace(/^[#%\s]+/, '');
      names ??= readColumnNames(fieldsOf(inner, separatorOf(inner)));
      continue;
    }
    const separator = separatorOf(text);
    const fields = fieldsOf(text, separator);
    if (fields.some(isNumber) || names !== undefined) {
      checkFields(fields, text, names);
      const known = { ...(geometry && { geometry }), ...(names && { names }), ...(usual && { usual }) };
      return { dataOffset: start + offset, separator, fields, ...known };
    }
    names = readColumnNames(fields);
    if (names === undefined) throw wordsError(text);
    geometry ??= readNamedGeometry(fields);
  }
  throw new FirstlightError(
    'corrupt',
    head.length < byteLength ? 'There is no event line in the first 64 KiB' : 'The text holds no event line',
  );
}

function readGeometry(text: string): Geometry | undefined {
  for (const form of geometryForms) {
    const match = form.exec(text);
    if (match !== null) return geometryOf(Number(match[1]), Number(match[2]), 'header');
  }
  return undefined;
}

/** Sizes that faery writes behind the names of coordinates: `t,x@640,y@480,on`. */
function readNamedGeometry(fields: readonly string[]): Geometry | undefined {
  const side = (name: string): number => Number(fields.find((field) => field.toLowerCase().startsWith(`${name}@`))?.slice(2));
  return geometryOf(side('x'), side('y'), 'header');
}

function checkFields(fields: readonly string[], text: string, names: NamedColumns | undefined): void {
  const wanted = names?.order.length ?? 4;
  if (fields.length < 4 || (names !== undefined && fields.length !== wanted)) {
    throw new FirstlightError('unsupported', `An event needs ${wanted} columns, the first line has ${fields.length}: "${shorten(text)}"`);
  }
  const roles = names?.order ?? fields.map(() => 't' as const);
  const word = fields.find((field, index) => roles[index] !== '-' && !isNumber(field));
  if (word !== undefined) throw new FirstlightError('corrupt', `"${shorten(word)}" is not a number, in the first line "${shorten(text)}"`);
}

function wordsError(text: string): FirstlightError {
  return new FirstlightError('unsupported', `The first line is neither an event nor names of columns t, x, y, p: "${shorten(text)}"`, {
    advice: 'Name the columns in the first line, or with --columns.',
  });
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
