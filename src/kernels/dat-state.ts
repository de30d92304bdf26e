import type { DecoderState } from './event-kernels.js';

/** DAT keeps 32 bits of microseconds: its clock wraps every 71.6 minutes. */
export const datLoopMicros: number = 2 ** 32;

/** What a DAT decoder carries from record to record. */
export interface DatState {
  /** Times the 32-bit clock wrapped before here. */
  readonly loop: number;
  /** Clock of the record before, or −1: a clock lower than that by more than 2³¹ is a wrap. */
  readonly clock: number;
  /** Time of the event before, NaN for none; a lower one counts as a decrease. */
  readonly previousMicros: number;
}

/** Makes the entry state of a DAT decoder; what is left out is as at the start of a file. */
export function datState(state: Partial<DatState> = {}): DecoderState {
  return Float64Array.of(state.loop ?? 0, state.clock ?? -1, state.previousMicros ?? Number.NaN);
}

/** Reads a state made by {@link datState} or by a DAT decoder. */
export function readDatState(state: DecoderState): DatState {
  return { loop: state[0] ?? 0, clock: state[1] ?? -1, previousMicros: state[2] ?? Number.NaN };
}
