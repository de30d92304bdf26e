import {
  type CellFilter,
  type CellSet,
  filterLimit,
  type MapCamera,
  type MapColor,
  type MapState,
  type NumberLevels,
  pointScaleLimits,
  type SelectionStep,
  stepLimit,
  zoomLimits,
} from './map-state.js';

/** What can happen to the view of a map of cells. */
export type MapAction =
  | { readonly type: 'map:setEmbedding'; readonly embedding: string | undefined }
  | { readonly type: 'map:setColorBy'; readonly colorBy: MapColor | undefined }
  | { readonly type: 'map:setCamera'; readonly camera: MapCamera | undefined }
  | { readonly type: 'map:setFilters'; readonly filters: readonly CellFilter[] }
  | { readonly type: 'map:setSelection'; readonly steps: readonly SelectionStep[] }
  | { readonly type: 'map:setColormap'; readonly colormap: MapState['colormap'] }
  | { readonly type: 'map:setLevels'; readonly levels: NumberLevels }
  | { readonly type: 'map:setLog'; readonly log: boolean }
  | { readonly type: 'map:setPixel'; readonly pixel: MapState['pixel'] }
  | { readonly type: 'map:setRareOnTop'; readonly rareOnTop: boolean }
  | { readonly type: 'map:setDrawing'; readonly drawing: MapState['drawing'] }
  | { readonly type: 'map:setLabels'; readonly labels: boolean }
  | { readonly type: 'map:setPointScale'; readonly pointScale: number };

/** The state after an action. Pure. */
export function applyToMap(state: MapState, action: MapAction): MapState {
  switch (action.type) {
    case 'map:setEmbedding':
      return { ...state, embedding: action.embedding, camera: undefined };
    case 'map:setColorBy':
      return { ...state, colorBy: action.colorBy, levels: state.levels.kind === 'fixed' ? { kind: 'percent', percent: 1 } : state.levels };
    case 'map:setCamera':
      return { ...state, camera: action.camera === undefined ? undefined : roundCamera(action.camera) };
    case 'map:setFilters':
      return { ...state, filters: action.filters.slice(0, filterLimit).map(withPlainZeros) };
    case 'map:setSelection':
      return { ...state, steps: action.steps.slice(-stepLimit).map(withPlainZeros) };
    case 'map:setColormap':
      return { ...state, colormap: action.colormap };
    case 'map:setLevels':
      return { ...state, levels: orderLevels(action.levels) };
    case 'map:setLog':
      return { ...state, log: action.log };
    case 'map:setPixel':
      return { ...state, pixel: action.pixel };
    case 'map:setRareOnTop':
      return { ...state, rareOnTop: action.rareOnTop };
    case 'map:setDrawing':
      return { ...state, drawing: action.drawing };
    case 'map:setLabels':
      return { ...state, labels: action.labels };
    case 'map:setPointScale':
      return { ...state, pointScale: clamp(action.pointScale, pointScaleLimits.least, pointScaleLimits.greatest) };
  }
}

/** To what a link holds, so that a view and its link are the same. */
function roundCamera({ centre, zoom, turn, tilt }: MapCamera): MapCamera {
  const short = (value: number): number => Number(value.toPrecision(9)) + 0;
  return {
    centre: centre.map(short),
    zoom: short(clamp(zoom, zoomLimits.least, zoomLimits.greatest)),
    turn: Number((turn % (2 * Math.PI)).toFixed(5)) + 0,
    tilt: Number(clamp(tilt, -Math.PI / 2, Math.PI / 2).toFixed(5)) + 0,
  };
}

/** Without −0, which a link does not hold. What has none stays as it is. */
function withPlainZeros<Part extends { readonly set: CellSet }>(part: Part): Part {
  const { set } = part;
  if (set.kind === 'range' && (isMinusZero(set.from) || isMinusZero(set.to))) {
    return { ...part, set: { ...set, ...(set.from === 0 ? { from: 0 } : {}), ...(set.to === 0 ? { to: 0 } : {}) } };
  }
  if (set.kind === 'polygon' && (set.points.some((point) => point.some(isMinusZero)) || set.projection?.some(isMinusZero))) {
    const { points, projection } = set;
    const plain = { ...set, points: points.map(([x, y]) => [x + 0, y + 0] as const) };
    return { ...part, set: projection === undefined ? plain : { ...plain, projection: projection.map((value) => value + 0) } };
  }
  return part;
}

function isMinusZero(value: number | undefined): boolean {
  return Object.is(value, -0);
}

function orderLevels(levels: NumberLevels): NumberLevels {
  if (levels.kind === 'percent') return { kind: 'percent', percent: clamp(levels.percent, 0, 49) };
  const [low, high] = levels.low <= levels.high ? [levels.low, levels.high] : [levels.high, levels.low];
  return { kind: 'fixed', low: low + 0, high: high + 0 };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
