import * as v from 'valibot';
import { colormapNames } from '../../picture/colormaps.js';
import { selectionWantSchema } from '../../protocol/cell-schemas.js';
import type { MapAction } from './map-actions.js';
import { initialMapState, type MapState, type SelectionWant } from './map-state.js';

/**
 * The part of a fragment that is about a map of cells: keys and values of what differs from the initial state, such as
 * `embedding=X_umap`, `color=gene:CD3D`, `eye=1.5,-2,4`. Filters and steps of the selection are written as JSON.
 */
export function encodeMap(state: MapState): readonly (readonly [key: string, value: string])[] {
  const initial = initialMapState;
  const parts: [string, string][] = [];
  const put = (key: string, value: string | number): void => {
    parts.push([key, `${value}`]);
  };
  if (state.embedding !== undefined) put('embedding', state.embedding);
  const { colorBy, camera, levels } = state;
  if (colorBy?.kind === 'none') put('color', 'none');
  if (colorBy?.kind === 'obs') put('color', `obs:${colorBy.name}`);
  if (colorBy?.kind === 'gene') put('color', `gene:${colorBy.gene}`);
  if (colorBy?.kind === 'gene' && colorBy.matrix !== undefined) put('matrix', colorBy.matrix);
  if (camera !== undefined) {
    const { centre, zoom, turn, tilt } = camera;
    put('eye', [...centre, zoom, ...(centre.length > 2 ? [turn, tilt] : [])].join(','));
  }
  if (state.colormap !== initial.colormap) put('ramp', state.colormap);
  if (levels.kind === 'fixed') put('span', `${levels.low},${levels.high}`);
  else if (initial.levels.kind === 'percent' && levels.percent !== initial.levels.percent) put('clip', levels.percent);
  if (state.log) put('logscale', 1);
  if (state.pixel !== initial.pixel) put('pixel', state.pixel);
  if (state.rareOnTop) put('rare', 1);
  if (state.drawing !== initial.drawing) put('draw', state.drawing);
  if (!state.labels) put('labels', 0);
  if (state.pointScale !== 1) put('dots', state.pointScale);
  if (state.filters.length > 0) put('filters', JSON.stringify(state.filters));
  if (state.steps.length > 0) put('cells', JSON.stringify(state.steps));
  return parts;
}

const decimals = v.pipe(
  v.string(),
  v.transform((text) => text.split(',')),
  v.array(
    v.pipe(
      v.string(),
      v.check((text) => text.trim() !== ''),
      v.transform(Number),
      v.finite(),
    ),
  ),
);

/** Actions that lead from the initial state to what a fragment says; what cannot be read is passed over. */
export function decodeMap(parameters: URLSearchParams): readonly MapAction[] {
  const actions: MapAction[] = [];
  const read = <Output>(key: string, schema: v.GenericSchema<unknown, Output>): Output | undefined => {
    const result = v.safeParse(schema, parameters.get(key));
    return result.success ? result.output : undefined;
  };
  const embedding = parameters.get('embedding');
  if (embedding !== null && isName(embedding)) actions.push({ type: 'map:setEmbedding', embedding });
  actions.push(...readColor(parameters));
  const eye = read('eye', v.pipe(decimals, v.minLength(3), v.maxLength(6)));
  if (eye?.length === 3) actions.push(setCamera(eye.slice(0, 2), eye[2], 0, 0));
  if (eye?.length === 6) actions.push(setCamera(eye.slice(0, 3), eye[3], eye[4], eye[5]));
  const colormap = read('ramp', v.picklist(colormapNames));
  if (colormap !== undefined) actions.push({ type: 'map:setColormap', colormap });
  const span = read('span', v.pipe(decimals, v.length(2)));
  const [clip] = read('clip', v.pipe(decimals, v.length(1))) ?? [];
  if (span !== undefined) actions.push({ type: 'map:setLevels', levels: { kind: 'fixed', low: span[0] ?? 0, high: span[1] ?? 1 } });
  else if (clip !== undefined) actions.push({ type: 'map:setLevels', levels: { kind: 'percent', percent: clip } });
  if (parameters.get('logscale') === '1') actions.push({ type: 'map:setLog', log: true });
  const pixel = read('pixel', v.picklist(['mean', 'largest']));
  if (pixel !== undefined) actions.push({ type: 'map:setPixel', pixel });
  if (parameters.get('rare') === '1') actions.push({ type: 'map:setRareOnTop', rareOnTop: true });
  const drawing = read('draw', v.picklist(['auto', 'points', 'density']));
  if (drawing !== undefined) actions.push({ type: 'map:setDrawing', drawing });
  if (parameters.get('labels') === '0') actions.push({ type: 'map:setLabels', labels: false });
  const [pointScale] = read('dots', v.pipe(decimals, v.length(1))) ?? [];
  if (pointScale !== undefined) actions.push({ type: 'map:setPointScale', pointScale });
  const { filters, steps } = { ...readWant(parameters, 'filters', 'filters'), ...readWant(parameters, 'cells', 'steps') };
  if (filters !== undefined) actions.push({ type: 'map:setFilters', filters });
  if (steps !== undefined) actions.push({ type: 'map:setSelection', steps });
  return actions;
}

function readColor(parameters: URLSearchParams): readonly MapAction[] {
  const text = parameters.get('color') ?? '';
  if (text === 'none') return [{ type: 'map:setColorBy', colorBy: { kind: 'none' } }];
  const [, kind, name = ''] = /^(obs|gene):(.+)$/su.exec(text) ?? [];
  const matrix = parameters.get('matrix');
  if (!isName(name)) return [];
  if (kind === 'obs') return [{ type: 'map:setColorBy', colorBy: { kind, name } }];
  if (kind !== 'gene') return [];
  return [{ type: 'map:setColorBy', colorBy: { kind, gene: name, ...(matrix === null || !isName(matrix) ? {} : { matrix }) } }];
}

function setCamera(centre: readonly number[], zoom = 1, turn = 0, tilt = 0): MapAction {
  return { type: 'map:setCamera', camera: zoom > 0 ? { centre, zoom, turn, tilt } : undefined };
}

function readWant(parameters: URLSearchParams, key: string, part: 'filters' | 'steps'): Partial<SelectionWant> {
  const text = parameters.get(key);
  if (text === null || text.length > 200_000) return {};
  try {
    const result = v.safeParse(selectionWantSchema, { filters: [], steps: [], [part]: JSON.parse(text) });
    return result.success ? { [part]: result.output[part] } : {};
  } catch {
    return {};
  }
}

function isName(text: string): boolean {
  return text !== '' && text.length <= 4_096;
}
