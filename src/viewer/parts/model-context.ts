import { type Context, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ViewerModel } from '../viewer-model.js';

/** The model that panels below it show. */
export const ModelContext: Context<ViewerModel | undefined> = createContext<ViewerModel | undefined>(undefined);

export function useModel(): ViewerModel {
  const model = useContext(ModelContext);
  if (model === undefined) throw new RangeError('A panel stands outside of a viewer');
  return model;
}
