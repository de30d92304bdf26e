import type { DecoderState } from './event-kernels.js';

/** EVT2 and EVT2.1 keep 34 bits of microseconds: their clock wraps every 4.77 hours. */
export const evt2LoopMicros: number = 2 ** 34;

/**
 * A TIME_HIGH lower than the one before by at least 2³⁴ µs minus this is a wrap: silence of up to 268 s across the wrap
 * is understood, and no single damaged byte looks like one.
 */
export const evt2WrapWindowMicros: number = 2 ** 28;

/** What an EVT2 or EVT2.1 decoder carries from word to word. */
export interface Evt2State {
  /** Times the 34-bit clock wrapped before here. */
  readonly loop: number;
  /** The last TIME_HIGH's 28 bits, in units of 64 µs. */
  readonly high: number;
  /** False before the first TIME_HIGH: words are dropped until then. */
  readonly haveTime: boolean;
  /** Time of the event before, NaN for none; a lower one counts as a decrease. */
  readonly previousMicros: number;
}

/** Makes the entry state of an EVT2 or EVT2.1 decoder; what is left out is as at the start of a file. */
export function evt2State(state: Partial<Evt2State> = {}): DecoderState {
  return Float64Array.of(state.loop ?? 0, state.high ?? 0, state.haveTime === true ? 1 : 0, state.previousMicros ?? Number.NaN);
}

/** Reads a state made by {@link evt2State} or by an EVT2 or EVT2.1 decoder. */
export function readEvt2State(state: DecoderState): Evt2State {
  return { loop: state[0] ?? 0, high: state[1] ?? 0, haveTime: state[2] === 1, previousMicros: state[3] ?? Number.NaN };
}

/** The unwrapped time that the state stands at, microseconds; NaN before the first TIME_HIGH. */
export function evt2StateMicros(state: DecoderState): number {
  const { loop, high, haveTime } = readEvt2State(state);
  return haveTime ? loop * evt2LoopMicros + high * 64 : Number.NaN;
}

/** The same state `loops` wraps later (or earlier, if negative). */
export function shiftEvt2State(state: DecoderState, loops: number): DecoderState {
  const old = readEvt2State(state);
  return evt2State({ ...old, loop: old.loop + loops, previousMicros: old.previousMicros + loops * evt2LoopMicros });
}
