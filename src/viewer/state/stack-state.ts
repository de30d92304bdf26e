import type { ColormapName } from '../../picture/colormaps.js';
import type { RequestOf } from '../../protocol/requests.js';
import type { LoopKind } from './loop-kind.js';

export type PlaneWant = Omit<Extract<RequestOf<'view'>['want'], { kind: 'plane' }>, 'kind'>;
export type TraceWant = RequestOf<'trace'>['want'];
export type ChainStep = PlaneWant['chain'][number];
export type ChainReference = Extract<ChainStep, { kind: 'subtract' }>['by'];
export type Place = PlaneWant['place'];
export type SeriesAxis = PlaneWant['axis'];
export type Reduction = NonNullable<PlaneWant['reduction']>['of'];
export type PlaneShape = NonNullable<TraceWant['shape']>;

export const seriesAxes: readonly SeriesAxis[] = ['T', 'Z', 'C'];
export const reductionNames: readonly Reduction[] = ['mean', 'max', 'min', 'std', 'median'];

/** One step of what is done to each frame; switched off it keeps its place and does nothing. */
export interface Operation {
  readonly step: ChainStep;
  readonly on: boolean;
}

/** Places along the axis that plays, both ends included. */
export interface PlaceRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Values drawn in the first and the last colour. `auto` and `percent` follow every frame, `percent` leaving out that much of
 * its values at either end; `fixed` is the same for all.
 */
export type StackLevels =
  | { readonly kind: 'auto' }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'fixed'; readonly low: number; readonly high: number };

/** What is drawn around the mean of the trace. */
export type TraceBand = 'range' | 'deviation' | 'none';

/** A line on the picture, in pixels of what the operations make. */
export interface PictureLine {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** What a link reproduces of a stack. */
export interface StackState {
  readonly place: Place;
  /** The axis that plays; nothing: the first that has more than one place. */
  readonly axis: SeriesAxis | undefined;
  readonly framesPerSecond: number;
  readonly reverse: boolean;
  readonly loop: LoopKind;
  readonly a: number | undefined;
  readonly b: number | undefined;
  readonly bookmarks: readonly number[];
  readonly operations: readonly Operation[];
  /** Shown in place of the frame: the range brought down to one. */
  readonly reduction: Reduction | undefined;
  /** What reductions go over, and what operations start with; nothing: everything. */
  readonly range: PlaceRange | undefined;
  readonly colormap: ColormapName;
  readonly levels: StackLevels;
  /** Exponent of the share between the levels. */
  readonly gamma: number;
  readonly log: boolean;
  readonly regions: readonly PlaneShape[];
  /** Whose trace the strip shows; nothing: that of the whole frame. */
  readonly region: number | undefined;
  readonly line: PictureLine | undefined;
  readonly band: TraceBand;
  /** Frames are told by their number or by their time. */
  readonly clock: 'number' | 'time';
}

export const initialStackState: StackState = {
  place: { t: 0, c: 0, z: 0 },
  axis: undefined,
  framesPerSecond: 30,
  reverse: false,
  loop: 'all',
  a: undefined,
  b: undefined,
  bookmarks: [],
  operations: [],
  reduction: undefined,
  range: undefined,
  colormap: 'grey',
  levels: { kind: 'auto' },
  gamma: 1,
  log: false,
  regions: [],
  region: undefined,
  line: undefined,
  band: 'none',
  clock: 'time',
};

export const frameRateLimits = { least: 0.1, greatest: 1000 } as const;
export const gammaLimits = { least: 0.1, greatest: 10 } as const;
export const operationLimit = 32;
export const stackRegionLimit = 6;
