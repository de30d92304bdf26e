import type { JSX } from 'preact';
import { formatBytes, formatPercent, formatWhole } from '../format/figures.js';
import { FactRow } from '../parts/fact-row.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import type { EventFacts } from '../state/view-state.js';
import { EventFactRows } from './event-fact-rows.js';
import { integrityRows, isIntact } from './integrity.js';
import type { PlayerModel } from './player-model.js';

/** What is known about the recording, how far it can be trusted, and the way to know it for sure. */
export function RecordingSection({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const facts = player.facts.value;
  return (
    <Section title="Recording">
      {facts === undefined ? <p class="fl-hint">Opening…</p> : <EventFactRows facts={facts} byteLength={player.entry.byteLength} />}
      {facts?.columns === undefined ? null : (
        <>
          <FactRow
            label="Columns"
            value={`${facts.columns.order.join(' ')} · ${facts.columns.timeUnit} · ${facts.columns.polarity === '01' ? '0/1' : '−1/+1'}`}
            note={facts.columns.source === 'guessed' ? 'guessed from the data' : undefined}
          />
          <button
            type="button"
            class="fl-button fl-block"
            onClick={() => {
              model.dialog.value = 'reading';
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

function IntegrityRows({ player, facts }: { readonly player: PlayerModel; readonly facts: EventFacts }): JSX.Element {
  const survey = player.survey.progress.value;
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
          count === 0 && intact ? null : <FactRow key={label} label={label} value={formatWhole(count)} warn={damage && count > 0} />,
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
          <button type="button" class="fl-button" onClick={() => player.survey.cancel()}>
            Cancel
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <FactRow label="Integrity" value="not yet read" />
      <button
        type="button"
        class="fl-button fl-block"
        title="Reads the whole recording: exact numbers, integrity, index"
        onClick={() => player.survey.start()}
      >
        Read all of it ({formatBytes(player.entry.byteLength)})
      </button>
    </>
  );
}
