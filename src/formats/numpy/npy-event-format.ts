import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { createArrayChunkDecoder } from '../arrays/array-chunk.js';
import { openArrays } from '../arrays/open-arrays.js';
import { StridedColumn } from '../arrays/strided-column.js';
import { BufferPool } from '../codecs/buffer-pool.js';
import type { DecodeChunk, EventFormat, EventLayout, OpenInput } from '../event-format.js';
import type { ChunkDecoding } from '../hdf5/filters.js';
import { npyColumns, wholeEvents } from './npy-columns.js';
import { isNpy, npyHeaderBytes, parseNpyHeader } from './npy-header.js';

/** Event recordings in .npy files: structured arrays, N × 4 and 4 × N. */
export const numpyEventFormat: EventFormat = {
  id: 'npy',
  decoderVersion: 1,
  sniff: ({ head }) => isNpy(head),
  open: openNpy,
};

/** Decodes the chunks of plain arrays: .npy, .npz and headerless. */
export const decodeNumpyChunk: DecodeChunk = createArrayChunkDecoder(new Map());

/** What reading plain arrays needs. */
export function plainDecoding(kernels: OpenInput['kernels']): ChunkDecoding {
  return { kernels, pool: new BufferPool(0), foreign: new Map() };
}

function* openNpy(input: OpenInput): Plan<EventLayout> {
  const { head, byteLength } = input;
  const length = npyHeaderBytes(head);
  if (length > byteLength) throw new FirstlightError('truncated', 'A NumPy array ends inside its header');
  const bytes = length <= head.length ? head : (yield [{ offset: 0, length }])[0]!;
  const columns = npyColumns(parseNpyHeader(bytes));
  const events = wholeEvents(columns.places, columns.events, byteLength);
  const notices: Notice[] = [];
  if (events < columns.events) {
    if (events === 0) throw new FirstlightError('truncated', `The array holds no whole event of ${columns.events}`);
    notices.push({ code: 'truncated', message: `The array is cut: ${events} of ${columns.events} events are whole` });
  }
  const record = columns.places.find(({ recordBytes }) => recordBytes !== undefined);
  const rest = events < columns.events && record !== undefined ? (byteLength - record.recordBytes!) % record.strideBytes : 0;
  return yield* openArrays(
    {
      formatName: 'NPY',
      decoder: 'npy',
      events,
      columns: columns.places.map((place) => new StridedColumn(place)),
      order: columns.order,
      timeUnit: columns.timeUnit,
      byteLength: input.byteLength,
      offsetMicros: 0,
      geometry: undefined,
      truncatedBytes: rest,
      notices,
    },
    input.name,
    input.options,
    plainDecoding(input.kernels),
  );
}
