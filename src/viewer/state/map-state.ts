import type { ColormapName } from '../../picture/colormaps.js';
import type { RequestOf } from '../../protocol/requests.js';

/** What gives cells their colour: a column of `obs`, or a gene of a matrix. */
export type ColumnWant = RequestOf<'column'>['column'];
export type SelectionWant = RequestOf<'select'>['want'];
export type CellFilter = SelectionWant['filters'][number];
export type SelectionStep = SelectionWant['steps'][number];
export type CellSet = CellFilter['set'];

/** What the colours of a map say: a column, or nothing. */
export type MapColor = ColumnWant | { readonly kind: 'none' };

/**
 * Where a map is looked at from. `centre`: what lies in the middle of the canvas, in the map's own coordinates; `zoom` 1 shows
 * everything; `turn` and `tilt` (radians) of three dimensions.
 */
export interface MapCamera {
  readonly centre: readonly number[];
  readonly zoom: number;
  readonly turn: number;
  readonly tilt: number;
}

/** Numbers drawn in the first and the last colour: all but `percent` of the values at either end, or between two numbers. */
export type NumberLevels =
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'fixed'; readonly low: number; readonly high: number };

/** What a link reproduces of the map of a table of cells. */
export interface MapState {
  /** Coordinates that are shown; nothing: the first with two dimensions, else the first. */
  readonly embedding: string | undefined;
  /** Nothing: what suits the table. */
  readonly colorBy: MapColor | undefined;
  /** Nothing: everything, from the front. */
  readonly camera: MapCamera | undefined;
  readonly filters: readonly CellFilter[];
  readonly steps: readonly SelectionStep[];
  readonly colormap: ColormapName;
  readonly levels: NumberLevels;
  readonly log: boolean;
  /** What one pixel says of the numbers of its cells. */
  readonly pixel: 'mean' | 'largest';
  /** Categories with fewer cells lie above those with more. */
  readonly rareOnTop: boolean;
  /** `auto`: one by one where points resolve, else as a density. */
  readonly drawing: 'auto' | 'points' | 'density';
  readonly labels: boolean;
  /** Width of points against what suits their number. */
  readonly pointScale: number;
}

export const initialMapState: MapState = {
  embedding: undefined,
  colorBy: undefined,
  camera: undefined,
  filters: [],
  steps: [],
  colormap: 'viridis',
  levels: { kind: 'percent', percent: 1 },
  log: false,
  pixel: 'mean',
  rareOnTop: false,
  drawing: 'auto',
  labels: true,
  pointScale: 1,
};

export const filterLimit = 64;
export const stepLimit = 256;
export const zoomLimits = { least: 0.2, greatest: 50_000 } as const;
export const pointScaleLimits = { least: 0.25, greatest: 8 } as const;
