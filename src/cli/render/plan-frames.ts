import { FirstlightError } from '../../base/errors.js';
import type { EventFacts } from '../../shapes/event-facts.js';

/** Which windows of a recording become frames. */
export interface FramePlan {
  readonly count: number;
  /** The half-open window of frame `index`, microseconds. */
  windowOf(index: number): { readonly fromMicros: number; readonly toMicros: number };
}

export interface FramePlanWant {
  readonly from?: number;
  readonly to?: number;
  readonly window: number;
  readonly stride?: number;
}

/**
 * Frame k shows [from + k · stride, from + k · stride + window), cut at `to`; the last frame is the first that reaches
 * `to`. `out-of-range` where that is nothing.
 */
export function planFrames(want: FramePlanWant, facts: Pick<EventFacts, 'firstMicros' | 'lastMicros'>, path: string): FramePlan {
  const first = want.from ?? facts.firstMicros?.value;
  const end = want.to ?? (facts.lastMicros === undefined ? undefined : facts.lastMicros.value + 1);
  if (first === undefined || end === undefined) throw new FirstlightError('out-of-range', 'The recording holds no event', { path });
  if (end <= first) {
    const detail = `The part to render ends at ${end} µs, before it begins at ${first} µs`;
    throw new FirstlightError('out-of-range', detail, { path });
  }
  const stride = want.stride ?? want.window;
  const count = Math.max(0, Math.ceil((end - first - want.window) / stride)) + 1;
  return {
    count,
    windowOf: (index) => {
      const fromMicros = first + index * stride;
      return { fromMicros, toMicros: Math.min(fromMicros + want.window, end) };
    },
  };
}
