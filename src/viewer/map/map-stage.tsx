import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes, formatCount, formatWhole } from '../format/figures.js';
import { formatInterval } from '../format/quantities.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { useSize } from '../parts/use-size.js';
import { useGestures } from '../picture-view/use-gestures.js';
import { ErrorCard } from '../player/error-card.js';
import { CellCard } from './cell-card.js';
import { GeneSearch } from './gene-search.js';
import { nameColumn } from './map-choices.js';
import { MapLegend } from './map-legend.js';
import type { MapModel } from './map-model.js';
import { MapOverlay } from './map-overlay.js';
import type { MapStageController } from './map-stage-controller.js';
import { describeMap } from './map-text.js';
import type { Progress } from './progress-meter.js';
import { SelectionPlate } from './selection-plate.js';

/** The map, edge to edge: canvas, labels, what is selected, legend, and what there is to say when there is no map. */
export function MapStage({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  useLayoutEffect(() => {
    stage.view.viewport.value = size;
  }, [stage, size]);
  useLayoutEffect(() => (holder.current === null ? undefined : stage.attach(holder.current)), [stage]);
  useGestures(model, stage, box);
  const text = describeMap(map);
  useLayoutEffect(() => {
    holder.current?.firstElementChild?.setAttribute('aria-label', text);
  }, [text]);
  const facts = map.facts.value;
  const hasMap = facts === undefined || (facts.embeddings.length > 0 && facts.cells > 0);
  return (
    <main class="fl-stage" ref={box} data-cursor={stage.cursor.value}>
      <div ref={holder} class="fl-canvas-holder" />
      <MapOverlay map={map} stage={stage} />
      <div class="fl-map-top">
        <QualityPlate map={map} />
        <WorkPlate map={map} />
      </div>
      <div class="fl-map-narrow">
        <CommandButton command="findGene" icon="search" class="fl-plate fl-narrow-only" />
        <CommandButton
          command="tool-lasso"
          icon="lasso"
          class="fl-plate fl-narrow-only"
          pressed={model.store.state.value.tool === 'lasso'}
        />
        <CommandButton command="tool-pan" icon="pan" class="fl-plate fl-narrow-only" pressed={model.store.state.value.tool === 'pan'} />
      </div>
      {map.genes.searching.value ? <GeneSearch map={map} /> : null}
      <div class="fl-plates">
        <SelectionPlate map={map} />
        <MapLegend map={map} stage={stage} />
      </div>
      <CellCard stage={stage} />
      {model.presenting.value ? <CommandButton command="present" icon="close" class="fl-leave-presentation" /> : null}
      {hasMap ? null : <NoMap cells={facts.cells} />}
      <Failure map={map} stage={stage} />
    </main>
  );
}

/** How good the picture is, where it is not exact. */
function QualityPlate({ map }: { readonly map: MapModel }): JSX.Element | null {
  const points = map.points.points.value;
  const drawn = map.drawn.value;
  const facts = map.facts.value;
  if (facts !== undefined && facts.embeddings.length === 0) return null;
  if (points === undefined)
    return map.error.value === undefined ? (
      <div class="fl-plate fl-map-note">{facts === undefined ? 'Opening…' : 'Reading the map…'}</div>
    ) : null;
  const wanted = map.embedding.value?.name;
  if (wanted !== undefined && wanted !== points.embedding) return <div class="fl-plate fl-map-note">Reading {wanted}…</div>;
  if (points.known < points.cells) {
    const shown = points.sample?.cells.length ?? points.known;
    return (
      <div class="fl-plate fl-map-note">
        sampled {formatCount(shown)} of {formatCount(points.cells)} cells, reading…
      </div>
    );
  }
  if (map.selection.answer.value?.visibleCount === 0) return <div class="fl-plate fl-map-note">no cell passes the filters</div>;
  if (drawn === undefined || drawn.stride === 1) return null;
  return <div class="fl-plate fl-map-note">sampled 1:{drawn.stride}</div>;
}

/** Work that takes its time: how much, how fast, how long, and the way to stop it. */
function WorkPlate({ map }: { readonly map: MapModel }): JSX.Element | null {
  const pending = map.column.pending.value;
  const building = map.index.building.value;
  const progress = map.column.progress.value;
  if (pending !== undefined && progress !== undefined) {
    return <Work title={`${nameColumn(pending)}: ${progress.what}`} progress={progress} onCancel={() => map.cancelColumn()} />;
  }
  if (building !== undefined) {
    return <Work title={`Index of ${building.matrix}`} progress={building.progress} onCancel={() => map.index.close()} />;
  }
  const exported = map.cellsExport.done.value;
  if (exported === undefined || exported === 0) return null;
  return <div class="fl-plate fl-map-note">Exporting: {formatWhole(exported)} cells</div>;
}

interface WorkProps {
  readonly title: string;
  readonly progress: Progress | undefined;
  readonly onCancel: () => void;
}

function Work({ title, progress, onCancel }: WorkProps): JSX.Element {
  const amount = (value: number): string => (progress?.unit === 'bytes' ? formatBytes(Math.round(value)) : formatCount(value));
  return (
    <div class="fl-plate fl-map-work" role="status">
      <span>{title}</span>
      <progress max={progress?.total ?? 1} value={progress?.done ?? 0} />
      {progress === undefined ? null : (
        <span class="fl-number-text">
          {amount(progress.done)} of {amount(progress.total)}
          {progress.perSecond > 0 ? ` · ${amount(progress.perSecond)}/s` : ''}
          {progress.secondsLeft === undefined ? '' : ` · ${formatInterval(Math.ceil(progress.secondsLeft))} left`}
        </span>
      )}
      <button type="button" class="fl-button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

function NoMap({ cells }: { readonly cells: number }): JSX.Element {
  return (
    <div class="fl-card">
      <h2>
        <Icon name="file" /> {cells === 0 ? 'No cells' : 'No map'}
      </h2>
      <p>
        {cells === 0
          ? 'This table holds no cell; there is nothing to show.'
          : 'This table has no coordinates to draw its cells at: no embedding in obsm, no coordinate columns.'}
      </p>
      {cells === 0 ? null : <p class="fl-advice">Its columns and genes can be looked at in the inspector and in the strip below.</p>}
      <div class="fl-card-buttons">
        <CommandButton command="library">Back to the library</CommandButton>
      </div>
    </div>
  );
}

function Failure({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element | null {
  const partial = map.column.error.value ?? map.selection.error.value ?? map.index.error.value ?? map.cellsExport.error.value;
  const error = stage.failure.value ?? map.error.value ?? partial;
  if (error === undefined) return null;
  const over = map.points.points.value !== undefined;
  return (
    <ErrorCard error={error} about={map.entry.name} over={over}>
      {['unsupported', 'not-found', 'too-large'].includes(error.code) ? null : (
        <button type="button" class="fl-button fl-button-primary" onClick={() => map.retry()}>
          Try again
        </button>
      )}
      {over ? (
        <button type="button" class="fl-button" onClick={() => map.dismiss()}>
          Dismiss
        </button>
      ) : (
        <CommandButton command="library">Back to the library</CommandButton>
      )}
    </ErrorCard>
  );
}
