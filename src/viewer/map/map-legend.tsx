import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { rampImage } from './color-ramp.js';
import { describeMatrix } from './map-choices.js';
import { aggregateWords } from './map-look.js';
import type { MapModel } from './map-model.js';
import type { MapStageController } from './map-stage-controller.js';

/** What the colours mean, on a plate beside the map. */
export function MapLegend({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element | null {
  const { colormap, log } = useModel().store.state.value.map;
  const column = map.column.column.value;
  const drawn = map.drawn.value;
  if (map.points.points.value === undefined) return null;
  const how = drawn === undefined || drawn.drawing === 'points' ? undefined : aggregateWords(stage.look.value);
  const span = map.span.value;
  return (
    <div class="fl-plate fl-legend fl-map-legend">
      {column === undefined ? (
        <span>cells</span>
      ) : column.values.kind === 'categories' ? (
        <>
          <b>{column.name}</b>
          <span class="fl-muted">{formatWhole(column.values.names.length)} categories</span>
        </>
      ) : (
        <>
          <b>{column.name}</b>
          {column.values.matrix === undefined ? null : (
            <span class="fl-muted">{describeMatrix(map.facts.value, column.values.matrix)}</span>
          )}
          <span>{span === undefined ? '' : formatValue(span.lo, 3)}</span>
          <img class="fl-legend-scale" alt="" src={rampImage(colormap)} />
          <span>{span === undefined ? '' : formatValue(span.hi, 3)}</span>
          {log ? <span class="fl-muted">log</span> : null}
        </>
      )}
      {how === undefined ? null : <span class="fl-muted">{how}</span>}
    </div>
  );
}
