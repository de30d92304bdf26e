import type { AnswerOf } from '../../protocol/answers.js';
import type { RequestOf } from '../../protocol/requests.js';
import { type Looks, otherLooks } from './looks.js';
import type { LoopKind } from './loop-kind.js';
import { initialMapState, type MapState } from './map-state.js';
import { initialStackState, type StackState } from './stack-state.js';

export type FrameWant = Extract<RequestOf<'view'>['want'], { kind: 'events' }>;
export type EventWindow = FrameWant['window'];
export type SensorRectangle = FrameWant['regions'][number];
export type Facts = AnswerOf<'facts'>['facts'];
export type EventFacts = Extract<Facts, { kind: 'events' }>;
export type StackFacts = Extract<Facts, { kind: 'stack' }>;
export type TableFacts = Extract<Facts, { kind: 'cells' }>;
export type OpenOptions = NonNullable<RequestOf<'describe'>['options']>;
export type Frame = AnswerOf<'frame'>;
export type Plane = AnswerOf<'plane'>;

/** What a drag does; each view has some of them. */
export const toolIds = ['pan', 'region', 'ellipse', 'line', 'lasso', 'probe'] as const;
export type ToolId = (typeof toolIds)[number];

/** How sensor axes lie on the screen: first transposed, then flipped. */
export interface Orientation {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

/** What the middle of the canvas shows, in oriented pixels of the picture, and CSS pixels per pixel of it. */
export interface Camera {
  readonly centerX: number;
  readonly centerY: number;
  readonly scale: number;
}

/**
 * Everything that a link reproduces and undo goes back through: plain JSON, versioned. What belongs to a person or a
 * machine (theme, open panels, budget) is not part of it; nor is the playhead of a playing view. What stands at the top is of
 * events, or of every kind; what only stacks or maps have is in parts of its own.
 */
export interface ViewState extends Looks {
  readonly version: 1;
  /** Folder and name of the open recording as the library lists it, or nothing: the library. */
  readonly recording: string | undefined;
  readonly options: OpenOptions | undefined;
  /** End of the shown window, microseconds of the recording's clock; nothing: the first window. */
  readonly endMicros: number | undefined;
  readonly window: EventWindow;
  /** Time from one window to the next while playing and stepping; 0 follows the display. */
  readonly strideMicros: number;
  readonly speed: number;
  readonly reverse: boolean;
  readonly loop: LoopKind;
  readonly aMicros: number | undefined;
  readonly bMicros: number | undefined;
  readonly tauMicros: number;
  readonly orientation: Orientation;
  /** Nothing: the whole picture fits. */
  readonly camera: Camera | undefined;
  readonly regions: readonly SensorRectangle[];
  readonly bookmarks: readonly number[];
  readonly tool: ToolId;
  /** Times count from the recording's own zero or from its first event. */
  readonly clock: 'recording' | 'zero';
  readonly stack: StackState;
  readonly map: MapState;
}

export const initialViewState: ViewState = {
  version: 1,
  recording: undefined,
  options: undefined,
  endMicros: undefined,
  window: { kind: 'time', micros: 10_000 },
  strideMicros: 0,
  speed: 1,
  reverse: false,
  loop: 'all',
  aMicros: undefined,
  bMicros: undefined,
  representation: 'polarity',
  tauMicros: 20_000,
  palette: 'safe',
  levels: 'auto',
  views: 'auto',
  focus: 0,
  others: otherLooks({ representation: 'polarity', palette: 'safe' }),
  orientation: { transpose: false, flipX: false, flipY: false },
  camera: undefined,
  regions: [],
  bookmarks: [],
  tool: 'pan',
  clock: 'recording',
  stack: initialStackState,
  map: initialMapState,
};

export const windowLimits = { leastMicros: 10, greatestMicros: 1_000_000, leastEvents: 1, greatestEvents: 10_000_000 } as const;
export const speedLimits = { least: 0.25, greatest: 100 } as const;
export const regionLimit = 4;
