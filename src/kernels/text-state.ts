import type { DecoderState } from './event-kernels.js';

/** Makes the entry state of a text decoder: the time of the event before, NaN for none. */
export function textState(previousMicros: number = Number.NaN): DecoderState {
  return Float64Array.of(previousMicros);
}

/** The time of the event before, from a state made by {@link textState} or by a text decoder. */
export function textStatePreviousMicros(state: DecoderState): number {
  return state[0] ?? Number.NaN;
}
