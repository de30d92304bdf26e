import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Point } from '../gpu/camera.js';
import { isLight } from '../parts/is-light.js';
import { useModel } from '../parts/model-context.js';
import type { CellSet } from '../state/map-state.js';
import { type CategoryPlace, placeCategories, visibleLabels } from './category-places.js';
import { type MapFrame, screenFromMap, screenFromPlane } from './map-camera.js';
import type { MapModel } from './map-model.js';
import type { MapStageController } from './map-stage-controller.js';

/** Maps with more categories have no room for their names. */
const mostLabels = 60;

/** Lines and words on the map: names of categories, what is selected, what is being drawn, the cell that is pointed at. */
export function MapOverlay({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element {
  const { width, height } = stage.view.viewport.value;
  const frame = stage.view.frame.value;
  const draft = stage.draft.value;
  const hovered = stage.pointed.at.value;
  return (
    <svg
      class={`fl-overlay fl-map-overlay ${isLight(stage.background.value) ? 'fl-on-light' : 'fl-on-dark'}`}
      viewBox={`0 0 ${Math.max(1, width)} ${Math.max(1, height)}`}
      aria-hidden="true"
    >
      {frame === undefined ? null : <SelectedShapes map={map} stage={stage} frame={frame} />}
      {frame === undefined ? null : <CategoryLabels map={map} stage={stage} frame={frame} />}
      {draft === undefined ? null : <Shape points={draft.points} class={`fl-map-draft fl-map-${draft.op}`} />}
      {hovered === undefined ? null : (
        <circle class="fl-map-pointed" cx={hovered.x} cy={hovered.y} r={Math.max(5, stage.diameter.value / 2 + 3)} />
      )}
    </svg>
  );
}

interface LayerProps {
  readonly map: MapModel;
  readonly stage: MapStageController;
  readonly frame: MapFrame;
}

function SelectedShapes({ map, stage, frame }: LayerProps): JSX.Element {
  const { steps } = useModel().store.state.value.map;
  const points = map.points.points.value;
  const viewport = stage.view.viewport.value;
  const shapes = steps.flatMap(({ set, op }, index) => {
    const corners = points === undefined ? undefined : shapeOnScreen(set, points.embedding, points.fileDims, frame, viewport);
    return corners === undefined ? [] : [{ index, op, corners }];
  });
  return (
    <g>
      {shapes.map(({ index, op, corners }) => (
        <Shape key={index} points={corners} class={`fl-map-${op}`} />
      ))}
    </g>
  );
}

function Shape({ points, class: name }: { readonly points: readonly Point[]; readonly class: string }): JSX.Element {
  const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <g class={`fl-region ${name}`}>
      <polygon class="fl-region-halo" points={path} />
      <polygon class="fl-region-line" points={path} />
    </g>
  );
}

/** Where a polygon lies on the screen now; nothing where it was drawn on another map or from another side. */
function shapeOnScreen(
  set: CellSet,
  embedding: string,
  fileDims: number,
  frame: MapFrame,
  viewport: { readonly width: number; readonly height: number },
): readonly Point[] | undefined {
  if (set.kind !== 'polygon' || set.embedding !== embedding) return undefined;
  if (fileDims === 1) {
    const xs = set.points.map(([x]) => screenFromPlane(frame, { x, y: 0 }, viewport).x);
    const [from, to] = [Math.min(...xs), Math.max(...xs)];
    return [
      { x: from, y: 0 },
      { x: to, y: 0 },
      { x: to, y: viewport.height },
      { x: from, y: viewport.height },
    ];
  }
  const { projection } = set;
  if (projection !== undefined) {
    const now = frame.near === undefined ? [] : [...frame.across, 0, ...frame.down, 0];
    if (now.length !== projection.length || projection.some((term, at) => Math.abs(term - now[at]!) > 1e-3)) return undefined;
  }
  return set.points.map(([x, y]) => screenFromPlane(frame, { x, y }, viewport));
}

/** Names of categories where their cells lie, the greatest first; those that would lie on others are left out. */
function CategoryLabels({ map, stage, frame }: LayerProps): JSX.Element | null {
  const { labels } = useModel().store.state.value.map;
  const points = map.points.points.value;
  const column = map.column.column.value;
  const values = column?.values;
  const complete = points !== undefined && points.known === points.cells;
  const places = useMemo((): readonly CategoryPlace[] => {
    if (!labels || points === undefined || !complete || values?.kind !== 'categories' || values.names.length > mostLabels) return [];
    return placeCategories(points, values);
  }, [labels, points, complete, values]);
  if (places.length === 0) return null;
  const look = stage.look.value;
  const hidden = look.kind === 'categories' ? look.hidden : undefined;
  const composition = column === undefined ? undefined : map.selection.composition.value.get(column.name);
  const visible = composition?.kind === 'categories' ? composition.visible : undefined;
  const { width, height } = stage.view.viewport.value;
  const onScreen = places
    .filter(({ code }) => hidden?.[code] !== 1 && visible?.[code] !== 0)
    .map((place) => ({ ...place, at: screenFromMap(frame, place.centre) }))
    .filter(({ at }) => at.x > 0 && at.y > 0 && at.x < width && at.y < height);
  return (
    <g class="fl-map-labels">
      {visibleLabels(onScreen, width).map(({ code, name, at }) => (
        <text key={code} x={at.x} y={at.y}>
          {name}
        </text>
      ))}
    </g>
  );
}
