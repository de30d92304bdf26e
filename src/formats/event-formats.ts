import { FirstlightError } from '../base/errors.js';
import { datFormat } from './dat/dat-format.js';
import type { DecodeChunk, EventFormat, SniffProbe } from './event-format.js';
import { evt2Format } from './evt2/evt2-format.js';
import { evt3Format } from './evt3/evt3-format.js';
import { evt21Format } from './evt21/evt21-format.js';
import { decodeHdf5Chunk, hdf5EventFormat } from './hdf5-events/hdf5-event-format.js';
import { decodeNumpyChunk, numpyEventFormat } from './numpy/npy-event-format.js';
import { npzEventFormat } from './numpy/npz-event-format.js';
import { rawArrayEventFormat } from './numpy/raw-array-event-format.js';
import { decodeRecordChunk } from './raw/record-chunk.js';
import { unknownRawFormat } from './raw/unknown-raw.js';
import { decodeTextChunk } from './text/decode-text-chunk.js';
import { textEventFormat } from './text/text-format.js';

/** Every event format that can be read, in the order in which they are tried: content before names. */
export const eventFormats: readonly EventFormat[] = [
  rawArrayEventFormat,
  hdf5EventFormat,
  numpyEventFormat,
  npzEventFormat,
  evt3Format,
  evt2Format,
  evt21Format,
  datFormat,
  unknownRawFormat,
  textEventFormat,
];

/** How the chunks of each format are decoded, by the name in their `spec.format`. */
const decoders: ReadonlyMap<string, DecodeChunk> = new Map<string, DecodeChunk>([
  ['dat', decodeRecordChunk],
  ['evt2', decodeRecordChunk],
  ['evt21', decodeRecordChunk],
  ['evt3', decodeRecordChunk],
  ['hdf5', decodeHdf5Chunk],
  ['npy', decodeNumpyChunk],
  ['npz', decodeNumpyChunk],
  ['raw-array', decodeNumpyChunk],
  ['text', decodeTextChunk],
]);

/** The format of a file, told from its first bytes and its name. Throws `unsupported` when none fits, `truncated` when it is empty. */
export function sniffFormat(probe: SniffProbe): EventFormat {
  if (probe.byteLength === 0) throw new FirstlightError('truncated', 'The file is empty');
  const format = eventFormats.find((candidate) => candidate.sniff(probe));
  if (format === undefined) throw new FirstlightError('unsupported', `Not a recording of a known format: ${probe.name}`);
  return format;
}

/** Decodes a chunk of any format: what a worker runs. */
export const decodeChunk: DecodeChunk = (job, bytes, kernels, sink) => {
  const decode = decoders.get(job.spec.format);
  if (decode === undefined) throw new FirstlightError('internal', `No decoder for chunks of ${job.spec.format}`);
  return decode(job, bytes, kernels, sink);
};
