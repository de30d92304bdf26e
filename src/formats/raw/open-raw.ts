import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { EventLayout, OpenInput, SniffProbe } from '../event-format.js';
import { openWords, type WordSizes } from './open-words.js';
import { type PercentHeader, readPercentHeader } from './percent-header.js';
import { findRawGeometry, type RawEncoding, type RawEncodingName, readRawEncoding } from './raw-encoding.js';
import type { WordCoding } from './word-coding.js';

/** Whether a file has a RAW header that names `name`. */
export function sniffRaw({ head, byteLength }: SniffProbe, name: RawEncodingName): boolean {
  try {
    return readRawEncoding(readPercentHeader(head, byteLength)).name === name;
  } catch {
    return false;
  }
}

/**
 * Opens a RAW file of words. `codingOf` chooses the coding from the header and the first data (lent).
 *
 * Errors: `truncated` when the file ends in its header or before its first word (with a closed header it is empty), `corrupt` when the header does not end.
 */
export function* openRaw(
  input: OpenInput,
  codingOf: (encoding: RawEncoding, data: Uint8Array) => WordCoding,
  sizes?: WordSizes,
): Plan<EventLayout> {
  const header = readPercentHeader(input.head, input.byteLength);
  checkHeader(header, input);
  const coding = codingOf(readRawEncoding(header), input.head.subarray(header.byteLength));
  const isEmpty = header.closed && input.byteLength === header.byteLength;
  if (!isEmpty && input.byteLength < header.byteLength + coding.wordBytes) {
    throw new FirstlightError('truncated', `The file ends after its header of ${header.byteLength} bytes: there are no events in it`);
  }
  const geometry = findRawGeometry(header, input.name, input.options);
  return yield* openWords(input, coding, header.byteLength, geometry, sizes);
}

function checkHeader(header: PercentHeader, { head, byteLength }: OpenInput): void {
  if (header.byteLength >= head.length && head.length < byteLength) {
    throw new FirstlightError('corrupt', `The header is longer than ${head.length} bytes`);
  }
}
