/** How events become a picture; the order is that of the keys 1 to 4. */
export const representations = ['polarity', 'signedCount', 'perPolarityCount', 'timeSurface'] as const;
export type Representation = (typeof representations)[number];

/** A window of a recording, by duration or by number of events; it ends at the playhead. */
export type EventWindow = { readonly kind: 'time'; readonly micros: number } | { readonly kind: 'count'; readonly events: number };

/** A rectangle in sensor pixels; `x1`, `y1` exclusive. */
export interface SensorRectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** One frame: the events of the half-open window [`endMicros` − length, `endMicros`). */
export interface FrameWant {
  readonly endMicros: number;
  readonly window: EventWindow;
  readonly representation: Representation;
  /** Decay of `timeSurface`, microseconds. */
  readonly tauMicros: number;
  /** Regions to count in, beside the frame. */
  readonly regions: readonly SensorRectangle[];
  /** Other pictures of the same events, made with it: each event is decoded and found once for all of them. */
  readonly beside?: readonly Representation[] | undefined;
}
