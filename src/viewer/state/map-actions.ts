import type { ColumnWant, MapState } from './map-state.js';

/** What can happen to the view of a map of cells. */
export type MapAction =
  | { readonly type: 'map:setEmbedding'; readonly embedding: string | undefined }
  | { readonly type: 'map:setColorBy'; readonly colorBy: ColumnWant | undefined };

/** The state after an action. Pure. */
export function applyToMap(state: MapState, action: MapAction): MapState {
  switch (action.type) {
    case 'map:setEmbedding':
      return { ...state, embedding: action.embedding };
    case 'map:setColorBy':
      return { ...state, colorBy: action.colorBy };
  }
}
