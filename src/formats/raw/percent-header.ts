import { FirstlightError } from '../../base/errors.js';

/** The ASCII header that Prophesee's RAW, DAT and side-index files begin with: lines `% key value`. */
export interface PercentHeader {
  /** Values by lower-case key; of repeated keys the last. Empty when the file has no header line. */
  readonly fields: ReadonlyMap<string, string>;
  /** Where the data start. */
  readonly byteLength: number;
  /** Whether a line `% end` closes it: a file that ends there is whole. */
  readonly closed: boolean;
}

const percent = 0x25;
const space = 0x20;
const lineFeed = 0x0a;
const longestLineBytes = 4096;
const headerEnd = new TextEncoder().encode('% end');

/**
 * Reads the header at the start of `head` (lent), the first bytes of a file of `byteLength` bytes. A line belongs to it
 * if it starts with `% ` and is text. Newer files close it with `% end`; in older ones the data follow the last line.
 *
 * Throws `truncated` when the file ends inside a line, `corrupt` when a line does not end.
 */
export function readPercentHeader(head: Uint8Array, byteLength: number): PercentHeader {
  const fields = new Map<string, string>();
  const closedAt = startsLine(head, 0) ? findEnd(head) : -1;
  let at = 0;
  while (closedAt < 0 ? startsLine(head, at) : at < closedAt) {
    const end = head.indexOf(lineFeed, at);
    if (end < 0 || end - at > longestLineBytes) {
      if (end < 0 && isText(head.subarray(at, at + longestLineBytes))) throw unended(head, at, byteLength);
      break;
    }
    const line = head.subarray(at, end);
    if (closedAt < 0 && !isText(line)) break;
    if (startsLine(line, 0)) addField(fields, new TextDecoder().decode(line.subarray(2)).trim());
    at = end + 1;
  }
  return { fields, byteLength: Math.max(at, closedAt), closed: closedAt >= 0 };
}

function startsLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === percent && bytes[at + 1] === space;
}

/** Where the data start after a line `% end`, or −1. A line feed in the data may not be taken for one in the header. */
function findEnd(head: Uint8Array): number {
  for (let at = 0; at >= 0 && at < head.length; ) {
    const end = head.indexOf(lineFeed, at);
    if (end < 0) return -1;
    const length = head[end - 1] === 0x0d ? end - at - 1 : end - at;
    if (length === headerEnd.length && headerEnd.every((byte, index) => head[at + index] === byte)) return end + 1;
    at = end + 1;
  }
  return -1;
}

function isText(line: Uint8Array): boolean {
  return line.every((byte) => byte >= space || byte === 0x09 || byte === 0x0d);
}

function addField(fields: Map<string, string>, text: string): void {
  const split = text.search(/\s/);
  const key = (split < 0 ? text : text.slice(0, split)).toLowerCase();
  if (key !== '' && key !== 'end') fields.set(key, split < 0 ? '' : text.slice(split).trim());
}

function unended(head: Uint8Array, at: number, byteLength: number): FirstlightError {
  if (head.length < byteLength || head.length - at > longestLineBytes) {
    return new FirstlightError('corrupt', `The header line at byte ${at} does not end`);
  }
  return new FirstlightError('truncated', `The file ends inside its header, in the line at byte ${at}`);
}
