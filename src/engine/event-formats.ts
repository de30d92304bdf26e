import type { DecodeChunk, EventFormat, SniffProbe } from '../formats/event-format.js';
import { decodeChunk, eventFormats, sniffFormat } from '../formats/event-formats.js';

/** The formats an engine reads: the registry of `formats`, or a test's own. */
export interface EventFormats {
  /** The format of a recording; throws `unsupported` where it is none that can be read, `truncated` for an empty file. */
  sniff(probe: SniffProbe): EventFormat;
  readonly decodeChunk: DecodeChunk;
  /** Changes whenever any format decodes otherwise: part of what kept thumbnails depend on. */
  readonly version: string;
}

/** Every format there is. */
export const knownEventFormats: EventFormats = {
  sniff: sniffFormat,
  decodeChunk,
  version: eventFormats.map(({ id, decoderVersion }) => `${id}${decoderVersion}`).join(' '),
};
