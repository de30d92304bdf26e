import { evt3LoopMicros, evt3State, shiftEvt3State } from '../../kernels/evt3-state.js';
import { type WordCoding, words16 } from '../raw/word-coding.js';
import type { ClockReading } from '../search/clock-probe.js';
import { continueClock } from '../search/time-anchors.js';
import { lookBackEvt3 } from './evt3-look-back.js';

/** EVT3: words of 16 bits with state. Source: OpenEB `evt3_event_types.h`. */
export const evt3Coding: WordCoding = {
  id: 'evt3',
  name: 'EVT3',
  wordBytes: 2,
  loopMicros: evt3LoopMicros,
  stateLength: evt3State().length,
  spec: (width, height) => ({ kind: 'evt3', width, height }),
  clock: evt3Clock,
  clockSpan: evt3ClockSpan,
  lookBack: lookBackEvt3,
  shift: shiftEvt3State,
};

/**
 * The first TIME_HIGH with the TIME_LOW that follows it. Without one: a TIME_HIGH that changed starts at its first
 * microsecond; one that did not may have begun before, and its last microsecond is taken.
 */
function evt3Clock(bytes: Uint8Array): ClockReading | undefined {
  const words = words16(bytes);
  let high = -1;
  let offset = 0;
  let changed = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as number;
    if (word >>> 12 === 0x8) {
      changed = high >= 0 && (word & 0xfff) !== high;
      high = word & 0xfff;
      offset = index * 2;
      if (changed) break;
    } else if (word >>> 12 === 0x6 && high >= 0) {
      return { clockMicros: high * 4096 + (word & 0xfff), offset };
    }
  }
  if (high < 0) return undefined;
  return { clockMicros: high * 4096 + (changed ? 0 : 0xfff), offset };
}

function evt3ClockSpan(bytes: Uint8Array): number {
  const words = words16(bytes);
  let first = Number.NaN;
  let high = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as number;
    if (word >>> 12 !== 0x8) continue;
    high = Number.isNaN(first) ? word & 0xfff : continueClock(high, word & 0xfff, 0x1000);
    if (Number.isNaN(first)) first = high;
  }
  return Number.isNaN(first) ? 0 : (high - first) * 4096;
}
