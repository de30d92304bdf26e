import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { filtersOfSteps } from './map-filters.js';
import type { MapModel } from './map-model.js';

/** How many cells are shown and selected, and what can be done with the selected ones. */
export function SelectionPlate({ map }: { readonly map: MapModel }): JSX.Element | null {
  const model = useModel();
  const { steps } = model.store.state.value.map;
  const points = map.points.points.value;
  const answer = map.selection.answer.value;
  if (points === undefined) return null;
  const visible = answer?.visibleCount ?? points.cells;
  const shown =
    visible === points.cells ? `${formatWhole(points.cells)} cells` : `${formatWhole(visible)} of ${formatWhole(points.cells)} cells`;
  if (steps.length === 0) {
    return (
      <div class="fl-plate fl-map-count fl-number-text">
        {shown}
        {points.missing > 0 ? <span class="fl-muted"> · {formatWhole(points.missing)} without a place</span> : null}
      </div>
    );
  }
  const selected = answer?.selectedCount ?? 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: gestures of the map below are kept away
    <div class="fl-map-actions" onPointerDown={(event) => event.stopPropagation()} onDblClick={(event) => event.stopPropagation()}>
      <span class="fl-plate fl-map-count fl-number-text" aria-live="polite">
        <b>{formatWhole(selected)}</b> of {shown}
      </span>
      <CommandButton command="keepSelected" class="fl-plate" disabled={filtersOfSteps(steps) === undefined}>
        Keep
      </CommandButton>
      <CommandButton command="hideSelected" class="fl-plate" disabled={steps.length !== 1}>
        Hide
      </CommandButton>
      <CommandButton command="exportCellsCsv" class="fl-plate" disabled={selected === 0}>
        Export ids
      </CommandButton>
      <CommandButton command="clearSelection" class="fl-plate">
        Clear
      </CommandButton>
    </div>
  );
}
