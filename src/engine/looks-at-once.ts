import { throwIfAborted } from '../base/abort.js';
import type { FrameAccumulators } from '../events/frame-accumulators.js';
import type { FrameWant } from '../events/frame-want.js';
import type { EventRecording } from './event-recording.js';
import { type MadeFrame, type MakeFrameOptions, makeFrameAtOnce } from './make-frame.js';

/** A frame that took longer is not kept waiting for the pictures beside it. */
const aheadMillis = 4;

/**
 * The frame and the pictures beside it at once, where nothing has to be read for them; undefined otherwise. Pictures that are
 * soon made come together. Where they take their time, `onPartial` gets the frame ahead by itself, and the host has a turn to
 * hear that something else is wanted by now. Errors: `aborted`.
 */
export async function makeLooksAtOnce(
  recording: EventRecording,
  accumulators: FrameAccumulators,
  want: FrameWant,
  { signal, onPartial }: MakeFrameOptions,
): Promise<MadeFrame | undefined> {
  const first = makeFrameAtOnce(recording, accumulators, { ...want, beside: undefined });
  const [next, ...others] = want.beside ?? [];
  if (first === undefined || next === undefined) return first;
  if (first.timing.accumulate > aheadMillis) {
    onPartial?.({ ...first, frame: { ...first.frame, pixels: first.frame.pixels.slice() } });
    await recording.shared.ports.clock.turn();
    throwIfAborted(signal);
  }
  const rest = makeFrameAtOnce(recording, accumulators, { ...want, representation: next, beside: others });
  if (rest === undefined) return undefined;
  const { representation, least, greatest, pixels, beside } = rest.frame;
  const accumulate = first.timing.accumulate + rest.timing.accumulate;
  return {
    ...first,
    frame: { ...first.frame, beside: [{ representation, least, greatest, pixels }, ...beside] },
    timing: { ...first.timing, accumulate },
  };
}
