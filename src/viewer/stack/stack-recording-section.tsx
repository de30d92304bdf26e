import type { JSX } from 'preact';
import { formatBytes, formatWhole } from '../format/figures.js';
import { IntegrityRows } from '../opened/integrity-rows.js';
import { FactRow } from '../parts/fact-row.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import type { StackFacts } from '../state/view-state.js';
import { StackFactRows } from './stack-fact-rows.js';
import type { StackModel } from './stack-model.js';

/** What is known about the stack, how far it can be trusted, and the way to know it for sure. */
export function StackRecordingSection({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const facts = stack.facts.value;
  return (
    <Section title="Recording">
      {facts === undefined ? (
        <p class="fl-hint">Opening…</p>
      ) : (
        <>
          <StackFactRows facts={facts} byteLength={stack.entry.byteLength} />
          <button
            type="button"
            class="fl-button fl-block"
            onClick={() => {
              model.dialog.value = 'reading';
            }}
          >
            Axes, pixel size, interval…
          </button>
          <StackIntegrity stack={stack} facts={facts} />
        </>
      )}
      {facts?.notices.map((notice) => (
        <p key={notice.code} class="fl-notice">
          <Icon name="warning" /> {notice.message}
        </p>
      ))}
    </Section>
  );
}

/** Nothing is wrong in the bytes. */
export function isWhole(facts: StackFacts): boolean {
  return facts.integrity !== undefined && facts.integrity.truncatedBytes + facts.integrity.brokenFrames === 0;
}

function StackIntegrity({ stack, facts }: { readonly stack: StackModel; readonly facts: StackFacts }): JSX.Element {
  const { integrity } = facts;
  const intact = integrity === undefined ? undefined : isWhole(facts);
  return (
    <IntegrityRows
      intact={intact}
      survey={stack.survey}
      byteLength={stack.entry.byteLength}
      title="Reads every frame: whether all are whole, and how many there are"
    >
      {integrity === undefined || intact ? null : (
        <>
          <FactRow label="Broken frames" value={formatWhole(integrity.brokenFrames)} warn={integrity.brokenFrames > 0} />
          <FactRow label="Truncated" value={formatBytes(integrity.truncatedBytes)} warn={integrity.truncatedBytes > 0} />
        </>
      )}
    </IntegrityRows>
  );
}
