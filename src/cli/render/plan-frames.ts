import { FirstlightError } from '../../base/errors.js';
import type { EventWindow } from '../../events/frame-want.js';
import type { EventFacts } from '../../shapes/event-facts.js';

/** Which windows of a recording become frames. */
export interface FramePlan {
  readonly count: number;
  /** The window of frame `index`, and the time at which it ends, exclusive, microseconds. */
  frameAt(index: number): { readonly endMicros: number; readonly window: EventWindow };
}

export interface FramePlanWant {
  readonly from?: number;
  readonly to?: number;
  readonly window: EventWindow;
  readonly stride?: number;
}

/** Stride of windows that are counted in events, microseconds, unless another is given. */
const countedStrideMicros = 10_000;

/**
 * Frame k of time windows shows [from + k · stride, from + k · stride + window), cut at `to`; the last frame is the first
 * that reaches `to`. Frame k of windows counted in events ends at from + (k + 1) · stride, or at `to`. `out-of-range`
 * where that is nothing.
 */
export function planFrames(want: FramePlanWant, facts: Pick<EventFacts, 'firstMicros' | 'lastMicros'>, path: string): FramePlan {
  const first = want.from ?? facts.firstMicros?.value;
  const end = want.to ?? (facts.lastMicros === undefined ? undefined : facts.lastMicros.value + 1);
  if (first === undefined || end === undefined) throw new FirstlightError('out-of-range', 'The recording holds no event', { path });
  if (end <= first) {
    const detail = `The part to render ends at ${end} µs, before it begins at ${first} µs`;
    throw new FirstlightError('out-of-range', detail, { path });
  }
  const { window } = want;
  if (window.kind === 'count') {
    const stride = want.stride ?? countedStrideMicros;
    return {
      count: Math.ceil((end - first) / stride),
      frameAt: (index) => ({ endMicros: Math.min(first + (index + 1) * stride, end), window }),
    };
  }
  const stride = want.stride ?? window.micros;
  return {
    count: Math.max(0, Math.ceil((end - first - window.micros) / stride)) + 1,
    frameAt: (index) => {
      const fromMicros = first + index * stride;
      const endMicros = Math.min(fromMicros + window.micros, end);
      return { endMicros, window: { kind: 'time', micros: endMicros - fromMicros } };
    },
  };
}
