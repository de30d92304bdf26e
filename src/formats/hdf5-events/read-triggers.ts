import type { Plan } from '../../bytes/plan.js';
import type { Trigger } from '../../shapes/event-columns.js';
import { readNumbers } from '../arrays/read-column.js';
import type { ChunkDecoding } from '../hdf5/filters.js';
import type { Hdf5Context } from '../hdf5/hdf5-context.js';
import type { VisitedGroup } from './find-recordings.js';
import { elementOf, Hdf5Column } from './hdf5-column.js';

/** Most triggers that are kept in memory. */
export const triggerLimit = 1_000_000;

/** Triggers of a file, and how many it has: no more than the first million are read. */
export interface FileTriggers {
  readonly triggers: readonly Trigger[];
  readonly count: number;
}

/**
 * Reads `/EXT_TRIGGER/events` (compound of p, t in microseconds, id). Source: OpenEB `hdf5_event_file_writer.cpp`.
 * Errors: `corrupt`, `truncated`, `unsupported`.
 */
export function* readTriggers(context: Hdf5Context, groups: readonly VisitedGroup[], decoding: ChunkDecoding): Plan<FileTriggers> {
  const none = { triggers: [], count: 0 };
  const group = groups.find(({ path }) => path.toLowerCase() === '/ext_trigger');
  const dataset = group?.datasets.find(({ name }) => name === 'events')?.dataset;
  if (dataset === undefined || dataset.type.class !== 'compound' || dataset.space.shape.length !== 1) return none;
  const { members } = dataset.type;
  const count = dataset.space.shape[0]!;
  const read = Math.min(count, triggerLimit);
  const numbers = new Map<string, Float64Array>();
  for (const wanted of ['t', 'p', 'id']) {
    const member = members.find(({ name }) => name === wanted);
    const element = member === undefined ? undefined : elementOf(member.type);
    if (member === undefined || element === undefined) return none;
    const column = new Hdf5Column(context, { dataset, element, fieldOffset: member.offset, eventAxis: 0, column: 0 });
    numbers.set(wanted, yield* readNumbers(column, 0, read, decoding, context.pages.byteLength));
  }
  const triggers: Trigger[] = [];
  for (let i = 0; i < read; i += 1) {
    triggers.push({ micros: numbers.get('t')![i]!, id: numbers.get('id')![i]!, edge: numbers.get('p')![i]! > 0 ? 1 : 0 });
  }
  return { triggers, count };
}
