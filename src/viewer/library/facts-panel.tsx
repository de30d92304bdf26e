import type { JSX } from 'preact';
import { formatBytes } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import { FactRows } from './fact-rows.js';
import { entryPath } from './library-model.js';
import { Preview } from './preview.js';

/** The chosen recording: a moving preview, its facts, what can be done with it. */
export function FactsPanel(): JSX.Element {
  const model = useModel();
  const entry = model.library.selectedEntry.value;
  if (entry === undefined) return <aside class="fl-facts" aria-label="Chosen recording" />;
  const { thumbnail, error } = model.library.details(entry.recording).value;
  return (
    <aside class="fl-facts" aria-label="Chosen recording">
      <Preview recording={entry.recording} thumbnail={thumbnail} />
      <div class="fl-facts-body">
        <h2>{entry.name}</h2>
        <p class="fl-path">{entry.folder === '' ? (model.welcome.value?.title ?? '') : entry.folder}</p>
        {thumbnail !== undefined ? (
          <FactRows facts={thumbnail.facts} byteLength={entry.byteLength} />
        ) : error === undefined ? (
          <p class="fl-hint">Reading facts… {entry.byteLength === 0 ? '' : formatBytes(entry.byteLength)}</p>
        ) : (
          <>
            <p class="fl-notice">{error.message}</p>
            {error.advice === undefined ? null : <p class="fl-hint">{error.advice}</p>}
          </>
        )}
      </div>
      <div class="fl-card-buttons">
        <button type="button" class="fl-button fl-button-primary" title="Open  (Enter)" onClick={() => model.open(entry)}>
          Open
        </button>
        <button type="button" class="fl-button" onClick={() => void model.copy(entryPath(entry), 'Path copied')}>
          Copy path
        </button>
        {error === undefined ? null : (
          <button type="button" class="fl-button" onClick={() => model.library.retry(entry.recording)}>
            Try again
          </button>
        )}
      </div>
    </aside>
  );
}
