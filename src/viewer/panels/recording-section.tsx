import type { JSX } from 'preact';
import { formatBytes, formatClock, formatDuration, formatPercent, formatRate, formatWhole } from '../format/figures.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { integrityRows, isIntact } from '../player/integrity.js';
import type { PlayerModel } from '../player/player-model.js';
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

/** What is known about the recording, how far it can be trusted, and the way to know it for sure. */
export function RecordingSection({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const facts = player.facts.value;
  return (
    <Section title="Recording">
      {facts === undefined ? <p class="fl-hint">Opening…</p> : <FactRows facts={facts} byteLength={player.entry.byteLength} />}
      {facts?.columns === undefined ? null : (
        <>
          <Row
            label="Columns"
            value={`${facts.columns.order.join(' ')} · ${facts.columns.timeUnit} · ${facts.columns.polarity === '01' ? '0/1' : '−1/+1'}`}
            note={facts.columns.source === 'guessed' ? 'guessed from the data' : undefined}
          />
          <button
            type="button"
            class="fl-button fl-block"
            onClick={() => {
              model.dialog.value = 'columns';
            }}
          >
            Correct the columns…
          </button>
        </>
      )}
      {facts === undefined ? null : <IntegrityRows player={player} facts={facts} />}
      {facts?.notices.map((notice) => (
        <p key={notice.code} class="fl-notice">
          <Icon name="warning" /> {notice.message}
        </p>
      ))}
    </Section>
  );
}

/** Facts of a recording as rows; the library shows the same ones. */
export function FactRows({ facts, byteLength }: { readonly facts: EventFacts; readonly byteLength: number }): JSX.Element {
  const { geometry, events, on, firstMicros, lastMicros, triggers } = facts;
  const span = firstMicros === undefined || lastMicros === undefined ? undefined : lastMicros.value - firstMicros.value;
  return (
    <>
      <Row label="Format" value={facts.format} />
      <Row
        label="Sensor"
        value={geometry === undefined ? 'unknown' : `${geometry.width} × ${geometry.height}`}
        note={geometry === undefined || geometry.source === 'header' ? undefined : geometrySources[geometry.source]}
      />
      <Row label="Duration" value={span === undefined ? '–' : formatDuration(span)} note={note(lastMicros?.exactness)} />
      <Row label="Events" value={formatWhole(events.value)} note={note(events.exactness)} />
      {on === undefined ? null : <Row label="On : off" value={`${((100 * on.value) / Math.max(1, events.value)).toFixed(1)} % on`} />}
      {span === undefined || span <= 0 ? null : (
        <Row label="Mean rate" value={formatRate((events.value * 1_000_000) / span)} note={note(events.exactness)} />
      )}
      {firstMicros === undefined ? null : (
        <Row label="First" value={formatClock(firstMicros.value)} note={facts.timeBase === 'unix' ? 'since 1970' : undefined} />
      )}
      {lastMicros === undefined ? null : <Row label="Last" value={formatClock(lastMicros.value)} note={note(lastMicros.exactness)} />}
      <Row label="Triggers" value={formatWhole(triggers.value)} note={note(triggers.exactness)} />
      <Row label="Size" value={formatBytes(byteLength)} />
    </>
  );
}

function Row({
  label,
  value,
  note: words,
  warn,
}: {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly warn?: boolean;
}): JSX.Element {
  return (
    <div class="fl-row fl-fact">
      <span>{label}</span>
      <span class={warn === true ? 'fl-number-text fl-warning-text' : 'fl-number-text'}>
        {value}
        {words === undefined ? null : <small>{words}</small>}
      </span>
    </div>
  );
}

function note(exactness: 'exact' | 'provisional' | 'estimated' | undefined): string | undefined {
  return exactness === undefined || exactness === 'exact' ? undefined : exactness;
}

function IntegrityRows({ player, facts }: { readonly player: PlayerModel; readonly facts: EventFacts }): JSX.Element {
  const survey = player.survey.value;
  if (facts.integrity !== undefined) {
    const intact = isIntact(facts.integrity);
    return (
      <>
        <div class="fl-row">
          <span>Integrity</span>
          <span class={intact ? 'fl-intact' : 'fl-warning-text'}>
            <Icon name={intact ? 'check' : 'warning'} /> {intact ? 'intact, all read' : 'all read, damage counted'}
          </span>
        </div>
        {integrityRows(facts.integrity).map(({ label, count, damage }) =>
          count === 0 && intact ? null : <Row key={label} label={label} value={formatWhole(count)} warn={damage && count > 0} />,
        )}
      </>
    );
  }
  if (survey !== undefined && !survey.final) {
    return (
      <div class="fl-survey">
        <progress max={Math.max(1, survey.bytesTotal)} value={survey.bytesRead} aria-label="Reading everything" />
        <div class="fl-row">
          <span>
            {formatPercent(survey.bytesRead / Math.max(1, survey.bytesTotal))} of {formatBytes(survey.bytesTotal)}
          </span>
          <button type="button" class="fl-button" onClick={() => player.cancelSurvey()}>
            Cancel
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <Row label="Integrity" value="not yet read" />
      <button
        type="button"
        class="fl-button fl-block"
        title="Reads the whole recording: exact numbers, integrity, index"
        onClick={() => player.startSurvey()}
      >
        Read all of it ({formatBytes(player.entry.byteLength)})
      </button>
    </>
  );
}
