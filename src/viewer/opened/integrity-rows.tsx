import type { ComponentChildren, JSX } from 'preact';
import { formatBytes, formatPercent } from '../format/figures.js';
import { FactRow } from '../parts/fact-row.js';
import { Icon } from '../parts/icons.js';
import type { SurveyModel } from './survey-model.js';

export interface IntegrityRowsProps {
  /** Whether nothing is wrong; nothing while not all was read. */
  readonly intact: boolean | undefined;
  readonly survey: SurveyModel;
  /** Of the whole recording, in bytes. */
  readonly byteLength: number;
  /** What reading everything gives. */
  readonly title: string;
  /** What was counted, once all was read. */
  readonly children: ComponentChildren;
}

/** Whether a recording is intact, how far the reading of all of it is, or the way to begin it. */
export function IntegrityRows({ intact, survey, byteLength, title, children }: IntegrityRowsProps): JSX.Element {
  const progress = survey.progress.value;
  if (intact !== undefined) {
    return (
      <>
        <div class="fl-row">
          <span>Integrity</span>
          <span class={intact ? 'fl-intact' : 'fl-warning-text'}>
            <Icon name={intact ? 'check' : 'warning'} /> {intact ? 'intact, all read' : 'all read, damage counted'}
          </span>
        </div>
        {children}
      </>
    );
  }
  if (progress !== undefined && !progress.final) {
    return (
      <div class="fl-survey">
        <progress max={Math.max(1, progress.bytesTotal)} value={progress.bytesRead} aria-label="Reading everything" />
        <div class="fl-row">
          <span>
            {formatPercent(progress.bytesRead / Math.max(1, progress.bytesTotal))} of {formatBytes(progress.bytesTotal)}
          </span>
          <button type="button" class="fl-button" onClick={() => survey.cancel()}>
            Cancel
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <FactRow label="Integrity" value="not yet read" />
      <button type="button" class="fl-button fl-block" title={title} onClick={() => survey.start()}>
        Read all of it ({formatBytes(byteLength)})
      </button>
    </>
  );
}
