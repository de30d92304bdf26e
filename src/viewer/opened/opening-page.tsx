import type { JSX } from 'preact';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { ErrorCard } from '../player/error-card.js';
import { RawDialog } from '../stack/raw-dialog.js';
import type { Opening } from './opening.js';

/** Stands until it is known what was opened: a word, or why it cannot be. */
export function OpeningPage({ opening }: { readonly opening: Opening | undefined }): JSX.Element {
  const model = useModel();
  const error = opening?.error.value;
  if (opening === undefined || error === undefined) return <div class="fl-opening">Opening…</div>;
  return (
    <main class="fl-opening">
      <ErrorCard error={error} about={opening.entry.name} over={false}>
        <button type="button" class="fl-button fl-button-primary" onClick={() => opening.retry()}>
          Try again
        </button>
        <button
          type="button"
          class="fl-button"
          onClick={() => {
            model.dialog.value = 'raw';
          }}
        >
          Read it as images…
        </button>
        <CommandButton command="library">Back to the library</CommandButton>
      </ErrorCard>
      {model.dialog.value === 'raw' ? <RawDialog entry={opening.entry} /> : null}
    </main>
  );
}
