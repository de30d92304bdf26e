import { FirstlightError } from '../../base/errors.js';
import type { EventFormat, OpenInput, SniffProbe } from '../event-format.js';
import { readPercentHeader } from './percent-header.js';
import { readRawEncoding } from './raw-encoding.js';

/**
 * Files that say they are Prophesee RAW, by their header or by a name that ends with `.raw`, but that none of the formats
 * before this one takes: opening them says why. `truncated` inside the header, `unsupported` with the name of the
 * format, `corrupt` without a header.
 */
export const unknownRawFormat: EventFormat = {
  id: 'raw',
  decoderVersion: 1,
  sniff: (probe) => probe.name.toLowerCase().endsWith('.raw') || namesEncoding(probe),
  // biome-ignore lint/correctness/useYield: a plan that ends before it needs any bytes
  *open({ head, byteLength, name }: OpenInput) {
    const header = readPercentHeader(head, byteLength);
    const encoding = readRawEncoding(header);
    if (encoding.name !== undefined) {
      throw new FirstlightError('unsupported', `The event format ${encoding.name} is not supported`, {
        advice: 'EVT2, EVT2.1 and EVT3 are.',
      });
    }
    if (header.byteLength > 0) throw new FirstlightError('unsupported', 'The header names no event format (no line % evt or % format)');
    throw new FirstlightError('corrupt', `There is no RAW header at the start of ${name}`);
  },
};

function namesEncoding({ head, byteLength }: SniffProbe): boolean {
  try {
    return readRawEncoding(readPercentHeader(head, byteLength)).name !== undefined;
  } catch {
    return false;
  }
}
