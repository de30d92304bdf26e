import { FirstlightError } from '../../base/errors.js';
import { estimated, exact } from '../../base/quantity.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { createArrayChunkDecoder } from '../arrays/array-chunk.js';
import { columnRoles } from '../arrays/array-column.js';
import { openArrays } from '../arrays/open-arrays.js';
import { readNumbers } from '../arrays/read-column.js';
import { BufferPool } from '../codecs/buffer-pool.js';
import { decodeEcf, decodeEcfStart, ecfFilter } from '../ecf/decode-ecf.js';
import type { DecodeChunk, EventFormat, EventLayout, OpenInput } from '../event-format.js';
import { type ChunkDecoding, checkFilters, type ForeignFilters } from '../hdf5/filters.js';
import { type Hdf5File, openHdf5File } from '../hdf5/hdf5-file.js';
import { findHdf5Signature } from '../hdf5/superblock.js';
import { countReadable } from './count-readable.js';
import { describeRecording, geometryFromPair } from './describe-recording.js';
import { findRecordings, type RecordingCandidate, type VisitedGroup } from './find-recordings.js';
import { type ColumnPlace, eventCount, Hdf5Column } from './hdf5-column.js';
import { readTriggers, triggerLimit } from './read-triggers.js';
import { findBeside, findTimeTable, readScalarBeside } from './time-tables.js';

/** Filters that event recordings have beside those of HDF5. */
const eventFilters: ForeignFilters = new Map([[ecfFilter, { decode: decodeEcf, decodeStart: decodeEcfStart }]]);

const poolBytes = 8 << 20;

/** Event recordings in HDF5: evlib, DSEC, M3ED, MVSEC, Prophesee and what resembles them. */
export const hdf5EventFormat: EventFormat = {
  id: 'hdf5',
  decoderVersion: 1,
  sniff: ({ head }) => findHdf5Signature(head) >= 0,
  open: openHdf5Events,
};

/** Decodes the chunks of {@link hdf5EventFormat}. */
export const decodeHdf5Chunk: DecodeChunk = createArrayChunkDecoder(eventFilters);

function* openHdf5Events(input: OpenInput): Plan<EventLayout> {
  const { options } = input;
  const file = yield* openHdf5File(input.head, input.byteLength);
  const decoding: ChunkDecoding = { kernels: input.kernels, pool: new BufferPool(poolBytes), foreign: eventFilters };
  const { candidates, groups } = yield* findRecordings(file);
  const notices: Notice[] = [];
  const candidate = chooseRecording(candidates, options.dataset, notices);
  const places = candidate.named === undefined ? candidate.unnamed : columnRoles.map((role) => candidate.named![role]);
  for (const { dataset } of places) checkFilters(dataset.filters, eventFilters, candidate.path);
  const columns = places.map((place) => new Hdf5Column(file, place));
  let events = Math.min(...places.map(eventCount));
  if (places.some((place) => eventCount(place) !== events)) {
    notices.push({ code: 'truncated', message: `The columns of ${candidate.path} differ in length; the first ${events} events are whole` });
  }
  if (input.byteLength < file.superblock.endOfFile) {
    const missing = file.superblock.endOfFile - input.byteLength;
    const promised = events;
    events = yield* countReadable(columns, promised, input.byteLength);
    if (events === 0 && promised > 0)
      throw new FirstlightError('truncated', `The file is ${missing} bytes shorter than it says: no event of ${promised} is whole`);
    notices.push({
      code: 'truncated',
      message: `The file is ${missing} bytes shorter than it says: ${events} of ${promised} events are whole`,
    });
  }
  const described = yield* describeRecording(file, candidate.header, candidate.group);
  const offsetMicros = (yield* readScalarBeside(file, candidate.group, 't_offset', decoding)) ?? 0;
  const isProphesee = candidate.path.toLowerCase() === '/cd/events';
  const triggers = isProphesee ? yield* readTriggers(file, groups, decoding) : { triggers: [], count: 0 };
  if (triggers.count > triggerLimit) {
    notices.push({ code: 'triggers-cut', message: `Only the first ${triggerLimit} of ${triggers.count} triggers are read` });
  }
  return yield* openArrays(
    {
      formatName: formatName(candidate),
      decoder: 'hdf5',
      events,
      byteLength: input.byteLength,
      columns,
      order: candidate.named === undefined ? undefined : columnRoles,
      timeUnit: described.timeUnit ?? candidate.timeUnit,
      offsetMicros,
      geometry: described.geometry ?? (yield* readResolution(file, candidate.group, groups, decoding)),
      table: yield* findTimeTable(file, candidate, offsetMicros, decoding),
      triggers: triggers.triggers,
      triggerCount: triggers.count > triggerLimit ? estimated(triggers.count) : exact(triggers.count),
      notices,
    },
    input.name,
    options,
    decoding,
  );
}

function chooseRecording(candidates: readonly RecordingCandidate[], wanted: string | undefined, notices: Notice[]): RecordingCandidate {
  const paths = candidates.map(({ path }) => path).join(', ');
  const [first] = candidates;
  if (first === undefined) {
    throw new FirstlightError(
      'unsupported',
      'This HDF5 file holds no event recording: no data sets t, x, y and p, nor an array of four columns',
    );
  }
  if (wanted !== undefined) {
    const name = `/${wanted.replace(/^\/+|\/+$/g, '')}`;
    const chosen = candidates.find(({ path }) => path === name) ?? candidates.find(({ path }) => path.endsWith(name));
    if (chosen === undefined) throw new FirstlightError('not-found', `There is no recording ${wanted} in this file; it has ${paths}`);
    return chosen;
  }
  if (candidates.length > 1) {
    notices.push({ code: 'several-recordings', message: `The file holds several recordings: ${paths}; this is ${first.path}` });
  }
  return first;
}

function formatName({ path, group, named }: RecordingCandidate): string {
  if (path.toLowerCase() === '/cd/events') return 'HDF5 Prophesee';
  if (findBeside(group, ['ms_map_idx']) !== undefined || path.startsWith('/prophesee/')) return 'HDF5 M3ED';
  if (findBeside(group, ['ms_to_idx']) !== undefined) return 'HDF5 DSEC';
  if (path.startsWith('/davis/')) return 'HDF5 MVSEC';
  return path === '/events' && named !== undefined ? 'HDF5 evlib' : 'HDF5';
}

/** A data set `resolution` of two numbers, in the recording's group or its `calib` (M3ED). */
function* readResolution(
  file: Hdf5File,
  group: VisitedGroup,
  groups: readonly VisitedGroup[],
  decoding: ChunkDecoding,
): Plan<ReturnType<typeof geometryFromPair>> {
  const calibration = groups.find(({ path }) => path === `${group.path}/calib`);
  const place: ColumnPlace | undefined =
    findBeside(group, ['resolution']) ?? (calibration === undefined ? undefined : findBeside(calibration, ['resolution']));
  if (place === undefined || eventCount(place) !== 2) return undefined;
  const [first, second] = yield* readNumbers(new Hdf5Column(file, place), 0, 2, decoding, file.pages.byteLength);
  return geometryFromPair(first!, second!);
}
