import { textLineLimit } from '../../kernels/block-layout.js';

const lineFeed = 10;

/** ASCII codes of the separators, as the text kernel takes them; 32 is any run of spaces and tabs. */
export const separators = { space: 32, tab: 9, comma: 44, semicolon: 59 } as const;

/** The lines of a run of bytes, without line ends, blank lines and lines longer than the kernel reads. */
export interface TextLine {
  /** Where it begins in the run. */
  readonly offset: number;
  readonly text: string;
}

/**
 * Whole lines of `bytes` (lent). `atLineStart`: the run begins with a line, else what stands before the first line feed is
 * left out. `atEnd`: the run reaches the end of the file, so that the last line counts without a line feed.
 */
export function* linesOf(bytes: Uint8Array, place: { readonly atLineStart: boolean; readonly atEnd: boolean }): Generator<TextLine> {
  const decoder = new TextDecoder('latin1');
  let at = place.atLineStart ? 0 : bytes.indexOf(lineFeed) + 1;
  if (!place.atLineStart && at === 0) return;
  while (at < bytes.length) {
    const found = bytes.indexOf(lineFeed, at);
    if (found < 0 && !place.atEnd) return;
    const end = found < 0 ? bytes.length : found;
    if (end - at <= textLineLimit) {
      const text = decoder.decode(bytes.subarray(at, end)).trim();
      if (text !== '') yield { offset: at, text };
    }
    at = end + 1;
  }
}

/** Whether a line is a comment: `#` or `%` first. */
export function isComment(text: string): boolean {
  return text.startsWith('#') || text.startsWith('%');
}

/** The separator of a line of data or names. */
export function separatorOf(text: string): number {
  if (text.includes(',')) return separators.comma;
  if (text.includes(';')) return separators.semicolon;
  return text.includes('\t') && !text.includes(' ') ? separators.tab : separators.space;
}

/** The fields of a line; one separator at its end means nothing. */
export function fieldsOf(text: string, separator: number): string[] {
  const fields =
    separator === separators.space ? text.split(/[ \t]+/) : text.split(String.fromCharCode(separator)).map((field) => field.trim());
  if (fields.length > 1 && fields.at(-1) === '') fields.pop();
  return fields;
}

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a field is a decimal number as the kernel reads it. */
export function isNumber(field: string): boolean {
  return numberForm.test(field);
}

/** Offset of the first byte that no text holds, or −1. Bytes above 127 may stand in comments. */
export function findBinaryByte(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127);
}
