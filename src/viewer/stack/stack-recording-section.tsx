import type { JSX } from 'preact';
import { formatBytes, formatPercent, formatWhole } from '../format/figures.js';
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
          <IntegrityRows stack={stack} facts={facts} />
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

function IntegrityRows({ stack, facts }: { readonly stack: StackModel; readonly facts: StackFacts }): JSX.Element {
  const survey = stack.survey.progress.value;
  if (facts.integrity !== undefined) {
    const intact = isWhole(facts);
    const { truncatedBytes, brokenFrames } = facts.integrity;
    return (
      <>
        <div class="fl-row">
          <span>Integrity</span>
          <span class={intact ? 'fl-intact' : 'fl-warning-text'}>
            <Icon name={intact ? 'check' : 'warning'} /> {intact ? 'intact, all read' : 'all read, damage counted'}
          </span>
        </div>
        {intact ? null : (
          <>
            <FactRow label="Broken frames" value={formatWhole(brokenFrames)} warn={brokenFrames > 0} />
            <FactRow label="Truncated" value={formatBytes(truncatedBytes)} warn={truncatedBytes > 0} />
          </>
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
          <button type="button" class="fl-button" onClick={() => stack.survey.cancel()}>
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
        title="Reads every frame: whether all are whole, and how many there are"
        onClick={() => stack.survey.start()}
      >
        Read all of it ({formatBytes(stack.entry.byteLength)})
      </button>
    </>
  );
}
