import type { RequestOf } from '../../protocol/requests.js';

/** What gives cells their colour: a column of `obs`, or a gene of a matrix. */
export type ColumnWant = RequestOf<'column'>['column'];

/** What a link reproduces of the map of a table of cells. */
export interface MapState {
  /** Coordinates that are shown; nothing: the first with two or three dimensions. */
  readonly embedding: string | undefined;
  readonly colorBy: ColumnWant | undefined;
}

export const initialMapState: MapState = { embedding: undefined, colorBy: undefined };
