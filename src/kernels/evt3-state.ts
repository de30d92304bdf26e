import type { DecoderState } from './event-kernels.js';

/** EVT3 keeps 24 bits of microseconds: its clock wraps every 16.8 seconds. */
export const evt3LoopMicros: number = 2 ** 24;

/** What an EVT3 decoder carries from word to word. */
export interface Evt3State {
  /** Times the 24-bit clock wrapped before here. */
  readonly loop: number;
  /** The last TIME_HIGH's 12 bits. */
  readonly high: number;
  /** The last TIME_LOW's 12 bits; 0 after a TIME_HIGH that changed. */
  readonly low: number;
  /** Row of the last ADDR_Y. */
  readonly y: number;
  /** Column of the next vector's first bit. */
  readonly baseX: number;
  /** Polarity of the next vector. */
  readonly polarity: 0 | 1;
  /** False before the first TIME_HIGH: every word is dropped until then. */
  readonly haveTime: boolean;
  /** False before the first ADDR_Y: events are dropped until then. */
  readonly haveRow: boolean;
  /** False before the first VECT_BASE_X: vectors are dropped until then. */
  readonly haveBase: boolean;
  /** Time of the event before, NaN for none; a lower one counts as a decrease. */
  readonly previousMicros: number;
}

/** Makes the entry state of an EVT3 decoder; what is left out is as at the start of a file. */
export function evt3State(state: Partial<Evt3State> = {}): DecoderState {
  return Float64Array.of(
    state.loop ?? 0,
    state.high ?? 0,
    state.low ?? 0,
    state.y ?? 0,
    state.baseX ?? 0,
    state.polarity ?? 0,
    state.haveTime === true ? 1 : 0,
    state.haveRow === true ? 1 : 0,
    state.haveBase === true ? 1 : 0,
    state.previousMicros ?? Number.NaN,
  );
}

/** Reads a state made by {@link evt3State} or by an EVT3 decoder. */
export function readEvt3State(state: DecoderState): Evt3State {
  return {
    loop: state[0] ?? 0,
    high: state[1] ?? 0,
    low: state[2] ?? 0,
    y: state[3] ?? 0,
    baseX: state[4] ?? 0,
    polarity: state[5] === 1 ? 1 : 0,
    haveTime: state[6] === 1,
    haveRow: state[7] === 1,
    haveBase: state[8] === 1,
    previousMicros: state[9] ?? Number.NaN,
  };
}

/** The unwrapped time that the state stands at, microseconds; NaN before the first TIME_HIGH. */
export function evt3StateMicros(state: DecoderState): number {
  const { loop, high, low, haveTime } = readEvt3State(state);
  return haveTime ? loop * evt3LoopMicros + high * 4096 + low : Number.NaN;
}

/** The same state `loops` wraps later (or earlier, if negative): how a provisional loop count is corrected. */
export function shiftEvt3State(state: DecoderState, loops: number): DecoderState {
  const old = readEvt3State(state);
  return evt3State({ ...old, loop: old.loop + loops, previousMicros: old.previousMicros + loops * evt3LoopMicros });
}
