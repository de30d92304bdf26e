import type { ColormapName } from '../../picture/colormaps.js';
import type { LoopKind } from './loop-kind.js';
import {
  frameRateLimits,
  gammaLimits,
  type Operation,
  operationLimit,
  type PictureLine,
  type Place,
  type PlaceRange,
  type PlaneShape,
  type Reduction,
  type SeriesAxis,
  type StackLevels,
  type StackState,
  stackRegionLimit,
  type TraceBand,
} from './stack-state.js';

/** What can happen to the view of a stack. */
export type StackAction =
  | { readonly type: 'stack:seek'; readonly place: Partial<Place> }
  | { readonly type: 'stack:setAxis'; readonly axis: SeriesAxis | undefined }
  | { readonly type: 'stack:setFrameRate'; readonly framesPerSecond: number }
  | { readonly type: 'stack:setReverse'; readonly reverse: boolean }
  | { readonly type: 'stack:setLoop'; readonly loop: LoopKind }
  | { readonly type: 'stack:setLoopEnds'; readonly a: number | undefined; readonly b: number | undefined }
  | { readonly type: 'stack:setBookmarks'; readonly places: readonly number[] }
  | {
      readonly type: 'stack:setOperations';
      readonly operations: readonly Operation[];
      /** Regions as they lie on what the operations make now, where that is another picture; the line goes then. */
      readonly regions?: readonly PlaneShape[];
    }
  | { readonly type: 'stack:setReduction'; readonly reduction: Reduction | undefined }
  | { readonly type: 'stack:setRange'; readonly range: PlaceRange | undefined }
  | { readonly type: 'stack:setColormap'; readonly colormap: ColormapName }
  | { readonly type: 'stack:setLevels'; readonly levels: StackLevels }
  | { readonly type: 'stack:setGamma'; readonly gamma: number }
  | { readonly type: 'stack:setLog'; readonly log: boolean }
  | { readonly type: 'stack:setRegions'; readonly regions: readonly PlaneShape[]; readonly region: number | undefined }
  | { readonly type: 'stack:setLine'; readonly line: PictureLine | undefined }
  | { readonly type: 'stack:setBand'; readonly band: TraceBand }
  | { readonly type: 'stack:setClock'; readonly clock: StackState['clock'] };

/** The state after an action. Pure; numbers are brought into range. */
export function applyToStack(state: StackState, action: StackAction): StackState {
  switch (action.type) {
    case 'stack:seek': {
      const place = { ...state.place, ...action.place };
      return { ...state, place: { t: whole(place.t), c: whole(place.c), z: whole(place.z) } };
    }
    case 'stack:setAxis':
      return action.axis === state.axis
        ? state
        : { ...state, axis: action.axis, range: undefined, a: undefined, b: undefined, loop: 'all', bookmarks: [] };
    case 'stack:setFrameRate':
      return { ...state, framesPerSecond: clamp(action.framesPerSecond, frameRateLimits.least, frameRateLimits.greatest) };
    case 'stack:setReverse':
      return { ...state, reverse: action.reverse };
    case 'stack:setLoop':
      return action.loop === 'ab' && (state.a === undefined || state.b === undefined) ? state : { ...state, loop: action.loop };
    case 'stack:setLoopEnds':
      return { ...state, ...orderLoopEnds(state, action.a, action.b) };
    case 'stack:setBookmarks':
      return { ...state, bookmarks: [...new Set(action.places.map(whole))].sort((a, b) => a - b).slice(0, 100) };
    case 'stack:setOperations':
      return {
        ...(action.regions === undefined
          ? state
          : { ...applyToStack(state, regionsAction(action.regions, state.region)), line: undefined }),
        operations: action.operations.slice(0, operationLimit),
      };
    case 'stack:setReduction':
      return { ...state, reduction: action.reduction };
    case 'stack:setRange':
      return { ...state, range: action.range === undefined ? undefined : orderRange(action.range) };
    case 'stack:setColormap':
      return { ...state, colormap: action.colormap };
    case 'stack:setLevels':
      return { ...state, levels: orderLevels(action.levels) };
    case 'stack:setGamma':
      return { ...state, gamma: clamp(action.gamma, gammaLimits.least, gammaLimits.greatest) };
    case 'stack:setLog':
      return { ...state, log: action.log };
    case 'stack:setRegions': {
      const regions = action.regions.map(wholeShape).filter(({ x0, y0, x1, y1 }) => x1 > x0 && y1 > y0);
      regions.splice(stackRegionLimit);
      const { region } = action;
      return { ...state, regions, region: region !== undefined && region < regions.length ? region : undefined };
    }
    case 'stack:setLine':
      return { ...state, line: action.line === undefined ? undefined : roundLine(action.line) };
    case 'stack:setBand':
      return { ...state, band: action.band };
    case 'stack:setClock':
      return { ...state, clock: action.clock };
  }
}

function regionsAction(regions: readonly PlaneShape[], region: number | undefined): StackAction {
  return { type: 'stack:setRegions', regions, region };
}

function whole(value: number): number {
  return clamp(Math.round(value), 0, Number.MAX_SAFE_INTEGER);
}

function wholeShape({ kind, x0, y0, x1, y1 }: PlaneShape): PlaneShape {
  return { kind, x0: whole(x0), y0: whole(y0), x1: whole(x1), y1: whole(y1) };
}

/** To a hundredth of a pixel. */
function roundLine({ x0, y0, x1, y1 }: PictureLine): PictureLine {
  const round = (value: number): number => Math.round(value * 100) / 100 + 0;
  return { x0: round(x0), y0: round(y0), x1: round(x1), y1: round(y1) };
}

function orderRange({ first, last }: PlaceRange): PlaceRange {
  const [a, b] = [whole(first), whole(last)];
  return { first: Math.min(a, b), last: Math.max(a, b) };
}

function orderLevels(levels: StackLevels): StackLevels {
  if (levels.kind === 'auto') return levels;
  if (levels.kind === 'percent') return { kind: 'percent', percent: clamp(levels.percent, 0, 49) + 0 };
  const [low, high] = levels.low <= levels.high ? [levels.low, levels.high] : [levels.high, levels.low];
  return { kind: 'fixed', low: low + 0, high: high + 0 };
}

/** An end set past the other one drops the other: the loop is drawn anew from there. */
function orderLoopEnds(state: StackState, a: number | undefined, b: number | undefined): Partial<StackState> {
  const ends = { a: a === undefined ? undefined : whole(a), b: b === undefined ? undefined : whole(b) };
  if (ends.a !== undefined && ends.b !== undefined) {
    if (ends.b > ends.a) return { ...ends, loop: 'ab' };
    return ends.a === state.a ? { a: undefined, b: ends.b, loop: 'all' } : { a: ends.a, b: undefined, loop: 'all' };
  }
  return { ...ends, loop: state.loop === 'ab' ? 'all' : state.loop };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
