import { focusOn, type Levels, otherLooks, type PaletteId, type Representation, type ViewCount } from './looks.js';
import type { LoopKind } from './loop-kind.js';
import { applyToMap, type MapAction } from './map-actions.js';
import { applyToStack, type StackAction } from './stack-actions.js';
import {
  type Camera,
  type EventWindow,
  initialViewState,
  type OpenOptions,
  type Orientation,
  regionLimit,
  type SensorRectangle,
  speedLimits,
  type ToolId,
  type ViewState,
  windowLimits,
} from './view-state.js';

/** Everything that can happen to a view, as plain JSON: gestures, keys, links, hosts and tests all say it this way. */
export type Action = CommonAction | StackAction | MapAction;

/** What is of every kind of recording, and of events. */
export type CommonAction =
  | { readonly type: 'open'; readonly recording: string }
  | { readonly type: 'close' }
  | { readonly type: 'restore'; readonly state: ViewState }
  | { readonly type: 'seek'; readonly micros: number }
  | { readonly type: 'setWindow'; readonly window: EventWindow }
  | { readonly type: 'setStride'; readonly micros: number }
  | { readonly type: 'setSpeed'; readonly speed: number }
  | { readonly type: 'setReverse'; readonly reverse: boolean }
  | { readonly type: 'setLoop'; readonly loop: LoopKind }
  | { readonly type: 'setLoopEnds'; readonly aMicros: number | undefined; readonly bMicros: number | undefined }
  | { readonly type: 'setRepresentation'; readonly representation: Representation }
  | { readonly type: 'setTau'; readonly micros: number }
  | { readonly type: 'setPalette'; readonly palette: PaletteId }
  | { readonly type: 'setLevels'; readonly levels: Levels }
  | { readonly type: 'setViews'; readonly views: ViewCount }
  /** Places count from 0. */
  | { readonly type: 'focusView'; readonly place: number }
  | { readonly type: 'setOrientation'; readonly orientation: Orientation }
  | { readonly type: 'setCamera'; readonly camera: Camera | undefined }
  | { readonly type: 'setRegions'; readonly regions: readonly SensorRectangle[] }
  | { readonly type: 'setBookmarks'; readonly micros: readonly number[] }
  | { readonly type: 'setTool'; readonly tool: ToolId }
  | { readonly type: 'setClock'; readonly clock: ViewState['clock'] }
  | { readonly type: 'setOptions'; readonly options: OpenOptions | undefined };

/** The state after an action. Pure; the same object comes back when nothing changed. Numbers are brought into range. */
export function apply(state: ViewState, action: Action): ViewState {
  if (isStackAction(action)) return change(state, { stack: applyToStack(state.stack, action) });
  if (isMapAction(action)) return change(state, { map: applyToMap(state.map, action) });
  switch (action.type) {
    case 'open':
      return state.recording === action.recording ? state : { ...taste(state), recording: action.recording };
    case 'close':
      return state.recording === undefined ? state : taste(state);
    case 'restore':
      return action.state;
    case 'seek':
      return change(state, { endMicros: Math.round(action.micros) });
    case 'setWindow':
      return change(state, { window: limitWindow(action.window) });
    case 'setStride':
      return change(state, { strideMicros: Math.max(0, Math.round(action.micros)) });
    case 'setSpeed':
      return change(state, { speed: clamp(action.speed, speedLimits.least, speedLimits.greatest) });
    case 'setReverse':
      return change(state, { reverse: action.reverse });
    case 'setLoop':
      return change(state, { loop: action.loop });
    case 'setLoopEnds':
      return change(state, orderLoopEnds(state, action.aMicros, action.bMicros));
    case 'setRepresentation':
      return change(state, { representation: action.representation });
    case 'setTau':
      return change(state, { tauMicros: clamp(Math.round(action.micros), 10, 10_000_000) });
    case 'setPalette':
      return change(state, { palette: action.palette });
    case 'setLevels':
      return change(state, { levels: orderLevels(action.levels) });
    case 'setViews':
      return change(state, { views: action.views });
    case 'focusView':
      return change(state, focusOn(state, action.place));
    case 'setOrientation':
      return change(state, { orientation: action.orientation, camera: undefined });
    case 'setCamera':
      return change(state, { camera: action.camera });
    case 'setRegions':
      return change(state, { regions: action.regions.filter((one) => one.x1 > one.x0 && one.y1 > one.y0).slice(0, regionLimit) });
    case 'setBookmarks':
      return change(state, { bookmarks: [...new Set(action.micros.map(Math.round))].sort((a, b) => a - b).slice(0, 100) });
    case 'setTool':
      return change(state, { tool: action.tool });
    case 'setClock':
      return change(state, { clock: action.clock });
    case 'setOptions':
      return change(state, { options: action.options });
  }
}

/** Whether undo goes back over such an action. Moving the playhead, choosing a tool or a view and opening are not undone. */
export function isUndoable(action: Action): boolean {
  return !['open', 'close', 'restore', 'seek', 'setTool', 'focusView', 'stack:seek'].includes(action.type);
}

function isStackAction(action: Action): action is StackAction {
  return action.type.startsWith('stack:');
}

function isMapAction(action: Action): action is MapAction {
  return action.type.startsWith('map:');
}

/** The initial view with what a person likes rather than what a recording needs. */
function taste({ palette, views, clock, stack }: ViewState): ViewState {
  const others = otherLooks({ representation: initialViewState.representation, palette });
  const liked = { palette, views, others, clock };
  return { ...initialViewState, ...liked, stack: { ...initialViewState.stack, colormap: stack.colormap, clock: stack.clock } };
}

function change(state: ViewState, part: Partial<ViewState>): ViewState {
  for (const [key, value] of Object.entries(part)) {
    if (JSON.stringify(value) !== JSON.stringify(state[key as keyof ViewState])) return { ...state, ...part };
  }
  return state;
}

function limitWindow(window: EventWindow): EventWindow {
  if (window.kind === 'time') {
    return { kind: 'time', micros: clamp(Math.round(window.micros), windowLimits.leastMicros, windowLimits.greatestMicros) };
  }
  return { kind: 'count', events: clamp(Math.round(window.events), windowLimits.leastEvents, windowLimits.greatestEvents) };
}

function orderLevels(levels: Levels): Levels {
  if (levels === 'auto') return levels;
  const low = Math.max(0, levels.low);
  return { low, high: Math.max(levels.high, low + 1e-3) };
}

/** A end set past the other one drops the other: the loop is drawn anew from there. */
function orderLoopEnds(state: ViewState, aMicros: number | undefined, bMicros: number | undefined): Partial<ViewState> {
  if (aMicros !== undefined && bMicros !== undefined && bMicros <= aMicros) {
    return aMicros === state.aMicros ? { aMicros: undefined, bMicros, loop: 'all' } : { aMicros, bMicros: undefined, loop: 'all' };
  }
  if (aMicros === undefined || bMicros === undefined) return { aMicros, bMicros, ...(state.loop === 'ab' ? { loop: 'all' as const } : {}) };
  return { aMicros, bMicros, loop: 'ab' };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
