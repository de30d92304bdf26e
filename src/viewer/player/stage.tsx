import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ReportedError } from '../../protocol/questions.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { useSize } from '../parts/use-size.js';
import { useGestures } from '../picture-view/use-gestures.js';
import { ErrorCard } from './error-card.js';
import { Legend } from './legend.js';
import type { PlayerModel } from './player-model.js';
import type { PlayerStage } from './player-stage.js';
import { Readout } from './readout.js';
import { StagePane } from './stage-pane.js';

/** The picture, edge to edge, or several side by side: canvases, readout, legend, and what there is to say when there is none. */
export function Stage({ player, stage }: { readonly player: PlayerModel; readonly stage: PlayerStage }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  useLayoutEffect(() => {
    stage.size.value = size;
  }, [stage, size]);
  useLayoutEffect(() => stage.attach(), [stage]);
  useGestures(model, stage, box);
  const frame = player.frame.value;
  const panes = stage.panes.value;
  const alone = panes.length === 1;
  const error = stage.focused.value.failure.value ?? player.error.value;
  const facts = player.facts.value;
  const empty = facts !== undefined && facts.firstMicros === undefined && error === undefined;
  const loading = frame === undefined && error === undefined && !empty;
  return (
    <main class={alone ? 'fl-stage' : 'fl-stage fl-stage-split'} ref={box} data-cursor={stage.cursor.value}>
      {panes.map((pane, index) => (
        <StagePane key={index} stage={stage} pane={pane} which={alone ? '' : `View ${index + 1} of ${panes.length}`} />
      ))}
      {frame === undefined || frame.quality === 'exact' ? null : <div class="fl-plate fl-quality">{qualityWords[frame.quality]}</div>}
      {loading ? <div class="fl-plate fl-quality">{facts === undefined ? 'Opening…' : 'Reading the first frame…'}</div> : null}
      <div class="fl-plates">
        <Readout player={player} />
        {alone ? <Legend stage={stage.focused.value} named={false} /> : null}
      </div>
      {model.presenting.value ? <CommandButton command="present" icon="close" class="fl-leave-presentation" /> : null}
      {empty ? (
        <div class="fl-card">
          <h2>
            <Icon name="file" /> No events
          </h2>
          <p>This recording holds no event; there is nothing to show.</p>
          <div class="fl-card-buttons">
            <CommandButton command="library">Back to the library</CommandButton>
          </div>
        </div>
      ) : null}
      {error === undefined ? null : (
        <ErrorCard error={error} about={player.entry.name} over={frame !== undefined}>
          {hopeless.includes(error.code) ? null : (
            <button type="button" class="fl-button fl-button-primary" onClick={() => player.retry()}>
              Try again
            </button>
          )}
          {facts?.columns === undefined && !columnNames.test(player.entry.name) ? null : (
            <button
              type="button"
              class="fl-button"
              onClick={() => {
                model.dialog.value = 'reading';
              }}
            >
              Say how to read it…
            </button>
          )}
          {frame === undefined && headerless.test(player.entry.name) ? (
            <button
              type="button"
              class="fl-button"
              onClick={() => {
                model.dialog.value = 'raw';
              }}
            >
              Read it as images…
            </button>
          ) : null}
          {frame === undefined ? (
            <CommandButton command="library" class={hopeless.includes(error.code) ? 'fl-button-primary' : ''}>
              Back to the library
            </CommandButton>
          ) : (
            <button type="button" class="fl-button" onClick={() => model.dismissError()}>
              Dismiss
            </button>
          )}
        </ErrorCard>
      )}
    </main>
  );
}

/** Errors that trying again does not change. */
const hopeless: readonly ReportedError['code'][] = ['unsupported', 'not-found', 'too-large'];

/** Files that may hold images without a header. */
const headerless = /\.(raw|bin|dat)$/i;

/** Files whose columns a person can name. */
const columnNames = /\.(txt|csv|tsv|npy|npz|bin)(\.(gz|zst))?$/i;

const qualityWords = {
  coarse: 'coarse, reading…',
  sampled: 'sampled',
  provisional: 'provisional: times settle when the index is built',
} as const;
