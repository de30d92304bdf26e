import type { Plan } from '../../bytes/plan.js';
import type { TimeTable } from '../arrays/array-layout.js';
import { readNumbers } from '../arrays/read-column.js';
import { readAttributes } from '../hdf5/attribute.js';
import type { ChunkDecoding } from '../hdf5/filters.js';
import type { Hdf5Context } from '../hdf5/hdf5-context.js';
import type { RecordingCandidate, VisitedGroup } from './find-recordings.js';
import { type ColumnPlace, elementOf, eventCount, Hdf5Column } from './hdf5-column.js';

/** Period of the table that Metavision writes beside events. */
const propheseeMicros = 2000;

/** A one-dimensional data set of numbers of this name, in the recording's group or the one above. */
export function findBeside(group: VisitedGroup, names: readonly string[]): ColumnPlace | undefined {
  for (const place of [group, group.parent]) {
    const found = place?.datasets.find(({ name }) => names.includes(name.toLowerCase()));
    const element = found === undefined ? undefined : elementOf(found.dataset.type);
    if (found !== undefined && element !== undefined && found.dataset.space.shape.length <= 1) {
      return { dataset: found.dataset, element, fieldOffset: 0, eventAxis: 0, column: 0 };
    }
  }
  return undefined;
}

/** The one number of a scalar data set beside a recording (DSEC's `t_offset`), if there is one. */
export function* readScalarBeside(
  context: Hdf5Context,
  group: VisitedGroup,
  name: string,
  decoding: ChunkDecoding,
): Plan<number | undefined> {
  const place = findBeside(group, [name]);
  if (place === undefined || place.dataset.space.isNull) return undefined;
  if (place.dataset.space.shape.length === 1 && place.dataset.space.shape[0] !== 1) return undefined;
  const [value] = yield* readNumbers(new Hdf5Column(context, place), 0, 1, decoding, context.pages.byteLength);
  return value;
}

/**
 * The table that leads from milliseconds (DSEC's `ms_to_idx`, M3ED's `ms_map_idx`: entry k is the first event at or after
 * k ms of the stored times, or after `ms_to_idx_offset` + k ms) or from 2,000 µs steps (`/CD/indexes`) to events. `undefined` where there is none.
 * Source: dsec.ifi.uzh.ch/data-format; OpenEB `hdf5_event_file_writer.cpp`.
 */
export function* findTimeTable(
  context: Hdf5Context,
  candidate: RecordingCandidate,
  offsetMicros: number,
  decoding: ChunkDecoding,
): Plan<TimeTable | undefined> {
  const millis = findBeside(candidate.group, ['ms_to_idx', 'ms_map_idx']);
  if (millis !== undefined && eventCount(millis) > 0) {
    const firstMillis = (yield* readScalarBeside(context, candidate.group, 'ms_to_idx_offset', decoding)) ?? 0;
    return tableOver(context, millis, 1000, offsetMicros + 1000 * firstMillis, decoding);
  }
  const indexes = candidate.group.datasets.find(({ name }) => name.toLowerCase() === 'indexes');
  if (indexes?.dataset.type.class !== 'compound' || indexes.dataset.space.shape.length !== 1) return undefined;
  const member = indexes.dataset.type.members.find(({ name }) => name === 'id');
  const element = member === undefined ? undefined : elementOf(member.type);
  if (member === undefined || element === undefined || indexes.dataset.space.shape[0] === 0) return undefined;
  const offset = (yield* readAttributes(context, indexes.dataset.header)).get('offset');
  const shift = Number(Array.isArray(offset) ? offset[0] : (offset ?? 0));
  const place: ColumnPlace = { dataset: indexes.dataset, element, fieldOffset: member.offset, eventAxis: 0, column: 0 };
  return tableOver(context, place, propheseeMicros, Number.isFinite(shift) ? offsetMicros - shift : offsetMicros, decoding);
}

function tableOver(context: Hdf5Context, place: ColumnPlace, stepMicros: number, startMicros: number, decoding: ChunkDecoding): TimeTable {
  const column = new Hdf5Column(context, place);
  const entries = eventCount(place);
  return {
    *ordinalAt(micros) {
      const entry = Math.min(Math.max(Math.floor((micros - startMicros) / stepMicros), 0), entries - 1);
      const [ordinal] = yield* readNumbers(column, entry, entry + 1, decoding, context.pages.byteLength);
      return ordinal;
    },
  };
}
