import type { JSX } from 'preact';
import { formatBytes, formatClock, formatDuration, formatRate, formatWhole } from '../format/figures.js';
import { exactnessNote, FactRow } from '../parts/fact-row.js';
import type { EventFacts } from '../state/view-state.js';

const geometrySources = {
  header: 'from the header',
  sidecar: 'from a file beside it',
  option: 'as given',
  name: 'from the file name',
  system: 'from the camera system',
  sampled: 'from coordinates seen so far',
  unknown: 'unknown',
} as const;

/** Facts of a recording of events as rows, in the inspector and in the library. */
export function EventFactRows({ facts, byteLength }: { readonly facts: EventFacts; readonly byteLength: number }): JSX.Element {
  const { geometry, events, on, firstMicros, lastMicros, triggers } = facts;
  const span = firstMicros === undefined || lastMicros === undefined ? undefined : lastMicros.value - firstMicros.value;
  return (
    <>
      <FactRow label="Format" value={facts.format} />
      <FactRow
        label="Sensor"
        value={geometry === undefined ? 'unknown' : `${geometry.width} × ${geometry.height}`}
        note={geometry === undefined || geometry.source === 'header' ? undefined : geometrySources[geometry.source]}
      />
      <FactRow label="Duration" value={span === undefined ? '–' : formatDuration(span)} note={exactnessNote(lastMicros?.exactness)} />
      <FactRow label="Events" value={formatWhole(events.value)} note={exactnessNote(events.exactness)} />
      {on === undefined ? null : <FactRow label="On : off" value={`${((100 * on.value) / Math.max(1, events.value)).toFixed(1)} % on`} />}
      {span === undefined || span <= 0 ? null : (
        <FactRow label="Mean rate" value={formatRate((events.value * 1_000_000) / span)} note={exactnessNote(events.exactness)} />
      )}
      {firstMicros === undefined ? null : (
        <FactRow label="First" value={formatClock(firstMicros.value)} note={facts.timeBase === 'unix' ? 'since 1970' : undefined} />
      )}
      {lastMicros === undefined ? null : (
        <FactRow label="Last" value={formatClock(lastMicros.value)} note={exactnessNote(lastMicros.exactness)} />
      )}
      <FactRow label="Triggers" value={formatWhole(triggers.value)} note={exactnessNote(triggers.exactness)} />
      <FactRow label="Size" value={formatBytes(byteLength)} />
    </>
  );
}
