import type { MapAction } from './map-actions.js';
import { initialMapState, type MapState } from './map-state.js';

/** The part of a fragment that is about a map of cells: keys and values of what differs from the initial state. */
export function encodeMap(state: MapState): readonly (readonly [key: string, value: string])[] {
  const parts: [string, string][] = [];
  if (state.embedding !== initialMapState.embedding) parts.push(['embedding', state.embedding ?? '']);
  const { colorBy } = state;
  if (colorBy?.kind === 'obs') parts.push(['color', `obs:${colorBy.name}`]);
  if (colorBy?.kind === 'gene') parts.push(['color', `gene:${colorBy.gene}`]);
  if (colorBy?.kind === 'gene' && colorBy.matrix !== undefined) parts.push(['matrix', colorBy.matrix]);
  return parts;
}

/** Actions that lead from the initial state to what a fragment says; what cannot be read is passed over. */
export function decodeMap(parameters: URLSearchParams): readonly MapAction[] {
  const actions: MapAction[] = [];
  const embedding = parameters.get('embedding');
  if (embedding !== null && isName(embedding)) actions.push({ type: 'map:setEmbedding', embedding });
  const color = /^(obs|gene):(.+)$/su.exec(parameters.get('color') ?? '');
  const name = color?.[2] ?? '';
  const matrix = parameters.get('matrix');
  if (color?.[1] === 'obs' && isName(name)) actions.push({ type: 'map:setColorBy', colorBy: { kind: 'obs', name } });
  if (color?.[1] === 'gene' && isName(name)) {
    const from = matrix === null || !isName(matrix) ? {} : { matrix };
    actions.push({ type: 'map:setColorBy', colorBy: { kind: 'gene', gene: name, ...from } });
  }
  return actions;
}

function isName(text: string): boolean {
  return text !== '' && text.length <= 4_096;
}
