import { evt3State } from '../../kernels/evt3-state.js';
import { type FoundState, words16 } from '../raw/word-coding.js';

const addressY = 0x0;
const addressX = 0x2;
const vectorBaseX = 0x3;
const vector12 = 0x4;
const vector8 = 0x5;
const timeLow = 0x6;
const timeHigh = 0x8;

/**
 * The state of an EVT3 decoder between `behind` and `ahead` (lent), found word by word backwards: the last TIME_HIGH, the
 * TIME_LOW that still holds, the last ADDR_Y, and the last VECT_BASE_X with the vectors that moved it on. A row or a
 * column that the words ahead set before they use it need not be known.
 */
export function lookBackEvt3(behind: Uint8Array, ahead: Uint8Array, fromStart: boolean): FoundState {
  const words = words16(behind);
  const need = needsOf(words16(ahead));
  const first = fromStart ? firstTimeHigh(words) : 0;
  let high = -1;
  let low = -1;
  /** The last TIME_LOW before the last TIME_HIGH: it holds where that said the same again, and was put back to 0 else. */
  let lowBefore = -1;
  let row = -1;
  let base = -1;
  let moved = 0;
  let settled = false;
  for (let index = words.length - 1; index >= first && !settled; index -= 1) {
    const word = words[index] as number;
    const content = word & 0xfff;
    switch (word >>> 12) {
      case timeHigh:
        if (high < 0) high = content;
        else if (low < 0) low = content === high ? lowBefore : 0;
        settled = low >= 0 && (row >= 0 || !need.row) && (base >= 0 || !need.base);
        break;
      case timeLow:
        if (high < 0) low = low < 0 ? content : low;
        else if (lowBefore < 0) lowBefore = content;
        break;
      case addressY:
        if (row < 0) row = content & 0x7ff;
        break;
      case vectorBaseX:
        if (base < 0) base = content;
        break;
      case vector12:
        if (base < 0) moved += 12;
        break;
      case vector8:
        if (base < 0) moved += 8;
        break;
    }
  }
  if (high < 0) return { state: evt3State(), complete: fromStart };
  const state = evt3State({
    high,
    low: Math.max(0, low),
    haveTime: true,
    haveRow: row >= 0,
    y: Math.max(0, row),
    haveBase: base >= 0,
    baseX: ((Math.max(0, base) & 0x7ff) + moved) & 0xffff,
    polarity: base >>> 11 === 1 ? 1 : 0,
  });
  return { state, clockMicros: high * 4096 + Math.max(0, low), complete: fromStart || settled };
}

/** Words before the first TIME_HIGH of a recording mean nothing. */
function firstTimeHigh(words: Uint16Array): number {
  const index = words.findIndex((word) => word >>> 12 === timeHigh);
  return index < 0 ? words.length : index;
}

/** Whether the row is used, and whether a vector's base is used, before the words set them. A row counts as used if in doubt. */
function needsOf(words: Uint16Array): { readonly row: boolean; readonly base: boolean } {
  let row: boolean | undefined;
  let base: boolean | undefined;
  for (let index = 0; index < words.length && (row === undefined || base === undefined); index += 1) {
    switch ((words[index] as number) >>> 12) {
      case addressY:
        row ??= false;
        break;
      case addressX:
        row ??= true;
        break;
      case vectorBaseX:
        base ??= false;
        break;
      case vector12:
      case vector8:
        row ??= true;
        base ??= true;
        break;
    }
  }
  return { row: row ?? true, base: base ?? false };
}
