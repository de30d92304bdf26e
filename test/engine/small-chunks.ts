import type { EventFormats } from '../../src/engine/event-formats.js';
import { datFormat, openDat } from '../../src/formats/dat/dat-format.js';
import { decodeChunk } from '../../src/formats/event-formats.js';

/** DAT alone, in chunks of few records, so that short recordings have many. */
export function smallChunks(recordsPerChunk: number): EventFormats {
  return {
    sniff: () => ({ ...datFormat, open: (input) => openDat(input, recordsPerChunk) }),
    decodeChunk,
    version: `dat ${recordsPerChunk}`,
  };
}
