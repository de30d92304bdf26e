import { evt2LoopMicros, evt2State, shiftEvt2State } from '../../kernels/evt2-state.js';
import type { ClockReading } from '../search/clock-probe.js';
import { continueClock } from '../search/time-anchors.js';
import { type FoundState, type WordCoding, words32 } from './word-coding.js';

/** Type 8 in the upper four bits; the other 28 count 64 µs. */
const timeHighType = 0x8;

/**
 * The clock of EVT2 and EVT2.1: TIME_HIGH words, and six more bits in each event. `stride` and `head` say which 32-bit
 * words hold types: every `stride`-th, from `head` on.
 */
export function timeHighCoding(
  stride: 1 | 2,
  head: 0 | 1,
): Pick<WordCoding, 'wordBytes' | 'loopMicros' | 'stateLength' | 'clock' | 'clockSpan' | 'lookBack' | 'shift'> {
  const wordBytes = stride * 4;
  return {
    wordBytes,
    loopMicros: evt2LoopMicros,
    stateLength: evt2State().length,
    shift: shiftEvt2State,
    clock(bytes): ClockReading | undefined {
      const words = words32(bytes);
      for (let index = head; index < words.length; index += stride) {
        const word = words[index] as number;
        if (word >>> 28 === timeHighType) return { clockMicros: (word & 0x0fff_ffff) * 64 + 63, offset: (index - head) * 4 };
      }
      return undefined;
    },
    clockSpan(bytes): number {
      const words = words32(bytes);
      let first = Number.NaN;
      let last = Number.NaN;
      for (let index = head; index < words.length; index += stride) {
        const word = words[index] as number;
        if (word >>> 28 !== timeHighType) continue;
        const micros = (word & 0x0fff_ffff) * 64;
        last = Number.isNaN(last) ? micros : continueClock(last, micros, evt2LoopMicros);
        if (Number.isNaN(first)) first = last;
      }
      return Number.isNaN(first) ? 0 : last - first;
    },
    lookBack(behind, _ahead, fromStart): FoundState {
      const words = words32(behind);
      for (let index = words.length - stride + head; index >= 0; index -= stride) {
        const word = words[index] as number;
        if (word >>> 28 !== timeHighType) continue;
        const high = word & 0x0fff_ffff;
        return { state: evt2State({ high, haveTime: true }), clockMicros: high * 64, complete: true };
      }
      return { state: evt2State(), complete: fromStart };
    },
  };
}
