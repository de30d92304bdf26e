import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { IntegrityRows } from '../opened/integrity-rows.js';
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
      {facts === undefined ? null : <EventIntegrity player={player} facts={facts} />}
      {facts?.notices.map((notice) => (
        <p key={notice.code} class="fl-notice">
          <Icon name="warning" /> {notice.message}
        </p>
      ))}
    </Section>
  );
}

function EventIntegrity({ player, facts: { integrity } }: { readonly player: PlayerModel; readonly facts: EventFacts }): JSX.Element {
  const intact = integrity === undefined ? undefined : isIntact(integrity);
  return (
    <IntegrityRows
      intact={intact}
      survey={player.survey}
      byteLength={player.entry.byteLength}
      title="Reads the whole recording: exact numbers, integrity, index"
    >
      {integrity === undefined
        ? null
        : integrityRows(integrity).map(({ label, count, damage }) =>
            count === 0 && intact ? null : <FactRow key={label} label={label} value={formatWhole(count)} warn={damage && count > 0} />,
          )}
    </IntegrityRows>
  );
}
