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
import { PixelCard } from './pixel-card.js';
import type { PlayerModel } from './player-model.js';
import { Readout } from './readout.js';
import { RegionOverlay } from './region-overlay.js';
import type { StageController } from './stage-controller.js';
import { describeStage } from './stage-text.js';
import { useZero } from './use-zero.js';

/** The picture, edge to edge: canvas, regions, readout, legend, and what there is to say when there is no picture. */
export function Stage({ player, stage }: { readonly player: PlayerModel; readonly stage: StageController }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const zero = useZero(player);
  useLayoutEffect(() => {
    stage.view.viewport.value = size;
  }, [stage, size]);
  useLayoutEffect(() => (holder.current === null ? undefined : stage.attach(holder.current)), [stage]);
  useGestures(model, stage, box);
  const frame = player.frame.value;
  const text = describeStage(player.entry.name, frame, zero);
  useLayoutEffect(() => {
    holder.current?.firstElementChild?.setAttribute('aria-label', text);
  }, [text]);
  const error = stage.failure.value ?? player.error.value;
  const facts = player.facts.value;
  const empty = facts !== undefined && facts.firstMicros === undefined && error === undefined;
  const loading = frame === undefined && error === undefined && !empty;
  return (
    <main class="fl-stage" ref={box} data-cursor={stage.cursor.value}>
      <div ref={holder} class="fl-canvas-holder" />
      <RegionOverlay stage={stage} />
      {frame === undefined || frame.quality === 'exact' ? null : <div class="fl-plate fl-quality">{qualityWords[frame.quality]}</div>}
      {loading ? <div class="fl-plate fl-quality">{facts === undefined ? 'Opening…' : 'Reading the first frame…'}</div> : null}
      <PixelCard stage={stage} />
      <div class="fl-plates">
        <Readout player={player} />
        <Legend stage={stage} />
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
